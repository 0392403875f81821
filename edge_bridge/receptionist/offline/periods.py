"""How to name the days a customer wished for, when there is nothing free in them. Never wider than what was looked at."""

from datetime import date, timedelta

from edge_bridge.db.conversations import Turn

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_A_DAY = timedelta(days=1)


def nothing_then(turn: Turn, wish: dict[str, object]) -> str:
    """Why the times that follow are later than was wished: closed on that day, or full."""
    first, last = _window(wish)
    if first and first == last and turn.hours and first.isoweekday() not in _open_weekdays(turn):
        return f"We're not open on {DAYS[first.weekday()]}s, sorry."
    return f"We're fully booked {period(turn, wish)}, sorry."


def period(turn: Turn, wish: dict[str, object]) -> str:
    """A near day by its name, 'this week' where all that is left of it was wished for, else 'then'."""
    first, last = _window(wish)
    if last is None:
        return "at the moment"
    if first == last:
        return _day(turn.now.date, last)
    part = wish.keys() & {"weekday", "minute_from", "minute_to"}
    return "this week" if not part and _is_this_week(turn, first, last) else "then"


def _is_this_week(turn: Turn, first: date | None, last: date) -> bool:
    today = turn.now.date
    same_week = last.isocalendar()[:2] == today.isocalendar()[:2]
    return (
        same_week and (first or today) <= today + _A_DAY and last.isoweekday() >= max(_open_weekdays(turn), default=7)
    )


def _day(today: date, on: date) -> str:
    if on == today:
        return "today"
    if on == today + _A_DAY:
        return "tomorrow"
    return f"on {DAYS[on.weekday()]}" if today < on < today + 7 * _A_DAY else "then"


def _open_weekdays(turn: Turn) -> set[int]:
    return {hours.weekday for hours in turn.hours}


def _window(wish: dict[str, object]) -> tuple[date | None, date | None]:
    return _date(wish.get("day_from")), _date(wish.get("day_to"))


def _date(day: object) -> date | None:
    return date.fromisoformat(day) if isinstance(day, str) else None
