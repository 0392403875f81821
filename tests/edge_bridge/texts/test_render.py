"""Every text, in both styles, from rows like the real ones."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from edge_bridge.db.texts import TextBusiness, TextLead
from edge_bridge.db.words import BookingWords, MoveWords, Offer, Words
from edge_bridge.texts.phones import e164
from edge_bridge.texts.render import TEMPLATES, inline, render
from edge_bridge.texts.segments import size

THURSDAY = Words(
    weekday="Thursday", weekday_short="Thu", long="Thursday, November 5th", medium="Thursday, Nov 5", short="Thu, Nov 5",
    time="2:00 PM", date=date(2026, 11, 5), minute=840,
)  # fmt: skip
FRIDAY = THURSDAY.model_copy(
    update={
        "weekday": "Friday",
        "medium": "Friday, Nov 6",
        "short": "Fri, Nov 6",
        "time": "10:30 AM",
        "date": date(2026, 11, 6),
    }
)
MOVE = MoveWords(
    move_id="m1", asked_by="customer", state="waiting", reason="", old=THURSDAY, old_staff="Dave", new=FRIDAY, new_staff="Dave",
    starts_at=datetime(2026, 11, 6, 0, 30, tzinfo=UTC), answer_by=THURSDAY,
)  # fmt: skip
BOOKING = BookingWords(
    id="b1", status="pending", service="Lawn Mowing", staff="Dave", customer="John Smith", phone="+61400123456", email=None,
    address="123 Smith St, Brisbane", notes="", price_cents=6500, currency="AUD", starts_at=datetime(2026, 11, 5, 4, tzinfo=UTC),
    words=THURSDAY, ends=THURSDAY.model_copy(update={"time": "3:00 PM"}), answer_by=THURSDAY, reason="", several_staff=False, ref="bb1", move=MOVE,
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
ROWS: dict[str, Any] = {
    "business": TextBusiness(id="g", name="Green Blade", call_number="+61731800101", style="brief"),
    "booking": BOOKING,
    "bookings": [BOOKING, BOOKING],
    "lead": TextLead(summary="Larger landscaping work beyond standard mowing", phone="+61400123456", name="John Smith"),
    "offers": OFFERS,
    "message": "Hello",
    "detail": {
        "note": "dog in yard",
        "name": "John Smith",
        "phone": "+61400123456",
        "body": "are you there?",
        "asked_by": "customer",
        "old": THURSDAY.model_dump(),
        "old_staff": "Dave",
        "new": FRIDAY.model_dump(),
        "new_staff": "Dave",
        "answer_by": THURSDAY.model_dump(),
        "since": THURSDAY.model_dump(),
        "until": THURSDAY.model_dump(),
        "score": 2,
        "minutes": 20,
        "day": THURSDAY.model_dump(),
        "several_staff": False,
        "jobs": [
            {
                "id": "b1",
                "code": "7K",
                "customer": "John Smith",
                "service": "Lawn Mowing",
                "staff": "Dave",
                "address": "4 Elm St",
                "phone": "+61400123456",
                "pending": True,
                "today": False,
                "at": THURSDAY.model_dump(),
            }
        ]
        * 13,
        "number": "+61480000101",
        "results": [{"do": "help", "outcome": "help"}],
    },
    "link": "https://app.example/dashboard/g/bookings/b1",
    "now": THURSDAY,
    "opening": "",
    "question": "Which one do you mean?",
    "numbered": True,
    "single": False,
    "when": "this week",
    "until": "Monday, November 30th",
}
KINDS = sorted(path.stem for path in TEMPLATES.glob("[!_]*.txt"))


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


CODES = "Or reply Y7K to confirm, N7K to decline, 7K 3pm to suggest another time"
MOVE_CODES = "Or reply Y7K to accept, N7K to decline"


@pytest.mark.parametrize(
    ("kind", "line"),
    {
        "request": CODES,
        "nag": CODES,
        "move_request": MOVE_CODES,
        "move_nag": MOVE_CODES,
        "proposal_refused": CODES,
        "move_lapsed_copy": CODES,
    }.items(),
)
def test_what_can_be_decided_carries_its_code_on_a_line_of_its_own_after_all_else(kind: str, line: str) -> None:
    rows = ROWS | {"detail": ROWS["detail"] | {"asked_by": "owner" if kind == "move_lapsed_copy" else "customer"}}
    coded = render(kind, **rows | {"booking": BOOKING.model_copy(update={"code": "7K"})})
    assert coded == f"{render(kind, **rows)}\n{line}"


@pytest.mark.parametrize("kind", ["proposal_refused", "move_lapsed_copy"])
def test_a_confirmed_booking_whose_time_stands_asks_for_no_code(kind: str) -> None:
    booking = BOOKING.model_copy(update={"code": "7K", "status": "confirmed"})
    for asked_by in ("customer", "owner"):
        assert "7K" not in render(
            kind, **ROWS | {"booking": booking, "detail": ROWS["detail"] | {"asked_by": asked_by}}
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


def test_a_reminder_of_a_handover_has_the_same_details() -> None:
    assert render("handoff_nag", **ROWS) == (
        "🚨 STILL WAITING FOR A CALL\n\nJohn Smith wanted to chat on Thu, Nov 5 @ 2:00 PM\nPhone: 0400 123 456\n"
        "Context: Larger landscaping work beyond standard mowing\n\nPlease call them. If you can't, I'll offer to take a message."
    )


def test_a_freed_time_says_whose_it_is_how_to_take_it_until_when_and_how_to_hear_of_none() -> None:
    assert render("backfill", **ROWS) == (
        f"A time has come free at Green Blade: lawn mowing on {OFFERS[0].words.medium} at {OFFERS[0].words.time}.\n"
        "Reply 1 to take it. It's kept for you until 2:00 PM.\nReply STOP to opt out."
    )


def test_a_pause_without_an_end_promises_none() -> None:
    assert render("away", **ROWS) == (
        "Green Blade is away until Monday, November 30th and can't take bookings until then. "
        "Leave your name and what you need and the team will get back to you."
    )
    assert render("away", **ROWS | {"until": None}).startswith(
        "Green Blade is away and can't take bookings at the moment. Leave"
    )


def test_someone_who_left_a_message_is_not_said_to_have_found_no_time() -> None:
    left = ROWS["lead"].model_copy(update={"kind": "message"})
    assert "John Smith left a message\n" in render("lead", **ROWS | {"lead": left})
    assert "John Smith could not be booked\n" in render(
        "lead", **ROWS | {"lead": left.model_copy(update={"kind": "full"})}
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


def with_booking(**columns: object) -> dict[str, Any]:
    return ROWS | {"booking": BOOKING.model_copy(update=columns)}


def with_detail(rows: dict[str, Any] = ROWS, **detail: object) -> dict[str, Any]:
    return rows | {"detail": ROWS["detail"] | detail}


def test_a_moved_booking_has_the_confirmation_s_shape_and_names_the_old_time() -> None:
    booking = {"words": FRIDAY, "status": "confirmed"}
    assert render("moved", **with_booking(**booking)) == (
        "✅ Booking Moved!\n\nYour lawn mowing is now booked for:\nFriday, Nov 6 at 10:30 AM\ninstead of Thursday, Nov 5 at 2:00 PM\n\n"
        "123 Smith St, Brisbane\n\nGreen Blade\nPh: (07) 3180 0101\n\nNeed to reschedule? Reply to this SMS"
    )
    assert render("moved_copy", **with_booking(**booking)) == (
        "✅ Booking Moved\n\nJohn Smith - Lawn Mowing\nFrom: Thu, Nov 5 @ 2:00 PM\nTo: Fri, Nov 6 @ 10:30 AM\n123 Smith St, Brisbane\n\n"
        "Your calendar is up to date."
    )


def test_a_change_of_person_alone_does_not_speak_of_another_time() -> None:
    rows = with_detail(new=ROWS["detail"]["old"], new_staff="Priya")
    assert "at 2:00 PM\nWith Priya instead of Dave\n" in render("moved", **rows)
    assert "From: Thu, Nov 5 @ 2:00 PM with Dave\nTo: Thu, Nov 5 @ 2:00 PM with Priya\n" in render("moved_copy", **rows)


def test_a_cancelled_customer_hears_the_reason_where_there_is_one() -> None:
    text = render("cancelled", **with_booking(reason="The mower\nbroke down"))
    assert (
        "on Thursday, Nov 5 at 2:00 PM has been cancelled.\nReason: The mower broke down\n\nReply to this SMS" in text
    )
    assert "Reason" not in render("cancelled", **ROWS)


def test_a_suggested_time_says_how_to_take_it_and_what_stands_meanwhile() -> None:
    text = render("proposal", **with_booking(status="confirmed"))
    assert (
        "Friday, Nov 6 at 10:30 AM\ninstead of Thursday, Nov 5 at 2:00 PM\n\nReply 1 to take it, or tell us what suits you better.\n"
        in text
    )
    assert "until Thu, Nov 5 @ 2:00 PM; the old time stands until you take it." in text
    assert "your request stays open." in render("proposal", **ROWS)


def test_what_became_of_a_suggestion_depends_on_whether_the_booking_was_confirmed() -> None:
    confirmed = with_booking(status="confirmed")
    assert "It stays booked for:\nThursday, Nov 5 at 2:00 PM" in render("withdrawn", **confirmed)
    assert "we'll still confirm it:\nThursday, Nov 5 at 2:00 PM" in render("withdrawn", **ROWS)
    assert "The old time stands:" in render("proposal_refused", **confirmed)
    assert "Their request still waits for your answer:" in render("proposal_refused", **ROWS)
    lapsed = with_detail(confirmed, asked_by="owner")
    assert render("move_lapsed_copy", **lapsed).endswith("so the old time stands.")
    assert ROWS["link"] in render("move_lapsed_copy", **with_detail(asked_by="owner"))
    assert "we told them" in render("move_lapsed_copy", **confirmed)


def test_the_old_time_stands_when_a_move_is_declined_or_lapses() -> None:
    for kind in ("move_declined", "move_lapsed"):
        assert "It stays booked for:\nThursday, Nov 5 at 2:00 PM\n" in render(kind, **ROWS)
    assert "to Friday, Nov 6 at 10:30 AM." in render("move_declined", **ROWS)


@pytest.mark.parametrize(("cents", "said"), [(6500, "$65.00"), (123456, "$1,234.56"), (None, "To be quoted")])
def test_changed_details_are_said_in_full(cents: int | None, said: str) -> None:
    text = render("edited", **with_booking(price_cents=cents))
    assert text.startswith(
        "✏️ Booking Updated\n\nLawn Mowing\nThursday, Nov 5, 2:00 PM to 3:00 PM\n123 Smith St, Brisbane\n"
        f"Price: {said}\n\nGreen Blade\nPh: (07) 3180 0101\n\n"
    )


def test_an_assumed_drive_is_a_line_of_its_own_and_otherwise_no_line() -> None:
    unknown = with_booking(travel_assumed=True, travel_minutes=20, notes="dog in yard")
    line = "Drive: suburb not recognised, your 20 min assumed\n"
    assert f"Address: 123 Smith St, Brisbane\n{line}Notes: dog in yard\n\nTap" in render("request", **unknown)
    assert f"Address: 123 Smith St, Brisbane\n{line}\nTap" in render("move_request", **unknown)
    assert "Drive" not in render("request", **ROWS)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0400 123 456", "+61400123456"),
        ("(07) 3123 4567", "+61731234567"),
        ("+64 21 123 4567", "+64211234567"),
        ("0011 44 20 7946 0958", "+442079460958"),
        ("1300 123 456", "+611300123456"),
        ("0400 123 45", None),
        ("9123 4567", None),  # no area code
        ("0400 123 456 ext 4", None),
        ("my mobile", None),
        ("", None),
    ],
)
def test_a_phone_number_is_stored_as_e_164_or_not_at_all(typed: str, stored: str | None) -> None:
    assert e164(typed) == stored
