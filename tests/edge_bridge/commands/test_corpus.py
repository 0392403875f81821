"""What members text, and what it asks for. It is Monday, November 2nd, 9 am; 7K is on Thursday, 8M a week later, 9BD today."""

from __future__ import annotations

import datetime

import pytest

from edge_bridge.commands import Action, Do, Why, read_commands
from edge_bridge.receptionist.understand import LocalNow

NOW = LocalNow(datetime.date(2026, 11, 2), 9 * 60)
CODES = {
    "7K": datetime.date(2026, 11, 5),
    "8M": datetime.date(2026, 11, 12),
    "9BD": datetime.date(2026, 11, 2),
}

# a text, and what it asks for: "confirm 7K", "propose 7K 2026-11-05T15:00", "unclear 7K more"
CORPUS = {
    # yes and no
    "Y7K": "confirm 7K",
    "y7k": "confirm 7K",
    "y 7k": "confirm 7K",
    "Y 7 K": "confirm 7K",
    "y-7k": "confirm 7K",
    "Y7K.": "confirm 7K",
    " Y7K \n": "confirm 7K",
    "Ｙ７Ｋ": "confirm 7K",
    "Y7K\u200b": "confirm 7K",
    "y7k thanks": "confirm 7K",
    "Y7K thanks mate!": "confirm 7K",
    "Y7K 👍": "confirm 7K",
    "ok y7k": "confirm 7K",
    "yes Y7K please": "confirm 7K",
    "yes 7k": "confirm 7K",
    "7k yes": "confirm 7K",
    "confirm 7k": "confirm 7K",
    "accept 7K": "confirm 7K",
    "y9bd": "confirm 9BD",
    "Y7K Y7K": "confirm 7K",
    "Y5G": "confirm 5G",
    "N7K": "decline 7K",
    "n 7k": "decline 7K",
    "no 7k": "decline 7K",
    "7k no": "decline 7K",
    "decline 7k": "decline 7K",
    "N7K thanks": "decline 7K",
    "N7K too far": "decline 7K: too far",
    "n7k - booked out, sorry": "decline 7K: booked out, sorry",
    "N7K can't do today": "decline 7K: can't do today",
    "N7K 2km too far": "decline 7K: 2km too far",
    "N7K away until monday": "decline 7K: away until monday",
    # several
    "Y7K N8M": "confirm 7K; decline 8M",
    "Y7K and N8M": "confirm 7K; decline 8M",
    "Y7K, N8M, D9BD": "confirm 7K; decline 8M; done 9BD",
    "Y7K\nN8M dog bites": "confirm 7K; decline 8M: dog bites",
    "N7K too far Y8M": "decline 7K: too far; confirm 8M",
    "Y7K\nsee you at the pub": "confirm 7K; unclear words",
    "Y7K\nthanks": "confirm 7K",
    "today\nY7K": "day 2026-11-02; confirm 7K",
    # another time
    "7K 3pm": "propose 7K 2026-11-05T15:00",
    "7k 3": "propose 7K 2026-11-05T15:00",
    "7k 3 p.m.": "propose 7K 2026-11-05T15:00",
    "7K: 3.30pm": "propose 7K 2026-11-05T15:30",
    "7k at 3 thanks": "propose 7K 2026-11-05T15:00",
    "7k to 3pm": "propose 7K 2026-11-05T15:00",
    "7k 14:30": "propose 7K 2026-11-05T14:30",
    "7K noon": "propose 7K 2026-11-05T12:00",
    "7K thu 2:30pm": "propose 7K 2026-11-05T14:30",
    "7K tomorrow 9": "propose 7K 2026-11-03T09:00",
    "7k tonight 7pm": "propose 7K 2026-11-02T19:00",
    "7k fri 10": "propose 7K 2026-11-06T10:00",
    "7k friday the 6th at 10": "propose 7K 2026-11-06T10:00",
    "7K 12/11 10am instead": "propose 7K 2026-11-12T10:00",
    "7k next thursday at 2": "propose 7K 2026-11-12T14:00",
    "9bd 10am": "propose 9BD 2026-11-02T10:00",
    "5G 3pm": "propose 5G",
    "Y8M 7K 3pm": "confirm 8M; propose 7K 2026-11-05T15:00",
    # asked about, never guessed
    "8m thu 3pm": "unclear 8M which_day",
    "7k 3pm or 4pm": "unclear 7K time",
    "7k arvo": "unclear 7K time",
    "7k tomorrow": "unclear 7K time",
    "8m next week": "unclear 8M time",
    "7k 31/11 3pm": "unclear 7K time",
    "7k 25:00": "unclear 7K time",
    "7k an hour later": "unclear 7K more",
    "9bd 8am": "unclear 9BD past",
    "7k today 8am": "unclear 7K past",
    "7k": "unclear 7K what",
    "7k?": "unclear 7K what",
    "Y7K?": "unclear 7K more",
    "Y7K but at 4pm": "unclear 7K more",
    "Y7K 4pm": "unclear 7K more",
    "N7K 3pm": "unclear 7K more",
    "Y7K N7K": "unclear 7K both",
    "Y7K D7K X7K": "unclear 7K both",
    # afterwards
    "D7K": "done 7K",
    "done 7k": "done 7K",
    "X7K": "no_show 7K",
    "no show 7k": "no_show 7K",
    "D7K X8M": "done 7K; no_show 8M",
    "DONE": "all_done",
    "done.": "all_done",
    "Done thanks": "all_done",
    "all done": "all_done",
    # late
    "late 20": "late 20",
    "Late 20 mins please": "late 20",
    "running late 15": "late 15",
    "20 mins late": "late 20",
    "late 1 hour": "late 60",
    "late 7K 20": "late 7K 20",
    "late for 7k 20": "late 7K 20",
    "late 20 for 7k": "late 7K 20",
    "late": "unclear minutes",
    "late 900": "unclear minutes",
    "late 0": "unclear minutes",
    "running late mate": "unclear minutes",
    # days
    "today": "day 2026-11-02",
    "Today?": "day 2026-11-02",
    "what's on today": "day 2026-11-02",
    "tomorrow": "day 2026-11-03",
    "tomorrow's jobs please": "day 2026-11-03",
    # away
    "away": "away",
    "Away until Mon": "away 2026-11-09T00:00",
    "away till 5pm": "away 2026-11-02T17:00",
    "away until 8am": "away 2026-11-03T08:00",
    "away til fri 9am": "away 2026-11-06T09:00",
    "away until tomorrow": "away 2026-11-03T00:00",
    "away until 9/11": "away 2026-11-09T00:00",
    "away for 2 days": "unclear away",
    "away until further notice": "unclear away",
    "back": "back",
    "I'm back!": "back",
    "Back now thanks": "back",
    "back monday": "unclear away",
    # nothing to do
    "ok": "help bare",
    "OK.": "help bare",
    "yes": "help bare",
    "Yes please": "help bare",
    "thanks": "help bare",
    "👍": "help bare",
    "Liked “Or reply Y7K to confirm”": "help bare",
    "Loved “📅 NEW BOOKING REQUEST\nY7K”": "help bare",
    "": "help",
    "no": "help",
    "hello there Dave": "help",
    "Or reply Y7K to confirm, N7K to decline, 7K 3pm to suggest another time": "help",
    "don't Y7K": "help",
    "I'd 7k": "help",
    "cancel 7k": "help",
    "3pm": "help",
    "3pm thursday": "help",
    "5th 3pm": "help",
    "today 7k": "help",
    "Y7KN8M": "help",
    "Yes, I can do it tomorrow": "help",
    "I'm driving right now, I'll get back to you": "help",
}
CARRIERS = ["STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT", "YES", "START", "UNSTOP",
            "HELP", "INFO"]  # fmt: skip


def told(action: Action) -> str:
    at = action.at or action.until
    parts = [action.do, action.code, at and at.isoformat(timespec="minutes"), action.date, action.minutes, action.why]
    said = " ".join(str(part) for part in [*parts, "bare" if action.bare else None] if part)
    return f"{said}: {action.reason}" if action.reason else said


def read(text: str) -> list[Action]:
    return read_commands(text, CODES, NOW)


@pytest.mark.parametrize("text", CORPUS)
def test_a_text_asks_for_this(text: str) -> None:
    assert "; ".join(map(told, read(text))) == CORPUS[text]


@pytest.mark.parametrize("word", CARRIERS)
def test_a_carriers_word_is_never_a_command(word: str) -> None:
    for text in (word, word.lower(), f"{word}."):
        assert [action.do for action in read(text)] == [Do.HELP]


def test_a_weekday_that_can_be_two_days_is_asked_about_but_today_and_next_are_plain() -> None:
    assert read("8m thu 3pm")[0].why is Why.WHICH_DAY
    assert read("8m this thu 3pm")[0].at == datetime.datetime(2026, 11, 5, 15)
    assert read("8m 12/11 3pm")[0].at == datetime.datetime(2026, 11, 12, 15)


def test_a_long_text_does_at_most_ten_things() -> None:
    assert len(read(" ".join(f"Y{digit}{letter}" for digit in "23456789" for letter in "BCD"))) == 10


def test_a_long_reason_is_cut() -> None:
    (action,) = read("N7K " + "too far " * 100)
    assert action.do is Do.DECLINE
    assert len(action.reason) == 300


def test_a_row_says_only_what_was_said() -> None:
    assert read("7K 3pm")[0].row() == {"do": "propose", "code": "7K", "at": "2026-11-05T15:00:00"}
    assert read("ok")[0].row() == {"do": "help", "bare": True}
    assert read("away")[0].row() == {"do": "away"}
