"""What lies before the messages an engine is given, summed up from rows."""

from __future__ import annotations

from tests.supabase.rules.desk import Desk, instant

THURSDAY = {"day_from": "2026-11-05"}


def test_nothing_earlier_is_null(desk: Desk) -> None:
    desk.pencil(THURSDAY)
    assert desk.turn("Hi again")["earlier"] is None


def test_what_ended_within_the_messages_given_is_not_told_twice(desk: Desk) -> None:
    desk.decline(desk.pencil(THURSDAY))
    desk.later(hours=1)
    assert desk.turn("Hi again")["earlier"] is None


def test_a_long_thread_says_how_much_is_left_out_and_since_when(desk: Desk) -> None:
    for number in range(30):
        desk.receive(str(number))
    (turn,) = desk.turns()
    assert turn["earlier"] is None
    desk.finish(turn)
    desk.later(days=2)
    desk.receive("30")
    (turn,) = desk.turns()
    earlier = turn["earlier"]
    assert (earlier["messages"], earlier["since"]["long"]) == (1, "Monday, November 2nd")


def test_bookings_that_are_over_and_leads_are_told_with_their_outcome(desk: Desk) -> None:
    """Of before the messages given; what is open is told by itself."""
    desk.decline(desk.pencil(THURSDAY))
    desk.confirm(desk.pencil({"day_from": "2026-11-06"}))
    turn = desk.turn("Call me")
    who = turn["business_id"], turn["conversation_id"], turn["lease"]
    desk.call("create_lead", *who, "message", "Asks about turf", p_now=desk.now)
    desk.finish(turn)
    desk.now = instant("2026-11-09T09:00+10:00")
    open_one = desk.pencil({"day_from": "2026-11-12"})
    for number in range(30):
        desk.receive(str(number))
    (turn,) = desk.turns()
    earlier = turn["earlier"]
    told = [(b["service"], b["status"], b["words"]["medium"]) for b in earlier["bookings"]]
    assert told == [("Lawn Mowing", "cancelled", "Thursday, Nov 5"), ("Lawn Mowing", "confirmed", "Friday, Nov 6")]
    assert [(lead["kind"], lead["state"], lead["summary"]) for lead in earlier["leads"]] == [
        ("message", "open", "Asks about turf")
    ]
    assert [b["id"] for b in turn["bookings"]] == [open_one["id"]]


def test_another_customers_past_is_not_told(desk: Desk) -> None:
    desk.decline(desk.pencil(THURSDAY))
    desk.later(hours=1)
    assert desk.turn("Hi", "+61400200300")["earlier"] is None
