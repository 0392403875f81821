"""One of many who fight for the same day, each on a connection of its own."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg

from tests.supabase.rules.desk import Desk
from tests.support.cast import Business

DAY = {"day_from": "2026-11-05", "day_to": "2026-11-05"}


class Fighter:
    """A customer with a conversation, and now and then the owner. What every act came to is counted by its name."""

    def __init__(self, desk: Desk, shop: Business, turn: Any, owner: str, seed: int) -> None:
        self.desk, self.shop, self.turn, self.owner = desk, shop, turn, owner
        self.random = random.Random(seed)
        self.outcomes: Counter[str] = Counter()

    def fight(self, acts: int) -> Counter[str]:
        ways: list[Callable[[], None]] = [
            self.asks, self.asks, self.asks, self.asks_to_move, self.asks_to_move, self.calls_off, self.owner_decides,
            self.owner_decides, self.owner_moves, self.owner_answers, self.owner_adds, self.owner_edits, self.owner_cancels,
            self.time_passes,
        ]  # fmt: skip
        for _ in range(acts):
            self.random.choice(ways)()
        return self.outcomes

    # The customer.

    def asks(self) -> None:
        self._pick(self._offers(self._a_service(), DAY))

    def asks_to_move(self) -> None:
        if booking := self._own():
            self._pick(self._offers(None, DAY, p_booking=_ref(booking)))

    def calls_off(self) -> None:
        if booking := self._own():
            self._do("cancel_own_booking", *self._who(), _ref(booking), "", self.desk.now)

    # The owner.

    def owner_decides(self) -> None:
        if booking := self._any("bookings", "status = 'pending'"):
            if self.random.random() < 0.7:
                self._do("private.confirm_booking", self.shop.id, booking["id"], self.owner, self.desk.now)
            else:
                self._do("private.decline_booking", self.shop.id, booking["id"], self.owner, "", self.desk.now)

    def owner_moves(self) -> None:
        if booking := self._any("bookings", "status in ('pending', 'confirmed')"):
            staff = self.random.choice([None, *self.shop.staff.values()])
            agreed = self.random.random() < 0.5
            self._do(
                "private.move_booking", self.shop.id, booking["id"], staff, self._a_time(), agreed, False, self.owner, self.desk.now
            )  # fmt: skip

    def owner_answers(self) -> None:
        if move := self._any("moves", "state = 'waiting'"):
            accept = self.random.random() < 0.6
            self._do("private.answer_move", self.shop.id, move["id"], accept, "", self.owner, self.desk.now)

    def owner_adds(self) -> None:
        self._do(
            "private.add_booking", self.shop.id, self._a_service(), None, self._a_time(), {"name": "Walk In"}, False, True, None,
            self.owner, self.desk.now,
        )  # fmt: skip

    def owner_edits(self) -> None:
        if booking := self._any("bookings", "status in ('pending', 'confirmed')"):
            service = next(
                s
                for s in self.desk.rows("select * from public.services where business_id = %s", self.shop.id)
                if s["id"] == booking["service_id"]
            )
            changes = {"notes": str(self.random.random()), "minutes": service["minutes"]}
            self._do(
                "private.edit_booking", self.shop.id, booking["id"], changes, True, False, self.owner, self.desk.now
            )

    def owner_cancels(self) -> None:
        if booking := self._any("bookings", "status in ('pending', 'confirmed')"):
            self._do(
                "private.cancel_booking", self.shop.id, booking["id"], "owner", self.owner, "", True, self.desk.now
            )

    def time_passes(self) -> None:
        """A sweeper's clock: kept offers lapse, and now and then requests and moves."""
        ahead = self.random.choice([timedelta(minutes=11)] * 4 + [timedelta(hours=5)])
        self._do("expire_due", self.desk.now + ahead)

    # How.

    def _do(self, function: str, *values: Any, **named: Any) -> Any:
        try:
            result = self.desk.call(function, *values, **named)
        except psycopg.Error as error:
            if not (error.sqlstate or "").startswith("PT"):
                raise  # a deadlock, an overlap: what nobody may ever see
            result = {"outcome": error.diag.message_hint}
        name = result.get("outcome") or f"offers {result['match']}" if isinstance(result, dict) else "swept"
        self.outcomes[name] += 1
        return result

    def _offers(self, service: str | None, wish: dict[str, Any], **named: Any) -> list[str]:
        at = {"minute_from": 60 * self.random.randrange(8, 17)} if self.random.random() < 0.5 else {}
        found = self._do("find_slots", *self._who(), service, p_wish=wish | at, p_now=self.desk.now, **named)
        return [offer["ref"] for offer in found.get("offers", [])]

    def _pick(self, refs: list[str]) -> None:
        if refs:
            self._do("hold_booking", *self._who(), self.random.choice(refs), {"name": "Jo"}, self.desk.now)

    def _own(self) -> dict[str, Any] | None:
        customer = (
            f"customer_id = (select customer_id from public.conversations where id = '{self.turn['conversation_id']}')"
        )
        return self._any("bookings", f"status in ('pending', 'confirmed') and {customer}")

    def _any(self, table: str, which: str) -> dict[str, Any] | None:
        rows = self.desk.rows(f"select * from public.{table} where business_id = %s and {which}", self.shop.id)
        return self.random.choice(rows) if rows else None

    def _a_service(self) -> str:
        return self.random.choice(list(self.shop.services.values()))

    def _a_time(self) -> datetime:
        return datetime.fromisoformat("2026-11-05T08:00+10:00") + timedelta(minutes=30 * self.random.randrange(18))

    def _who(self) -> tuple[str, str, int]:
        return self.turn["business_id"], self.turn["conversation_id"], self.turn["lease"]


def _ref(booking: dict[str, Any]) -> str:
    return f"b{str(booking['id'])[:8]}"
