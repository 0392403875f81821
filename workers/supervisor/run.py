"""Runs a plan: everything starts at once, is waited for, and stops together when one stops or we are told to."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from workers.supervisor.plan import ROOT, Plan, Process

READY_WITHIN = 90.0
STOP_WITHIN = 15.0


class StartFailed(Exception):
    """Something did not come up; the message says what and where its log is."""


class Running:
    """The processes of a plan. Their output goes to one log file each."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = threading.Event()

    def log_file(self, name: str) -> Path:
        """Where a process writes."""
        return self.plan.data_dir / "logs" / f"{name}.log"

    def start(self) -> None:
        """Starts all of them at once."""
        (self.plan.data_dir / "logs").mkdir(exist_ok=True)
        for process in self.plan.processes:
            with self.log_file(process.name).open("ab") as log:
                self.children[process.name] = subprocess.Popen(
                    process.command,
                    env=dict(process.settings),
                    cwd=ROOT,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # Ctrl-C reaches us alone; we stop them in order
                )

    def wait_ready(self, process: Process, url: str, headers: Mapping[str, str] | None = None) -> None:
        """Returns once the address answers. Raises StartFailed when the process ended or took too long."""
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and not self._stopping.is_set():
            if self.children[process.name].poll() is not None:
                raise StartFailed(self._why(process.name))
            if _answers(url, headers or {}):
                return
            time.sleep(0.05)
        raise StartFailed(f"{process.name} did not come up. Its log: {self.log_file(process.name)}")

    def watch(self) -> str | None:
        """Until one ends by itself (its name) or we are told to stop (None)."""
        while not self._stopping.wait(0.3):
            for name, child in self.children.items():
                if child.poll() is not None:
                    return name
        return None

    def ask_to_stop(self) -> None:
        """From a signal handler."""
        self._stopping.set()

    def stop(self) -> None:
        """All of them, the database last, so that the others can finish what they hold."""
        order = sorted(self.children.items(), key=lambda item: item[0] == "supabase")
        for group in (order[:-1], order[-1:]) if self.plan.own_stack else (order,):
            for _, child in group:
                if child.poll() is None:
                    child.send_signal(signal.SIGTERM)
            for _, child in group:
                _end(child)

    def _why(self, name: str) -> str:
        lines = self.log_file(name).read_text(errors="replace").strip().splitlines()
        return f"{name} stopped: {lines[-1] if lines else 'it said nothing'}\nIts log: {self.log_file(name)}"


def _answers(url: str, headers: Mapping[str, str]) -> bool:
    try:
        return httpx.get(url, headers=dict(headers), timeout=2).status_code < 500
    except httpx.HTTPError:
        return False


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def busy_port(plan: Plan) -> str | None:
    """The setting of a port that something else holds, if any."""
    wanted = {"EDGE_PORT", "WEB_PORT"} | ({"STACK_PORT", "POSTGRES_PORT"} if plan.own_stack else set())
    wanted |= ({"PHONES_PORT"} if plan.own_phones else set()) | ({"MAIL_PORT"} if plan.own_mail else set())
    for name in sorted(wanted):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", plan.ports[name]))
            except OSError:
                return name
    return None


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """One supervisor per data folder. Raises StartFailed when another one runs."""
    import fcntl

    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StartFailed(f"It is running already with this data: {path.parent}") from error
        yield
