"""The truth gate on its corpus, on the product's own templates, and on every way we know of writing a time."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

import pytest

from edge_bridge.db.conversations import OwnAnswer, Turn
from edge_bridge.db.words import MoveWords
from edge_bridge.receptionist import outcomes
from edge_bridge.receptionist.gate import Kind, Moment, Truth, check, truth_of
from edge_bridge.receptionist.offline import questions, say
from edge_bridge.receptionist.tools import Seen
from edge_bridge.texts.render import render
from edge_bridge.texts.segments import size
from tests.edge_bridge.receptionist.claude.turns import FRIDAY, NOW, OFFERS, THURSDAY, booking, moved, turn
from tests.edge_bridge.receptionist.gate.sentences import Case, cases
from tests.edge_bridge.receptionist.gate.truths import HELD, KNOWN, MOWER, TODAY, TRUTHS, at

HELD_OUT = ("held_out", "changes_held_out", "fourth_held_out", "sixth_held_out", "seventh_held_out", "final_held_out")
TUNED = ("tuned", "second", "third", "said", "changes", "changes_second", "fourth", "fifth", "eighth")
FINAL = cases("final_held_out")
ALL = [case for name in (*HELD_OUT, *TUNED) for case in cases(name)]
FIRST_SCORE = (6, 8)
"""False sentences of the final set that passed and true ones that were blocked, when it was first scored. Nothing was changed for
it, so its errors are counted by themselves."""
KEPT = [case for case in ALL if case not in FINAL]


def words(case: Case) -> str:
    return f"{case.truth}: {case.text}"


def test_no_false_sentence_passes() -> None:
    assert [words(c) for c in KEPT if not c.passes and not check(c.text, TRUTHS[c.truth])] == []


def test_at_most_two_in_a_hundred_true_sentences_are_blocked() -> None:
    true = [c for c in KEPT if c.passes]
    blocked = [words(c) for c in true if check(c.text, TRUTHS[c.truth])]
    assert len(blocked) <= 0.02 * len(true), blocked


def test_the_final_set_is_judged_no_worse_than_when_it_was_first_scored() -> None:
    passed = [words(c) for c in FINAL if not c.passes and not check(c.text, TRUTHS[c.truth])]
    blocked = [words(c) for c in FINAL if c.passes and check(c.text, TRUTHS[c.truth])]
    assert (len(passed) <= FIRST_SCORE[0], len(blocked) <= FIRST_SCORE[1]) == (True, True), (passed, blocked)


def test_the_corpus_is_large_half_of_it_false_and_a_third_of_it_held_out() -> None:
    distinct = {(case.truth, case.text) for case in ALL}
    assert len(distinct) == len(ALL) >= 500
    assert 0.45 <= sum(not c.passes for c in ALL) / len(ALL) <= 0.55
    assert sum(len(cases(name)) for name in HELD_OUT) >= len(ALL) / 3


def test_every_verdict_says_what_is_false_and_why_in_words_for_people() -> None:
    found = [(c, f) for c in ALL for f in check(c.text, TRUTHS[c.truth])]
    assert {f.kind for _, f in found} == set(Kind)
    assert [words(c) for c, f in found if not f.fragment.strip() or len(f.reason.split()) < 3] == []


def test_a_falsehood_says_what_and_why() -> None:
    (found,) = check("What day suits? We're open until 9 PM.", MOWER)
    assert (found.kind, found.fragment) == (Kind.HOURS, "We're open until 9 PM.")
    assert found.reason


MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def nth(day: int) -> str:
    return f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def days_of(day: date) -> list[str]:
    name, month = day.strftime("%A"), MONTHS[day.month]
    dated = [f"{name}, {month} {nth(day.day)}", f"{name} the {nth(day.day)}", f"{day.strftime('%a')} {day.day} {month[:3]}", f"{name} {day.day}/{day.month}",
             f"{name}, {month[:3]} {day.day}", f"the {nth(day.day)} of {month}", day.isoformat()]  # fmt: skip
    return [name, name[:3], f"this {name}", *dated] if day < TODAY + timedelta(days=7) else dated


def times_of(minute: int) -> list[str]:
    hour, rest = divmod(minute, 60)
    half, small = ("PM" if hour >= 12 else "AM"), (hour - 1) % 12 + 1
    said = [
        f"{small}:{rest:02d} {half}",
        f"{small}.{rest:02d}{half.lower()}",
        f"{small}:{rest:02d}",
        f"{hour:02d}:{rest:02d}",
    ]
    spoken = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"][
        small - 1
    ]
    if rest == 0:
        return [
            *said,
            f"{small} {half.lower()}",
            f"{small}{half.lower()}",
            f"{spoken} o'clock",
            f"{spoken} {half.lower()}",
        ]
    return [*said, f"half past {spoken}", f"half {spoken}", f"{spoken} thirty"] if rest == 30 else said


def some(texts: set[str]) -> list[str]:
    """Every seventh: thousands are made, and each takes a millisecond."""
    return sorted(texts)[::7]


FRAMES = (
    "I have {d} at {t} available.",
    "Does {d} at {t} suit?",
    "• {d} {t}",
    "I can do {t} on {d}.",
    "{d} {t} is free, shall I pencil you in?",
)
MOMENTS = [at(5, 14), at(6, 10, 30), at(7, 9), at(9, 12), at(17, 8, 30), at(25, 16, 30)]


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_offered_time_may_be_said_in_every_way_and_no_other_may(moment: Moment) -> None:
    offered = replace(KNOWN, outcomes=frozenset({"find_slots:wished"}), moments=(moment,))
    wrong_minutes = {(moment.minute + n) % 1440 for n in (30, -30, 60, 150)}
    wrong_days = [moment.day + timedelta(days=n) for n in (-1, 1, 2)]
    texts: dict[bool, set[str]] = {True: set(), False: set()}
    for frame in FRAMES:
        for said in times_of(moment.minute):
            texts[True] |= {frame.format(d=d, t=said) for d in days_of(moment.day)}
            texts[False] |= {frame.format(d=d, t=said) for day in wrong_days for d in days_of(day)}
        for said in [t for minute in wrong_minutes for t in times_of(minute)]:
            texts[False] |= {frame.format(d=d, t=said) for d in days_of(moment.day)}
    assert [t for t in some(texts[True]) if check(t, offered)] == []
    assert [t for t in some(texts[False]) if not check(t, offered)] == []


CLAIMS = ("You're booked in for {d} at {t}.", "All locked in for {d} {t}!", "See you {d} at {t}.", "Confirmed: {d}, {t}.", "Your appointment on {d} at {t} is confirmed.")  # fmt: skip


@pytest.mark.parametrize("claim", CLAIMS)
def test_an_offer_or_a_request_is_never_called_agreed(claim: str) -> None:
    text = claim.format(d="Thursday", t="2:00 PM")
    offered = replace(KNOWN, outcomes=frozenset({"find_slots:wished"}), moments=(at(5, 14),))
    assert check(text, offered)
    assert check(text, replace(offered, outcomes=frozenset({"hold_booking:pencilled"}), moments=(HELD,)))
    assert not check(text, replace(offered, moments=(at(5, 14, 0, "confirmed"),)))


def said_in(now: Turn, seen: Seen, text: str) -> list[str]:
    return [f"{f.kind}: {f.fragment}" for f in check(text, truth_of(now, seen))]


@pytest.mark.parametrize("style", ["brief", "plain"])
def test_the_products_own_texts_pass(style: str) -> None:
    now = turn("Sam Lee, 12 Friday Street. Mow on Thursday 2pm please")
    searched = Seen(OFFERS, [], ["find_slots:wished"])
    held = Seen(OFFERS, [booking(THURSDAY)], ["hold_booking:pencilled"])
    rows = {"now": now.now, "offers": OFFERS, "single": False, "opening": ""}
    texts = [
        (searched, render("offers", style, **rows)),  # type: ignore[arg-type]
        (searched, render("offers", style, **rows | {"opening": "Perfect! Let me check available times...\n\nFor lawn mowing at 12 Friday Street:"})),  # type: ignore[arg-type]
        (searched, render("offers", style, **rows | {"single": True})),  # type: ignore[arg-type]
        (held, render("penciled", style, booking=booking(THURSDAY), now=now.now)),  # type: ignore[arg-type]
        (Seen(OFFERS, [], ["hold_booking:slot_taken", "find_slots:wished"]), render("slot_taken", style, **rows)),  # type: ignore[arg-type]
        (Seen([], [], ["find_slots:none", "create_lead:noted"]), render("fully_booked", style, when="this week")),  # type: ignore[arg-type]
        (Seen([], [], ["hand_off:handed_off"]), render("handed_off", style)),  # type: ignore[arg-type]
        (Seen([], [booking(FRIDAY, "confirmed")]), render("confirmed", style, booking=booking(FRIDAY, "confirmed"), business=now.business)),  # type: ignore[arg-type]
    ]  # fmt: skip
    assert [wrong for seen, text in texts for wrong in said_in(now, seen, text)] == []


@pytest.mark.parametrize("style", ["brief", "plain"])
@pytest.mark.parametrize("status", ["pending", "confirmed"])
def test_the_products_own_texts_about_changes_pass(style: Literal["brief", "plain"], status: str) -> None:
    """What the offline engine asks and every outcome's template, each with the rows it is said of."""
    own = booking(THURSDAY, status)
    now = turn("can we make it Friday", bookings=[own])
    now = now.model_copy(update={"business": now.business.model_copy(update={"style": style})})
    asked = own.model_copy(update={"move": MoveWords.model_validate(moved(THURSDAY, FRIDAY))})
    proposed = own.model_copy(update={"move": MoveWords.model_validate(moved(THURSDAY, FRIDAY, "owner"))})
    off, agreed = own.model_copy(update={"status": "cancelled"}), booking(FRIDAY, "confirmed")
    texts = [
        (Seen([], [own]), say.sure_to_cancel(now, [own])),
        (Seen([], [own]), say.sure_to_cancel(now, [own, own])),
        (Seen([], [own]), say.which_booking(now, [own, own])),
        (Seen([], [own]), outcomes.stays(now, own)),
        (Seen(OFFERS[1:], [proposed]), say.proposal(proposed, OFFERS[1])),
        (Seen([], [off], ["cancel_booking:cancelled"]), outcomes.cancelled(now, [off])),
        (Seen(OFFERS, [asked], ["hold_booking:move_requested"]), outcomes.held(now, "move_requested", asked)),
        (Seen(OFFERS, [agreed], ["hold_booking:moved"]), outcomes.held(now, "moved", agreed)),
        (Seen(OFFERS, [booking(FRIDAY)], ["hold_booking:pencilled"]), outcomes.held(now, "pencilled", booking(FRIDAY))),
        (Seen(OFFERS[1:], [own], ["refuse_proposal:refused"]), outcomes.refused(now, own)),
        (Seen([], [asked]), questions.bookings(now.model_copy(update={"bookings": [asked]}))),
        (Seen([], [proposed]), questions.bookings(now.model_copy(update={"bookings": [proposed]}))),
    ]
    assert [wrong for seen, text in texts for wrong in said_in(now, seen, text)] == []
    assert all(size(text).encoding == "GSM-7" for _, text in texts if style == "plain")


def test_the_truth_follows_the_tools_of_the_turn() -> None:
    now = turn("hi", offers=OFFERS)
    before = truth_of(now, Seen(list(now.offers), []))
    after = truth_of(now, Seen([], [booking(THURSDAY)], ["hold_booking:pencilled"]))
    assert not check("I have Friday 10:30 AM available.", before)
    assert check("I have Friday 10:30 AM available.", after)
    assert check("You're pencilled in for Thursday at 2:00 PM.", before)
    assert not check("You're pencilled in for Thursday at 2:00 PM.", after)
    assert {m.state for m in after.moments} == {"pending", "answer_by"}
    assert after.today.isoformat() == NOW["date"]


def test_the_time_a_booking_was_moved_from_may_be_said_in_the_turn_that_moved_it() -> None:
    now = turn("1", bookings=[booking(THURSDAY, "confirmed")])
    said = "I've moved it from Thursday at 2:00 PM to Friday at 10:30 AM."
    assert said_in(now, Seen([], list(now.bookings)), said) != []
    assert said_in(now, Seen([], [booking(FRIDAY, "confirmed")], ["hold_booking:moved"]), said) == []


def test_our_own_address_may_be_said_and_changes_nothing_else() -> None:
    now = turn("where are you?")
    now = now.model_copy(
        update={"business": now.business.model_copy(update={"address": "3/8 May Parade, Newtown 2042"})}
    )
    assert said_in(now, Seen([], []), "We're at 3/8 May Parade, Newtown 2042.") == []
    assert said_in(now, Seen([], []), "We're at 3/8 May Parade, Newtown 2042, see you Friday.") != []


def test_the_business_says_its_own_answers_and_no_other_figure_in_them() -> None:
    answers = [
        OwnAnswer(question="Is there a call-out fee?", answer="Yes, $25 for jobs beyond Ipswich. We'll ring you first.")
    ]
    now = turn("do you charge a call out fee?")
    now = now.model_copy(update={"business": now.business.model_copy(update={"answers": answers})})
    for true in (answers[0].answer, "Yes, for jobs beyond Ipswich the call-out fee is $25."):
        assert said_in(now, Seen([], []), true) == []
    for false in ("Yes, $35 for jobs beyond Ipswich.", "There's a call-out fee of $25.", "We'll ring you at 5 first."):
        assert said_in(now, Seen([], []), false) != []
    assert said_in(turn("hi"), Seen([], []), "Yes, $25 for jobs beyond Ipswich.") != []


def test_a_question_of_the_business_vouches_for_nothing() -> None:
    asked = replace(MOWER, answers=(("Is mowing free on Sunday at 2 PM?", "No."),))
    assert check("Mowing is free on Sunday at 2 PM.", asked)


def test_a_customers_words_may_be_quoted_but_not_granted() -> None:
    said = TRUTHS["quoting"]
    assert not check("You said Thursday arvo at half past three.", said)
    for granted in (
        "You said Thursday at half past three, that's fine.",
        "You said next Monday at half past three.",
        "As you said, $40.",
    ):
        assert check(granted, said)


def test_strange_text_never_breaks_the_gate() -> None:
    truth: Truth = TRUTHS["offered"]
    for text in (
        "",
        " ",
        "?",
        "•",
        "\n\n",
        "1" * 500,
        "99:99 PM",
        "31/31",
        "the 45th",
        "¤§\x1f\x1e",
        "25 o'clock",
        "half thirteen",
        "$",
        "$,",
        "🙂" * 50,
        "2026-13-45",
    ):
        assert isinstance(check(text, truth), list)
    assert check("You’re booked in for Ｔｈｕｒｓｄａｙ ２ＰＭ", truth)
    assert check("You're bo\u200boked in", truth)
