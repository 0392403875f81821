"""Whatever is typed is read without an error."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as some

from edge_bridge.receptionist.understand import (
    Booked,
    LocalNow,
    ServiceWords,
    find_address,
    find_change,
    find_email,
    find_intents,
    find_name,
    find_phone,
    find_when,
    match_services,
    new_time,
    pick_offer,
    which_booked,
)
from edge_bridge.receptionist.understand.wording import LONGEST
from tests.edge_bridge.receptionist.understand.corpus_tables import offered

WORDS = """
a few couple of the 0 00 1 2 5 7 12 13 24 29 30 31 32 45 59 60 99 2026 1900 0000 / . : - , ; ? ! ' am pm a.m.
o'clock ish h th st nd half quarter past to till until before after by from between and or not no can't next this
last first second in on at around week weeks day days month months fortnight year monday tues wed thursday fri sat
sunday jan february may dec tomorrow today tonight arvo morning noon midday weekend early mid late end start asap
earliest later option # one ones yes none any either other lawn mow cut hedge colour unit lot smith street rd ave
qld i'm it's my name is john here cancel move call me later earlier hour week after instead both keep cancel it how much actually make easter christmas 👍 2️⃣ é ’
"""
SENTENCES = some.lists(some.sampled_from(WORDS.split()), max_size=14).map(" ".join)
DAYS = some.dates(datetime.date(2024, 1, 1), datetime.date(2032, 12, 31))
OFFERS = offered("2026-11-05 14:00, 2026-11-06 10:30, 2026-11-07 09:00")
SERVICES = (
    ServiceWords("mow", "Lawn Mowing"),
    ServiceWords("cut", "Men's Cut", ("gents", "")),
    ServiceWords("odd", "&"),
)


def read_all(text: str, now: LocalNow) -> None:
    find_when(text, now)
    pick_offer(text, OFFERS, now)
    match_services(text, SERVICES)
    find_intents(text)
    booked = [
        Booked("b1", SERVICES[0], now.date, 600),
        Booked("b2", SERVICES[1], now.date + datetime.timedelta(days=9), 0),
    ]
    find_change(text, booked, now)
    which_booked(text, booked, now)
    find_phone(text)
    find_email(text)
    for asked in (False, True):
        find_name(text, asked)
        find_address(text, asked)


@settings(max_examples=300, deadline=None)
@given(SENTENCES, DAYS, some.integers(0, 1439))
def test_any_run_of_known_words_is_read_without_an_error(text: str, day: datetime.date, minute: int) -> None:
    read_all(text, LocalNow(day, minute))


@settings(max_examples=200, deadline=None)
@given(some.text(max_size=200))
def test_any_characters_are_read_without_an_error(text: str) -> None:
    read_all(text, LocalNow(datetime.date(2028, 2, 29), 600))


@settings(max_examples=300, deadline=None)
@given(SENTENCES, DAYS, some.integers(0, 1439))
def test_what_is_found_is_a_possible_stretch_of_time(text: str, day: datetime.date, minute: int) -> None:
    found = find_when(text, LocalNow(day, minute))
    for wish in (found, *found.others) if found else ():
        assert wish.day_from is None or wish.day_to is None or wish.day_from <= wish.day_to
        assert all(part is None or 0 <= part <= 1440 for part in (wish.minute_from, wish.minute_to))
        assert not wish.exact or (wish.minute_from is not None and wish.minute_to is None)


@settings(max_examples=300, deadline=None)
@given(SENTENCES, DAYS, some.integers(0, 1439), some.integers(0, 40), some.integers(0, 1439))
def test_a_new_time_is_a_possible_one_that_does_not_lie_behind(
    text: str, day: datetime.date, minute: int, ahead: int, at: int
) -> None:
    booked = Booked("b1", SERVICES[0], day + datetime.timedelta(days=ahead), at)
    wish = new_time(text, booked, LocalNow(day, minute))
    for one in (wish, *wish.others) if wish else ():
        assert one.day_from is None or one.day_to is None or one.day_from <= one.day_to
        assert all(part is None or 0 <= part <= 1440 for part in (one.minute_from, one.minute_to))
        assert one.ambiguous or one.day_to is None or one.day_to >= day


def test_only_the_beginning_of_a_very_long_text_is_read() -> None:
    now = LocalNow(datetime.date(2026, 11, 3), 600)
    assert find_when("z" * LONGEST + " tomorrow", now) is None
    read_all("12 a " * 2000, now)
    read_all("the " * 2500, now)
