"""What someone with bookings wants changed; the tables are corpus/changes*.txt and corpus/which_booking*.txt."""

import datetime

import pytest

from edge_bridge.receptionist.understand import (
    Booked,
    LocalNow,
    ServiceWords,
    When,
    find_change,
    which_booked,
)
from tests.edge_bridge.receptionist.understand.corpus_tables import date, local_now, minute, rows

TUESDAY = LocalNow(datetime.date(2026, 11, 3), 600)
SERVICES = {
    "mow": ServiceWords("mow", "Lawn Mowing", ("mow", "lawn", "lawns")),
    "hedge": ServiceWords("hedge", "Hedge Trimming", ("hedge", "hedges")),
    "cleanup": ServiceWords("cleanup", "Garden Clean-up", ("garden tidy",)),
    "cut": ServiceWords("cut", "Women's Cut", ("ladies haircut",)),
}


def bookings(line: str) -> list[Booked]:
    """ "mow 2026-11-05 14:00, hedge ..." with the service's id as reference."""
    made = []
    for cell in line.split(","):
        service, when = cell.split(maxsplit=1)
        at = local_now(when)
        made.append(Booked(service, SERVICES[service], at.date, at.minute_of_day))
    return made


def wish_of(days: str, time: str) -> When | None:
    """The last two columns as the wish they stand for."""
    if not days and not time:
        return None
    first, dots, last = days.partition("..")
    start, dash, end = time.partition("-")
    return When(
        day_from=date(first, 2026),
        day_to=date(last if dots else first, 2026),
        minute_from=minute(start),
        minute_to=minute(end),
        exact=bool(time) and not dash,
    )


def named(refs: tuple[str, ...]) -> str:
    return ",".join(refs) or "-"


@pytest.mark.parametrize(
    ("line", "cells"), rows("changes", 5), ids=lambda value: value if isinstance(value, str) else value[0]
)
def test_a_text_wants_changed_what_the_table_says(line: str, cells: list[str]) -> None:
    text, kind, refs, days, time = cells
    found = find_change(text, bookings(line), TUESDAY)
    if kind == "-":
        assert found is None
        return
    assert found is not None
    assert (found.kind, named(found.named), found.wish) == (kind, refs, wish_of(days, time))


@pytest.mark.parametrize(
    ("line", "cells"), rows("which_booking", 2), ids=lambda value: value if isinstance(value, str) else value[0]
)
def test_an_answer_names_the_bookings_the_table_says(line: str, cells: list[str]) -> None:
    text, refs = cells
    assert (named(which_booked(text, bookings(line), TUESDAY))) == refs.replace("none", "-")
