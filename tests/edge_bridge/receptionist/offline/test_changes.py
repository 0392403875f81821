"""Cancelling, moving and answering the owner's proposals by text, with the engine that needs no network."""

from typing import Any

import pytest

from edge_bridge.db.words import BookingWords
from tests.edge_bridge.receptionist.claude.turns import FRIDAY, THURSDAY, booking, moved, offer
from tests.edge_bridge.receptionist.offline.talk import Talk

MONDAY = {"weekday": "Monday", "weekday_short": "Mon", "long": "Monday, November 9th", "medium": "Monday, Nov 9",
          "short": "Mon, Nov 9", "time": "9:00 AM", "date": "2026-11-09", "minute": 540}  # fmt: skip
PROPOSED = "Can we suggest another time?\n\nYour lawn mowing could be on:\nFriday, Nov 6 at 10:30 AM\ninstead of Thursday, Nov 5 at 2:00 PM\n\nReply 1 to take it, or tell us what suits you better."  # fmt: skip
NAMED = "your lawn mowing on Thursday, Nov 5 at 2:00 PM"
CANCELLED = "Your lawn mowing on Thursday, Nov 5 at 2:00 PM is cancelled."
STAYS = "Your lawn mowing on Thursday, Nov 5 at 2:00 PM stays as it is"
REQUESTED = {"outcomes": {"hold_booking": "move_requested"}}
MOVED = {"outcomes": {"hold_booking": "moved"}}


def mow(status: str = "confirmed", **changes: Any) -> BookingWords:
    return booking(THURSDAY, status, **changes)


def makeover(status: str = "confirmed") -> BookingWords:
    return booking(MONDAY, status, 7777, service="Garden Makeover")


def proposed(status: str = "confirmed") -> Talk:
    """The owner has just proposed Friday for Thursday's mow."""
    before = [("customer", "hi"), ("receptionist", "G'day!"), ("system", PROPOSED)]
    return Talk(mow(status, move=moved(THURSDAY, FRIDAY, "owner")), offers=[offer(1, FRIDAY, 4)], before=before)


@pytest.mark.parametrize("status", ["pending", "confirmed"])
@pytest.mark.parametrize("yes", ["yes", "yep please", "yes cancel it", "👍", "cancel it", "go ahead"])
def test_the_only_booking_is_named_back_once_before_it_is_cancelled(status: str, yes: str) -> None:
    talk = Talk(mow(status))
    assert talk.says("cancel my booking") == f"Cancel {NAMED}?"
    assert talk.calls == []
    assert talk.says(yes).startswith(CANCELLED)
    assert talk.did("cancel_booking") == [("b-5555", "cancel my booking")]
    assert talk.blocked == []


@pytest.mark.parametrize("no", ["no", "nah leave it", "actually never mind", "no keep it", "don't cancel", "no thanks"])
def test_a_no_leaves_the_booking_as_it_is(no: str) -> None:
    talk = Talk(mow())
    talk.says("Can I cancel?")
    assert talk.says(no) == f"No worries. {STAYS}."
    assert talk.says("yes") == "No worries!"
    assert talk.did("cancel_booking") == []


@pytest.mark.parametrize(
    "clear", ["Please cancel my mow on Thursday", "cancel thursday 2pm", "need to cancel the lawn mowing, sorry"]
)
def test_a_booking_named_clearly_is_cancelled_without_a_question(clear: str) -> None:
    talk = Talk(mow(), makeover())
    assert talk.says(clear).startswith(CANCELLED)
    assert talk.did("cancel_booking") == [("b-5555", clear)]


@pytest.mark.parametrize(
    "unsure", ["I might have to cancel thursday", "can I cancel my mow?", "thinking of cancelling the mow"]
)
def test_what_is_not_sure_is_asked_about(unsure: str) -> None:
    talk = Talk(mow())
    assert talk.says(unsure) == f"Cancel {NAMED}?"


@pytest.mark.parametrize(
    ("answer", "ref"),
    [
        ("2", "b-7777"),
        ("the makeover", "b-7777"),
        ("monday's", "b-7777"),
        ("the first", "b-5555"),
        ("the mow please", "b-5555"),
        ("9am", "b-7777"),
    ],
)
def test_with_several_bookings_it_asks_which(answer: str, ref: str) -> None:
    talk = Talk(mow(), makeover())
    asked = talk.says("I need to cancel")
    assert (
        asked
        == "Which booking do you mean?\n1. Lawn Mowing, Thursday, Nov 5 at 2:00 PM\n2. Garden Makeover, Monday, Nov 9 at 9:00 AM\n\nReply 1 or 2"
    )
    assert "is cancelled." in talk.says(answer)
    assert talk.did("cancel_booking") == [(ref, "I need to cancel")]
    assert talk.blocked == []


def test_all_of_them_are_named_back_together() -> None:
    talk = Talk(mow(), makeover("pending"))
    assert (
        talk.says("cancel both")
        == "Shall I cancel both of these?\n• Lawn Mowing, Thursday, Nov 5 at 2:00 PM\n• Garden Makeover, Monday, Nov 9 at 9:00 AM"
    )
    talk.says("yes please")
    assert [ref for ref, _ in talk.did("cancel_booking")] == ["b-5555", "b-7777"]
    assert talk.blocked == []


def test_never_mind_and_another_one_are_understood_as_answers() -> None:
    talk = Talk(mow(), makeover())
    talk.says("cancel my booking")
    assert talk.says("never mind") == "No worries, nothing has changed."
    talk.says("can i cancel thursday?")
    assert talk.says("no, the makeover") == "Cancel your garden makeover on Monday, Nov 9 at 9:00 AM?"


def test_without_a_booking_it_says_so_and_offers_the_team() -> None:
    talk = Talk()
    assert "I can't see an open booking under this number." in talk.says("cancel my booking")
    assert "have the team give you a call" in talk.says("yes, it's under my wife's number")
    chat = Talk(channel="chat")
    assert "I can't see an open booking in this chat." in chat.says("I need to reschedule")
    assert chat.says("no all good") == "No worries."


def test_a_booking_that_ended_meanwhile_is_not_said_to_be_cancelled_now() -> None:
    talk = Talk(mow())
    talk.says("cancel my booking")
    gone = "That booking isn't open any more, so there's nothing to change."
    assert talk.says("yes", outcomes={"cancel_booking": "not_open"}) == gone
    talk.says("cancel my booking")
    talk.bookings = []
    assert talk.says("yes") == gone


def test_a_change_that_is_not_understood_twice_goes_to_a_person() -> None:
    talk = Talk(mow(), makeover())
    talk.says("cancel my booking")
    assert talk.says("banana").startswith("Sorry, I didn't catch that. Which booking")
    assert "have the team give you a call" in talk.says("purple")


def test_a_question_in_between_is_answered_and_asked_again() -> None:
    talk = Talk(mow())
    talk.says("can I cancel")
    assert talk.says("how much is a mow?") == f"Lawn Mowing is $55.\n\nCancel {NAMED}?"
    assert talk.says("yes").startswith(CANCELLED)


WISHES = [
    ("can we make it Friday instead", {"day_from": "2026-11-06", "day_to": "2026-11-06"}),
    ("need to reschedule", {}),
    ("push it back an hour", {"day_from": "2026-11-05", "day_to": "2026-11-05", "minute_from": 900, "minute_to": 901}),
    ("I can't make thursday, could you do next Wednesday morning", {"day_from": "2026-11-11", "day_to": "2026-11-11", "minute_from": 360, "minute_to": 720}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wish"), WISHES)
def test_a_confirmed_booking_keeps_its_time_until_the_team_agrees(text: str, wish: dict[str, Any]) -> None:
    talk = Talk(mow())
    offers = talk.says(text)
    assert f"To move {NAMED}:\n\nI have these times available:\n• Thursday 2:00 PM\n• Friday 10:30 AM" in offers
    assert talk.did("find_slots") == [("s-3333", wish, None, "", "", "b-5555")]
    assert talk.says("2", **REQUESTED) == (
        "I've asked the team to move your lawn mowing to Friday, Nov 6 at 10:30 AM.\n"
        "Thursday, Nov 5 at 2:00 PM stays yours until they confirm."
    )
    assert talk.did("hold_booking") == [("t1-2", {})]
    assert "You've asked to move it to Friday, Nov 6 at 10:30 AM; the team hasn't answered yet." in talk.says(
        "when is my booking?"
    )
    assert talk.blocked == []


def test_a_pending_booking_simply_takes_the_new_time() -> None:
    talk = Talk(mow("pending"))
    talk.says("can we do Friday instead")
    assert talk.says("the second one", moves_pending=True).startswith(
        "Done! I've penciled you in for Friday, November 6th at 10:30 AM instead."
    )
    assert talk.blocked == []


def test_none_of_those_asks_for_a_day_and_looks_again_for_the_same_booking() -> None:
    talk = Talk(mow())
    talk.says("need to move my booking")
    assert talk.says("none of those work") == "No worries. What day works best for you?"
    talk.says("next wednesday")
    assert talk.did("find_slots") == [
        ("s-3333", {"day_from": "2026-11-11", "day_to": "2026-11-11"}, None, "", "", "b-5555")
    ]
    assert talk.says("actually just keep it as it was") == f"No worries. {STAYS}."
    assert talk.says("1") != "", "what was offered is answered"
    assert talk.did("hold_booking") == []


def test_the_wish_is_remembered_while_it_asks_which_booking() -> None:
    talk = Talk(mow(), makeover())
    assert talk.says("can we move it to the weekend").startswith("Which booking do you mean?")
    talk.says("the mow")
    assert talk.did("find_slots") == [
        ("s-3333", {"day_from": "2026-11-07", "day_to": "2026-11-08"}, None, "", "", "b-5555")
    ]


def test_who_cannot_make_it_is_asked_whether_to_move_or_cancel() -> None:
    question = f"No worries. Would you like to move {NAMED} to another time, or cancel it?"
    for answer, tool in (
        ("move it please", "find_slots"),
        ("just cancel it", "cancel_booking"),
        ("saturday?", "find_slots"),
        ("another day", "find_slots"),
    ):
        talk = Talk(mow())
        assert talk.says("I can't make it thursday") == question
        talk.says(answer)
        assert [name for name, _ in talk.calls] == [tool]


def test_a_cancel_may_turn_into_a_move_and_a_move_into_a_cancel() -> None:
    talk = Talk(mow())
    talk.says("cancel my booking")
    assert f"To move {NAMED}" in talk.says("no, move it to Friday instead")
    assert talk.says("actually just cancel it") == f"Cancel {NAMED}?"
    assert talk.says("yes").startswith(CANCELLED)


def test_a_new_time_taken_by_somebody_else_brings_others_for_the_same_booking() -> None:
    talk = Talk(mow())
    talk.says("reschedule please")
    assert talk.says("1", outcomes={"hold_booking": "slot_taken"}).startswith(
        "Sorry, that time has just been taken.\n\nI have these times"
    )
    assert talk.did("find_slots") == [("s-3333", {}, None, "", "", "b-5555")]
    assert talk.says("2", **REQUESTED).startswith("I've asked the team")


def test_with_no_free_time_the_booking_stays_and_the_team_is_told() -> None:
    talk = Talk(mow())
    assert STAYS in talk.says("move it to friday", match="none")
    assert [kind for kind, _, _ in talk.did("create_lead")] == ["full"]
    assert talk.blocked == []


@pytest.mark.parametrize("yes", ["1", "yes", "that works", "Yep Friday is fine", "👍", "ok great", "sounds good"])
@pytest.mark.parametrize("status", ["pending", "confirmed"])
def test_the_owners_proposal_is_taken_with_one_or_yes(status: str, yes: str) -> None:
    talk = proposed(status)
    assert (
        talk.says(yes, **MOVED) == "Great, thanks! Your lawn mowing is now booked for Friday, November 6th at 10:30 AM."
    )
    assert talk.did("hold_booking") == [("t4-1", {})]
    assert talk.blocked == []


@pytest.mark.parametrize(
    "no",
    [
        "no",
        "can't",
        "Sorry can't do friday",
        "no thanks",
        "nah that doesn't suit",
        "I'd rather keep Thursday",
        "can't make it then",
    ],
)
def test_a_refused_proposal_is_passed_on_and_another_day_asked_for(no: str) -> None:
    talk = proposed()
    said = talk.says(no)
    assert said == (
        "No worries, I've let the team know.\nYour lawn mowing stays booked for Thursday, Nov 5 at 2:00 PM.\n"
        "If another time would suit you better, what day works best?"
    )
    assert talk.did("refuse_proposal") == ["b-5555"]
    assert f"To move {NAMED}" in talk.says("monday arvo")
    assert talk.blocked == []


def test_a_refused_proposal_of_a_pending_booking_leaves_it_waiting() -> None:
    assert "You're still penciled in for Thursday, Nov 5 at 2:00 PM" in proposed("pending").says("no")


@pytest.mark.parametrize(
    ("text", "tools"),
    [("can we do saturday instead?", ["find_slots"]), ("Monday morning would be better", ["find_slots"]), ("got anything later?", ["find_slots"]),
     ("no, how about monday?", ["refuse_proposal", "find_slots"]), ("can't do friday, what about saturday", ["refuse_proposal", "find_slots"])],
)  # fmt: skip
def test_another_wish_brings_new_times(text: str, tools: list[str]) -> None:
    talk = proposed()
    assert f"To move {NAMED}" in talk.says(text)
    assert [name for name, _ in talk.calls if name != "unused"][-1] == "find_slots"
    assert {name for name, _ in talk.calls} <= set(tools)


def test_later_than_a_proposal_is_later_than_the_time_proposed() -> None:
    talk = proposed()
    talk.says("got anything later that day?")
    assert talk.did("find_slots")[0][1] == {"day_from": "2026-11-06", "day_to": "2026-11-06", "minute_from": 631}


def test_offers_made_since_are_not_taken_for_the_new_times_of_an_earlier_move() -> None:
    talk = Talk(mow(), offers=[offer(1, FRIDAY, 3)])
    talk.facts |= {"moving": "b-5555", "move_set": "t1"}
    talk.says("1")
    assert talk.did("hold_booking") == [("t3-1", {"name": "Sam Lee", "address": "12 Friday Street"})]


@pytest.mark.parametrize("text", ["how much is it?", "thanks", "banana"])
def test_a_proposal_is_taken_by_nothing_but_a_yes_and_is_asked_again(text: str) -> None:
    talk = proposed()
    assert f"Would Friday, Nov 6 at 10:30 AM suit you instead of {NAMED}?" in talk.says(text)
    assert talk.calls == []
    assert talk.says("yes", **MOVED).startswith("Great, thanks!")


def test_a_proposal_that_has_run_out_is_not_taken_for_a_note() -> None:
    talk = proposed()
    talk.offers, talk.bookings = [], [mow()]
    assert talk.says("1") == f"Sorry, what we suggested has run out by now. {STAYS}.\nWhat day would suit you instead?"
    assert talk.calls == []
    assert f"To move {NAMED}" in talk.says("friday")


def test_a_day_in_answer_to_a_text_about_a_booking_wants_that_one_moved() -> None:
    declined = "Sorry, we can't move your lawn mowing to Friday, Nov 6 at 10:30 AM.\n\nIt stays booked for:\nThursday, Nov 5 at 2:00 PM\n\nReply with another time that suits you, or call us."
    talk = Talk(mow(), makeover(), before=[("customer", "hi"), ("system", declined)])
    assert f"To move {NAMED}" in talk.says("saturday morning?")


@pytest.mark.parametrize(
    "text", ["there's a dog in the yard", "thanks", "see you thursday", "what time are you coming thursday?"]
)
def test_other_texts_change_nothing(text: str) -> None:
    talk = Talk(mow())
    talk.says(text)
    assert not {"find_slots", "cancel_booking", "hold_booking"} & {name for name, _ in talk.calls}


def test_while_new_times_are_on_the_table_another_booking_may_be_cancelled() -> None:
    talk = Talk(mow(), makeover())
    talk.says("move the mow")
    assert talk.says("and cancel the garden makeover").startswith(
        "Your garden makeover on Monday, Nov 9 at 9:00 AM is cancelled."
    )


def test_while_times_for_a_new_booking_are_on_the_table_another_day_is_about_those() -> None:
    talk = Talk(makeover())
    talk.says("can I also get my lawn mowed next week")
    talk.says("monday instead?")
    assert talk.did("find_slots") == [("s-3333", {"day_from": "2026-11-09", "day_to": "2026-11-09"}, None, "", "")]


def test_another_service_in_place_of_the_one_booked_goes_to_a_person() -> None:
    talk = Talk(mow())
    assert "have the team give you a call" in talk.says("can I change my mow to a garden makeover")
