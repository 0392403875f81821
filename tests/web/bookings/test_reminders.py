"""A customer's reminders are turned off and on at one of their bookings."""

from __future__ import annotations

from tests.web.browsing import Browser
from tests.web.people import Cast

WANTED = (
    "select c.gets_reminders from public.customers c join public.bookings b on b.customer_id = c.id where b.id = %(id)s"
)


def turned(owner: Browser, page: str, **fields: str) -> str:
    """The page after the switch was tapped, as its form stands there."""
    shown = owner.get(page).text
    assert ('name="wanted" value="1"' in shown) is bool(fields)
    assert owner.post(f"{page}/reminders", page, **fields).status_code == 302
    return str(owner.get(page).text)


def test_they_are_turned_off_and_on_and_the_page_says_which(owner: Browser, cast: Cast) -> None:
    booking = cast.agree("Remi Nder")
    page = f"/dashboard/{cast.business}/bookings/{booking}"
    assert "Turn off" in owner.get(page).text
    assert "This customer gets no more reminders." in turned(owner, page)
    assert cast.query(WANTED, id=booking) == [{"gets_reminders": False}]
    assert "Turn on" in owner.get(page).text
    assert "This customer is reminded the day before." in turned(owner, page, wanted="1")
    assert cast.query(WANTED, id=booking) == [{"gets_reminders": True}]


def test_nobody_else_can(outsider: Browser, cast: Cast) -> None:
    booking = cast.agree("Remi Nder")
    page = f"/dashboard/{cast.business}/bookings/{booking}"
    assert outsider.get(page).status_code == 404
