"""Public holidays of Australia's states and territories, as suggestions: the owner decides about each.

Whole public holidays only: half-days such as Christmas Eve in some states are not suggested, while a holiday that only part
of a state keeps (Brisbane's show day, Melbourne Cup Day) is suggested to all of it. Both are for the owner to put right.
"""

from collections.abc import Iterable
from datetime import date, datetime

from edge_bridge.db import Database, calendars
from edge_bridge.db.calendars import CalendarChange, HolidaysDue


def public_holidays(state: str, years: Iterable[int]) -> dict[date, str]:
    """Their names by date, in order. `state`: ACT, NSW, NT, QLD, SA, TAS, VIC or WA."""
    # costs a process 0.15 s and 19 MB, and is needed about once a year
    from holidays import country_holidays

    return dict(sorted(country_holidays("AU", subdiv=state, years=years, language="en_AU").items()))


def suggest(db: Database, due: HolidaysDue, now: datetime | None) -> CalendarChange:
    """Suggests a business the holidays it is due, as the service; what it clashes with."""
    return db.run(calendars.suggest_holidays(due, public_holidays(due.state, due.years), now))
