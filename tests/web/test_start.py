"""`python -m web`: settings, ports and stopping, as a person at a terminal sees them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.stack import free_port
from web.settings import read_settings

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SUPABASE_URL": "http://127.0.0.1:9",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_for_tests",
    "SUPABASE_JWT_SECRET": "a-secret-for-tests-of-32-characters-or-more",
    "DASHBOARD_URL": "http://127.0.0.1:5000",
    "WEB_SECRET_KEY": "a-key-for-tests-of-32-characters-or-more",
}


def environment(**settings: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONDONTWRITEBYTECODE") if name in os.environ}
    return kept | settings


def run(**settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "web"]
    return subprocess.run(
        command, cwd=ROOT, env=environment(**settings), capture_output=True, text=True, timeout=60, check=False
    )


def test_all_that_is_missing_is_named_together() -> None:
    done = run()
    assert done.returncode == 2
    for name in ("SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "DASHBOARD_URL", "WEB_SECRET_KEY", "WEB_PORT"):
        assert f"{name} is missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_all_that_is_odd_is_named_together_without_secrets() -> None:
    odd = {"SUPABASE_URL": "ftp://x", "DASHBOARD_URL": "nonsense", "WEB_SECRET_KEY": "short-one", "WEB_PORT": "99999"}
    done = run(**GOOD | odd | {"SUPABASE_JWT_SECRET": "short-too"})
    assert done.returncode == 2
    for name in (*odd, "SUPABASE_JWT_SECRET"):
        assert f"{name} must be" in done.stderr
    assert "SUPABASE_PUBLISHABLE_KEY" not in done.stderr
    assert "short-" not in done.stderr


def test_the_service_key_is_not_taken_even_when_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (GOOD | {"WEB_PORT": "5000", "SUPABASE_SECRET_KEY": "sb_secret_never_read"}).items():
        monkeypatch.setenv(name, value)
    assert "sb_secret_never_read" not in read_settings().model_dump_json()
    assert GOOD["WEB_SECRET_KEY"] not in repr(read_settings())


def test_a_busy_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(**GOOD, WEB_PORT=str(port))
    assert done.returncode == 3
    assert done.stderr == f"The dashboard cannot use port {port}: something else is using it. Set WEB_PORT.\n"


def test_it_serves_and_stops_on_a_signal() -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "web"],
        cwd=ROOT,
        env=environment(**GOOD, WEB_PORT=str(port), SUPABASE_SECRET_KEY="sb_secret_never_read"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "Dashboard: http://127.0.0.1:5000/\n"
    assert "Sign in" in httpx.get(f"http://127.0.0.1:{port}/login", timeout=20).text
    assert httpx.get(f"http://127.0.0.1:{port}/dashboard").headers["location"] == "/login?next=/dashboard"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert "Traceback" not in process.stdout.read()
    process.stdout.close()
