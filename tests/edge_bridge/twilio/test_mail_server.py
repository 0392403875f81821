"""E-mails handed to the simulator: kept, and shown beside the sign-in mails."""

from __future__ import annotations

import json
import smtplib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest

from edge_bridge.mail.client import MailSender
from edge_bridge.twilio.simulator.mails import SIZE_LIMIT
from tests.edge_bridge.mail.sending import FROM, send, sender
from tests.edge_bridge.twilio.simulated import Phones, StartPhones, free_port

BODY = "✅ Booking Confirmed!\n\nYour café visit is booked\n.\nhttp://127.0.0.1:5000/b/1."


@pytest.fixture
def mail_port() -> int:
    return free_port()


@pytest.fixture
def post(start_phones: StartPhones, mail_port: int) -> Phones:
    return start_phones(mail_port=mail_port)


@pytest.fixture
def product(mail_port: int) -> MailSender:
    return sender(f"smtp://127.0.0.1:{mail_port}")


def mails(post: Phones) -> list[dict[str, Any]]:
    return list(post.http.get("/phones/mails").json()["mails"])


def test_what_the_product_sends_is_kept_as_it_was_written(post: Phones, product: MailSender) -> None:
    send(product, business="Zoë’s Café", body=BODY)
    (mail,) = mails(post)
    assert (mail["sender"], mail["to"]) == (f"Zoë’s Café via CoreSentia <{FROM}>", "ann@example.com")
    assert (mail["subject"], mail["text"], mail["html"]) == ("Your booking is confirmed", BODY, "")


def test_the_page_shows_mails_of_both_kinds_newest_first(post: Phones, product: MailSender, tmp_path: Path) -> None:
    (tmp_path / "mails").mkdir()
    sign_in = {"to": "dave@example.com", "subject": "Your sign-in link", "text": "x", "html": ""}
    (tmp_path / "mails" / "a.json").write_text(json.dumps({**sign_in, "at": "2026-01-01T09:00:00.000Z"}))
    send(product, subject="First", body="<script>alert(1)</script> " + BODY)
    send(product, subject="Second")
    assert [mail["subject"] for mail in mails(post)] == ["Second", "First", "Your sign-in link"]
    page = post.http.get("/").text
    assert page.index("<b>Second</b>") < page.index("<b>First</b>") < page.index("<b>Your sign-in link</b>")
    assert f"Green Blade via CoreSentia &lt;{FROM}&gt; <span" in page
    assert 'href="http://127.0.0.1:5000/b/1"' in page
    assert "<script>alert" not in page


def test_an_open_page_hears_of_a_mail(post: Phones, product: MailSender) -> None:
    with httpx.stream("GET", post.url + "/phones/events", timeout=10, trust_env=False) as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("data:"))
        assert next(lines) == "data: hello"
        send(product)
        assert next(lines).startswith("data:")


def test_mails_outlive_a_restart(start_phones: StartPhones, product: MailSender, mail_port: int) -> None:
    first = start_phones(mail_port=mail_port)
    send(product)
    kept = mails(first)
    first.stop()
    assert mails(start_phones()) == kept


def test_a_mail_of_another_program_is_read_too(post: Phones, mail_port: int) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Kim <kim@example.com>", "list@example.com", "Über"
    mail.set_content("plain\n")
    mail.add_alternative("<b>rich</b>\n", subtype="html")
    with smtplib.SMTP("127.0.0.1", mail_port, "localhost") as wire:
        wire.send_message(mail, to_addrs=["a@example.com", "b@example.com"])
    (got,) = mails(post)
    assert (got["sender"], got["to"], got["subject"]) == (
        "Kim <kim@example.com>",
        "a@example.com, b@example.com",
        "Über",
    )
    assert (got["text"], got["html"]) == ("plain", "<b>rich</b>")


def test_a_mail_too_large_for_the_page_is_refused(post: Phones, mail_port: int) -> None:
    with (
        smtplib.SMTP("127.0.0.1", mail_port, "localhost") as wire,
        pytest.raises((smtplib.SMTPSenderRefused, smtplib.SMTPDataError)),
    ):
        wire.sendmail("a@b.example", ["c@d.example"], b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n" * (SIZE_LIMIT // 2))
    assert mails(post) == []


def test_without_a_port_no_mail_is_taken(start_phones: StartPhones, mail_port: int) -> None:
    start_phones()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("127.0.0.1", mail_port, "localhost")
