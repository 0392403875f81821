"""Several readings made one: what was said last completed by what was said first, days in a row as one stretch."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from .moments import When


def completed(old: When | None, new: When | None) -> When | None:
    """What was said last, completed by what was said first."""
    if not old or not new:
        return new or old
    if new.names_a_day:
        return new if new.names_a_time else replace(
            new, minute_from=old.minute_from, minute_to=old.minute_to, exact=old.exact)  # fmt: skip
    return replace(new, day_from=old.day_from, day_to=old.day_to, weekday=old.weekday, ambiguous=old.ambiguous)


def with_day_of(moved: When, before: When | None) -> When:
    """ "Make it the 11th and change the time to 5" keeps the day said before."""
    if moved.names_a_day or before is None or not before.names_a_day or before.others:
        return moved
    return replace(moved, day_from=before.day_from, day_to=before.day_to, weekday=before.weekday,
                   ambiguous=before.ambiguous)  # fmt: skip


def run_together(wishes: list[When]) -> When | None:
    """Days in a row with the same time as one stretch; wishes that touch ("this week or next week") likewise."""
    first = wishes[0]
    for before, after in pairwise(wishes):
        same = (before.minute_from, before.minute_to, before.exact) == (after.minute_from, after.minute_to, after.exact)
        if not same or before.ambiguous or after.ambiguous or before.weekday or after.weekday:
            return None
        if not before.day_to or not after.day_from or after.day_from != before.day_to + timedelta(days=1):
            return None
    return replace(first, day_to=wishes[-1].day_to)
