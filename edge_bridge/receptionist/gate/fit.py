"""Whether words about time name a row."""

from .mentions import Point
from .truth import Moment


def fits(point: Point, moment: Moment) -> bool:
    """Whether a point names this moment: day, every time and part of the day agree."""
    if point.day is not None and moment.day not in point.day.alone:
        return False
    if any(moment.minute not in clock.minutes for clock in point.clocks):
        return False
    return point.part is None or point.part.holds(moment.minute)
