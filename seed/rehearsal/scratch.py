"""A PostgreSQL of our own for one rehearsal, in a folder that is gone afterwards: nothing live is touched."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCAL = Path(__file__).resolve().parents[2] / "supabase" / "local"
MIGRATIONS = LOCAL.parent / "migrations"
PORT_TAKEN = 3


class NoScratch(Exception):
    """The database for the rehearsal could not be started; the message says why."""


@contextmanager
def scratch_database() -> Iterator[str]:
    """The URL of a fresh database with all migrations in it."""
    folder = Path(tempfile.mkdtemp(prefix="bookings-rehearsal-"))
    folder.chmod(0o755)  # PostgreSQL runs as a user of its own
    server, url = _start(folder)
    try:
        _run("prepare", {"DATABASE_URL": url, "MIGRATIONS": str(MIGRATIONS)})
        yield url
    finally:
        server.terminate()
        server.communicate(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def command(*arguments: str) -> list[str]:
    """The embedded Supabase's command line."""
    return [str(LOCAL / "node"), str(LOCAL / "main.mjs"), *arguments]


def free_port() -> str:
    """One nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def _start(folder: Path) -> tuple["subprocess.Popen[str]", str]:
    """The running server and its address. Raises NoScratch."""
    while True:
        settings = os.environ | {"DATA_DIR": str(folder), "POSTGRES_PORT": free_port()}
        with (folder / "postgres.log").open("a") as log:
            server = subprocess.Popen(command("postgres"), env=settings, stdout=subprocess.PIPE, stderr=log, text=True)
        line = server.stdout.readline().strip() if server.stdout else ""
        if line:
            return server, line.removeprefix("postgres on ")
        server.communicate(timeout=30)
        if server.returncode != PORT_TAKEN:
            raise NoScratch((folder / "postgres.log").read_text()[-2000:])


def _run(what: str, settings: dict[str, str]) -> None:
    done = subprocess.run(command(what), env=os.environ | settings, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NoScratch(done.stderr[-2000:])
