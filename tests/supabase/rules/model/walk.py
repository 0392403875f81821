"""Whatever customers, the owner and the clock can do to a shop's calendars, one step at a time."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.supabase.rules.desk import Desk, instant
from tests.supabase.rules.model.life import PHONES, SERVICES, SUBURBS, Life, who

# a plain week, and the eves of both changes of clocks
OPENINGS = ["2026-11-02T08:10+11:00", "2026-10-03T21:30+10:00", "2027-04-03T20:00+11:00"]

numbers = some.integers(0, 1000)
phones, suburbs = some.sampled_from(PHONES), some.sampled_from(SUBURBS)
services = some.sampled_from([service["name"] for service in SERVICES])
staff = some.sampled_from([None, "Sam", "Kim"])
rarely = some.sampled_from([False, False, False, True])


class Walk(RuleBasedStateMachine):
    """Each rule does one thing as the product does it. What it came to is counted, and nothing may become untrue."""

    def __init__(self, desk: Desk, outcomes: Counter[str]) -> None:
        super().__init__()
        self.desk, self.outcomes = desk, outcomes

    @initialize(opening=some.sampled_from(OPENINGS), first_customers=some.lists(services, min_size=2, max_size=4))
    def open(self, opening: str, first_customers: list[str]) -> None:
        """A shop with something in its calendars, every other request confirmed."""
        self.life = Life(self.desk, self.outcomes, instant(opening))
        for n, service in enumerate(first_customers):
            self.asks_for_a_time(PHONES[n % 3], service, SUBURBS[n % 3], None, 1)
            self.all_is_well()
            if n % 2:
                self.decides(1, True)

    def teardown(self) -> None:
        if hasattr(self, "life"):
            self.life.undo.close()

    @invariant()
    def all_is_well(self) -> None:
        wrong = self.life.wrong() if hasattr(self, "life") else []
        assert not wrong, "\n".join(wrong)

    # What customers do.

    @rule(phone=phones, service=services, suburb=suburbs, by=staff, n=numbers)
    def asks_for_a_time(self, phone: str, service: str, suburb: str, by: str | None, n: int) -> None:
        self._asks(phone, n, self.life.shop.services[service], {}, by, suburb)

    @rule(phone=phones, n=numbers)
    def asks_for_another_time(self, phone: str, n: int) -> None:
        if ref := self._own_booking(phone, n):
            self._asks(phone, n, None, p_booking=ref)

    @rule(phone=phones, n=numbers)
    def takes_a_time_offered_before(self, phone: str, n: int) -> None:
        turn = self.life.turn(phone)
        self.life.take(turn, [offer["ref"] for offer in turn["offers"]] + self.life.refs[phone][-3:], n)

    @rule(phone=phones, n=numbers, act=some.sampled_from(["cancel_own_booking", "refuse_proposal"]))
    def says_no(self, phone: str, n: int, act: str) -> None:
        if ref := self._own_booking(phone, n):
            turn = self.life.turn(phone)
            self.life.act(act, *who(turn), ref, p_now=self.desk.now)
            self.desk.finish(turn)

    # What the owner does.

    @rule(n=numbers, yes=some.sampled_from([True, True, False]))
    def decides(self, n: int, yes: bool) -> None:
        if yes:
            self._does("confirm_booking", n, "pending")
        else:
            self._does("decline_booking", n, "pending", last=[""])

    @rule(n=numbers, actor=some.sampled_from(["owner", "customer"]))
    def calls_off(self, n: int, actor: str) -> None:
        if booking := self.life.booking(n, "pending", "confirmed"):
            self.life.act(
                "private.cancel_booking", self.life.shop.id, booking["id"], actor, None, "", True, self.desk.now
            )

    @rule(n=numbers, status=some.sampled_from(["completed", "no_show"]))
    def closes(self, n: int, status: str) -> None:
        self._does("finish_booking", n, "confirmed", first=[status])

    @rule(n=numbers, by=staff, when=numbers, agreed=some.booleans(), override=rarely)
    def moves(self, n: int, by: str | None, when: int, agreed: bool, override: bool) -> None:
        if booking := self.life.booking(n, "pending", "confirmed"):
            starts = self.life.time(when, booking["ends_at"] - booking["starts_at"])
            self._does("move_booking", n, "pending", "confirmed", first=[self._staff(by), starts, agreed, override])

    @rule(n=numbers, yes=some.booleans())
    def answers_a_move(self, n: int, yes: bool) -> None:
        if move := self.life.some(self.life.diary.moves, n, "waiting"):
            said = [yes, "", self.life.owner, self.desk.now]
            self.life.act("private.answer_move", self.life.shop.id, move["id"], *said)

    @rule(
        n=numbers,
        minutes=some.sampled_from([None, 30, 90, 150]),
        service=some.none() | services,
        suburb=some.none() | suburbs,
        override=rarely,
    )
    def edits(self, n: int, minutes: int | None, service: str | None, suburb: str | None, override: bool) -> None:
        wanted = {"minutes": minutes, "service_id": service and self.life.shop.services[service], "suburb": suburb}
        changes = {name: value for name, value in wanted.items() if value is not None}
        self._does("edit_booking", n, "pending", "confirmed", first=[changes, True, override])

    @rule(service=services, by=staff, when=numbers, suburb=suburbs, phone=some.none() | phones, override=rarely)
    def adds(self, service: str, by: str | None, when: int, suburb: str, phone: str | None, override: bool) -> None:
        lasts = next(timedelta(minutes=s["minutes"]) for s in SERVICES if s["name"] == service)
        job = [self.life.shop.services[service], self._staff(by), self.life.time(when, lasts)]
        details = {"name": "Walk-in", "suburb": suburb} | ({"phone": phone} if phone else {})
        said = [details, override, True, None, self.life.owner, self.desk.now]
        self.life.placed(self.life.act("private.add_booking", self.life.shop.id, *job, *said))

    # What the clock does.

    @rule(minutes=some.sampled_from([1, 9, 10, 15, 45, 120, 300, 720, 1500]))
    def time_passes(self, minutes: int) -> None:
        self.desk.later(minutes=minutes)

    @rule()
    def duties_are_done(self) -> None:
        self.life.act("expire_due", self.desk.now)
        self.life.act("nag_due", self.desk.now)

    def _staff(self, name: str | None) -> str | None:
        return name and self.life.shop.staff[name]

    def _does(
        self, name: str, n: int, *likely: str, first: list[object] | None = None, last: list[object] | None = None
    ) -> None:
        """The owner does something with a booking."""
        if booking := self.life.booking(n, *likely):
            said = [*(first or []), self.life.owner, *(last or []), self.desk.now]
            self.life.placed(self.life.act(f"private.{name}", self.life.shop.id, booking["id"], *said))

    def _own_booking(self, phone: str, n: int) -> str | None:
        """The reference by which a customer knows one of their open bookings."""
        turn = self.life.turn(phone)
        self.desk.finish(turn)
        return turn["bookings"][n % len(turn["bookings"])]["ref"] if turn["bookings"] else None

    def _asks(self, phone: str, n: int, *wanted: object, **named: object) -> None:
        """What is offered is taken at once, or kept in mind."""
        turn = self.life.turn(phone)
        found = self.life.act("find_slots", *who(turn), *wanted, p_now=self.desk.now, **named)
        refs = [offer["ref"] for offer in found.get("offers", [])]
        self.life.refs[phone] += refs
        self.life.take(turn, refs if n % 4 else [], n)
