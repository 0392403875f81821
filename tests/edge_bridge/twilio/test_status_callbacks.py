from __future__ import annotations

from pathlib import Path

from edge_bridge.twilio.client import TextSender
from tests.edge_bridge.twilio.simulated import ACCOUNT, BUSINESS, JOHN, MIA, MakeSender, Phones, Receiver, StartPhones


def send(sender: TextSender, edge: Receiver, to_number: str = JOHN) -> str:
    callback = f"{edge.url}/twilio/status/7?try=1"
    return sender.send(from_number=BUSINESS, to_number=to_number, body="hello", status_callback=callback)


def test_every_change_of_status_is_told_in_order_signed_and_complete(sender: TextSender, edge: Receiver) -> None:
    sid = send(sender, edge)
    told = [edge.next() for _ in range(3)]
    assert [webhook.params["MessageStatus"] for webhook in told] == ["sending", "sent", "delivered"]
    assert all(webhook.signed for webhook in told)
    assert {webhook.path for webhook in told} == {"/twilio/status/7?try=1"}
    assert told[1].params == {
        "MessageSid": sid,
        "MessageStatus": "sent",
        "SmsSid": sid,
        "SmsStatus": "sent",
        "To": JOHN,
        "From": BUSINESS,
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
    }


def test_through_a_messaging_service_queued_is_told_too(sender: TextSender, edge: Receiver, phones: Phones) -> None:
    phones.text(JOHN, BUSINESS, "hello")
    edge.next()
    callback, service = f"{edge.url}/s", "MG" + "1" * 32
    sender.send(from_number=None, to_number=JOHN, body="hi", status_callback=callback, messaging_service_sid=service)
    told = [edge.next().params for _ in range(4)]
    assert [params["MessageStatus"] for params in told] == ["queued", "sending", "sent", "delivered"]
    assert {params["MessagingServiceSid"] for params in told} == {service}


def test_a_text_that_cannot_be_delivered_ends_undelivered_with_its_code(
    sender: TextSender, edge: Receiver, phones: Phones
) -> None:
    phones.faults(error_code=30003, step_seconds=0)
    sid = send(sender, edge)
    last = [edge.next().params for _ in range(3)][-1]
    assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", "30003")
    assert [(m["sid"], m["status"], m["error_code"]) for m in phones.messages()] == [(sid, "undelivered", 30003)]


def test_callbacks_can_come_twice_and_out_of_order(sender: TextSender, edge: Receiver, phones: Phones) -> None:
    phones.faults(repeat_callbacks=2, shuffle_callbacks=True, step_seconds=0)
    send(sender, edge)
    assert edge.statuses(6) == ["delivered", "delivered", "sent", "sent", "sending", "sending"]


def test_late_callbacks_come_after_the_delivery_itself(sender: TextSender, edge: Receiver, phones: Phones) -> None:
    phones.faults(delay_callbacks_seconds=0.3, step_seconds=0)
    send(sender, edge)
    assert edge.next().params["MessageStatus"] == "sending"
    assert phones.messages()[0]["status"] == "delivered"
    assert edge.statuses(2) == ["sent", "delivered"]


def test_lost_callbacks_never_come(sender: TextSender, edge: Receiver, phones: Phones) -> None:
    phones.faults(drop_callbacks=True, times=1, step_seconds=0)
    lost = send(sender, edge)
    heard = send(sender, edge)
    assert {edge.next().params["MessageSid"] for _ in range(3)} == {heard}
    assert edge.got.empty()
    assert {m["sid"]: m["status"] for m in phones.messages()}[lost] == "delivered"


def test_a_callback_that_fails_is_tried_once_more(sender: TextSender, edge: Receiver) -> None:
    edge.answers = [(500, "text/plain", "")]
    send(sender, edge)
    assert edge.statuses(4) == ["sending", "sending", "sent", "delivered"]


def test_a_fault_for_one_recipient_leaves_others_alone(sender: TextSender, edge: Receiver, phones: Phones) -> None:
    phones.faults(error_code=30005, to=MIA, step_seconds=0)
    send(sender, edge, JOHN)
    assert edge.statuses(3)[-1] == "delivered"
    send(sender, edge, MIA)
    assert edge.statuses(3)[-1] == "undelivered"


def test_a_text_under_way_at_a_restart_still_arrives(
    start_phones: StartPhones, sender_to: MakeSender, edge: Receiver, tmp_path: Path
) -> None:
    first = start_phones(keep=tmp_path / "phones.jsonl")
    first.faults(step_seconds=60)
    sid = send(sender_to(first.url), edge)
    first.stop()
    start_phones(keep=tmp_path / "phones.jsonl")
    told = [edge.next().params for _ in range(3)]
    assert [(p["MessageSid"], p["MessageStatus"]) for p in told] == [
        (sid, "sending"),
        (sid, "sent"),
        (sid, "delivered"),
    ]
