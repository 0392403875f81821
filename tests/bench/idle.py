"""What a worker costs that has nothing to do.

The limit: a process that only asks one empty RPC as often as the worker asks what is due. Both are CPU seconds of whole processes,
over the same stretch of the wall clock, once both have come to rest.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.parts import process_of, running
from workers.loop import POLL_SECONDS
from workers.supervisor.plan import ROOT, Plan

REST, STRETCH = 12.0, 60.0  # seconds
GOAL = 1.5
POLLER = """
import sys, time
from edge_bridge.db import Database
from tests.bench.database import bare_rpc
with Database(sys.argv[1], sys.argv[2]) as db:
    while True:
        db.run(bare_rpc())
        time.sleep(float(sys.argv[3]))
"""


def measure(plan: Plan) -> list[Figure]:
    """Needs the stack of this plan up, prepared, and nothing due. Takes over a minute."""
    worker = process_of(plan, "worker")
    with running(plan, [worker]) as parts, _poller(plan) as poller:
        pids = [parts.children[worker.name].pid, poller]
        time.sleep(REST)
        before = [_cpu_seconds(pid) for pid in pids]
        time.sleep(STRETCH)
        spent = [_cpu_seconds(pid) - was for pid, was in zip(pids, before, strict=True)]
    value, limit = (1000 * seconds / STRETCH for seconds in spent)
    return [
        Figure("CPU of an idle worker vs a process that polls one empty RPC", value, "ms/s", limit, value / limit, GOAL)
    ]


@contextmanager
def _poller(plan: Plan) -> Iterator[int]:
    settings = plan.settings
    arguments = [settings["SUPABASE_URL"], settings["SUPABASE_SECRET_KEY"], str(POLL_SECONDS)]
    process = subprocess.Popen([sys.executable, "-c", POLLER, *arguments], cwd=ROOT)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _cpu_seconds(pid: int) -> float:
    """On a processor, all threads together, to the nanosecond: the ticks of `/proc/<pid>/stat` are too coarse for so little."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9
