"""The whole product as real processes on free ports, as `make run` starts it, in a folder of its own."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from seed.demo.doors import Dashboard, Phones, Text
from seed.file import BusinessFile, read_file
from seed.provision import Provisioner
from workers.supervisor.plan import PORTS, ROOT


def free_ports(count: int) -> list[int]:
    """Ports nothing listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@contextmanager
def new_folder() -> Iterator[Path]:
    """A folder of its own that PostgreSQL's unprivileged user may enter; pytest's are closed to it."""
    with tempfile.TemporaryDirectory(prefix="bookings-product-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


class Product:
    """Everything running. `settings` are those a person would put into `.env`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        ports = dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True))
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONDONTWRITEBYTECODE") if name in os.environ}
        self.environ = kept | ports | {"DATA_DIR": str(folder)} | settings
        self.process: subprocess.Popen[str] | None = None
        self.banner = ""
        self._opened: list[Phones | Dashboard] = []

    def start(self) -> "Product":
        """Returns once it says where it is; fails with what it said otherwise."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workers.supervisor"],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if "Stop with Ctrl-C" in line:
                self.banner = "".join(lines)
                return self
        raise AssertionError("It did not start:\n" + "".join(lines) + self.logs())

    def provision(self, business: BusinessFile) -> None:
        """Applies a business's file, as an operator would."""
        keys = self._keys()
        provisioner = Provisioner(self._supabase_url, keys["SUPABASE_SECRET_KEY"], self.where["dashboard_url"])
        provisioner.apply(business)
        provisioner.close()

    def stop(self) -> int:
        """As Ctrl-C does; the exit code."""
        assert self.process is not None
        for opened in self._opened:
            opened.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def logs(self) -> str:
        """The end of every process's log."""
        return "\n".join(f"--- {p.name}\n{p.read_text()[-2000:]}" for p in sorted((self.folder / "logs").glob("*.log")))

    @property
    def where(self) -> dict[str, Any]:
        """The public doors."""
        where: dict[str, Any] = json.loads((self.folder / "where.json").read_text())
        return where

    @property
    def edge_url(self) -> str:
        """Where Twilio's webhooks go."""
        return str(self.where["edge_url"])

    def phones(self) -> Phones:
        """The phones, from now on."""
        self._opened.append(phones := Phones(self.where["phones_url"]))
        return phones

    def dashboard(self) -> Dashboard:
        """A browser that nobody signed in."""
        self._opened.append(browser := Dashboard(self.where["dashboard_url"]))
        return browser

    def dashboard_of(self, business: BusinessFile) -> str:
        """The address of a business's dashboard."""
        return f"{self.where['dashboard_url']}/dashboard/{self.where['businesses'][business.slug]}"

    def twilio_token(self) -> str:
        """What Twilio signs with."""
        return self._keys()["TWILIO_AUTH_TOKEN"]

    def _keys(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in (self.folder / "keys.env").read_text().splitlines())

    @property
    def _supabase_url(self) -> str:
        return f"http://127.0.0.1:{self.environ['STACK_PORT']}"

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """What the database holds, for what no person can see."""
        url = (self.folder / "postgres.url").read_text().strip()
        with psycopg.connect(url, row_factory=dict_row) as connection:
            return connection.execute(sql, values).fetchall()  # type: ignore[arg-type]

    def run_duty(self, duty: str, now: datetime) -> str:
        """One duty at a given time, as an operator would run it."""
        command = [sys.executable, "-m", "workers", duty, "--once", "--now", now.isoformat()]
        environ = self._worker_environ()
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def another_worker(self) -> Iterator[None]:
        """One more worker process beside the one that runs."""
        command = [sys.executable, "-m", "workers"]
        worker = subprocess.Popen(command, cwd=ROOT, env=self._worker_environ(), stderr=subprocess.PIPE, text=True)
        assert worker.stderr is not None
        while "workers ready" not in worker.stderr.readline():
            assert worker.poll() is None
        yield
        worker.terminate()
        _, said = worker.communicate(timeout=30)
        assert worker.returncode == 0, said

    def _worker_environ(self) -> dict[str, str]:
        where = self.where
        addresses = {
            "SUPABASE_URL": self._supabase_url,
            "EDGE_URL": where["edge_url"],
            "DASHBOARD_URL": where["dashboard_url"],
            "TWILIO_API_URL": where["phones_url"],
            "SMTP_URL": f"smtp://127.0.0.1:{self.environ['MAIL_PORT']}",
            "MAIL_FROM": "bookings@coresentia.example",
        }
        return self.environ | self._keys() | addresses

    def webhook(self, path: str, form: dict[str, str], signature: str | None = None) -> httpx.Response:
        """A webhook as Twilio would post it, signed for real unless a signature is given."""
        from twilio.request_validator import RequestValidator

        url = f"{self.edge_url}{path}"
        signed = RequestValidator(self.twilio_token()).compute_signature(url, form) if signature is None else signature
        return httpx.post(url, data=form, headers={"X-Twilio-Signature": signed} if signed else {}, timeout=20)


GREEN_BLADE = read_file(ROOT / "seed" / "businesses" / "green-blade.toml")
HARBOUR_HAIR = read_file(ROOT / "seed" / "businesses" / "harbour-hair.toml")


def new_number() -> str:
    """A mobile nobody has texted from."""
    return f"+6140{secrets.randbelow(10**7):07d}"


class Customer:
    """A person with a phone, texting one business."""

    def __init__(self, product: Product, business: BusinessFile, number: str | None = None) -> None:
        self.business, self.number = business, number or new_number()
        self.phones = product.phones()

    def says(self, *texts: str) -> str:
        """Texts one after the other; the last reply."""
        reply = ""
        for text in texts:
            self.phones.send(self.number, self.business.sms_number, text)
            reply = self.reads()
        return reply

    def reads(self) -> str:
        """The next text on their phone."""
        return self.phones.wait(
            lambda text: (text.recipient, text.sender) == (self.number, self.business.sms_number),
            f"a text to {self.number}",
        ).body

    def owner_reads(self, heading: str, about: str = "") -> str:
        """The next text on the owner's phone with this heading, about this customer."""
        owner = self.business.members[0].phone

        def wanted(text: Text) -> bool:
            return text.recipient == owner and heading in text.body and about in text.body

        return self.phones.wait(wanted, f"{heading} to the owner").body
