"""What a person's text does."""

from __future__ import annotations

import pytest

from edge_bridge.twilio.client import SendFailed, TextSender
from tests.edge_bridge.twilio.simulated import (
    ACCOUNT,
    BUSINESS,
    JOHN,
    MIA,
    OTHER_BUSINESS,
    Phones,
    Receiver,
    StartPhones,
)


def read(phones: Phones, person: str) -> list[str]:
    """What a person can read on their phone."""
    return [m["body"] for m in phones.messages() if m["to_number"] == person]


def send(sender: TextSender, to_number: str, from_number: str = BUSINESS) -> str:
    return sender.send(from_number=from_number, to_number=to_number, body="hi", status_callback="http://127.0.0.1:9/")


def test_the_webhook_is_signed_and_has_every_documented_parameter(phones: Phones, edge: Receiver) -> None:
    sent = phones.text("0491 570 156", BUSINESS, "Hi, I need\nmy lawn mowed 🌱")
    webhook = edge.next()
    assert (webhook.signed, webhook.path) == (True, "/twilio/sms")
    assert webhook.params == {
        "MessageSid": sent["message_sid"],
        "SmsMessageSid": sent["message_sid"],
        "SmsSid": sent["message_sid"],
        "SmsStatus": "received",
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "From": JOHN,
        "To": BUSINESS,
        "Body": "Hi, I need\nmy lawn mowed 🌱",
        "NumMedia": "0",
        "NumSegments": "1",
        "FromCountry": "AU",
        "ToCountry": "AU",
        **{f"{side}{part}": "" for side in ("From", "To") for part in ("City", "State", "Zip")},
    }
    assert sent["webhook_status"] == 200


def test_pictures_come_with_their_kind(phones: Phones, edge: Receiver) -> None:
    phones.text(JOHN, BUSINESS, "", media=["https://a.example/garden.png", "https://a.example/x"])
    params = edge.next().params
    assert (params["NumMedia"], params["MediaUrl0"], params["MediaContentType0"]) == (
        "2",
        "https://a.example/garden.png",
        "image/png",
    )
    assert params["MediaUrl1"] == "https://a.example/x"


def test_a_repeated_sid_posts_the_same_text_again_but_shows_it_once(phones: Phones, edge: Receiver) -> None:
    sid = phones.text(JOHN, BUSINESS, "once")["message_sid"]
    assert phones.text(JOHN, BUSINESS, "once", message_sid=sid)["message_sid"] == sid
    assert edge.next().params == edge.next().params
    assert [m["body"] for m in phones.messages()] == ["once"]


def test_twiml_in_the_answer_appears_on_the_phone(phones: Phones, edge: Receiver) -> None:
    twiml = "<Response><Message>One &amp; two</Message><Message><Body>Three</Body></Message></Response>"
    edge.answers = [(200, "text/xml", twiml)]
    phones.text(JOHN, BUSINESS, "hello")
    assert read(phones, JOHN) == ["One & two", "Three"]


def test_an_empty_answer_shows_nothing(phones: Phones) -> None:
    phones.text(JOHN, BUSINESS, "hello")
    assert read(phones, JOHN) == []


def test_an_answer_that_is_not_twiml_is_an_error_a_person_can_see(phones: Phones, edge: Receiver) -> None:
    edge.answers = [(200, "application/json", '{"ok": true}')]
    assert "12100" in phones.text(JOHN, BUSINESS, "hello")["webhook_error"]
    assert "12100" in phones.http.get("/").text


def test_a_failing_webhook_is_tried_once_more_with_the_same_sid(phones: Phones, edge: Receiver) -> None:
    edge.answers = [(503, "text/plain", "")]
    sent = phones.text(JOHN, BUSINESS, "hello")
    assert (sent["webhook_status"], sent["webhook_attempts"]) == (200, 2)
    assert edge.next().params["MessageSid"] == edge.next().params["MessageSid"]


def test_a_refused_webhook_is_not_repeated(phones: Phones, edge: Receiver) -> None:
    edge.answers = [(403, "text/plain", "")]
    sent = phones.text(JOHN, BUSINESS, "hello")
    assert (sent["webhook_status"], sent["webhook_attempts"]) == (403, 1)


def test_a_webhook_that_never_answers_is_given_up(start_phones: StartPhones, edge: Receiver) -> None:
    phones = start_phones(webhook_seconds=0.2)
    edge.hold.clear()
    sent = phones.text(JOHN, BUSINESS, "hello")
    assert (sent["webhook_status"], sent["webhook_attempts"]) == (None, 2)
    assert "in time" in sent["webhook_error"]


@pytest.mark.parametrize(
    "word", ["STOP", " stop ", "StopAll", "unsubscribe", "END", "quit", "Cancel", "REVOKE", "optout"]
)
def test_a_stop_word_alone_opts_out_of_that_business(
    phones: Phones, edge: Receiver, sender: TextSender, word: str
) -> None:
    phones.text(JOHN, BUSINESS, word)
    webhook = edge.next()
    assert (webhook.params["OptOutType"], webhook.params["Body"]) == ("STOP", word)
    assert "unsubscribed" in read(phones, JOHN)[0]
    with pytest.raises(SendFailed) as refused:
        send(sender, JOHN)
    assert (refused.value.code, refused.value.permanent, refused.value.unknown) == (21610, True, False)
    assert send(sender, JOHN, from_number=OTHER_BUSINESS)
    assert send(sender, MIA)


@pytest.mark.parametrize("body", ["Stop please", "don't stop", "cancel my booking", "yes"])
def test_other_texts_opt_nobody_out(phones: Phones, edge: Receiver, sender: TextSender, body: str) -> None:
    phones.text(JOHN, BUSINESS, body)
    assert "OptOutType" not in edge.next().params
    assert send(sender, JOHN)


@pytest.mark.parametrize("word", ["START", "unstop", "Yes"])
def test_a_start_word_opts_in_again(phones: Phones, edge: Receiver, sender: TextSender, word: str) -> None:
    phones.text(JOHN, BUSINESS, "STOP")
    phones.text(JOHN, BUSINESS, word)
    assert [edge.next().params["OptOutType"] for _ in range(2)] == ["STOP", "START"]
    assert "re-subscribed" in read(phones, JOHN)[-1]
    assert send(sender, JOHN)


def test_a_second_stop_is_not_answered_and_no_twiml_reaches_someone_who_is_out(phones: Phones, edge: Receiver) -> None:
    phones.text(JOHN, BUSINESS, "STOP")
    edge.answers = [(200, "text/xml", "<Response><Message>Sorry to see you go</Message></Response>")]
    phones.text(JOHN, BUSINESS, "STOP")
    assert len(read(phones, JOHN)) == 1


def test_help_is_answered_and_changes_nothing(phones: Phones, edge: Receiver, sender: TextSender) -> None:
    phones.text(JOHN, BUSINESS, "help")
    assert edge.next().params["OptOutType"] == "HELP"
    assert "Reply STOP" in read(phones, JOHN)[0]
    assert send(sender, JOHN)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"from": "not a number", "to": BUSINESS},
        {"from": JOHN, "to": "12"},
        {"from": JOHN, "to": JOHN},
        {"from": JOHN, "to": BUSINESS, "message_sid": "SM1"},
        {"from": JOHN, "to": BUSINESS, "body": "x" * 20_001},
        {"from": JOHN, "to": BUSINESS, "media": ["u"] * 11},
    ],
)
def test_an_odd_request_to_send_is_explained_and_sends_nothing(phones: Phones, edge: Receiver, fields: dict) -> None:
    answer = phones.http.post("/phones/send", json=fields)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert edge.got.empty()
