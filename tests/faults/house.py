"""A business's outbox, the real workers on it, and the Twilio they talk to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row
from twilio.request_validator import RequestValidator

from tests.stack import free_port
from tests.support.cast import Cast
from tests.support.twilio_wire import Wire
from workers.supervisor.plan import ROOT

PATIENCE = 30.0
HTTP = httpx.Client(trust_env=False)
# `python -m workers` for each line, without starting Python for each
OPERATOR = "import sys, workers.__main__ as w; [w.main(line.split()) for line in sys.argv[1:]]"
ACCOUNT, TOKEN = "AC" + "0" * 32, "a token of the fault tests"

QUEUE: LiteralString = """
with said as (
  select n, private.add_message(c.business_id, c.id, 'receptionist', 'Text ' || n, %(due)s) as message
  from public.conversations c, generate_series(%(from)s, %(from)s + %(count)s - 1) n
)
insert into public.outbox (business_id, kind, class, recipient, message_id, dedupe_key, due_at, created_at)
select (message).business_id, 'reply', %(class)s, '+6140' || lpad((1000000 + n)::text, 7, '0'), (message).id, 'fault:' || n, %(due)s, %(due)s
from said order by n
returning id::text
"""
THREAD: LiteralString = """
update public.outbox o set kind = 'missed_call', message_id = null, conversation_id = c.id, customer_id = c.customer_id
from public.conversations c where o.id::text = any(%s)
"""
ROWS: LiteralString = "select *, id::text as id from public.outbox where id::text = any(%s) order by queue_no"


def in_minutes(minutes: float) -> datetime:
    """By the real clock."""
    return datetime.now(UTC) + timedelta(minutes=minutes)


def until(happened: Callable[[], Any], what: str | Callable[[], str], patience: float = PATIENCE) -> Any:
    """The first true answer. Fails when it takes too long, saying what was waited for."""
    deadline = time.monotonic() + patience
    while not (found := happened()):
        if time.monotonic() > deadline:
            pytest.fail(f"It did not happen in {patience} s: {what if isinstance(what, str) else what()}")
        time.sleep(0.02)
    return found


@dataclass
class Worker:
    """One process, as a rule `python -m workers`."""

    process: subprocess.Popen[bytes]
    log: Path

    def wait_ready(self) -> Worker:
        until(lambda: self.said("workers ready") or self.process.poll() is not None, "the worker is ready")
        assert self.process.poll() is None, self.log.read_text()
        return self

    def said(self, words: str) -> bool:
        return words in self.log.read_text()

    def kill(self) -> None:
        """As a crash ends it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> int:
        """As a deployment ends it."""
        self.process.terminate()
        return self.process.wait(30)


@dataclass
class House:
    """`api_url` may be a proxy in front of the data API."""

    wire: Wire
    cast: Cast
    database_url: str
    api_url: str
    secret_key: str
    edge_url: str = "http://127.0.0.1:9"
    _queued: int = 0
    _kept: psycopg.Connection[dict[str, Any]] | None = None
    _started: list[Worker] = field(default_factory=list)

    # texts

    def queue(
        self, count: int = 1, cls: str = "reply", due: datetime | None = None, *, threaded: bool = False, **changed: str
    ) -> list[str]:
        """So many texts, each to a number of its own, due now or then. `threaded`: sending makes it a message of the conversation. Columns named in `changed` are set to that."""
        values = {"class": cls, "from": self._queued, "count": count}
        with self.connection() as connection, connection.transaction():
            at = due or connection.execute("select now() as now").fetchone()["now"]  # type: ignore[index]
            found = [row["id"] for row in connection.execute(QUEUE, {**values, "due": at})]
            for column, value in changed.items():
                set_it = psycopg.sql.SQL("update public.outbox set {} = %s where id::text = any(%s)")
                connection.execute(set_it.format(psycopg.sql.Identifier(column)), [value, found])
            if threaded:
                connection.execute(THREAD, [found])
        self._queued += count
        return found

    def thread(self) -> int:
        """How many texts stand in the conversation as messages."""
        with self.connection() as connection:
            return len(connection.execute("select from public.messages where author = 'system'").fetchall())

    def next_number(self) -> str:
        """Whom the next text will be for."""
        return f"+6140{1000000 + self._queued:07d}"

    def number(self, text_id: str) -> str:
        """Whom it is for."""
        return str(self.rows([text_id])[0]["recipient"])

    def rows(self, ids: list[str]) -> list[dict[str, Any]]:
        with self.connection() as connection:
            return connection.execute(ROWS, [ids]).fetchall()

    def row(self, text_id: str) -> dict[str, Any]:
        return self.rows([text_id])[0]

    def states(self, ids: list[str]) -> Counter[str]:
        return Counter(row["state"] for row in self.rows(ids))

    def wait_for(self, ids: list[str], *states: str, patience: float = PATIENCE) -> None:
        """Until all of them are in one of these states."""
        until(lambda: set(self.states(ids)) <= set(states), lambda: self._story(ids, states), patience)

    def _story(self, ids: list[str], wanted: tuple[str, ...]) -> str:
        said = [
            line for worker in self._started for line in worker.log.read_text().splitlines() if "text sent" not in line
        ]
        return "\n".join([f"{wanted}, it is {self.states(ids)}", *said[-30:]])

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        """The one kept, or a new one when the database was away."""
        try:
            assert self._kept
            self._kept.execute("select 1")
        except (AssertionError, psycopg.OperationalError):
            self._kept = psycopg.connect(self.database_url, autocommit=True, row_factory=dict_row)
        yield self._kept

    # the promise

    def assert_each_once(self, ids: list[str]) -> None:
        """Every one of them was taken once, and we know it."""
        assert {text: self.wire.times(text) for text in ids} == dict.fromkeys(ids, 1)
        assert set(self.states(ids)) <= {"sent", "delivered"}, self.states(ids)

    def assert_accounted(self) -> None:
        """Of all texts: taken once and known to be; or not taken, or once, and visibly in doubt, failed or still to go."""
        with self.connection() as connection:
            kept = {row["id"]: row for row in connection.execute("select *, id::text as id from public.outbox")}
        for taken in self.wire.taken:
            assert taken.text_id in kept, "a text left that is in no outbox"
        for text_id, row in kept.items():
            times = self.wire.times(text_id)
            assert times <= 1, f"taken {times} times: {row}"
            if row["state"] in ("sent", "delivered"):
                assert times == 1, f"we say it left, and it did not: {row}"
            if row["state"] in ("waiting", "skipped"):
                assert times == 0, f"it left, and we do not know: {row}"
            if row["state"] == "failed":
                assert row["error"], row

    # processes

    def worker(self) -> Worker:
        """A worker, ready."""
        return self.start("workers").wait_ready()

    def start(self, module: str) -> Worker:
        """A process that is just starting."""
        log = Path(tempfile.mkstemp(prefix="bookings-fault-", suffix=".log")[1])
        with log.open("ab") as file:
            command = [sys.executable, "-m", module]
            process = subprocess.Popen(command, cwd=ROOT, env=self.settings(), stdout=file, stderr=file)
        self._started.append(worker := Worker(process, log))
        return worker

    def edge(self) -> None:
        """The edge, ready, where Twilio's callbacks go from now on."""
        self.edge_url = f"http://127.0.0.1:{free_port()}"
        self.start("edge_bridge")
        until(self._edge_answers, "the edge is ready")

    def _edge_answers(self) -> bool:
        try:
            return HTTP.get(f"{self.edge_url}/healthz").status_code == 200
        except httpx.HTTPError:
            return False

    def carrier_says(self, text_id: str, status: str) -> None:
        """The same, without an edge."""
        taken = self.wire.the(text_id)
        with self.connection() as connection:
            said = [self.cast.lawns.id, text_id, taken.sid, status]
            connection.execute("select public.record_delivery(%s, %s, %s, %s, null)", said)

    def calls_back(self, text_id: str, *statuses: str, code: int | None = None) -> None:
        """Twilio tells the edge what became of a text it took."""
        taken = self.wire.the(text_id)
        for status in statuses:
            form = {"MessageSid": taken.sid, "MessageStatus": status} | ({"ErrorCode": str(code)} if code else {})
            signature = RequestValidator(TOKEN).compute_signature(taken.callback, form)
            HTTP.post(taken.callback, data=form, headers={"X-Twilio-Signature": signature}).raise_for_status()

    def run(self, *duties: tuple[str, datetime | None]) -> str:
        """Each duty at its time until nothing is due, one after the other, as an operator runs them."""
        with self.running(*duties) as operator:
            said, _ = operator.communicate(timeout=90)
        assert operator.returncode == 0, said
        return said.decode()

    @contextmanager
    def running(self, *duties: tuple[str, datetime | None]) -> Iterator[subprocess.Popen[bytes]]:
        """The same, still at it. Killed in the end."""
        lines = [f"{name} --once" + (f" --now {now.isoformat()}" if now else "") for name, now in duties]
        command = [sys.executable, "-c", OPERATOR, *lines]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, cwd=ROOT, env=self.settings(), stdout=pipe, stderr=subprocess.STDOUT
        ) as operator:
            yield operator
            operator.kill()

    def settle_in_the_end(self) -> None:
        """As the minutes pass: leases end, Twilio is asked, what did not leave goes."""
        self.run(("settle", in_minutes(1.1)), ("settle", in_minutes(6)), ("send", in_minutes(60)))

    def end(self) -> None:
        """Whatever still runs is ended."""
        for worker in self._started:
            if worker.process.poll() is None:
                worker.kill()
            worker.log.unlink(missing_ok=True)
        self._started.clear()

    def close(self) -> None:
        """Lets the database go."""
        if self._kept:
            self._kept.close()

    def settings(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONDONTWRITEBYTECODE") if name in os.environ}
        return kept | {
            "SUPABASE_URL": self.api_url,
            "SUPABASE_SECRET_KEY": self.secret_key,
            "EDGE_URL": self.edge_url,
            "EDGE_PORT": self.edge_url.rsplit(":", 1)[-1],
            "CHAT_SECRET_KEY": "a-key-for-tests-of-32-characters-or-more",
            "DASHBOARD_URL": "https://dashboard.example",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_URL": self.wire.url,
        }
