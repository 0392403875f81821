"""Plays a conversation against the real SQL with the real receptionist, as the workers do it, on a clock of its own."""

from collections.abc import Iterator
from datetime import date, timedelta

from edge_bridge.db import conversations
from edge_bridge.receptionist.answer import Receptionist
from edge_bridge.receptionist.tools import Tools
from seed.rehearsal import goals
from seed.rehearsal.checks import Known, said_full, wrong_prices, wrong_times
from seed.rehearsal.corpus import Conversation, Event
from seed.rehearsal.customer import Customer, Say
from seed.rehearsal.hearing import hear
from seed.rehearsal.house import Connection, House
from seed.rehearsal.others import happen, prepare
from seed.rehearsal.played import Exchange, Played
from seed.rehearsal.rows import Rows, Start, read_rows
from seed.rehearsal.stage import Stage, scene

MOST_TURNS = 12
THINKS = timedelta(seconds=50)
MOST_CLAIMS = 4
STEP, MOST_STEPS = timedelta(minutes=40), 3


def play(
    connection: Connection,
    home: House,
    conversation: Conversation,
    receptionist: Receptionist,
    monday: date,
    seed: int = 0,
) -> Played:
    """Plays it to its end; nothing of it is left in the database."""
    with scene(connection, home, conversation.given, monday) as stage:
        return _Run(stage, conversation, receptionist, seed).to_its_end()


class _Run:
    def __init__(self, stage: Stage, conversation: Conversation, receptionist: Receptionist, seed: int) -> None:
        self.stage, self.told, self.receptionist = stage, conversation, receptionist
        names = list(stage.house.services)
        service = names[(conversation.nth_service - 1) % len(names)] if conversation.generic else conversation.service
        self.customer = Customer(conversation, service, stage.today, seed)
        self.events: list[Event] = list(conversation.events)
        self.exchanges: list[Exchange] = []
        self.agreed: set[Start] = set()
        prepare(stage, self.customer.facts["name"], self.customer.facts["address"])
        self.first = read_rows(stage)
        self.starts = _starts(self.first)
        self.seq = 0

    def to_its_end(self) -> Played:
        say: Say | None = self.customer.opening()
        while say is not None and len(self.exchanges) < MOST_TURNS:
            rows, notice = self._exchange(say)
            heard = "\n\n".join([notice] if notice else self.exchanges[-1].replies)
            content = not goals.unmet(self._ending(rows))
            say = self.customer.answer(heard, content, self.stage.today, after_event=bool(notice))
        ending = self._ending(read_rows(self.stage))
        missing = goals.unmet(ending, final=True)
        missed = self.told.goal.human and ending.rows.state != "human" and not self.customer.left
        return Played(self.told, self.exchanges, missing, missed, goals.wrong_facts(ending))

    def _exchange(self, say: Say) -> tuple[Rows, str]:
        """One turn, and the text somebody else's act brought, if any."""
        stage = self.stage
        self._wait(say.wait_hours)
        exchange = Exchange(stage.now.astimezone(stage.house.zone), list(say.messages))
        self.exchanges.append(exchange)
        self.agreed |= set(say.agreed)
        self._receive(say.messages)
        for turn in self._turns():
            self._answer(turn, exchange)
        rows = self._look(exchange)
        stage.deliver()
        notice = self._event(exchange, rows)
        return (self._look(exchange) if notice else rows), notice

    def _wait(self, hours: float) -> None:
        """Time passes; what is due meanwhile of a conversation that a person was given happens."""
        stage, until = self.stage, self.stage.now + THINKS + timedelta(hours=hours)
        for _ in range(MOST_STEPS):
            if stage.now + STEP >= until:
                break
            stage.now += STEP
            stage.db.run(conversations.handoffs_due(stage.now))
            stage.deliver()
        stage.now = until
        stage.db.run(conversations.handoffs_due(stage.now))
        stage.deliver()

    def _receive(self, messages: list[str]) -> None:
        for message in messages:
            self.stage.now += timedelta(seconds=1)
            self.stage.receive(message)

    def _turns(self) -> Iterator[conversations.Turn]:
        for _ in range(MOST_CLAIMS):
            turn = self.stage.claim()
            if turn is None:
                return
            yield turn

    def _answer(self, turn: conversations.Turn, exchange: Exchange) -> None:
        tools = Tools(self.stage.db, turn, self.stage.now)
        answer = self.receptionist.answer(turn, tools)
        if interruption := self.customer.meanwhile(len(self.exchanges)):
            exchange.said += interruption.messages
            self.agreed |= set(interruption.agreed)
            self._receive(interruption.messages)
        done = conversations.finish_turn(
            turn, answer.replies, answer.facts, answer.engine, answer.record, tools.seen.must_say, self.stage.now
        )
        outcome = self.stage.db.run(done)
        exchange.records.append({"engine": answer.engine, "outcome": outcome, **answer.record})

    def _look(self, exchange: Exchange) -> Rows:
        """Reads what was said and done since, and holds the one against the other."""
        rows, stage = read_rows(self.stage), self.stage
        known = Known(stage.today, rows.moments, stage.house.hours, stage.house.prices)
        for seq, reply in stage.replies(self.seq):
            self.seq = seq
            exchange.replies.append(reply)
            exchange.wrong_times += wrong_times(reply, known) + self._not_full(reply)
            exchange.wrong_prices += wrong_prices(reply, known)
        for booking, start in sorted(_starts(rows) - self.starts):
            if start not in self.agreed:
                exchange.unagreed.append(
                    f"{booking[:8]} at {start[0]:%a %d %b} {start[1] // 60:02d}:{start[1] % 60:02d}"
                )
        self.starts |= _starts(rows)
        return rows

    def _not_full(self, reply: str) -> list[str]:
        """Where it says that days are full on which the service wanted could start."""
        service = self.customer.facts["service"]
        claims = said_full(reply, self.stage.today) if service else []
        return [words for words, first, last in claims if self.stage.is_free(service, first, last)]

    def _event(self, exchange: Exchange, rows: Rows) -> str:
        heard = hear("\n\n".join(exchange.replies), self.stage.today)
        now = {"booked": heard.booked, "offers": bool(heard.options)}
        event = next((e for e in self.events if now[e.at]), None)
        if event is None:
            return ""
        self.events.remove(event)
        happen(self.stage, event.do)
        exchange.notices += self.stage.deliver()
        return "\n\n".join(exchange.notices)

    def _ending(self, rows: Rows) -> goals.Ending:
        return goals.Ending(
            self.told,
            self.customer,
            self.first,
            rows,
            [reply for e in self.exchanges for reply in e.replies],
            bool(self.exchanges) and not self.exchanges[-1].replies,
            {booking: {start for each, start in self.starts if each == booking} for booking, _ in self.starts},
        )


def _starts(rows: Rows) -> set[tuple[str, Start]]:
    """Every start a booking has, or would have if the owner agrees."""
    return {(b.id, b.start) for b in rows.bookings} | {(b.id, b.wanted) for b in rows.bookings if b.wanted}
