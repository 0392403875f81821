"""Green Blade's steps, and what its dashboard asks for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.supabase.rules.bookings.conftest import asked
from tests.supabase.rules.bookings.steps import at
from tests.supabase.rules.clock.conftest import Clock
from tests.supabase.rules.desk import Desk

__all__ = ["asked"]


class Pages(Clock):
    """Steps, and what the pages show of them."""

    def page(self, tab: str = "upcoming", search: str = "", **filters: Any) -> Any:
        names = ("status", "staff", "service", "newest_first", "at", "id", "back", "most")
        usual: dict[str, Any] = {"newest_first": False, "back": False}
        rest = [(usual | filters).get(name) for name in names]
        return self.desk.call("private.list_bookings", self.shop.id, tab, search, *rest, self.desk.now)

    def names(self, tab: str = "upcoming", search: str = "", **filters: Any) -> list[str]:
        return [line["customer_name"] for line in self.page(tab, search, **filters)["lines"]]

    def day(self) -> Any:
        return self.desk.call("private.day_page", self.shop.id, self.desk.now)

    def coming(self, booking: Any) -> tuple[str, bool]:
        told = self._owner("on_my_way", booking, self._me)
        return told["outcome"], told["again"]

    def delete(self, booking: Any, tell: bool = True) -> tuple[str, bool]:
        told = self._owner("delete_booking", booking, tell, self._me)
        return told["outcome"], told["again"]

    def write(self, booking: Any, words: str, message: str) -> Any:
        return self._owner("message_customer", booking, words, message)

    def trail(self, booking: Any) -> Any:
        return self.desk.call("private.booking_trail", self.shop.id, booking["id"])


@pytest.fixture
def steps(desk: Desk) -> Pages:
    """Of the business with lawns."""
    return Pages(desk)


@pytest.fixture
def booking(steps: Pages) -> Any:
    """Confirmed for Thursday at two; it is half past one."""
    booking = steps.confirmed("Thu 14:00")
    steps.send()
    steps.news()
    steps.desk.now = at("Thu 13:30")
    return booking
