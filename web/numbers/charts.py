"""Weeks as bars: places and heights for an SVG that is drawn in a template."""

from dataclasses import dataclass
from datetime import date, timedelta

from edge_bridge.db.numbers import Figures, Numbers

WIDTH, HEIGHT, GAP = 320, 120, 2


@dataclass(frozen=True)
class Bar:
    """One week's bar, in units of the drawing, and what it stands for. No `value`: nothing to measure that week."""

    week: date | None
    value: float | None
    x: float
    y: float
    width: float
    height: float


def every_week(numbers: Numbers, first: date, last: date) -> list[Figures]:
    """The period's weeks in order, those without anything too."""
    known = {one.week: one for one in numbers.weeks}
    monday, weeks = first - timedelta(days=first.weekday()), []
    while monday <= last:
        weeks.append(known.get(monday) or Figures(week=monday))
        monday += timedelta(days=7)
    return weeks


def bars(weeks: list[Figures], name: str) -> list[Bar]:
    """A bar a week; the highest value fills the height."""
    values = [getattr(one, name) for one in weeks]
    most, step = max((value for value in values if value), default=1), WIDTH / len(weeks)
    gap, drawn = min(GAP, step / 4), []
    for number, (one, value) in enumerate(zip(weeks, values, strict=True)):
        height = round(HEIGHT * (value or 0) / most, 1)
        drawn.append(Bar(one.week, value, round(number * step, 1), HEIGHT - height, round(step - gap, 1), height))
    return drawn
