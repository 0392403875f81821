"""What a member says about when a business can be booked, at the desk's time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.supabase.rules.desk import Desk
from tests.support.cast import Business

EVERYONE = "everyone"


def stretch(opens: str, closes: str, weekday: int | None = None) -> dict[str, Any]:
    return {"opens": opens, "closes": closes} | ({} if weekday is None else {"weekday": weekday})


class Office:
    """Acts on one business, for Sam's calendar unless told otherwise. Answers are the functions' own."""

    def __init__(self, desk: Desk, business: Business) -> None:
        self.desk, self.business = desk, business
        desk.rows("select")  # opens the test's transaction, so that whoever signs in works inside it and it is undone

    def weekly(self, *hours: dict[str, Any], staff: str = "Sam") -> Any:
        return self._do("set_working_hours", self._who(staff), Jsonb(list(hours)), self.desk.now)

    def date(self, day: str, *hours: dict[str, Any], staff: str = "Sam", reason: str = "") -> Any:
        return self._do("set_date_hours", self._who(staff), day, Jsonb(list(hours)), reason, self.desk.now)

    def clear(self, day: str, staff: str = "Sam") -> Any:
        return self._do("clear_date_hours", self._who(staff), day, self.desk.now)

    def holiday(self, day: str, name: str | None = "Picnic Day", closed: bool | None = True) -> Any:
        return self._do("set_holiday", day, name, closed, self.desk.now)

    def suggest(self, until: str, **named: str) -> Any:
        """Suggests `d20261225="Christmas Day"`."""
        rows = [{"date": f"{d[1:5]}-{d[5:7]}-{d[7:]}", "name": name} for d, name in named.items()]
        return self.desk.call("suggest_holidays", self.business.id, Jsonb(rows), until, self.desk.now)

    def block(self, starts: str | None, ends: str | None, staff: str = EVERYONE, reason: str = "") -> Any:
        return self._do("add_blocked_time", self._who(staff), starts, ends, reason, None, self.desk.now)

    def repeat(self, rule: Any, staff: str = EVERYONE, reason: str = "") -> Any:
        return self._do("add_recurring_block", self._who(staff), Jsonb(rule), reason, None, self.desk.now)

    def rows(self, table: str) -> list[str]:
        """All of a table that is the business's, as text."""
        return self.desk.column(
            f"select t::text from public.{table} t where business_id = %s order by 1", self.business.id
        )

    def _who(self, staff: str) -> str | None:
        return None if staff == EVERYONE else self.business.staff.get(staff, staff)

    def _do(self, function: str, *said: Any) -> Any:
        return self.desk.call(f"private.{function}", self.business.id, *said)


@contextmanager
def refused(desk: Desk, hint: str) -> Iterator[list[str]]:
    """What is inside must be refused by this name, with a sentence that goes into the list."""
    sentence: list[str] = []
    with pytest.raises(psycopg.Error) as error, desk.connection.transaction():
        yield sentence
    assert (error.value.sqlstate, error.value.diag.message_hint) == ("PT400", hint), error.value
    sentence.append(error.value.diag.message_primary or "")
    assert sentence[0].endswith("."), sentence


def clashing(answer: Any) -> list[tuple[str, str, str]]:
    """Whose booked times a change clashes with, and when."""
    return [(c["customer"], c["words"]["short"], c["words"]["time"]) for c in answer["clashes"]]


def book(desk: Desk, shop: Business, starts: str, customer: str = "Ann", status: str = "confirmed") -> str:
    """A job of an hour on Sam's calendar."""
    person = desk.value("insert into public.customers (business_id) values (%s) returning id", shop.id)
    return str(
        desk.value(
            """insert into public.bookings (business_id, customer_id, customer_name, service_id, staff_id, status, source,
                 starts_at, ends_at, service_name, currency, requested_at, expires_at)
               values (%s, %s, %s, %s, %s, %s, 'manual', %s, %s::timestamptz + interval '1 hour', 'Job', 'AUD', %s,
                 %s + interval '2 days') returning id""",
            shop.id,
            person,
            customer,
            shop.services["Job"],
            shop.staff["Sam"],
            status,
            starts,
            starts,
            desk.now,
            desk.now,
        )
    )
