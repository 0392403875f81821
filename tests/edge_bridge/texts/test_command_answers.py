"""What a member reads after a command, for everything that can come of one, in real rows."""

from __future__ import annotations

from typing import Any

import pytest

from edge_bridge.db.texts import ClaimedText
from edge_bridge.texts.segments import size
from tests.supabase.rules.commands.texting import send
from tests.supabase.rules.desk import Desk, instant
from workers.send import wording

DASHBOARD = "https://app.coresentia.com.au"
THURSDAY = {"day_from": "2026-11-05", "minute_from": 540, "minute_to": 600}


def answer(desk: Desk, body: str) -> str:
    """The words of the answer to a text of the owner's, who wants no copies of confirmations."""
    desk.do("update public.members set gets_confirmations = false")
    send(desk, body)
    texts = [ClaimedText.model_validate(text) for text in desk.claim()]
    (text,) = [text for text in texts if text.kind == "command_answer"]
    return wording(text, DASHBOARD)


def coded(booking: Any, pattern: str) -> str:
    return pattern.replace("#", booking["code"])


@pytest.fixture
def booking(desk: Desk) -> Any:
    return desk.pencil(THURSDAY)


WHAT = "John Smith's lawn mowing on Thu, Nov 5 @ 9:00 AM"


def test_decisions_are_told_in_a_line_each(desk: Desk, booking: Any) -> None:
    assert answer(desk, coded(booking, "D#")) == coded(booking, f"# is not confirmed yet: {WHAT}. Send Y# first.")
    assert answer(desk, coded(booking, "Y#")) == coded(booking, f"# confirmed: {WHAT}")
    assert answer(desk, coded(booking, "Y#")) == coded(
        booking, f"# was {WHAT}, already confirmed. Nothing was changed."
    )
    assert answer(desk, coded(booking, "D#")) == coded(booking, f"# has not begun yet: {WHAT}")
    assert answer(desk, coded(booking, "# thu 9am")) == coded(booking, f"# is at that time already: {WHAT}")
    desk.later(days=4)
    assert answer(desk, coded(booking, "X#")) == coded(booking, f"# marked as a no-show: {WHAT}")
    assert answer(desk, coded(booking, "D#")) == coded(booking, f"# done: {WHAT}")
    assert answer(desk, coded(booking, "N#")) == coded(booking, f"# was {WHAT}, done. Nothing was changed.")


def test_late_for_a_time_that_has_passed_or_a_job_that_is_over_tells_nobody(desk: Desk, booking: Any) -> None:
    desk.confirm(booking)
    desk.now = instant("2026-11-05T09:12+10:00")
    desk.claim()
    passed = "It is past 9:10 AM already. Say how long after 9:00 AM it will begin."
    assert passed in answer(desk, coded(booking, "late # 10"))
    desk.now = instant(booking["ends_at"])
    assert answer(desk, coded(booking, "late # 90")) == coded(booking, f"# is over, so nobody was told: {WHAT}")
    desk.call("private.cancel_booking", desk.cast.lawns.id, booking["id"], "customer", None, "", False, desk.now)
    assert answer(desk, coded(booking, "late # 90")) == coded(booking, f"# is called off, so nobody was told: {WHAT}")


def test_a_no_and_a_new_time(desk: Desk, booking: Any) -> None:
    proposed = coded(
        booking, "#: we asked John Smith about Thu, Nov 5 @ 3:00 PM. Until they say yes the old time stands."
    )
    assert answer(desk, coded(booking, "# 3pm")) == proposed
    refused = answer(desk, coded(booking, "# 9pm"))
    assert refused.startswith(coded(booking, "#: nothing was done. "))
    assert answer(desk, coded(booking, "N#")) == coded(booking, f"# declined: {WHAT}. We told them.")
    late = coded(booking, f"# was {WHAT}, called off. Nothing was changed.")
    assert answer(desk, coded(booking, "# 3pm")) == late


def test_what_waits_for_the_customer_says_so(desk: Desk, booking: Any) -> None:
    desk.confirm(booking)
    send(desk, coded(booking, "# 3pm"))
    desk.claim()
    waiting = f"# was {WHAT}, waiting for the customer to answer your new time. Nothing was changed."
    assert answer(desk, coded(booking, "Y#")) == coded(booking, waiting)
    withdrawn = f"#: your new time is taken back and the old one stands, {WHAT}. We told them."
    assert answer(desk, coded(booking, "N#")) == coded(booking, withdrawn)


QUESTIONS = {
    "#": "#: nothing was done. Send Y# to confirm, N# to decline or # 3pm to suggest another time",
    "Y# 4pm": "#: nothing was done. Send Y# or N# on its own line, or # 3pm to suggest another time",
    "# arvo": "#: nothing was done. Send one day and time, such as # 3pm or # thu 2:30pm",
    "# mon 8am": "#: nothing was done. Which day is it? Say the date too, such as # 12/11 3pm",
    "# today 8am": "#: nothing was done. That time has passed.",
    "Y# N#": "#: nothing was done. You asked for two different things. Send the one you mean.",
    "late": "Nothing was done. Send the minutes, up to 240, such as LATE 20",
    "away for good": "Nothing was done. Send AWAY UNTIL MON, AWAY UNTIL 5PM or BACK",
    "today\nblah": "Mon, Nov 2: no bookings\nNothing was done. We did not understand: blah",
    "late 20": "You have no more confirmed bookings today, so nobody was told.",
    "DONE": "Nothing is left to mark as done.",
    "back": "The assistant was taking bookings already.",
    "away": "The assistant takes no bookings until you text BACK. Customers can leave a message.",
    "away until 5pm": "The assistant takes no bookings until Mon, Nov 2 @ 5:00 PM. Customers can leave a message.",
    "Thursday": None,
}


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_says_what_to_send(desk: Desk, booking: Any, text: str) -> None:
    words = answer(desk, coded(booking, text))
    wanted = QUESTIONS[text]
    if wanted is None:
        assert words.startswith("Every request has a code, such as 7K:\nY7K: confirm\n")
    else:
        assert words == coded(booking, wanted)


def test_days_are_listed_with_codes(desk: Desk, booking: Any) -> None:
    desk.later(days=2)
    words = answer(desk, "tomorrow")
    assert words == coded(booking, "Thu, Nov 5: 1 booking\n9:00 AM # John Smith - Lawn Mowing (not confirmed)")


def test_an_unknown_code_says_so(desk: Desk) -> None:
    assert answer(desk, "Y9Z") == "9Z: there is no booking with this code."


def test_every_answer_fits_a_few_segments(desk: Desk, booking: Any) -> None:
    for text in ("Thursday", coded(booking, "Y#"), coded(booking, "# 9pm")):
        words = answer(desk, text)
        assert size(words).segments <= 2, words
