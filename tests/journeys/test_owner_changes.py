"""The owner changes what was agreed, at the dashboard: moved, called off, added at the door. Both phones hear of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from seed.demo.doors import Dashboard
from tests.support.product import GREEN_BLADE, Customer, Product

BRISBANE = ZoneInfo(GREEN_BLADE.time_zone)


class Owner(Dashboard):
    """Dave at his dashboard, who also fills in forms."""

    def __init__(self, product: Product) -> None:
        super().__init__(product.where["dashboard_url"])
        self.home = product.dashboard_of(GREEN_BLADE)
        dave = GREEN_BLADE.members[0]
        self.sign_in(dave.email, dave.demo_password, self.home)

    def fill(self, address: str, action: str, **fields: str) -> str:
        """Opens a page, fills in the form whose address ends so and sends it; the page after."""
        return self._submit(self.open(address), action, fields)

    def free_afternoon(self, address: str, action: str, but: str = "", **fields: str) -> datetime:
        """Two o'clock on the first day, a week or more ahead, that the form's own check says is free; not what is in words `but`."""
        today = datetime.now(UTC).astimezone(BRISBANE).replace(hour=14, minute=0, second=0, microsecond=0, tzinfo=None)
        for days in range(7, 27):
            day = today + timedelta(days=days)
            if words(day) != but and "Dave: yes." in self.fill(address, action, starts=typed(day), check="1", **fields):
                return day
        raise AssertionError("no afternoon is free")


@pytest.fixture
def owner(product: Product) -> Iterator[Owner]:
    one = Owner(product)
    yield one
    one.close()


def typed(wall: datetime) -> str:
    return f"{wall:%Y-%m-%dT%H:%M}"


def words(wall: datetime) -> str:
    return f"{wall:%A, %b} {wall.day} at {wall:%-I:%M %p}"


def agreed(product: Product, owner: Owner, name: str) -> tuple[Customer, str, str]:
    """A customer whose booking the owner confirmed, its address, and its time in their words."""
    customer = Customer(product, GREEN_BLADE)
    customer.says(f"lawn mowing next week please. I'm {name}, 4 Elm St, Ashgrove", "1")
    link = re.search(r"https?://\S+", customer.owner_reads("NEW BOOKING REQUEST", name))[0]
    owner.press(owner.open(link), "/confirm")
    confirmed = customer.reads()
    customer.owner_reads("Booking Confirmed", name)
    (booking,) = product.rows("select id from public.bookings where customer_name = %s", name)
    return customer, f"{owner.home}/bookings/{booking['id']}", re.search(r"booked for:\n(.+)\n", confirmed)[1]


def test_a_move_that_was_agreed_reaches_both_phones(product: Product, owner: Owner) -> None:
    customer, booking, old = agreed(product, owner, "Ros Lind")
    service = re.search(r'name="service" value="([^"]+)"', owner.open(f"{booking}/move"))[1]
    new = owner.free_afternoon(f"{booking}/move", "/move", but=old, service=service)
    page = owner.fill(f"{booking}/move", "/move", starts=typed(new), agreed="1")
    assert "Moved: Lawn Mowing for Ros Lind" in page
    assert customer.reads() == (
        f"✅ Booking Moved!\n\nYour lawn mowing is now booked for:\n{words(new)}\ninstead of {old}\n\n"
        "4 Elm St, Ashgrove\n\nGreen Blade Lawn Care\nPh: (07) 3180 0101\n\nNeed to reschedule? Reply to this SMS"
    )
    assert "Your calendar is up to date." in customer.owner_reads("Booking Moved", "Ros Lind")


def test_a_cancelled_customer_is_told_and_the_time_is_free_for_the_next(product: Product, owner: Owner) -> None:
    customer, booking, old = agreed(product, owner, "Sam Dale")
    starts = product.rows("select starts_at from public.bookings where customer_name = 'Sam Dale'")[0]["starts_at"]
    page = owner.fill(booking, "/cancel", reason="The mower broke down", tell="1")
    assert "Cancelled: Lawn Mowing for Sam Dale" in page
    assert customer.reads() == (
        f"❌ Booking Cancelled\n\nYour lawn mowing on {old} has been cancelled.\nReason: The mower broke down\n\n"
        "Reply to this SMS or call us to book another time.\n\nGreen Blade Lawn Care\nPh: (07) 3180 0101"
    )
    form = f"{owner.home}/bookings/new"
    again = owner.fill(form, "/new", name="Next In Line", starts=typed(starts.astimezone(BRISBANE)), **mowing(owner))
    assert "Added: Lawn Mowing for Next In Line" in again


def test_a_walk_in_without_a_phone_is_added_and_nobody_is_texted(product: Product, owner: Owner) -> None:
    form = f"{owner.home}/bookings/new"
    starts = owner.free_afternoon(form, "/new", **mowing(owner))
    page = owner.fill(form, "/new", name="Wal Kinn", starts=typed(starts), tell="1", **mowing(owner))
    assert "Added: Lawn Mowing for Wal Kinn" in page
    assert "Confirmed" in page
    booking = product.rows("select id, status from public.bookings where customer_name = 'Wal Kinn'")[0]
    assert booking["status"] == "confirmed"
    assert product.rows("select kind from public.outbox where booking_id = %s", booking["id"]) == []
    assert "Wal Kinn" in owner.open(f"{owner.home}/bookings")


def mowing(owner: Owner) -> dict[str, str]:
    """Choosing Lawn Mowing in the form's list."""
    page = owner.open(f"{owner.home}/bookings/new")
    return {"service": re.search(r'<option value="([^"]+)"[^>]*>Lawn Mowing', page)[1]}
