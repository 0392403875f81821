"""The settings of a mail server."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from edge_bridge.mail.address import SmtpServer, read_smtp_url
from edge_bridge.settings import WorkerSettings

OTHERS = {
    "supabase_url": "http://127.0.0.1:9",
    "supabase_secret_key": "sb_secret_1",
    "edge_url": "http://127.0.0.1:9",
    "dashboard_url": "http://127.0.0.1:9",
    "twilio_account_sid": "AC" + "5" * 32,
    "twilio_auth_token": "made-up-token",
}


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 587, False)),
        ("smtps://mail.example/", SmtpServer("mail.example", 465, True)),
        ("smtp://127.0.0.1:8025", SmtpServer("127.0.0.1", 8025, False)),
        ("smtp://a%40b.example:p%2Fq%3A@mail.example:25", SmtpServer("mail.example", 25, False, "a@b.example", "p/q:")),
    ],
)
def test_an_address_says_where_how_and_as_whom(url: str, server: SmtpServer) -> None:
    assert read_smtp_url(url) == server


@pytest.mark.parametrize(
    "url",
    ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:0", "smtp://mail.example:99999",
     "smtp://dave@mail.example", "smtp://:secret-word@mail.example", "smtp://mail.example/x",
     "smtp://dave:secret-word/1@mail.example"],
)  # fmt: skip
def test_an_odd_address_is_refused_and_its_password_kept_quiet(url: str) -> None:
    with pytest.raises(ValidationError) as odd:
        WorkerSettings(_env_file=None, **OTHERS, smtp_url=url, mail_from="a@b.example")  # type: ignore[call-arg, arg-type]
    said = [(error["loc"], error["msg"]) for error in odd.value.errors()]
    assert [place for place, _ in said] == [("smtp_url",)]
    assert "secret-word" not in said[0][1]


@pytest.mark.parametrize("mail_from", [None, "bookings", "Dave <a@b.example>"])
def test_a_mail_server_needs_an_address_to_send_from(mail_from: str | None) -> None:
    with pytest.raises(ValidationError) as odd:
        WorkerSettings(_env_file=None, **OTHERS, smtp_url="smtp://mail.example", mail_from=mail_from)  # type: ignore[call-arg, arg-type]
    assert [error["loc"] for error in odd.value.errors()] == [("mail_from",)]


def test_without_a_mail_server_the_workers_start() -> None:
    assert WorkerSettings(_env_file=None, **OTHERS).smtp_url is None  # type: ignore[call-arg, arg-type]
