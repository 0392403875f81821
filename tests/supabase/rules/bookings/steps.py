"""Every step of a booking, at the desk's time, and what a test looks at afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from tests.supabase.rules.desk import Desk
from tests.support.cast import CUSTOMER, OTHER_CUSTOMER, Business

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
FIRST_MONDAY = date(2026, 11, 2)
NOBODY = "00000000-0000-0000-0000-000000000000"
BOTH = ["owner", "colleague"]


def _wall(words: str) -> datetime:
    name, clock = words.split()[-2:]
    day = FIRST_MONDAY + timedelta(days=DAYS.index(name) + 7 * words.startswith("next "))
    return datetime.fromisoformat(f"{day}T{clock}")


def at(words: str, zone: str = "Australia/Brisbane") -> datetime:
    """'Thu 14:00' of the desk's week, or 'next Thu 14:00'."""
    return _wall(words).replace(tzinfo=ZoneInfo(zone))


def wish(words: str) -> dict[str, Any]:
    """For exactly that start."""
    wall = _wall(words)
    minute = 60 * wall.hour + wall.minute
    return {
        "day_from": str(wall.date()),
        "day_to": str(wall.date()),
        "minute_from": minute,
        "minute_to": minute + 1,
    }


@contextmanager
def refused(desk: Desk, hint: str, sqlstate: str = "PT400") -> Iterator[None]:
    """What is inside must be refused by this name, with a sentence for people."""
    with pytest.raises(psycopg.Error) as error, desk.connection.transaction():
        yield
    assert (error.value.sqlstate, error.value.diag.message_hint) == (sqlstate, hint), error.value
    assert (error.value.diag.message_primary or "").endswith("."), error.value


class Steps:
    """What an owner and customers of one business do; Green Blade's unless told otherwise."""

    def __init__(self, desk: Desk, business: Business | None = None) -> None:
        self.desk, self.shop = desk, business or desk.cast.lawns
        desk.rows("select")  # opens the test's transaction, so that whoever signs in works inside it and it is undone
        self._heard = 0

    # The owner.

    def confirm(self, booking: Any) -> Any:
        return self._owner("confirm_booking", booking, self._me)

    def decline(self, booking: Any, reason: str = "") -> Any:
        return self._owner("decline_booking", booking, self._me, reason)

    def cancel(self, booking: Any, reason: str = "", actor: str = "owner", tell: bool = True) -> Any:
        return self._owner("cancel_booking", booking, actor, self._me if actor == "owner" else None, reason, tell)

    def finish(self, booking: Any, status: str) -> Any:
        return self._owner("finish_booking", booking, status, self._me)

    def move(self, booking: Any, starts: str, staff: str | None = None, **how: bool) -> Any:
        """To a new time: `agreed` already, or put to the customer; `override` the hours and the drive."""
        who = staff and self.shop.staff[staff]
        flags = [how.get("agreed", False), how.get("override", False)]
        return self._owner("move_booking", booking, who, at(starts, self.shop.time_zone), *flags, self._me)

    def answer(self, booking: Any, accept: bool, reason: str = "") -> Any:
        """The newest wish to move this booking."""
        newest = self.moves(booking)[-1]
        who = [self.shop.id, newest["id"], accept, reason, self._me]
        return self.desk.call("private.answer_move", *who, self.desk.now)

    def edit(self, booking: Any, tell: bool = True, override: bool = False, **changes: Any) -> Any:
        return self._owner("edit_booking", booking, changes, tell, override, self._me)

    def add(self, starts: str, service: str = "", staff: str | None = None, **more: Any) -> Any:
        """A manual booking; `override`, `tell`, `id` and `at` aside, what is named is about the job or its customer."""
        how = {"override": False, "tell": True, "id": None, "at": None} | more
        given = {name: value for name, value in more.items() if name not in {"override", "tell", "id", "at"}}
        chosen = [self.shop.services[service] if service else self._first_service, staff and self.shop.staff[staff]]
        when = how["at"] or at(starts, self.shop.time_zone)
        rest = [given, how["override"], how["tell"], how["id"], self._me, self.desk.now]
        return self.desk.call("private.add_booking", self.shop.id, *chosen, when, *rest)

    def added(self, starts: str, service: str = "", staff: str | None = None, **more: Any) -> Any:
        """A manual booking that must succeed."""
        told = self.add(starts, service, staff, **more)
        assert told["outcome"] == "booked", told
        return told["booking"]

    # Customers.

    def pending(self, starts: str, phone: str = CUSTOMER, service: str = "") -> Any:
        booking = self.desk.pencil(wish(starts), phone, self.shop, service)
        assert datetime.fromisoformat(booking["starts_at"]) == at(starts, self.shop.time_zone)
        return booking

    def confirmed(self, starts: str, phone: str = CUSTOMER, service: str = "") -> Any:
        booking = self.pending(starts, phone, service)
        return self.confirm(booking)["booking"]

    @contextmanager
    def turn(self, body: str = "Hi", phone: str = CUSTOMER) -> Iterator[Any]:
        """A turn of this customer's, ended afterwards."""
        turn = self.desk.turn(body, phone, self.shop)
        yield turn
        self.desk.finish(turn)

    def ask(self, booking: Any, starts: str, phone: str = CUSTOMER) -> Any:
        """The customer asks for exactly this new time of a booking of theirs, and picks it."""
        with self.turn("Can I move?", phone) as turn:
            found = self.desk.slots(turn, wish(starts), p_booking=booking["ref"])
            assert found["match"] == "wished", found
            return self.desk.hold(turn, found["offers"][0]["ref"])

    def pick(self, number: int = 1, phone: str = CUSTOMER) -> Any:
        """The customer answers with a number of the newest list, once more if they did before."""
        with self.turn(str(number), phone) as turn:
            return self.desk.hold(turn, self.newest(phone)[number - 1])

    def refuse(self, booking: Any, phone: str = CUSTOMER) -> Any:
        with self.turn("no", phone) as turn:
            return self.tool(turn, "refuse_proposal", booking["ref"])

    def tool(self, turn: Any, name: str, *said: Any) -> Any:
        who = [turn["business_id"], turn["conversation_id"], turn["lease"]]
        return self.desk.call(name, *who, *said, p_now=self.desk.now)

    # What a test looks at.

    def newest(self, phone: str = CUSTOMER) -> list[str]:
        """The references last issued to this phone, lapsed or not."""
        return self.desk.column(
            """select o.ref from public.offers o join public.conversations c
                 on c.business_id = o.business_id and c.id = o.conversation_id and c.offer_set = o.set_no
               where c.business_id = %s and c.peer = %s order by o.position""",
            self.shop.id,
            phone,
        )

    def held(self, booking: Any) -> list[str]:
        """What a booking holds, in order; what is only kept for its customer aside."""
        query = """select lower(occupied) + make_interval(mins => s.buffer_before_minutes)
            from public.holds h join public.bookings b on b.id = h.booking_id join public.services s on s.id = b.service_id
            where h.booking_id = %s and h.offer_id is null order by 1"""
        return [self.words(start) for start in self.desk.column(query, booking["id"])]

    def words(self, moment: datetime) -> str:
        return moment.astimezone(ZoneInfo(self.shop.time_zone)).strftime("%a %H:%M")

    def time(self, booking: Any) -> str:
        return self.words(self.desk.booking(booking)["starts_at"])

    def status(self, booking: Any) -> str:
        return str(self.desk.booking(booking)["status"])

    def moves(self, booking: Any) -> list[dict[str, Any]]:
        return self.desk.rows(
            "select * from public.moves where booking_id = %s order by requested_at, state = 'waiting'", booking["id"]
        )

    def states(self, booking: Any) -> list[str]:
        return [move["state"] for move in self.moves(booking)]

    def events(self, booking: Any) -> list[tuple[str, str]]:
        query = """select kind, actor::text from public.booking_events
            where booking_id = %s and kind not in ('requested', 'added') order by created_at"""
        return [(row["kind"], row["actor"]) for row in self.desk.rows(query, booking["id"])]

    def news(self) -> dict[str, list[str]]:
        """Who was told what since this was last asked."""
        cast = self.desk.cast
        names = {CUSTOMER: "customer", OTHER_CUSTOMER: "other customer"}
        names |= {cast.owner.phone: "owner", cast.colleague.phone: "colleague", cast.outsider.phone: "outsider"}
        texts, told = self.desk.texts(), dict[str, list[str]]()
        for text in texts[self._heard :]:
            told.setdefault(text["kind"], []).append(names.get(text["recipient"], text["recipient"]))
        self._heard = len(texts)
        return told

    def is_free(self, starts: str, staff: str = "", service: str = "") -> bool:
        """To anybody who asks now."""
        query = """select exists (select from public.businesses b, public.services s,
            private.free_starts(b, s, %s, null, %s, %s::timestamptz + interval '1 microsecond', %s) f (at)
            where b.id = %s and s.id = %s)"""
        when = at(starts, self.shop.time_zone)
        calendar = self.shop.staff[staff] if staff else next(iter(self.shop.staff.values()))
        chosen = self.shop.services[service] if service else self._first_service
        return bool(self.desk.value(query, calendar, when, when, self.desk.now, self.shop.id, chosen))

    def everything(self) -> list[Any]:
        """All that a step could have changed."""
        tables = ["bookings", "booking_events", "holds", "moves", "offers", "outbox", "leads", "customers"]
        return [self.desk.column(f"select t::text from public.{table} t order by 1") for table in tables]

    @property
    def _me(self) -> str:
        return self.desk.cast.owner.user_id

    @property
    def _first_service(self) -> str:
        query = "select id::text from public.services where business_id = %s order by position limit 1"
        return str(self.desk.value(query, self.shop.id))

    def _owner(self, function: str, booking: Any, *said: Any) -> Any:
        return self.desk.call(f"private.{function}", self.shop.id, booking["id"], *said, self.desk.now)
