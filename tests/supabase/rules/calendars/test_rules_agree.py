"""Random repeating rules block the local dates that a calendar library makes of their RRULE."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as some

from edge_bridge.calendars.rrule import Repeats, write_rrule
from tests.edge_bridge.calendars.rules import rules
from tests.supabase.rules.calendars.office import Office, refused
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.model.effort import effort
from tests.supabase.rules.shop import open_shop

ZONES = ["Australia/Sydney", "Australia/Lord_Howe", "Australia/Eucla", "Australia/Brisbane", "Pacific/Norfolk"]
TIMES = [("09:00", "10:00"), ("23:30", "00:30"), ("00:00", "24:00"), ("02:30", "05:00"), ("12:00", "12:00")]


def expanded(rule: Repeats, from_time: str, zone: str) -> Iterator[date]:
    """The dates of a rule by the library, up to the year 2100: in naive local time, midnight standing for the day."""
    without_until: Repeats = rule.copy()
    until = datetime.fromisoformat(without_until.pop("until", "2100-12-31T00:00:00Z"))
    clock = time.fromisoformat(from_time)
    for day in rrulestr(write_rrule(without_until), dtstart=datetime.fromisoformat(rule["first_date"])):
        if instant(day.date(), clock, zone) > until:
            return
        yield day.date()


def instant(day: date, clock: time, zone: str) -> datetime:
    """The later reading of a wall time."""
    wall = datetime.combine(day, clock, ZoneInfo(zone))
    return max(wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def blocked_dates(office: Office, first: date, last: date) -> list[date]:
    """The local dates on which a blocked stretch starts, as the search for free starts sees them."""
    query = """
      select (lower(r.during) at time zone b.time_zone)::date from public.businesses b,
        private.blocked_ranges(b.id, %s, b.time_zone, %s, %s) r where b.id = %s order by 1"""
    ends = [datetime.combine(day, time(12), UTC) for day in (first, last)]
    starts = office.desk.column(query, office.business.staff["Sam"], *ends, office.business.id)
    return [day for day in starts if day <= last]


def test_a_rule_blocks_the_dates_that_its_rrule_means(desk: Desk) -> None:
    offices = {
        zone: Office(desk, open_shop(desk, zone, slug=f"z{n}", sms_number=f"+6148000070{n}"))
        for n, zone in enumerate(ZONES)
    }

    @effort(200)
    @given(rules(), some.sampled_from(ZONES), some.sampled_from(TIMES), some.sets(some.integers(0, 9)))
    def agree(rule: Repeats, zone: str, times: tuple[str, str], skipped: set[int]) -> None:
        first = date.fromisoformat(rule["first_date"])
        last = first + timedelta(days=420)
        dates = list(takewhile(last.__ge__, expanded(rule, times[0], zone)))
        excepted = [day for n, day in enumerate(dates) if n in skipped]
        said = dict(rule) | {"from_time": times[0], "to_time": times[1], "except_dates": [str(day) for day in excepted]}
        with desk.connection.transaction(force_rollback=True):
            if (hint := impossible(rule, times[0], zone)) is not None:
                with refused(desk, hint):
                    offices[zone].repeat(said)
                return
            block = offices[zone].repeat(said)["block"]
            assert blocked_dates(offices[zone], first - timedelta(days=3), last) == [
                d for d in dates if d not in excepted
            ]
            if "occurrences" in rule:
                ends = desk.value("select last_date from public.blocked_times where id = %s", block)
                assert ends == list(expanded(rule, times[0], zone))[-1]

    agree()


def impossible(rule: Repeats, from_time: str, zone: str) -> str | None:
    """Why a rule has to be refused, if it has to be."""
    if next(expanded(rule, from_time, zone), None) is None:
        return "no_date"
    if "occurrences" in rule and len(list(expanded(rule, from_time, zone))) < rule["occurrences"]:
        return "bad_date"
    return None
