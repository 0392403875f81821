"""What the list of bookings is asked for, as its address says. Whatever cannot be read counts as not said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from edge_bridge.db.booking_pages import PAGE, ListedBooking, Wanted
from web.typed import Typed
from web.wording import precise

TABS = {"upcoming": "Upcoming", "past": "Past", "archived": "Archived"}
STATUSES = {
    "upcoming": {"pending": "Needs your answer", "confirmed": "Confirmed"},
    "past": {"confirmed": "Not marked yet", "completed": "Completed", "no_show": "No-show"},
    "archived": {"cancelled": "Cancelled", "expired": "Expired"},
}
"""What can be in each tab."""
LONGEST_SEARCH = 80
NEWEST, OLDEST = "newest", "oldest"


@dataclass(frozen=True)
class Asked:
    """A tab, filters and an order, each empty where not said, and from where to go on: `after` or `before` a booking."""

    tab: str
    search: str
    status: str
    staff: str
    service: str
    sort: str
    after: str
    before: str

    @property
    def filters(self) -> dict[str, str]:
        """As the address has them, without the page."""
        order = self.sort if self.sort != _usual(self.tab) else ""
        said = {"tab": self.tab, "q": self.search, "status": self.status, "staff": self.staff, "service": self.service}
        return {name: value for name, value in (said | {"sort": order}).items() if value}

    @property
    def address(self) -> dict[str, str]:
        """The same with the page."""
        page = {"after": self.after, "before": self.before}
        return self.filters | {name: value for name, value in page.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything besides the search is set."""
        return bool(self.status or self.staff or self.service or self.sort != _usual(self.tab))

    def wanted(self, most: int = PAGE, paged: bool = True) -> Wanted:
        """For the database; not `paged`: from the first one on."""
        at, booking = _place(self.after or self.before) if paged else (None, None)
        return Wanted(
            self.tab,
            self.search,
            self.status or None,
            self.staff or None,
            self.service or None,
            self.sort == NEWEST,
            at,
            booking,
            bool(paged and self.before),
            most,
        )


def asked_of(address: Mapping[str, str]) -> Asked:
    """Reads an address."""
    typed = Typed(address)
    tab = typed.text("tab") if typed.text("tab") in TABS else "upcoming"
    status, sort = typed.text("status"), typed.text("sort")
    after, before = typed.text("after"), typed.text("before")
    return Asked(
        tab,
        " ".join(typed.text("q", LONGEST_SEARCH).split()),
        status if status in STATUSES[tab] else "",
        typed.uuid("staff") or "",
        typed.uuid("service") or "",
        sort if sort in (NEWEST, OLDEST) else _usual(tab),
        after if _place(after)[0] else "",
        before if _place(before)[0] and not _place(after)[0] else "",
    )


def place_of(booking: ListedBooking) -> str:
    """Where a page ends, for the address: its start and id."""
    return f"{precise(booking.starts_at)}_{booking.id}"


def _usual(tab: str) -> str:
    return OLDEST if tab == "upcoming" else NEWEST


def _place(said: str) -> tuple[datetime | None, str | None]:
    at, _, booking = said.partition("_")
    try:
        start, booking_id = datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ"), str(UUID(booking))
    except ValueError:
        return None, None
    return start.replace(tzinfo=UTC), booking_id
