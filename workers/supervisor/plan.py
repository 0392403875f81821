"""Which processes run here, and the settings each of them gets and no more.

What `.env` or the environment names is used as it is: a hosted Supabase, a Twilio account. What it does not name runs
here: the embedded Supabase, the phone simulator. Keys of what runs here are made once and kept in the data folder.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / "supabase" / "local"
PORTS = {
    "STACK_PORT": 54321,
    "POSTGRES_PORT": 54322,
    "EDGE_PORT": 8000,
    "WEB_PORT": 5000,
    "PHONES_PORT": 8040,
    "MAIL_PORT": 8025,
}
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Process:
    """One process: its command, its settings, and the address that answers once it is ready."""

    name: str
    command: list[str]
    settings: Mapping[str, str]
    ready_url: str | None = None


@dataclass(frozen=True)
class Plan:
    """What will run, and where people find it."""

    data_dir: Path
    settings: Mapping[str, str]
    processes: list[Process]
    own_stack: bool
    own_phones: bool
    own_mail: bool
    ports: Mapping[str, int] = field(default_factory=dict)


class BadPort(Exception):
    """A port setting that is no port."""


def data_dir(settings: Mapping[str, str]) -> Path:
    """Where data lives: DATA_DIR, or what the embedded Supabase finds fit for PostgreSQL's unprivileged user."""
    if chosen := settings.get("DATA_DIR"):
        return Path(chosen).resolve()
    found = subprocess.run([LOCAL / "node", LOCAL / "main.mjs", "data-dir"], check=True, capture_output=True, text=True)
    return Path(found.stdout.strip())


def make_plan(environ: Mapping[str, str] | None = None) -> Plan:
    """The plan for this machine, with keys made where none were given."""
    given = {k: v for k, v in dotenv_values(ROOT / ".env").items() if v} | dict(environ or os.environ)
    folder = data_dir(given)
    folder.mkdir(parents=True, exist_ok=True)
    own_stack, own_phones = not given.get("SUPABASE_URL"), not given.get("TWILIO_ACCOUNT_SID")
    own_mail = own_phones and not given.get("SMTP_URL")
    ports = {name: _port(name, given.get(name, str(default))) for name, default in PORTS.items()}
    settings = _keys(folder / "keys.env") | given
    settings |= {name: str(port) for name, port in ports.items()}
    settings["DATA_DIR"] = str(folder)
    settings.setdefault("EDGE_URL", f"http://127.0.0.1:{ports['EDGE_PORT']}")
    settings.setdefault("DASHBOARD_URL", f"http://127.0.0.1:{ports['WEB_PORT']}")
    settings.setdefault("SITE_URL", settings["DASHBOARD_URL"])
    settings.setdefault("MAIL_DIR", str(folder / "mail"))
    settings.setdefault("PHONES_FILE", str(folder / "phones.jsonl"))
    if own_stack:
        settings["SUPABASE_URL"] = f"http://127.0.0.1:{ports['STACK_PORT']}"
    if own_phones:
        settings["TWILIO_API_URL"] = f"http://127.0.0.1:{ports['PHONES_PORT']}"
    if own_mail:
        settings["SMTP_URL"] = f"smtp://127.0.0.1:{ports['MAIL_PORT']}"
        settings.setdefault("MAIL_FROM", "bookings@coresentia.example")
    else:
        settings.pop("MAIL_PORT")
    return Plan(folder, settings, _processes(settings, own_stack, own_phones), own_stack, own_phones, own_mail, ports)


def _port(name: str, value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise BadPort(f"{name} is {value!r}, which is not a port.")
    return int(value)


def _processes(settings: Mapping[str, str], own_stack: bool, own_phones: bool) -> list[Process]:
    python, module = sys.executable, "-m"

    def at(port: str, path: str) -> str:
        return f"http://127.0.0.1:{settings[port]}{path}"

    stack = Process(
        "supabase",
        [str(LOCAL / "node"), str(LOCAL / "main.mjs")],
        _some(
            settings,
            "STACK_PORT POSTGRES_PORT DATA_DIR SITE_URL SUPABASE_JWT_SECRET SUPABASE_PUBLISHABLE_KEY SUPABASE_SECRET_KEY",
        ),
    )
    phones = Process(
        "phones",
        [python, module, "edge_bridge.twilio.simulator"],
        _some(settings, "PHONES_PORT TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN EDGE_URL MAIL_DIR MAIL_PORT PHONES_FILE"),
        at("PHONES_PORT", "/phones/names"),
    )
    edge = Process(
        "edge",
        [python, module, "edge_bridge"],
        _some(
            settings,
            "SUPABASE_URL SUPABASE_SECRET_KEY EDGE_URL EDGE_PORT TWILIO_AUTH_TOKEN CHAT_SECRET_KEY "
            "CHAT_SESSIONS_PER_ADDRESS CHAT_MESSAGES_PER_ADDRESS CHAT_MESSAGES_PER_MINUTE CHAT_MESSAGES_PER_DAY "
            "CHAT_VISITORS_PER_BUSINESS CHAT_MESSAGES_PER_BUSINESS",
        ),
        at("EDGE_PORT", "/healthz"),
    )
    web = Process(
        "web",
        [python, module, "web"],
        _some(
            settings,
            "SUPABASE_URL SUPABASE_PUBLISHABLE_KEY SUPABASE_JWT_SECRET DASHBOARD_URL WEB_SECRET_KEY WEB_PORT EDGE_URL "
            "TRUSTED_PROXIES GOOGLE_SIGN_IN CALENDAR_KEY GOOGLE_CLIENT_ID GOOGLE_CLIENT_SECRET "
            "GOOGLE_AUTHORIZE_URL GOOGLE_TOKEN_URL",
        ),
        at("WEB_PORT", "/login"),
    )
    worker = Process(
        "worker",
        [python, module, "workers"],
        _some(
            settings,
            "SUPABASE_URL SUPABASE_SECRET_KEY EDGE_URL DASHBOARD_URL TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN TWILIO_API_URL "
            "SMTP_URL MAIL_FROM ANTHROPIC_API_KEY ANTHROPIC_BASE_URL ANTHROPIC_MODEL ANTHROPIC_DEADLINE_SECONDS ANSWER_WORKERS "
            "TRAVEL_ROUTER TRAVEL_URL TRAVEL_API_KEY CALENDAR_ALLOW_LOOPBACK CALENDAR_KEY "
            "GOOGLE_CLIENT_ID GOOGLE_CLIENT_SECRET GOOGLE_TOKEN_URL GOOGLE_REVOKE_URL GOOGLE_API_URL",
        ),
    )
    return [*([stack] if own_stack else []), *([phones] if own_phones else []), edge, web, worker]


def _some(settings: Mapping[str, str], names: str) -> dict[str, str]:
    wanted = (*PASSED_ON, *names.split())
    return {name: settings[name] for name in wanted if name in settings}


def _keys(path: Path) -> dict[str, str]:
    """Keys for what runs here, each made once, readable by their owner alone."""
    keys = {
        "SUPABASE_JWT_SECRET": secrets.token_hex(32),
        "SUPABASE_PUBLISHABLE_KEY": f"sb_publishable_{secrets.token_hex(16)}",
        "SUPABASE_SECRET_KEY": f"sb_secret_{secrets.token_hex(24)}",
        "WEB_SECRET_KEY": secrets.token_hex(32),
        "CHAT_SECRET_KEY": secrets.token_hex(32),
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
    }
    path.touch(mode=0o600)
    made = {name: value for name, value in dotenv_values(path).items() if value}
    with path.open("a") as file:
        file.writelines(f"{name}={value}\n" for name, value in keys.items() if name not in made)
    return keys | made
