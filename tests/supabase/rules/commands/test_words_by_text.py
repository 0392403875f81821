"""A member's other commands: today, tomorrow, late 20, away until Mon, back; and help, which never becomes a quarrel."""

from __future__ import annotations

from typing import Any

from tests.supabase.rules.commands.texting import claim, finish, outcomes, send
from tests.supabase.rules.desk import Desk, instant

MONDAY = {"day_from": "2026-11-02"}


def confirmed(desk: Desk, phone: str, wish: dict[str, Any] | None = None) -> Any:
    booking = desk.pencil(wish or {"day_from": "2026-11-03"}, phone=phone)
    desk.confirm(booking)
    return booking


def test_today_lists_the_days_bookings_in_order_with_their_codes(desk: Desk) -> None:
    first, second = confirmed(desk, "+61400200301"), desk.pencil({"day_from": "2026-11-03"}, phone="+61400200302")
    (today,) = send(desk, "today")
    assert (today["outcome"], today["day"]["date"], today["bookings"]) == ("listed", "2026-11-02", [])
    (tomorrow,) = send(desk, "Tomorrow?")
    listed = sorted([first, second], key=lambda booking: booking["starts_at"])
    assert [b["code"] for b in tomorrow["bookings"]] == [b["code"] for b in listed]
    assert {b["status"] for b in tomorrow["bookings"]} == {"confirmed", "pending"}


def test_away_and_back_pause_and_resume_the_receptionist(desk: Desk) -> None:
    (result,) = send(desk, "away until Mon")
    assert (result["outcome"], result["until"]["date"]) == ("paused", "2026-11-09")
    assert desk.value("select paused_until from public.businesses where slug = 'green-blade'") == instant(
        "2026-11-09T00:00+10:00"
    )
    assert outcomes(send(desk, "back")) == ["resumed"]
    assert desk.value("select paused_at from public.businesses where slug = 'green-blade'") is None
    (again,) = send(desk, "back")
    assert again["again"] is True
    (open_ended,) = send(desk, "Away")
    assert (open_ended["outcome"], open_ended["until"]) == ("paused", None)


def test_words_like_tomorrow_mean_the_day_they_were_sent(desk: Desk) -> None:
    desk.receive("tomorrow", desk.cast.owner.phone)
    desk.later(hours=20)
    text = claim(desk)
    assert text
    finish(desk, text)
    (answer,) = desk.texts("command_answer")
    assert answer["detail"]["results"][0]["day"]["date"] == "2026-11-03"


def test_late_names_those_it_can_concern_when_there_are_several(desk: Desk) -> None:
    confirmed(desk, "+61400200301", {"day_from": "2026-11-03", "minute_from": 540, "minute_to": 600})
    confirmed(desk, "+61400200302", {"day_from": "2026-11-03", "minute_from": 660, "minute_to": 720})
    desk.now = instant("2026-11-03T09:05+10:00")
    (result,) = send(desk, "late 20")
    assert result["outcome"] == "which"
    assert [b["words"]["time"] for b in result["bookings"]] == ["9:00 AM", "11:00 AM"]
    assert "running_late" not in desk.kinds()


def test_late_without_a_booking_or_too_late_tells_nobody(desk: Desk) -> None:
    assert outcomes(send(desk, "late 20")) == ["nobody"]
    desk.receive("late 20", desk.cast.owner.phone)
    desk.later(minutes=16)
    text = claim(desk)
    assert text
    finish(desk, text)
    assert desk.texts("command_answer")[-1]["detail"]["results"][0]["outcome"] == "stale"


def test_late_tells_the_next_customer(desk: Desk) -> None:
    booking = confirmed(desk, "+61400200301", {"day_from": "2026-11-03", "minute_from": 660, "minute_to": 720})
    desk.now = instant("2026-11-03T10:30+10:00")
    (result,) = send(desk, "late 20")
    assert (result["outcome"], result["booking"]["code"]) == ("told", booking["code"])
    assert [text["recipient"] for text in desk.texts("running_late")] == ["+61400200301"]


def test_anything_else_gets_help_once_in_ten_minutes(desk: Desk) -> None:
    assert [result["do"] for result in send(desk, "ok")] == ["help"]
    assert send(desk, "what?") == []
    desk.later(minutes=9)
    assert send(desk, "hello there") == []
    desk.later(minutes=2)
    assert [result["do"] for result in send(desk, "hello there")] == ["help"]


def test_each_member_is_helped_for_themselves(desk: Desk) -> None:
    send(desk, "ok")
    assert [result["do"] for result in send(desk, "ok", desk.cast.colleague)] == ["help"]


def test_thanks_right_after_an_answer_gets_nothing(desk: Desk) -> None:
    send(desk, "today")
    assert send(desk, "thanks mate") == []
    assert [result["do"] for result in send(desk, "what can I text?")] == ["help"]
    desk.later(minutes=11)
    assert [result["do"] for result in send(desk, "ok")] == ["help"]


def test_two_machines_do_not_talk_for_ever(desk: Desk) -> None:
    for _ in range(40):
        send(desk, "Y9Z")
    assert len(desk.texts("command_answer")) == 30
    desk.later(hours=1, seconds=1)
    assert outcomes(send(desk, "Y9Z")) == ["unknown"]


def test_a_carriers_word_is_no_command(desk: Desk) -> None:
    desk.receive("STOP", desk.cast.owner.phone)
    assert claim(desk) is None
    assert desk.value("select outcome from public.member_texts") == "STOP"
