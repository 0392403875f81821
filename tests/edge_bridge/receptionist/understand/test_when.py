"""What days and times en-AU phrases mean; the table is corpus/when*.txt."""

import datetime

import pytest

from edge_bridge.receptionist.understand import Doubt, LocalNow, When, find_when
from tests.edge_bridge.receptionist.understand.corpus_tables import date, local_now, minute, rows

TUESDAY = LocalNow(datetime.date(2026, 11, 3), 600)


def meaning(now: LocalNow, days: str, time: str, doubt: str) -> When:
    """A row of the table as the When it stands for."""
    year, weekday = now.date.year, None
    if "w" in days:
        days, _, number = days.rpartition("w")
        weekday = int(number)
    first, dots, last = days.strip().partition("..")
    start, dash, end = time.partition("-")
    return When(
        day_from=date(first.strip("-") and first, year),
        day_to=date(last if dots else first.strip("-") and first, year),
        weekday=weekday,
        minute_from=minute(start),
        minute_to=minute(end),
        exact=not dash,
        ambiguous=Doubt(doubt) if doubt else None,
    )


@pytest.mark.parametrize(
    ("today", "cells"), rows("when", 4), ids=lambda value: value if isinstance(value, str) else value[0]
)
def test_a_phrase_means_what_the_table_says(today: str, cells: list[str]) -> None:
    phrase, days, time, doubt = cells
    now = local_now(today)
    found = find_when(phrase, now)
    if days == "none":
        assert found is None
        return
    expected = meaning(now, days, time, doubt)
    if found and expected.ambiguous is Doubt.WEEKDAY_OR_DATE:
        assert found.weekday is not None
        found = When(
            found.day_from, found.day_to, None, found.minute_from, found.minute_to, found.exact, found.ambiguous
        )
    assert found == expected


def test_a_disagreeing_weekday_is_kept_beside_the_date_so_that_both_can_be_asked_about() -> None:
    found = find_when("Wednesday 5 Nov at 2", TUESDAY)
    assert found is not None
    assert (found.day_from, found.weekday, found.ambiguous) == (datetime.date(2026, 11, 5), 3, Doubt.WEEKDAY_OR_DATE)


def test_wishes_of_equal_standing_are_all_kept_with_their_own_times() -> None:
    found = find_when("Thursday 10am or Saturday 2pm", TUESDAY)
    assert found is not None
    assert (found.day_from, found.minute_from) == (datetime.date(2026, 11, 5), 600)
    assert [(other.day_from, other.minute_from) for other in found.others] == [(datetime.date(2026, 11, 7), 840)]


def test_one_time_for_several_days_belongs_to_each() -> None:
    found = find_when("Thurs or Sat arvo", TUESDAY)
    assert found is not None
    assert [one.minute_from for one in (found, *found.others)] == [720, 720]


def test_a_day_and_minute_fit_their_own_wish_and_no_other() -> None:
    found = find_when("any saturday after 3", TUESDAY)
    assert found is not None
    assert found.fits_day(datetime.date(2026, 11, 14))
    assert not found.fits_day(datetime.date(2026, 11, 13))
    assert found.fits_minute(900)
    assert not found.fits_minute(899)


@pytest.mark.parametrize(
    ("phrase", "first", "second"),
    [
        ("Monday arvo or Tuesday morning", (9, 720, 1080), (10, 360, 720)),
        ("Friday after 2 or Monday before 11", (6, 840, None), (9, None, 660)),
        ("tomorrow morning, otherwise Friday at lunch", (4, 360, 720), (6, 690, 840)),
    ],
)
def test_each_of_two_days_keeps_its_own_part_of_the_day(
    phrase: str, first: tuple[int, int | None, int | None], second: tuple[int, int | None, int | None]
) -> None:
    found = find_when(phrase, TUESDAY)
    assert found is not None
    wishes = [(one.day_from, one.minute_from, one.minute_to) for one in (found, *found.others)]
    assert wishes == [(datetime.date(2026, 11, day), start, end) for day, start, end in (first, second)]


def test_today_named_after_a_later_day_is_the_one_a_week_on() -> None:
    found = find_when("Monday or Tuesday", TUESDAY)
    assert found is not None
    assert (found.day_from, found.day_to) == (datetime.date(2026, 11, 9), datetime.date(2026, 11, 10))
