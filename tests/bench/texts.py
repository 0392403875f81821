"""From the commit of a due text to the request at Twilio, through the real worker.

The limit: hearing of an insert of the same size through Realtime, and two bare RPCs. Beside it, what LISTEN alone takes.
The text is due at once, so the pause that lets a customer's bursts settle is no part of it.
"""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from statistics import median
from typing import LiteralString
from uuid import UUID

from edge_bridge.db import Database
from tests.bench import database
from tests.bench.figures import Figure, Round, of_rounds
from tests.bench.listeners import Ear, listen, realtime
from tests.bench.no_op_twilio import NoOpTwilio, no_op_twilio
from tests.bench.parts import process_of, running
from workers.supervisor.plan import Plan

ROUNDS, SAMPLES, WARM_UP = 5, 30, 10
BREATH = 0.1  # seconds in which the worker ends what a text set in motion
GOAL = 1.5


@dataclass(frozen=True)
class Sample:
    """Milliseconds since the commit was acknowledged, and how long two bare RPCs took."""

    text: float
    event: float
    two_rpcs: float
    notice: float


@dataclass(frozen=True)
class Bench:
    """All that is being timed, in turns."""

    connection: database.Connection
    conversation: UUID
    twilio: NoOpTwilio
    event: Ear
    notice: Ear
    db: Database

    def sample(self) -> Sample:
        """One of each, one after the other."""
        message, text = self._text()
        time.sleep(BREATH)
        event = self._after_commit(database.COPY_TEXT, self.event, message)
        two_rpcs = self._two_rpcs()
        notice = self._after_commit("notify bench", self.notice)
        return Sample(text, event, two_rpcs, notice)

    def _text(self) -> tuple[UUID, float]:
        """Milliseconds to the request at Twilio; returns when the worker has recorded that the text left."""
        row = self.connection.execute(database.QUEUE_REPLY, [self.conversation]).fetchone()
        assert row is not None
        assert isinstance(row[1], UUID)
        self.connection.commit()
        committed = time.perf_counter()
        took = (self.twilio.arrival() - committed) * 1000
        while self._state(row[1]) != "sent":
            time.sleep(0.002)
        return row[1], took

    def _state(self, message: UUID) -> object:
        found = self.connection.execute(database.TEXT_STATE, [message]).fetchone()
        self.connection.commit()
        return found and found[0]

    def _after_commit(self, statement: LiteralString, ear: Ear, *values: object) -> float:
        self.connection.execute(statement, values)
        self.connection.commit()
        committed = time.perf_counter()
        return (ear.heard() - committed) * 1000

    def _two_rpcs(self) -> float:
        started = time.perf_counter()
        self.db.run(database.bare_rpc())
        self.db.run(database.bare_rpc())
        return (time.perf_counter() - started) * 1000


def measure(plan: Plan) -> list[Figure]:
    """Needs the stack of this plan up and nothing else at work on it."""
    url, key = plan.settings["SUPABASE_URL"], plan.settings["SUPABASE_SECRET_KEY"]
    with ExitStack() as stack:
        connection = stack.enter_context(database.opened(plan.data_dir))
        twilio = stack.enter_context(no_op_twilio())
        worker = process_of(plan, "worker")
        worker = replace(worker, settings={**worker.settings, "TWILIO_API_URL": twilio.url})
        stack.enter_context(running(plan, [worker]))
        bench = Bench(
            connection,
            database.a_conversation(connection),
            twilio,
            stack.enter_context(realtime(url, key, "bench_events")),
            stack.enter_context(listen(plan.data_dir)),
            stack.enter_context(Database(url, key)),
        )
        for _ in range(WARM_UP):
            bench.sample()
        return _figures([[bench.sample() for _ in range(SAMPLES)] for _ in range(ROUNDS)])


def _figures(rounds: Sequence[Sequence[Sample]]) -> list[Figure]:
    every = [sample for samples in rounds for sample in samples]
    beside = [
        Round(median(s.text for s in samples), median(s.event for s in samples) + median(s.two_rpcs for s in samples))
        for samples in rounds
    ]
    return [
        of_rounds("commit to Twilio request p50 vs one Realtime event + two bare RPCs", "ms", beside, GOAL),
        Figure("one Realtime event p50", median(s.event for s in every), "ms"),
        Figure("two bare RPCs p50", median(s.two_rpcs for s in every), "ms"),
        Figure("LISTEN floor p50", median(s.notice for s in every), "ms"),
    ]
