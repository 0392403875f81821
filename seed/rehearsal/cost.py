"""What a turn of the offline engine costs beside the bare calls it makes, through the data API as a worker makes them.

`python -m seed.rehearsal.cost DATABASE_URL` measures the demo lawn business of that database and prints JSON. It is a
process of its own, so that its memory is a worker's and not a rehearsal's.
"""

import json
import os
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from edge_bridge.db import Database, conversations
from edge_bridge.db.client import Call
from edge_bridge.receptionist.answer import Receptionist
from edge_bridge.receptionist.tools import Tools
from seed.rehearsal.scratch import command, free_port

T = TypeVar("T")
NUMBER = "+61480800101"
BEGINS = datetime.fromisoformat("2026-11-02T09:00:00+10:00")
TEXTS = (
    "Hi, need my lawn mowed this week",
    "Sam Reid, 12 Fig St, Toowong",
    "none of those work",
    "next week",
    "2",
    "dog in yard",
)
WARM_UP, ROUNDS = 3, 12


class Metered(Database):
    """Keeps the CPU seconds that its calls took in this process."""

    spent = 0.0

    def run(self, call: Call[T]) -> T:
        """As `Database.run`."""
        before = time.process_time()
        try:
            return super().run(call)
        finally:
            self.spent += time.process_time() - before


@dataclass
class Meter:
    """CPU seconds of turns, and of nothing but their calls."""

    turns: list[float] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)


def measured(database_url: str) -> dict[str, Any]:
    """The figures of `main`, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "seed.rehearsal.cost", database_url], capture_output=True, text=True, check=True
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main(database_url: str) -> None:
    """Measures and prints. `cpu_ratio`: a turn's CPU over that of the same calls without an engine."""
    meter = Meter()
    with data_api(database_url) as (url, key), Metered(url, key) as database:
        for number in range(WARM_UP + ROUNDS):
            if number == WARM_UP:
                meter = Meter()
            _conversation(database, f"+614001001{number:02d}", BEGINS + timedelta(minutes=20 * number), meter)
    turns, calls = sum(meter.turns), sum(meter.calls)
    figures = {
        "cpu_ratio": round(turns / calls, 2),
        "cpu_ms_a_turn": round(1000 * turns / len(meter.turns), 2),
        "cpu_ms_of_its_calls": round(1000 * calls / len(meter.turns), 2),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(figures))


def _conversation(database: Metered, phone: str, now: datetime, meter: Meter) -> None:
    receptionist = Receptionist()
    for number, text in enumerate(TEXTS):
        now += timedelta(minutes=1)
        database.run(conversations.receive_message(NUMBER, phone, text, f"{phone}-{number}", now=now))
        now += timedelta(seconds=20)
        database.spent, before = 0.0, time.process_time()
        turn = database.run(conversations.claim_turn(now))
        if turn is None:
            raise RuntimeError("No turn was due.")
        tools = Tools(database, turn, now)
        answer = receptionist.answer(turn, tools)
        database.run(
            conversations.finish_turn(
                turn, answer.replies, answer.facts, answer.engine, answer.record, tools.seen.must_say, now
            )
        )
        meter.turns.append(time.process_time() - before)
        meter.calls.append(database.spent)


@contextmanager
def data_api(database_url: str) -> Iterator[tuple[str, str]]:
    """The embedded Supabase's API over a database: its address and the service's key."""
    key = f"sb_secret_{secrets.token_hex(16)}"
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="bookings-rehearsal-api-") as folder:
        settings = {
            "DATABASE_URL": database_url,
            "MIGRATIONS": "",
            "DATA_DIR": folder,
            "SUPABASE_JWT_SECRET": secrets.token_hex(32),
            "SUPABASE_PUBLISHABLE_KEY": f"sb_publishable_{secrets.token_hex(16)}",
            "SUPABASE_SECRET_KEY": key,
            "SITE_URL": "http://127.0.0.1",
            "STACK_PORT": port,
        }
        with (Path(folder) / "api.log").open("a") as log:
            api = subprocess.Popen(command(), env=os.environ | settings, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            if not (api.stdout and api.stdout.readline()):
                raise RuntimeError((Path(folder) / "api.log").read_text()[-2000:])
            yield f"http://127.0.0.1:{port}", key
        finally:
            api.terminate()
            api.communicate(timeout=30)


if __name__ == "__main__":
    main(sys.argv[1])
