"""The owner answers requests from their own phone, without the dashboard."""

from __future__ import annotations

import re
import time
from typing import Any

from edge_bridge.texts.phones import national
from tests.support.product import HARBOUR_HAIR, Customer, Product

MIA = HARBOUR_HAIR.members[0]


class Owner:
    """Mia at her phone, which texts the very number her customers text."""

    def __init__(self, product: Product) -> None:
        self.phones = product.phones()

    def says(self, text: str) -> None:
        self.phones.send(MIA.phone, HARBOUR_HAIR.sms_number, text)

    def reads(self, words: str) -> str:
        return self.phones.wait(
            lambda text: text.recipient == MIA.phone and re.search(words, text.body) is not None, f"{words} to Mia"
        ).body


def asks(product: Product, name: str) -> tuple[Customer, str]:
    """A customer who asked for a haircut, and the code of the request."""
    customer = Customer(product, HARBOUR_HAIR)
    customer.says(f"mens cut next week please, I'm {name}", "1")
    request = customer.owner_reads("NEW BOOKING REQUEST", name)
    line = request.splitlines()[-1]
    code = re.fullmatch(r"Or reply Y(\w+) to confirm, N\1 to decline, \1 3pm to suggest another time", line)
    assert code, request
    return customer, code[1]


def booking(product: Product, customer: Customer) -> dict[str, Any]:
    return product.rows("select * from public.bookings where customer_phone = %s", customer.number)[0]


def settled(product: Product) -> str:
    """What came of the owner's newest text, once it has been looked at."""
    deadline = time.monotonic() + 20
    newest = "select outcome, due_at from public.member_texts order by text_no desc limit 1"
    while time.monotonic() < deadline:
        (text,) = product.rows(newest)
        if text["due_at"] is None:
            return str(text["outcome"])
        time.sleep(0.05)
    raise AssertionError("nobody looked at it")


def unlink(product: Product) -> None:
    product.rows("update public.members set phone_verified_at = null where phone = %s returning 1", MIA.phone)


def link(product: Product, owner: Owner) -> None:
    """Answers the welcome text, as a person would; once it is answered, it stays so."""
    if product.rows("select 1 from public.members where phone = %s and phone_verified_at is null", MIA.phone):
        owner.says("OK")
        assert owner.reads("This phone is linked").startswith("This phone is linked to Harbour Hair.")


def test_the_welcome_text_s_answer_links_the_phone_and_only_then_codes_work(product: Product) -> None:
    unlink(product)
    (welcome,) = product.rows(
        "select body, state from public.outbox where kind = 'welcome' and recipient = %s", MIA.phone
    )
    assert f"Customers text {national(HARBOUR_HAIR.sms_number)} to book." in welcome["body"]
    assert "Reply OK to link this phone" in welcome["body"]
    assert product.dashboard_of(HARBOUR_HAIR) in welcome["body"]
    owner = Owner(product)
    zoe, code = asks(product, "Zoe Adams")
    owner.says(f"Y{code}")
    assert "please send it again" in owner.reads("This phone is linked")
    assert booking(product, zoe)["status"] == "pending"
    owner.says(f"y {code.lower()} thanks")
    assert "Booking Confirmed!" in zoe.reads()
    assert "Zoe Adams - " in owner.reads("Booking Confirmed")
    (event,) = product.rows(
        "select actor, actor_id from public.booking_events where kind = 'confirmed' and booking_id = %s",
        booking(product, zoe)["id"],
    )
    (member,) = product.rows("select user_id from public.members where phone = %s", MIA.phone)
    assert event == {"actor": "owner", "actor_id": member["user_id"]}


def test_before_the_welcome_text_has_left_a_phone_does_nothing(product: Product) -> None:
    owner = Owner(product)
    zoe, code = asks(product, "Yan Eddy")
    unlink(product)
    sent = product.rows(
        "update public.outbox set sent_at = null, state = 'failed' where kind = 'welcome' and recipient = %s returning id, sent_at",
        MIA.phone,
    )
    owner.says(f"Y{code}")
    assert settled(product) == "not_welcomed"
    assert booking(product, zoe)["status"] == "pending"
    product.rows(
        "update public.outbox set sent_at = created_at, state = 'delivered' where id = %s returning 1", sent[0]["id"]
    )
    link(product, owner)


def test_from_any_other_phone_a_code_is_only_a_customer_s_text(product: Product) -> None:
    link(product, Owner(product))
    zoe, code = asks(product, "Zia Brown")
    stranger = Customer(product, HARBOUR_HAIR)
    stranger.says(f"Y{code}")
    assert booking(product, zoe)["status"] == "pending"
    (message,) = product.rows(
        "select m.body from public.messages m join public.conversations c on c.business_id = m.business_id and c.id = m.conversation_id"
        " where c.peer = %s and m.author = 'customer'",
        stranger.number,
    )
    assert message["body"] == f"Y{code}"


def test_declined_moved_and_asked_again_all_by_text(product: Product) -> None:
    owner = Owner(product)
    link(product, owner)
    first, code = asks(product, "Ann Shaw")
    owner.says(f"N{code} fully booked that day")
    assert "no longer available" in first.reads()
    owner.reads(f"{code} declined")
    assert booking(product, first)["ended_reason"] == "fully booked that day"
    second, other = asks(product, "Bea Lang")
    owner.says(f"{other} maybe later")
    assert "nothing was done" in owner.reads(f"^{other}:")
    assert booking(product, second)["status"] == "pending"
    owner.says(f"Y{code}")
    assert "Nothing was changed." in owner.reads(f"^{code} was Ann Shaw's ")


def test_ok_or_yes_does_nothing_but_gets_help_once(product: Product) -> None:
    owner = Owner(product)
    link(product, owner)
    zoe, _ = asks(product, "Zed Cole")
    product.rows(
        "update public.outbox set created_at = created_at - interval '2 hours' where kind = 'command_answer' returning 1"
    )
    owner.says("yes")
    assert "Y7K: confirm" in owner.reads("Every request has a code")
    owner.says("ok")
    assert settled(product) == "help"
    answers = "select 1 from public.outbox where kind = 'command_answer' and created_at > now() - interval '1 hour'"
    assert len(product.rows(answers)) == 1
    assert booking(product, zoe)["status"] == "pending"


def test_today_and_away_and_back(product: Product) -> None:
    owner = Owner(product)
    link(product, owner)
    owner.says("today")
    owner.reads(r"^\w{3}, \w{3} \d+: (no|\d+) booking")
    owner.says("away until mon")
    try:
        assert "takes no bookings until Mon, " in owner.reads("takes no bookings")
        assert "is away until Monday" in Customer(product, HARBOUR_HAIR).says("mens cut tomorrow?")
    finally:
        owner.says("back")
    assert owner.reads("takes bookings again")
