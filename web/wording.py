"""How pages word things: times in the business's zone, money, phones, addresses."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

from flask import Flask

from edge_bridge.db.page_rows import BookingLine, Calendar, Place, Service, WaitingMove
from edge_bridge.texts.money import money
from edge_bridge.texts.phones import national
from web.bookings.history import asked_through, event_words, timeline, who_said
from web.bookings.status_words import mark_of, status_of

NEAR_DAYS = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}


def init_app(app: Flask) -> None:
    """Gives templates these words as filters."""
    for filter_ in (
        clock,
        date_words,
        day,
        deadline,
        moment,
        span,
        left,
        is_today,
        money,
        national,
        maps_link,
        full_address,
        iso,
        wall,
        zone_name,
        id_and_name,
        service_in_words,
    ):
        app.add_template_filter(filter_)
    for words in (asked_through, event_words, timeline, who_said, mark_of, status_of):
        app.add_template_global(words)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(at: datetime, zone: str) -> datetime:
    """The instant as that zone's wall clock shows it."""
    return at.astimezone(_zone(zone))


def iso(at: datetime) -> str:
    """For machines: '2026-11-05T04:00:00Z'."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def precise(at: datetime) -> str:
    """The same to the microsecond, as the database keeps it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def wall(at: datetime, zone: str) -> str:
    """As a date-and-time field holds it: '2026-11-05T14:00' on that zone's clock."""
    return f"{local(at, zone):%Y-%m-%dT%H:%M}"


def zone_name(zone: str) -> str:
    """The city whose clock it is: 'Lord Howe'."""
    return zone.split("/")[-1].replace("_", " ")


def id_and_name(one: Calendar | Service) -> tuple[str, str]:
    """One choice of a list."""
    return one.id, one.name


def service_in_words(service: Service, currency: str) -> tuple[str, str]:
    """One choice of a list: 'Lawn Mowing, 60 min, $65.00'."""
    price = "" if service.price_cents is None else f", {money(service.price_cents, currency)}"
    return service.id, f"{service.name}, {service.minutes} min{price}"


def minutes_of(booking: BookingLine) -> int:
    """How long it lasts."""
    return int((booking.ends_at - booking.starts_at) / timedelta(minutes=1))


def clock(at: datetime, zone: str) -> str:
    """'2:00 PM'."""
    wall = local(at, zone)
    return f"{wall.hour % 12 or 12}:{wall:%M} {'AM' if wall.hour < 12 else 'PM'}"


def date_words(on: date | datetime, zone: str, now: datetime) -> str:
    """'Thu, Nov 5', as our texts put it; a far year behind it."""
    wall, away = _days_away(on, zone, now)
    far = f" {wall.year}" if abs(away) > 300 else ""
    return f"{wall:%a, %b} {wall.day}{far}"


def day(on: date | datetime, zone: str, now: datetime) -> str:
    """The same with 'Today · ' and the like before it."""
    _, away = _days_away(on, zone, now)
    near = f"{NEAR_DAYS[away]} · " if away in NEAR_DAYS else ""
    return near + date_words(on, zone, now)


def moment(at: datetime, zone: str, now: datetime) -> str:
    """'Today, 2:00 PM' or 'Thu, Nov 5, 2:00 PM'."""
    _, away = _days_away(at, zone, now)
    return f"{NEAR_DAYS.get(away) or date_words(at, zone, now)}, {clock(at, zone)}"


def is_today(at: datetime, zone: str, now: datetime) -> bool:
    """Whether both are the same day on that zone's clock."""
    return _days_away(at, zone, now)[1] == 0


def deadline(at: datetime, zone: str, now: datetime) -> str:
    """'2:00 PM today' or '2:00 PM on Thu, Nov 5'."""
    _, away = _days_away(at, zone, now)
    near = NEAR_DAYS.get(away, "").lower()
    return f"{clock(at, zone)} {near or 'on ' + date_words(at, zone, now)}"


def _days_away(on: date | datetime, zone: str, now: datetime) -> tuple[date, int]:
    wall = local(on, zone).date() if isinstance(on, datetime) else on
    return wall, (wall - local(now, zone).date()).days


def span(booking: BookingLine | WaitingMove, zone: str) -> str:
    """'2:00 PM – 3:00 PM'."""
    return f"{clock(booking.starts_at, zone)} – {clock(booking.ends_at, zone)}"


def left(until: datetime | None, now: datetime) -> str:
    """How long until then: '3 h 20 min left'; empty once it is over."""
    minutes = int(((until or now) - now) / timedelta(minutes=1))
    if until is None or until <= now:
        return ""
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} d {hours} h left"
    if hours:
        return f"{hours} h {minutes % 60} min left"
    return f"{minutes} min left" if minutes else "under a minute left"


def full_address(address: str, place: Place | None) -> str:
    """The address, with the suburb where the address itself does not name it."""
    if place is None or not place.suburb or place.suburb.lower() in address.lower():
        return address
    suburb = " ".join(part for part in (place.suburb, place.state, place.postcode) if part)
    return f"{address}, {suburb}" if address else suburb


def maps_link(address: str) -> str:
    """Opens the address in the phone's maps."""
    return f"https://www.google.com/maps/search/?api=1&query={quote_plus(address)}"
