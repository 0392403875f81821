"""The outcome of a booking goes to the e-mail address of a customer who left no phone: once, and visibly if it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from edge_bridge.db import Database
from edge_bridge.db.texts import ClaimedText
from edge_bridge.mail.address import read_smtp_url
from edge_bridge.mail.client import MailSender
from edge_bridge.twilio.client import TextSender
from tests.edge_bridge.mail.mail_servers import MailServer, mail_server
from tests.stack import free_port
from tests.supabase.rules.desk import Desk
from workers.carriers import ByMail, BySms
from workers.send import Send, wording
from workers.settle import Settle

ANN = "ann@example.com"
FROM = "bookings@coresentia.example"
EDGE, DASHBOARD = "http://127.0.0.1:9", "https://app.coresentia.com.au"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def twilio() -> Iterator[TextSender]:
    """An account nobody can reach: no test here may need it."""
    sender = TextSender("AC" + "5" * 32, "made-up-token-of-the-account", f"http://127.0.0.1:{free_port()}")
    yield sender
    sender.close()


def by_mail(server: MailServer) -> ByMail:
    return ByMail(MailSender(read_smtp_url(server.url()), FROM))


def duty(twilio: TextSender, mail: ByMail) -> Send:
    return Send({"sms": BySms(twilio, EDGE), "email": mail}, DASHBOARD, EDGE)


def run(duty: Send | Settle, db: Database, now: datetime) -> None:
    while duty.run_once(db, now):
        pass


def confirmed_by_email_only(desk: Desk, address: str = ANN) -> None:
    """A customer asks, leaves only an e-mail, and is confirmed. The owner's texts are out of the way."""
    booking = desk.pencil()
    desk.do(
        "update public.bookings set customer_phone = null, customer_email = %s where id = %s", address, booking["id"]
    )
    desk.do("update public.outbox set state = 'skipped' where state = 'waiting'")
    desk.do("update public.members set gets_confirmations = false")
    desk.confirm(booking)


def the_text(desk: Desk) -> dict[str, Any]:
    (text,) = desk.texts("confirmed")
    assert (text["medium"], "@" in text["recipient"] or text["recipient"]) == ("email", True)
    return text


def test_a_confirmed_booking_is_told_by_email_once(
    desk: Desk, db: Database, server: MailServer, twilio: TextSender
) -> None:
    confirmed_by_email_only(desk)
    send = duty(twilio, by_mail(server))
    for _ in range(3):
        run(send, db, desk.now)
        run(Settle(twilio, DASHBOARD, EDGE), db, desk.later(minutes=10))
    text, (got,) = the_text(desk), server.got
    assert (text["state"], text["attempts"], text["error"]) == ("sent", 1, None)
    assert (got.recipients, got.text) == ([ANN], text["body"])
    assert "Booking Confirmed!" in got.text
    assert got.mail["From"] == f"Green Blade via CoreSentia <{FROM}>"
    assert got.mail["Subject"] == "Your booking is confirmed"
    assert got.mail["Message-ID"] == text["provider_id"] == f"<{text['id']}@coresentia.example>"
    assert (text["encoding"], text["segments"]) == ("UTF-8", 0)
    assert desk.column("select body from public.messages where author = 'system'") == [got.text]


def test_a_busy_mail_server_is_tried_again_with_the_same_name(
    desk: Desk, db: Database, server: MailServer, twilio: TextSender
) -> None:
    confirmed_by_email_only(desk)
    server.answers = {"DATA": ["451 Try later"]}
    send = duty(twilio, by_mail(server))
    run(send, db, desk.now)
    text = the_text(desk)
    assert (text["state"], text["error_code"], server.got) == ("waiting", 451, [])
    run(send, db, desk.later(minutes=1))
    assert (the_text(desk)["state"], the_text(desk)["attempts"]) == ("sent", 2)
    assert [got.mail["Message-ID"] for got in server.got] == [f"<{text['id']}@coresentia.example>"]


@pytest.mark.parametrize(
    ("address", "answers", "words"),
    [
        (ANN, {"RCPT": ["550 No such person"]}, "The mail server refused the recipient: 550 No such person"),
        ("ann@nowhere", {}, "'ann@nowhere' is not an e-mail address."),
    ],
)
def test_what_cannot_arrive_fails_where_people_see_it(
    desk: Desk, db: Database, server: MailServer, twilio: TextSender, address: str, answers: Any, words: str
) -> None:
    confirmed_by_email_only(desk, address)
    server.answers = answers
    run(duty(twilio, by_mail(server)), db, desk.now)
    text = the_text(desk)
    assert (text["state"], text["error"], text["settled_at"]) == ("failed", words, desk.now)
    assert "Booking Confirmed!" in text["body"]


def test_without_a_mail_server_it_says_so(desk: Desk, db: Database, twilio: TextSender) -> None:
    confirmed_by_email_only(desk)
    run(duty(twilio, ByMail(None)), db, desk.now)
    text = the_text(desk)
    assert text["state"] == "failed"
    assert text["error"] == "There is no way set up to send e-mail: the setting SMTP_URL is missing."


def test_a_worker_that_died_after_the_server_took_it_leaves_a_doubt_and_no_second_mail(
    desk: Desk, db: Database, server: MailServer, twilio: TextSender
) -> None:
    confirmed_by_email_only(desk)
    text = ClaimedText.model_validate(desk.claim()[0])
    by_mail(server).take(text, wording(text, DASHBOARD))  # and here it dies
    for _ in range(3):
        desk.later(minutes=5)
        Settle(twilio, DASHBOARD, EDGE).run_once(db, desk.now)
        run(duty(twilio, by_mail(server)), db, desk.now)
    left = the_text(desk)
    assert (left["state"], left["attempts"], left["settled_at"] is not None) == ("unknown", 1, True)
    assert "It may have left" in left["error"]
    assert len(server.got) == 1
