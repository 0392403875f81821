"""Every text, in both styles, from rows like the real ones."""

from datetime import UTC, date, datetime

import pytest

from edge_bridge.db.texts import TextBusiness, TextLead
from edge_bridge.db.words import BookingWords, Offer, Words
from edge_bridge.texts.render import TEMPLATES, inline, render
from edge_bridge.texts.segments import size

THURSDAY = Words(
    weekday="Thursday", weekday_short="Thu", long="Thursday, November 5th", medium="Thursday, Nov 5", short="Thu, Nov 5",
    time="2:00 PM", date=date(2026, 11, 5), minute=840,
)  # fmt: skip
FRIDAY = THURSDAY.model_copy(
    update={"weekday": "Friday", "medium": "Friday, Nov 6", "time": "10:30 AM", "date": date(2026, 11, 6)}
)
BOOKING = BookingWords(
    id="b1", status="pending", service="Lawn Mowing", staff="Dave", customer="John Smith", phone="+61400123456", email=None,
    address="123 Smith St, Brisbane", notes="", price_cents=6500, currency="AUD", starts_at=datetime(2026, 11, 5, 4, tzinfo=UTC),
    words=THURSDAY, answer_by=THURSDAY, reason="", several_staff=False,
)  # fmt: skip
OFFERS = [
    Offer(
        ref="t1-1",
        position=1,
        starts_at=BOOKING.starts_at,
        service="Lawn Mowing",
        staff="Dave",
        soon=True,
        words=THURSDAY,
    ),
    Offer(
        ref="t1-2",
        position=2,
        starts_at=BOOKING.starts_at,
        service="Lawn Mowing",
        staff="Dave",
        soon=False,
        words=FRIDAY,
    ),
]
ROWS = {
    "business": TextBusiness(id="g", name="Green Blade", call_number="+61731800101", style="brief"),
    "booking": BOOKING,
    "lead": TextLead(summary="Larger landscaping work beyond standard mowing", phone="+61400123456", name="John Smith"),
    "offers": OFFERS,
    "message": "Hello",
    "detail": {"note": "dog in yard", "name": "John Smith", "phone": "+61400123456", "body": "are you there?"},
    "link": "https://app.example/dashboard/g/bookings/b1",
    "now": THURSDAY,
    "opening": "",
    "single": False,
    "when": "this week",
}
KINDS = sorted(path.stem for path in TEMPLATES.glob("*.txt"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_renders_without_gaps_and_its_plain_form_stays_in_gsm_7(kind: str) -> None:
    brief = render(kind, **ROWS)
    assert brief
    assert "\n\n\n" not in brief
    assert "None" not in brief
    plain = render(kind, "plain", **ROWS)
    assert size(plain).encoding == "GSM-7"
    assert size(plain).segments <= size(brief).segments


def test_the_owner_s_request_is_the_brief_s() -> None:
    assert render("request", **ROWS) == (
        "📅 NEW BOOKING REQUEST\n\nCustomer: John Smith\nPhone: 0400 123 456\nService: Lawn Mowing\nDate: Thu, Nov 5 @ 2:00 PM\n"
        "Address: 123 Smith St, Brisbane\n\nTap to confirm or decline:\nhttps://app.example/dashboard/g/bookings/b1"
    )


def test_notes_the_chair_and_the_missing_address_are_whole_lines() -> None:
    booking = BOOKING.model_copy(update={"address": "", "notes": "dog\nin yard", "several_staff": True})
    text = render("request", **ROWS | {"booking": booking})
    assert "Date: Thu, Nov 5 @ 2:00 PM\nWith: Dave\nNotes: dog in yard\n\nTap" in text


def test_handoff_and_expiry_are_the_brief_s() -> None:
    assert render("handoff", **ROWS) == (
        "🚨 CUSTOMER WANTS TO CHAT\n\nJohn Smith wants to discuss a project\nPhone: 0400 123 456\n"
        "Context: Larger landscaping work beyond standard mowing\n\nPlease call them ASAP."
    )
    assert render("expired", **ROWS).startswith(
        "Sorry, we couldn't confirm your booking. Please call (07) 3180 0101 to schedule."
    )


def test_with_no_free_time_left_the_declined_text_keeps_its_call_line() -> None:
    text = render("declined", **ROWS | {"offers": []})
    assert "Available slots" not in text
    assert "Reply with your choice or call us at (07) 3180 0101" in text


def test_a_date_is_said_where_a_weekday_alone_would_be_ambiguous() -> None:
    text = render("offers", **ROWS)
    assert "• Thursday 2:00 PM\n• Friday, Nov 6 at 10:30 AM\n" in text
    assert text.endswith("Reply 1 or 2")


def test_the_penciled_text_says_when_an_answer_comes_if_not_today() -> None:
    later = render("penciled", **ROWS | {"booking": BOOKING.model_copy(update={"answer_by": FRIDAY})})
    assert "You'll hear from us by Friday, Nov 6 at 10:30 AM." in later
    assert "You'll hear" not in render("penciled", **ROWS)


@pytest.mark.parametrize(
    ("name", "said"), [("Lawn Mowing", "lawn mowing"), ("BBQ Clean", "BBQ clean"), ("Women's Cut", "women's cut")]
)
def test_a_service_s_name_reads_well_inside_a_sentence(name: str, said: str) -> None:
    assert inline(name) == said


def test_markup_in_a_customer_s_name_is_only_text() -> None:
    booking = BOOKING.model_copy(update={"customer": "{{ 7*7 }} <b>"})
    assert "Customer: {{ 7*7 }} <b>" in render("request", **ROWS | {"booking": booking})
