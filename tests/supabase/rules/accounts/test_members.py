"""Who is in a business: invited, changed and removed by its owners, and never without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import race

NEW = {"name": "Nora New", "email": "Nora@Example.com", "phone": "+61400000777", "role": "member"}


def invite(desk: Desk, **other: Any) -> str:
    done = desk.call("private.invite_member", desk.cast.lawns.id, desk.cast.owner.user_id, NEW | other, desk.now)
    return str(done["outcome"])


def sign_in_of(desk: Desk, email: str = "nora@example.com") -> str:
    return str(desk.value("insert into auth.users (id, email) values (gen_random_uuid(), %s) returning id", email))


def sent(desk: Desk, user: str | None) -> str:
    (claimed,) = desk.call_all("claim_invitations", desk.now)
    done = desk.call("finish_invitation", claimed["business_id"], claimed["id"], claimed["token"], user, desk.now)
    return str(done["outcome"])


def members(desk: Desk) -> dict[str, str]:
    rows = desk.rows(
        "select email, role::text from public.members where business_id = %s and deleted_at is null", desk.cast.lawns.id
    )
    return {row["email"]: row["role"] for row in rows}


def role(desk: Desk, user: str, role: str, phone: str = "") -> Any:
    change = {"role": role, "name": "Kim", "phone": phone}
    return desk.call("private.change_member", desk.cast.lawns.id, user, change, desk.now)


@pytest.mark.parametrize("known", [False, True])
def test_whoever_was_invited_is_a_member_once_the_mail_is_out(desk: Desk, known: bool) -> None:
    assert invite(desk) == "requested"
    assert "nora@example.com" not in members(desk)
    user = sign_in_of(desk)
    assert sent(desk, None if known else user) == "sent"
    assert members(desk)["nora@example.com"] == "member"
    assert desk.texts("welcome")[-1]["recipient"] == "+61400000777"
    team = desk.call("private.team", desk.cast.lawns.id, desk.cast.owner.user_id)
    assert [(m["here"], m["me"]) for m in team["members"] if m["email"] == "nora@example.com"] == [(False, False)]
    assert team["invitations"] == []
    assert invite(desk) == "member"
    assert desk.call_all("claim_invitations", desk.now) == []


def test_the_same_invitation_again_sends_nothing(desk: Desk) -> None:
    assert [invite(desk), invite(desk)] == ["requested", "waiting"]
    assert len(desk.call_all("claim_invitations", desk.now)) == 1
    assert desk.call_all("claim_invitations", desk.now) == []


def test_one_whose_worker_died_is_sent_again_and_the_dead_one_s_result_is_nothing(desk: Desk) -> None:
    invite(desk)
    (first,) = desk.call_all("claim_invitations", desk.now)
    desk.later(minutes=2)
    user = sign_in_of(desk)
    assert sent(desk, user) == "sent"
    done = desk.call("finish_invitation", first["business_id"], first["id"], first["token"], user, desk.now)
    assert done["outcome"] == "gone"


def test_what_fails_is_said_and_can_be_sent_again(desk: Desk) -> None:
    invite(desk)
    (claimed,) = desk.call_all("claim_invitations", desk.now)
    desk.call(
        "fail_invitation", claimed["business_id"], claimed["id"], claimed["token"], "No such address.", False, desk.now
    )
    team = desk.call("private.team", desk.cast.lawns.id, desk.cast.owner.user_id)
    assert [(i["state"], i["error"]) for i in team["invitations"]] == [("failed", "No such address.")]
    again = ("private.resend_invitation", desk.cast.lawns.id, desk.cast.owner.user_id, claimed["id"])
    assert desk.call(*again, desk.now)["outcome"] == "requested"
    assert sent(desk, sign_in_of(desk)) == "sent"
    assert desk.call(*again, desk.now)["outcome"] == "too_soon"
    assert desk.call(*again, desk.later(minutes=10))["outcome"] == "requested"


def test_one_that_never_gets_out_fails_after_five_times(desk: Desk) -> None:
    invite(desk)
    for _ in range(5):
        assert len(desk.call_all("claim_invitations", desk.now)) == 1
        desk.later(minutes=2)
    assert desk.call_all("claim_invitations", desk.now) == []
    assert desk.value("select state from public.invitations") == "failed"


def test_nobody_gets_in_by_an_invitation_of_somebody_who_is_no_owner_any_more(desk: Desk) -> None:
    role(desk, desk.cast.colleague.user_id, "owner", desk.cast.colleague.phone)
    invite(desk)
    desk.call("private.remove_member", desk.cast.lawns.id, desk.cast.owner.user_id, desk.now)
    assert sent(desk, sign_in_of(desk)) == "gone"
    assert "nora@example.com" not in members(desk)


@pytest.mark.parametrize(
    "odd",
    [
        {"email": "nobody"},
        {"email": "x" * 5000},
        {"name": " "},
        {"role": "king"},
        {"phone": "12"},
        {"phone": "+61400000001"},
    ],
)
def test_an_odd_invitation_is_refused_in_words(desk: Desk, odd: dict[str, str]) -> None:
    with desk.refused("PT400"):
        invite(desk, **odd)


def test_only_owners_invite_change_and_remove(desk: Desk) -> None:
    lawns, owner, colleague = desk.cast.lawns.id, desk.cast.owner.user_id, desk.cast.colleague
    for call in (
        ("invite_member", lawns, NEW),
        ("resend_invitation", lawns, lawns),
        ("withdraw_invitation", lawns, lawns),
        ("change_member", lawns, owner, {"role": "member", "name": "x", "phone": ""}),
        ("remove_member", lawns, owner),
    ):
        with desk.refused("PT400"), desk.signed_in(colleague):
            desk.call(*call)
    with desk.signed_in(colleague):
        assert len(desk.call("team", lawns)["members"]) == 2


def test_the_last_owner_can_neither_go_nor_step_down(desk: Desk) -> None:
    owner = desk.cast.owner.user_id
    with desk.refused("PT400"):
        role(desk, owner, "member", desk.cast.owner.phone)
    with desk.refused("PT400"):
        desk.call("private.remove_member", desk.cast.lawns.id, owner, desk.now)


def test_a_member_of_another_business_is_out_of_reach(desk: Desk) -> None:
    outsider = desk.cast.outsider.user_id
    with desk.refused("PT404"):
        role(desk, outsider, "member")
    assert desk.call("private.remove_member", desk.cast.lawns.id, outsider, desk.now)["again"]
    with desk.signed_in(desk.cast.outsider):
        assert desk.rows("select from public.businesses")


def test_whoever_is_removed_loses_everything_at_once_and_can_come_back(desk: Desk) -> None:
    booking, colleague = desk.pencil(), desk.cast.colleague
    desk.call("private.remove_member", desk.cast.lawns.id, colleague.user_id, desk.now)
    with desk.signed_in(colleague):
        for table in ("businesses", "bookings", "customers", "outbox", "invitations", "conversations"):
            assert desk.rows(f"select from public.{table}") == []
    with desk.refused("PT404"), desk.signed_in(colleague):
        desk.call("confirm_booking", desk.cast.lawns.id, booking["id"])
    assert colleague.phone not in [text["recipient"] for text in desk.claim()]
    assert invite(desk, email=colleague.email, phone=colleague.phone) == "requested"
    assert sent(desk, None) == "sent"
    with desk.signed_in(colleague):
        assert desk.rows("select from public.businesses")


def test_an_outsider_sees_no_invitation(desk: Desk) -> None:
    invite(desk)
    with desk.signed_in(desk.cast.outsider):
        assert desk.rows("select from public.invitations") == []
    with desk.signed_in(desk.cast.owner):
        assert len(desk.rows("select from public.invitations")) == 1


def test_another_phone_is_not_linked_until_it_answers_its_welcome(desk: Desk) -> None:
    lawns, owner = desk.cast.lawns.id, desk.cast.owner
    desk.do("update public.members set phone_verified_at = now() where user_id = %s", owner.user_id)
    mine = "select phone, phone_verified_at is not null as linked from public.members where user_id = %s"
    same = desk.call("private.set_my_phone", lawns, owner.user_id, owner.phone, desk.now)
    assert (same["again"], desk.row(mine, owner.user_id)["linked"]) == (True, True)
    before = len(desk.texts("welcome"))
    assert not desk.call("private.set_my_phone", lawns, owner.user_id, "+61400000888", desk.now)["again"]
    assert desk.row(mine, owner.user_id) == {"phone": "+61400000888", "linked": False}
    assert [text["recipient"] for text in desk.texts("welcome")][before:] == ["+61400000888"]
    with desk.refused("PT400"):
        desk.call("private.set_my_phone", lawns, owner.user_id, desk.cast.colleague.phone, desk.now)


def test_two_owners_who_remove_each_other_at_once_leave_one(own: Desk, open_desk: Callable[..., Desk]) -> None:
    def remove(person: str) -> Callable[[Desk], str]:
        def act(desk: Desk) -> str:
            try:
                return str(desk.call("private.remove_member", own.cast.lawns.id, person, own.now)["outcome"])
            except Exception as error:
                return type(error).__name__

        return act

    role(own, own.cast.colleague.user_id, "owner", own.cast.colleague.phone)
    people = (own.cast.owner.user_id, own.cast.colleague.user_id)
    assert race(open_desk, [remove(person) for person in people]).count("removed") == 1
    assert list(members(own).values()) == ["owner"]
