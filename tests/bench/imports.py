"""Fresh interpreters that only import what a process of the product imports."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from workers.supervisor.plan import LOCAL, ROOT

MODULES = {
    "phones": "edge_bridge.twilio.simulator.__main__",
    "edge": "edge_bridge.__main__",
    "web": "web.__main__",
    "worker": "workers.__main__",
    "supervisor": "workers.supervisor.__main__",
}
NAMES = ("supabase", *MODULES)
NODE = "await import('./serve.mjs'); await import('./api.mjs'); console.log(); process.stdin.resume()"


def command_of(name: str) -> list[str]:
    """Imports everything, prints one empty line, and stays until its input ends."""
    if name == "supabase":
        return [str(LOCAL / "node"), "--input-type=module", "-e", NODE]
    return [sys.executable, "-c", f"import sys, {MODULES[name]}; print(flush=True); sys.stdin.read()"]


@contextmanager
def imported(command: list[str]) -> Iterator[tuple[int, float]]:
    """The process that has imported everything, and the seconds this took from nothing."""
    folder = ROOT if command[0] == sys.executable else LOCAL
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"\n", f"it does not import: {command}"
        yield process.pid, time.perf_counter() - started
        process.stdin.close()
