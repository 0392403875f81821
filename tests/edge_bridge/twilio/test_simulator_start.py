"""`python -m edge_bridge.twilio.simulator`, as an operator meets it."""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from edge_bridge.twilio.simulator.journal import Journal
from edge_bridge.twilio.simulator.phones import PAIR_LIMIT, Phones
from edge_bridge.twilio.simulator.settings import BadSettings, read_settings
from edge_bridge.twilio.simulator.texts import Text, new_sid
from tests.edge_bridge.twilio.simulated import ACCOUNT, BUSINESS, JOHN, TOKEN, free_port

ROOT = Path(__file__).parents[3]


def good_settings(tmp_path: Path) -> dict[str, str]:
    return {
        "PHONES_PORT": str(free_port()),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "EDGE_URL": "http://127.0.0.1:9",
        "MAIL_DIR": str(tmp_path),
    }


def start(settings: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "edge_bridge.twilio.simulator"]
    surroundings = {"PATH": os.environ["PATH"], **settings}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=pipe, stderr=pipe, text=True)


def test_it_says_where_the_phones_are_and_stops_at_a_signal(tmp_path: Path) -> None:
    settings = good_settings(tmp_path)
    with start(settings) as simulator:
        assert simulator.stdout is not None
        address = simulator.stdout.readline().split()[1]
        assert address == f"http://127.0.0.1:{settings['PHONES_PORT']}/"
        with httpx.stream("GET", address + "phones/events", trust_env=False) as stream:
            assert stream.status_code == 200
            simulator.terminate()
            simulator.wait(timeout=10)
        assert simulator.stderr is not None
        assert simulator.stderr.read() == ""


def test_all_missing_settings_are_named_together() -> None:
    with start({}) as simulator:
        _, said = simulator.communicate(timeout=20)
    assert simulator.returncode == 2
    for name in ["PHONES_PORT", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "EDGE_URL", "MAIL_DIR"]:
        assert name in said
    assert "Traceback" not in said


@pytest.mark.parametrize("setting", ["PHONES_PORT", "MAIL_PORT"])
def test_a_busy_port_is_one_clear_line(tmp_path: Path, setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        with start({**good_settings(tmp_path), setting: port}) as simulator:
            _, said = simulator.communicate(timeout=20)
    assert simulator.returncode == 3
    assert len(said.splitlines()) == 1
    assert port in said
    assert setting in said


def test_with_a_mail_port_it_takes_mails_and_stops_even_while_one_is_being_handed_in(tmp_path: Path) -> None:
    settings = {**good_settings(tmp_path), "MAIL_PORT": str(free_port())}
    with start(settings) as simulator:
        assert simulator.stdout is not None
        address = simulator.stdout.readline().split()[1]
        assert httpx.get(address + "phones/mails", trust_env=False).json() == {"mails": []}
        with smtplib.SMTP("127.0.0.1", int(settings["MAIL_PORT"]), "localhost", timeout=5) as post:
            post.sendmail("a@b.example", ["c@d.example"], b"Subject: Hi\r\n\r\nHello\r\n")
            (mail,) = httpx.get(address + "phones/mails", trust_env=False).json()["mails"]
            assert (mail["to"], mail["subject"], mail["text"]) == ("c@d.example", "Hi", "Hello")
            post.mail("a@b.example")
            simulator.terminate()
            simulator.wait(timeout=10)
            post.close()
        assert simulator.stderr is not None
        assert simulator.stderr.read() == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PHONES_PORT", "0"),
        ("PHONES_PORT", "65536"),
        ("PHONES_PORT", "http"),
        ("TWILIO_ACCOUNT_SID", "SK" + "5" * 32),
        ("TWILIO_AUTH_TOKEN", "short"),
        ("EDGE_URL", "127.0.0.1:8000"),
        ("EDGE_URL", "http://host:port"),
        ("PHONES_FILE", "/"),
        ("MAIL_PORT", "smtp"),
        ("MAIL_PORT", "65536"),
    ],
)
def test_an_odd_setting_is_named_and_its_value_kept_quiet(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSettings) as bad:
        read_settings({**good_settings(tmp_path), name: value})
    assert name in str(bad.value)
    assert TOKEN not in str(bad.value)
    assert str(bad.value).count("\n") == 0


def test_a_conversation_keeps_its_latest_texts_only() -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 11, 22, tzinfo=UTC)
    phones = Phones(Journal(None), lambda: now)
    for number in range(PAIR_LIMIT + 5):
        phones.add(Text(new_sid(False), JOHN, BUSINESS, str(number), "inbound", "received", now, now))
    kept = [text.body for text in phones.texts.values()]
    assert (len(kept), kept[0], kept[-1]) == (PAIR_LIMIT, "5", str(PAIR_LIMIT + 4))
