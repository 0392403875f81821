"""What MailSender says of mails that go well, badly, or nobody knows how."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from edge_bridge.twilio.send_errors import SendFailed
from tests.edge_bridge.mail.mail_servers import PASSWORD, USER, MailServer, certificate, mail_server, rude_server
from tests.edge_bridge.mail.sending import FROM, TEXT_ID, failure, send, sender, verdict
from tests.stack import free_port

WHO = f"{USER}:{quote(PASSWORD, safe='')}@"
HELLO, OK, GO_ON = b"220 mail\r\n", b"250 OK\r\n", b"354 Go on\r\n"
BODY = """✅ Booking Confirmed!

Your café visit — “für zwei” — is booked for:
Thursday, Nov 5 at 2:00 PM
.
..two dots, and
From here on a line much longer than any line of a mail may be, so that it has to be broken on its way and joined again: """ + (
    "lawn " * 250
)


def test_a_mail_arrives_as_it_was_written(server: MailServer) -> None:
    name = send(sender(server.url()), body=BODY)
    (got,) = server.got
    assert (got.sender, got.recipients) == (FROM, ["ann@example.com"])
    assert got.text == BODY
    assert got.mail["From"] == f"Green Blade via CoreSentia <{FROM}>"
    assert (got.mail["To"], got.mail["Subject"]) == ("ann@example.com", "Your booking is confirmed")
    assert got.mail["Message-ID"] == name == f"<{TEXT_ID}@coresentia.example>"
    assert got.mail["Auto-Submitted"] == "auto-generated"
    assert got.mail["Date"].datetime is not None
    assert got.mail["Reply-To"] is None
    assert got.raw.isascii()


def test_a_repeat_can_be_told_from_another_mail(server: MailServer) -> None:
    to = sender(server.url())
    assert send(to) == send(to)
    assert send(to, text_id="another") != send(to)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("451 Try later", (451, "try again")),
        ("421 Closing", (421, "try again")),
        ("550 No such person", (550, "permanent")),
        ("552 Too big", (552, "permanent")),
        ("530 Sign in first", (530, "try again")),
    ],
)
def test_a_refusal_means_what_its_code_says(
    server: MailServer, step: str, answer: str, meaning: tuple[int, str]
) -> None:
    server.answers = {step: [answer]}
    failed = failure(sender(server.url()))
    assert verdict(failed) == meaning
    assert answer in failed.message
    assert server.got == []


def test_after_a_refusal_the_next_mail_goes(server: MailServer) -> None:
    to = sender(server.url())
    server.answers = {"RCPT": ["550 No such person"]}
    failure(to)
    send(to)
    assert len(server.got) == 1


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (HELLO,),
        (HELLO, OK),
        (HELLO, OK, OK),
        (HELLO, OK, OK, OK),
        (b"554 Go away\r\n",),
        (HELLO, OK, b"what?\r\n"),
        (HELLO, OK, OK, OK, b"451 Not now\r\n"),
    ],
)
def test_a_connection_that_breaks_before_the_mail_means_nothing_was_sent(answers: tuple[bytes, ...]) -> None:
    with rude_server(*answers) as rude:
        assert verdict(failure(sender(rude()[0])))[1] == "try again"
        assert b"Subject" not in rude()[1]


@pytest.mark.parametrize("last", [b"", b"what?\r\n", b"2", b"250" + b"x" * 10_000])
def test_a_connection_that_breaks_or_babbles_after_the_mail_is_unknown(last: bytes) -> None:
    with rude_server(HELLO, OK, OK, OK, GO_ON, *([last] if last else [])) as rude:
        assert verdict(failure(sender(rude()[0])))[1] == "unknown"
        assert b"Subject" in rude()[1]


def test_a_server_that_goes_silent_after_the_mail_is_unknown_and_one_before_it_is_not() -> None:
    with rude_server(HELLO, OK, OK, OK, GO_ON, stay=True) as rude:
        assert verdict(failure(sender(rude()[0], seconds=0.5))) == (None, "unknown")
    with rude_server(HELLO, OK, stay=True) as rude:
        assert verdict(failure(sender(rude()[0], seconds=0.5))) == (None, "try again")


def test_a_server_that_took_the_mail_and_forgets_its_manners_took_it() -> None:
    with rude_server(HELLO, OK, OK, OK, GO_ON, OK) as rude:
        assert send(sender(rude()[0]))


def test_a_refused_connection_means_nothing_was_sent_and_spares_the_next_ones() -> None:
    port = free_port()
    to = sender(f"smtp://127.0.0.1:{port}")
    first = failure(to)
    assert verdict(first) == (None, "try again")
    assert f"127.0.0.1:{port}" in first.message
    with mail_server(port=port) as server:
        assert (verdict(failure(to)), failure(to).message) == (verdict(first), first.message)
        assert send(sender(server.url()))


def test_a_password_goes_over_starttls_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, signer = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(signer))
    with mail_server(context) as server:
        send(sender(server.url(who=WHO)))
        assert [(got.encrypted, got.signed_in) for got in server.got] == [(True, True)]


def test_without_starttls_the_password_stays_here(server: MailServer) -> None:
    failed = failure(sender(server.url(who=WHO)))
    assert verdict(failed) == (None, "try again")
    assert "STARTTLS" in failed.message
    assert (server.got, server.passwords) == ([], [])


def test_a_server_nobody_vouches_for_gets_neither_password_nor_mail(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    with mail_server(context) as server:
        for who in (WHO, ""):
            failed = failure(sender(server.url(who=who)))
            assert verdict(failed) == (None, "try again")
            assert "certificate" in failed.message
        assert (server.got, server.passwords) == ([], [])


def test_starttls_is_used_without_a_password_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, signer = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(signer))
    with mail_server(context) as server:
        send(sender(server.url()))
        assert [got.encrypted for got in server.got] == [True]


def test_smtps_begins_with_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, signer = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(signer))
    with mail_server(context, implicit=True) as server:
        send(sender(server.url("smtps", WHO)))
        assert [(got.encrypted, got.signed_in) for got in server.got] == [(True, True)]


def test_a_refused_password_can_be_mended_and_is_not_repeated_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, signer = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(signer))
    with mail_server(context) as server:
        failed = failure(sender(server.url(who=f"{USER}:wrong-one@")))
        assert verdict(failed) == (535, "try again")
        assert "wrong-one" not in failed.message


@pytest.mark.parametrize(
    "recipient",
    ["", "ann", "ann@", "@example.com", "ann@example", "a b@example.com", "ann@example.com, eve@example.com",
     "ann@example.com\r\nBcc: eve@example.com", "<ann@example.com>", "ann@-x.example", "a..n@example.com",
     f"{'a' * 65}@example.com", "ann@exa\x00mple.com", "+61400123456"],
)  # fmt: skip
def test_a_recipient_that_is_no_address_fails_for_good_without_asking_anyone(recipient: str) -> None:
    failed = failure(sender(f"smtp://127.0.0.1:{free_port()}"), recipient=recipient)
    assert verdict(failed) == (None, "permanent")
    assert "not an e-mail address" in failed.message


def test_a_domain_in_another_script_is_written_in_ascii(server: MailServer) -> None:
    send(sender(server.url()), recipient=" ann@bücher.example ")
    assert server.got[0].recipients == ["ann@xn--bcher-kva.example"]


def test_the_failure_is_one_every_carrier_raises(server: MailServer) -> None:
    server.answers = {"RCPT": ["550 No"]}
    assert isinstance(failure(sender(server.url())), SendFailed)
