"""A call nobody takes: the caller is texted back and books by text, through the real processes."""

from typing import Any

import httpx

from tests.support.product import GREEN_BLADE, Customer, Product

OWNER = GREEN_BLADE.members[0].phone


def calls(product: Product, customer: Customer, ending: str) -> dict[str, Any]:
    """The customer calls the business's number; how that went."""
    form = {"from": customer.number, "to": customer.business.sms_number, "ending": ending}
    answer = httpx.post(f"{product.where['phones_url']}/phones/call", json=form, timeout=20).raise_for_status()
    placed: dict[str, Any] = answer.json()
    assert placed["webhook_error"] is None, placed
    return placed


def outcome(product: Product, customer: Customer) -> list[str | None]:
    rows = product.rows("select outcome::text from public.calls where from_number = %s", customer.number)
    return [row["outcome"] for row in rows]


def test_a_missed_caller_is_texted_back_and_books_by_text(product: Product) -> None:
    jo = Customer(product, GREEN_BLADE)
    placed = calls(product, jo, "no-answer")
    assert placed["rang"] == OWNER
    assert placed["said"] == [
        "Sorry, we can't take your call right now. We will text you now, so you can book by text."
    ]
    assert jo.reads() == "Sorry we missed you, I can book you in by text.\n\nGreen Blade Lawn Care"
    jo.says("Great, I need my lawn mowed next week. I'm Jo Bell, 9 Oak St, Brisbane")
    assert "penciled you in" in jo.says("1")
    assert "Jo Bell" in jo.owner_reads("NEW BOOKING REQUEST", "Jo Bell")
    assert outcome(product, jo) == ["missed"]


def test_a_caller_who_hangs_up_while_it_rings_is_texted_back_once(product: Product) -> None:
    jo = Customer(product, GREEN_BLADE)
    calls(product, jo, "hung-up")
    calls(product, jo, "busy")
    assert "Sorry we missed you" in jo.reads()
    assert outcome(product, jo) == ["missed", "missed"]
    sent = product.rows("select kind from public.outbox where recipient = %s", jo.number)
    assert [row["kind"] for row in sent] == ["missed_call"]


def test_help_is_answered_by_the_carrier_or_by_us_and_never_by_both(product: Product) -> None:
    jo = Customer(product, GREEN_BLADE)
    assert jo.says("HELP").startswith("Reply STOP to unsubscribe.")  # Twilio's own words
    form = {"MessageSid": "SM" + jo.number[1:], "From": jo.number, "To": GREEN_BLADE.sms_number, "Body": "Help!"}
    assert product.webhook("/twilio/sms", form | {"NumMedia": "0"}).status_code == 200
    assert jo.reads() == (
        "This is the booking line of Green Blade Lawn Care. Text us what you need and when suits, and our assistant finds "
        "you a time.\n\nPh: (07) 3180 0101\nReply STOP to opt out"
    )


def test_an_answered_caller_is_not_texted(product: Product) -> None:
    jo = Customer(product, GREEN_BLADE)
    assert calls(product, jo, "answered")["said"] == []
    assert outcome(product, jo) == ["answered"]
    assert product.rows("select kind from public.outbox where recipient = %s", jo.number) == []
