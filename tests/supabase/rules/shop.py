"""A business made for one test, with the hours and rules that test is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.supabase.rules.desk import Desk, instant
from tests.support.cast import Business, hours, provision

SYDNEY = "Australia/Sydney"
BRISBANE = "Australia/Brisbane"
EVERY_DAY = range(1, 8)


def open_shop(
    desk: Desk,
    zone: str = SYDNEY,
    opens: str = "09:00",
    closes: str = "17:00",
    *,
    weekdays: range | list[int] = EVERY_DAY,
    services: list[dict[str, Any]] | None = None,
    **settings: Any,
) -> Business:
    """One calendar, Sam's, and a service named Job of an hour unless told otherwise; no notice, an hourly grid."""
    file = {
        "slug": "shop",
        "name": "Shop",
        "time_zone": zone,
        "sms_number": "+61480000303",
        "settle_seconds": 0,
        "slot_step_minutes": 60,
        "notice_minutes": 0,
        "staff": [{"name": "Sam", "hours": hours(weekdays, opens, closes)}],
        "services": services or [{"name": "Job", "minutes": 60}],
    }
    return provision(desk.connection, file | settings)


def job(minutes: int = 60, **more: Any) -> dict[str, Any]:
    return {"name": "Job", "minutes": minutes} | more


def free(
    desk: Desk, shop: Business, first: str, last: str, *, now: str = "", place: str | None = None
) -> list[datetime]:
    """The free starts of Job on Sam's calendar, from `first` on and before `last`; asked at `first` unless told otherwise."""
    query = """
      select private.free_starts(b, s, %s, %s, %s, %s, %s) from public.businesses b, public.services s
      where b.id = %s and s.business_id = b.id and s.name = 'Job'"""
    window = [instant(first), instant(last), instant(now or first)]
    return desk.column(query, shop.staff["Sam"], place, *window, shop.id)


def local(starts: list[datetime], zone: str = SYDNEY) -> list[str]:
    """Instants as wall times: 'Sun 03:00'."""
    return [start.astimezone(ZoneInfo(zone)).strftime("%a %H:%M") for start in starts]


def take(desk: Desk, shop: Business, during: str, *, at_customer: bool = False, place: str | None = None) -> None:
    """Somebody has this stretch of Sam's calendar."""
    customer = desk.value("insert into public.customers (business_id) values (%s) returning id", shop.id)
    booking = desk.value(
        """insert into public.bookings (business_id, customer_id, service_id, staff_id, status, source, starts_at, ends_at,
             service_name, currency, requested_at)
           select %s, %s, %s, %s, 'confirmed', 'manual', lower(r), upper(r), 'Job', 'AUD', lower(r)
           from (select %s::tstzrange) as x (r) returning id""",
        shop.id,
        customer,
        shop.services["Job"],
        shop.staff["Sam"],
        during,
    )
    desk.do(
        "insert into public.holds (business_id, staff_id, booking_id, occupied, at_customer, place_id) values (%s, %s, %s, %s, %s, %s)",
        shop.id,
        shop.staff["Sam"],
        booking,
        during,
        at_customer,
        place,
    )


def block(desk: Desk, shop: Business, **columns: Any) -> None:
    """A blocked time, of the whole business unless `staff_id` is named."""
    names = ", ".join(columns)
    marks = ", ".join(["%s"] * len(columns))
    desk.do(f"insert into public.blocked_times (business_id, {names}) values (%s, {marks})", shop.id, *columns.values())


def place(desk: Desk, shop: Business, suburb: str) -> str:
    return str(
        desk.value("insert into public.places (business_id, suburb) values (%s, %s) returning id", shop.id, suburb)
    )


def travel(desk: Desk, shop: Business, start: str, end: str, minutes: int) -> None:
    """The known drive from one place to another, one way."""
    statement = (
        "insert into public.travel_times (business_id, from_place_id, to_place_id, minutes) values (%s, %s, %s, %s)"
    )
    desk.do(statement, shop.id, start, end, minutes)
