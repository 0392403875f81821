"""A phone commands only once it is linked: a text came from it after its welcome text had left."""

from __future__ import annotations

import pytest
from psycopg.types.json import Jsonb

from tests.supabase.rules.commands.texting import claim, last_outcome, send
from tests.supabase.rules.desk import Desk
from tests.support.cast import LAWNS, as_member

NEW_PHONE = "+61400000009"


def provision(desk: Desk, phone: str = NEW_PHONE) -> None:
    """The business's file is applied with this phone of its owner's."""
    member = as_member(desk.cast.owner) | {"phone": phone}
    desk.call("provision_business", Jsonb(LAWNS | {"members": [member]}), desk.now)


def leave(desk: Desk) -> None:
    """The texts that are due are sent."""
    for text in desk.claim():
        desk.call(
            "finish_text", text["business_id"], text["id"], text["token"], f"SM{text['id']}", "Hi", "GSM-7", 1, desk.now
        )


def verified(desk: Desk) -> bool:
    return bool(desk.value("select phone_verified_at is not null from public.members where phone = %s", NEW_PHONE))


@pytest.fixture
def newcomer(desk: Desk) -> Desk:
    """The owner has a new phone."""
    provision(desk)
    return desk


def test_a_new_phone_is_welcomed_once_and_is_no_longer_linked(newcomer: Desk) -> None:
    provision(newcomer)
    (welcome,) = newcomer.texts("welcome")
    assert (welcome["recipient"], welcome["class"], str(welcome["member_id"])) == (
        NEW_PHONE, "caused", newcomer.cast.owner.user_id)  # fmt: skip
    assert not verified(newcomer)


def test_an_unchanged_phone_stays_linked_and_hears_nothing(desk: Desk) -> None:
    provision(desk, desk.cast.owner.phone)
    assert desk.texts("welcome") == []
    assert desk.value(
        "select phone_verified_at is not null from public.members where phone = %s", desk.cast.owner.phone
    )


def test_the_first_text_after_the_welcome_links_the_phone_and_does_nothing_else(newcomer: Desk) -> None:
    booking = newcomer.pencil()
    leave(newcomer)
    newcomer.later(minutes=1)
    newcomer.receive(f"Y{booking['code']}", NEW_PHONE)
    assert claim(newcomer) is None
    assert verified(newcomer)
    assert newcomer.booking(booking)["status"] == "pending"
    (answer,) = newcomer.texts("command_answer")
    assert (answer["recipient"], answer["detail"]["results"][0]["outcome"]) == (NEW_PHONE, "linked")
    owner = newcomer.cast.owner.__class__("Dave", "", NEW_PHONE, newcomer.cast.owner.user_id)
    send(newcomer, f"Y{booking['code']}", owner)
    assert newcomer.booking(booking)["status"] == "confirmed"


def test_a_text_before_the_welcome_left_does_nothing(newcomer: Desk) -> None:
    booking = newcomer.pencil()
    newcomer.receive(f"Y{booking['code']}", NEW_PHONE)
    assert claim(newcomer) is None
    assert (last_outcome(newcomer), verified(newcomer)) == ("not_welcomed", False)
    assert newcomer.texts("command_answer") == []
    assert newcomer.booking(booking)["status"] == "pending"


def test_a_text_that_came_before_the_welcome_left_does_not_link_later(newcomer: Desk) -> None:
    newcomer.receive("OK", NEW_PHONE)
    newcomer.later(minutes=1)
    leave(newcomer)
    assert claim(newcomer) is None
    assert (last_outcome(newcomer), verified(newcomer)) == ("not_welcomed", False)


def test_an_answer_while_the_welcome_is_just_leaving_waits_for_it(newcomer: Desk) -> None:
    (welcome,) = [text for text in newcomer.claim() if text["kind"] == "welcome"]
    newcomer.receive("OK", NEW_PHONE)
    assert claim(newcomer) is None
    assert not verified(newcomer)
    sent = welcome["business_id"], welcome["id"], welcome["token"], "SM1", "Hi", "GSM-7", 1, newcomer.now
    newcomer.call("finish_text", *sent)
    newcomer.later(seconds=2)
    assert claim(newcomer) is None
    assert verified(newcomer)


def test_a_member_who_was_never_welcomed_is_when_they_text(desk: Desk) -> None:
    desk.do("update public.members set phone_verified_at = null")
    desk.receive("Y7K", desk.cast.owner.phone)
    assert claim(desk) is None
    assert desk.cast.owner.phone in [text["recipient"] for text in desk.texts("welcome")]


def test_stop_never_links_a_phone(newcomer: Desk) -> None:
    leave(newcomer)
    newcomer.later(minutes=1)
    newcomer.receive("STOP", NEW_PHONE)
    assert claim(newcomer) is None
    assert not verified(newcomer)


def test_a_text_from_a_phone_that_is_another_persons_by_now_does_nothing(desk: Desk) -> None:
    booking = desk.pencil()
    desk.receive(f"Y{booking['code']}", desk.cast.owner.phone)
    provision(desk)
    assert claim(desk) is None
    assert (last_outcome(desk), desk.booking(booking)["status"]) == ("not_their_phone", "pending")


def test_a_business_without_a_number_welcomes_nobody(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, sms_number=None)
    desk.do("update public.members set phone_verified_at = null")
    desk.call("private.welcome_members", desk.cast.lawns.id, desk.now)
    assert desk.texts("welcome") == []
