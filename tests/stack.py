"""Starts the embedded Supabase and its PostgreSQL for tests, and hands out databases."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

LOCAL = Path(__file__).resolve().parent.parent / "supabase" / "local"
MIGRATIONS = LOCAL.parent / "migrations"
PORT_TAKEN = 3
SITE_URL = "http://127.0.0.1:5000"


def command(*arguments: str) -> list[str]:
    return [str(LOCAL / "node"), str(LOCAL / "main.mjs"), *arguments]


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Program:
    """A running `main.mjs`, ready to be used."""

    def __init__(self, folder: Path, arguments: list[str], environment: dict[str, str]) -> None:
        self.log = folder / "program.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command(*arguments), env=os.environ | environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self.process.stdout is not None
        self._output: IO[str] = self.process.stdout
        self.first_line = self._output.readline().strip()
        if not self.first_line:
            self.stop()
            raise RuntimeError(f"{arguments or 'serve'} ended with {self.process.returncode}: {self.log.read_text()}")

    def stop(self) -> int:
        """Asks it to end, waits for that and returns the exit code."""
        self.process.terminate()
        code = self.process.wait(timeout=30)
        self._output.close()
        return code

    def kill(self) -> None:
        """Ends it as a crash would."""
        self.process.kill()
        self.process.wait()
        self._output.close()


def start(folder: Path, arguments: list[str], environment: dict[str, str], port_setting: str) -> tuple[Program, int]:
    """Starts the program on a free port, on another one if that is snatched away meanwhile."""
    while True:
        port = free_port()
        try:
            return Program(folder, arguments, {**environment, port_setting: str(port)}), port
        except RuntimeError as error:
            if f"ended with {PORT_TAKEN}:" not in str(error):
                raise


class PostgresServer:
    """One PostgreSQL for many databases."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="bookings-postgres-"))
        self._program, _ = start(self._folder, ["postgres"], {"DATA_DIR": str(self._folder)}, "POSTGRES_PORT")
        self.url = self._program.first_line.removeprefix("postgres on ")

    def database_url(self, name: str) -> str:
        return self.url.removesuffix("/postgres") + f"/{name}"

    def create(self, template: str = "template1") -> str:
        """Creates a database as a copy of another one and returns its URL."""
        name = f"test_{secrets.token_hex(6)}"
        statement = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)
        return self.database_url(name)

    def drop(self, url: str) -> None:
        """Drops a database, also one that somebody still uses."""
        name = database_name(url)
        slots = "select slot_name, active_pid from pg_replication_slots where database = %s"
        with psycopg.connect(self.url, autocommit=True) as connection:
            for slot, reader in connection.execute(slots, [name]).fetchall():
                connection.execute("select pg_terminate_backend(%s, 5000)", [reader])
                connection.execute("select pg_drop_replication_slot(%s)", [slot])
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))

    def stop(self) -> None:
        self._program.stop()
        shutil.rmtree(self._folder)


def database_name(url: str) -> str:
    return str(conninfo_to_dict(url)["dbname"])


def as_role(url: str, **settings: str) -> str:
    """The same database with other connection settings."""
    return make_conninfo(url, **settings)


def prepare(database_url: str, migrations: Path | None) -> None:
    """Makes a database what a Supabase project is, with these migrations or none."""
    environment = {"DATABASE_URL": database_url, "MIGRATIONS": str(migrations or "")}
    done = subprocess.run(command("prepare"), env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@dataclass
class Stack:
    """The Supabase API served over one database."""

    database_url: str
    migrations: Path | None = None
    publishable_key: str = field(default_factory=lambda: f"sb_publishable_{secrets.token_hex(16)}")
    secret_key: str = field(default_factory=lambda: f"sb_secret_{secrets.token_hex(16)}")
    jwt_secret: str = field(default_factory=lambda: secrets.token_hex(32))
    site_url: str = SITE_URL

    def __post_init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="bookings-stack-"))
        self.mail_dir = self._folder / "mail"
        self._program, self.port = start(self._folder, [], self._environment(), "STACK_PORT")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self._program.process.pid

    def _environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "MIGRATIONS": str(self.migrations or ""),
            "DATA_DIR": str(self._folder),
            "SUPABASE_JWT_SECRET": self.jwt_secret,
            "SUPABASE_PUBLISHABLE_KEY": self.publishable_key,
            "SUPABASE_SECRET_KEY": self.secret_key,
            "SITE_URL": self.site_url,
        }

    def mails(self, to: str) -> list[dict[str, Any]]:
        """The messages to this address, oldest first: `to`, `subject`, `text`, `html`, `at`."""
        messages = [json.loads(file.read_text()) for file in sorted(self.mail_dir.glob("[!.]*.json"))]
        return [message for message in messages if message["to"] == to]

    def log(self) -> str:
        return self._program.log.read_text()

    def pause(self) -> None:
        """Stops the API; `resume` brings it back on the same port."""
        self._program.stop()

    def kill(self) -> None:
        """Ends the API as a crash would; `resume` brings it back."""
        self._program.kill()

    def resume(self) -> None:
        self._program = Program(self._folder, [], {**self._environment(), "STACK_PORT": str(self.port)})

    def restart(self) -> None:
        self.pause()
        self.resume()

    def stop(self) -> None:
        """Stops the API for good."""
        if self._program.process.poll() is None:
            self._program.stop()
        shutil.rmtree(self._folder)
