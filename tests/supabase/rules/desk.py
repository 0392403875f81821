"""One connection that acts on the cast's businesses as the service does, on a clock of its own."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.support.cast import CUSTOMER, Business, Cast, Person

# Monday, 2 November 2026, 9 am in Brisbane and 10 am in Sydney.
MONDAY = datetime.fromisoformat("2026-11-02T09:00:00+10:00")
_numbers = itertools.count(1)


def instant(words: str) -> datetime:
    """An instant written with its offset from UTC."""
    moment = datetime.fromisoformat(words)
    assert moment.tzinfo is not None
    return moment


class Desk:
    """Calls the functions as the database's owner; `signed_in` and `role` act as somebody else."""

    def __init__(self, connection: psycopg.Connection[dict[str, Any]], cast: Cast, now: datetime = MONDAY) -> None:
        self.connection, self.cast, self.now = connection, cast, now

    def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        return self.connection.execute(statement, values).fetchall()

    def row(self, statement: str, *values: Any) -> dict[str, Any]:
        (row,) = self.rows(statement, *values)
        return row

    def column(self, statement: str, *values: Any) -> list[Any]:
        """The only column of every row."""
        return [next(iter(row.values())) for row in self.rows(statement, *values)]

    def value(self, statement: str, *values: Any) -> Any:
        (value,) = self.column(statement, *values)
        return value

    def do(self, statement: str, *values: Any) -> int:
        """Runs a statement and returns how many rows it changed."""
        return self.connection.execute(statement, values).rowcount

    def call_all(self, function: str, *values: Any, **named: Any) -> list[Any]:
        """Every row a function returns; dicts go in as JSON. A name without a schema is one of public's."""
        schema, _, name = function.rpartition(".")
        given = [Jsonb(v) if isinstance(v, dict) else v for v in [*values, *named.values()]]
        marks = [sql.SQL("%s")] * len(values) + [sql.SQL("{} => %s").format(sql.Identifier(key)) for key in named]
        called = sql.Identifier(schema or "public", name)
        statement = sql.SQL("select {}({})").format(called, sql.SQL(", ").join(marks))
        return [next(iter(row.values())) for row in self.connection.execute(statement, given)]

    def call(self, function: str, *values: Any, **named: Any) -> Any:
        (value,) = self.call_all(function, *values, **named)
        return value

    def later(self, **duration: float) -> datetime:
        """Moves the clock on."""
        self.now += timedelta(**duration)
        return self.now

    @contextmanager
    def role(self, name: str, claims: dict[str, str] | None = None) -> Iterator[None]:
        """Acts as a role of the API; what was done stays, unless it raised."""
        with self.connection.transaction():
            self.connection.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims or {})])
            self.connection.execute(sql.SQL("set local role {}").format(sql.Identifier(name)))
            yield
            self.connection.execute("reset role")
            self.connection.execute("select set_config('request.jwt.claims', '', true)")

    @contextmanager
    def signed_in(self, person: Person) -> Iterator[None]:
        with self.role("authenticated", {"sub": person.user_id, "role": "authenticated"}):
            yield

    @contextmanager
    def refused(self, sqlstate: str) -> Iterator[None]:
        """What is inside must fail with this code; the transaction goes on as if it had not been tried."""
        with pytest.raises(psycopg.Error) as refusal, self.connection.transaction():
            yield
        assert refusal.value.sqlstate == sqlstate, refusal.value

    # What the edge and the workers do.

    def receive(self, body: str = "Hi", phone: str = CUSTOMER, to: Business | None = None, **named: Any) -> Any:
        """A text arrives."""
        named = {"p_provider_id": f"SM{next(_numbers):032d}", "p_now": self.now} | named
        return self.call("receive_message", (to or self.cast.lawns).sms_number, phone, body, **named)

    def turns(self) -> list[Any]:
        """Claims a turn: none or one."""
        return self.call_all("claim_turn", p_now=self.now)

    def turn(self, body: str = "Hi", phone: str = CUSTOMER, to: Business | None = None) -> Any:
        """A text arrives and its turn is claimed."""
        self.receive(body, phone, to)
        (turn,) = self.turns()
        return turn

    def slots(self, turn: Any, wish: dict[str, Any] | None = None, service: str = "", **named: Any) -> Any:
        """The receptionist looks for times; the first service unless another one is named."""
        offered = {s["name"]: s["id"] for s in turn["services"]}
        wanted = offered[service] if service else turn["services"][0]["id"]
        return self.call("find_slots", *_who(turn), wanted, p_wish=wish or {}, p_now=self.now, **named)

    def hold(self, turn: Any, ref: str, **details: Any) -> Any:
        """The receptionist pencils in an offered time."""
        return self.call("hold_booking", *_who(turn), ref, details, self.now)

    def finish(self, turn: Any, *replies: str, must_say: bool = False) -> Any:
        """The receptionist ends its turn."""
        said = [turn["upto_seq"], list(replies), Jsonb({}), "offline"]
        return self.call("finish_turn", *_who(turn), *said, p_must_say=must_say, p_now=self.now)

    def pencil(
        self, wish: dict[str, Any] | None = None, phone: str = CUSTOMER, to: Business | None = None, service: str = ""
    ) -> Any:
        """A whole turn in which a customer asks for a time and gets it; the booking as it is told to them."""
        turn = self.turn("I'd like a time", phone, to)
        held = self.hold(turn, self.slots(turn, wish, service)["offers"][0]["ref"], name="John Smith")
        assert held["outcome"] == "pencilled", held
        self.finish(turn)
        return held["booking"]

    def claim(self, **named: Any) -> list[Any]:
        """A worker claims the texts that are due."""
        return self.call_all("claim_texts", p_now=self.now, **named)

    # What an owner does, at the desk's time.

    def confirm(self, booking: Any) -> Any:
        return self.call("private.confirm_booking", *self._decision(booking), self.now)

    def decline(self, booking: Any, reason: str = "") -> Any:
        return self.call("private.decline_booking", *self._decision(booking), reason, self.now)

    def _decision(self, booking: Any) -> tuple[str, str, str]:
        return self.cast.lawns.id, booking["id"], self.cast.owner.user_id

    # What a test looks at.

    def booking(self, booking: Any) -> dict[str, Any]:
        return self.row("select * from public.bookings where id = %s", booking["id"])

    def texts(self, kind: str = "%") -> list[dict[str, Any]]:
        """The outbox, or one kind in it, in order."""
        return self.rows("select * from public.outbox where kind like %s order by queue_no", kind)

    def kinds(self) -> list[str]:
        return [text["kind"] for text in self.texts()]

    def settings(self, business: Business, **columns: Any) -> None:
        """Changes a business's own settings."""
        for name, value in columns.items():
            change = sql.SQL("update public.businesses set {} = %s where id = %s").format(sql.Identifier(name))
            self.connection.execute(change, [value, business.id])


def _who(turn: Any) -> tuple[str, str, int]:
    return turn["business_id"], turn["conversation_id"], turn["lease"]


def connect(url: str, *, autocommit: bool = False) -> psycopg.Connection[dict[str, Any]]:
    """A connection on which nothing waits forever for a lock."""
    return psycopg.connect(url, autocommit=autocommit, row_factory=dict_row, options="-c lock_timeout=20s")
