"""What a person's call does, as Twilio would do it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.edge_bridge.twilio.simulated import ACCOUNT, BUSINESS, JOHN, Phones, Receiver

OWNER = "+61400000001"
SORRY = "<Response><Say>Sorry.</Say><Hangup/></Response>"


def ringing(edge: Receiver) -> str:
    return f'<Response><Dial timeout="20" action="{edge.url}/twilio/voice/ended/1/2"><Number>{OWNER}</Number></Dial></Response>'


def call(phones: Phones, **more: str) -> dict[str, Any]:
    answer = phones.http.post("/phones/call", json={"from": JOHN, "to": BUSINESS} | more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_the_voice_webhook_is_signed_and_says_who_calls_whom(phones: Phones, edge: Receiver) -> None:
    placed = call(phones)
    webhook = edge.next()
    assert (webhook.signed, webhook.path) == (True, "/twilio/voice")
    wanted = {"CallSid": placed["sid"], "AccountSid": ACCOUNT, "From": JOHN, "To": BUSINESS, "CallStatus": "ringing"}
    assert webhook.params.items() >= wanted.items()
    assert placed["sid"].startswith("CA")
    assert len(placed["sid"]) == 34


@pytest.mark.parametrize(
    ("ending", "dialled", "whole"),
    [
        ("answered", "completed", "completed"),
        ("no-answer", "no-answer", "completed"),
        ("busy", "busy", "completed"),
        ("failed", "failed", "completed"),
        ("hung-up", "canceled", "no-answer"),
    ],
)
def test_the_phone_that_twiml_dials_rings_and_its_action_hears_how_that_ended(
    phones: Phones, edge: Receiver, ending: str, dialled: str, whole: str
) -> None:
    edge.answers = [(200, "text/xml", ringing(edge)), (200, "text/xml", SORRY)]
    placed = call(phones, ending=ending)
    _, action, status = (edge.next() for _ in range(3))
    assert (action.signed, action.path, action.params["DialCallStatus"]) == (True, "/twilio/voice/ended/1/2", dialled)
    assert (status.signed, status.path, status.params["CallStatus"]) == (True, "/twilio/voice/status", whole)
    assert (placed["rang"], placed["ending"], placed["said"]) == (OWNER, ending, ["Sorry."])


def test_without_a_number_to_dial_no_phone_rings(phones: Phones, edge: Receiver) -> None:
    edge.answers = [(200, "text/xml", SORRY)]
    placed = call(phones)
    assert (placed["rang"], placed["ending"], placed["said"]) == (None, "not connected", ["Sorry."])
    assert [edge.next().path for _ in range(2)] == ["/twilio/voice", "/twilio/voice/status"]


def test_a_withheld_number_and_a_repeated_call(phones: Phones, edge: Receiver) -> None:
    sid = call(phones, **{"from": "anonymous"})["sid"]
    assert edge.next().params["From"] == "+266696687"
    edge.next()
    assert call(phones, call_sid=sid)["sid"] == sid
    assert edge.next().params["CallSid"] == sid


def test_a_webhook_that_fails_is_told_on_the_page(phones: Phones, edge: Receiver) -> None:
    edge.answers = [(503, "text/plain", ""), (503, "text/plain", "")]
    assert call(phones)["webhook_error"] == "answered 503 (11200)"
    assert "answered 503" in phones.http.get("/").text


@pytest.mark.parametrize(
    "fields",
    [{}, {"from": "x"}, {"to": "12"}, {"from": BUSINESS}, {"ending": "voicemail"}, {"call_sid": "CA1"}],
)
def test_an_odd_call_is_explained_and_made_to_nobody(phones: Phones, edge: Receiver, fields: dict[str, str]) -> None:
    wanted = {"from": JOHN, "to": BUSINESS} | fields if fields else {}
    answer = phones.http.post("/phones/call", json=wanted)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
    assert edge.got.empty()


def test_the_page_has_a_form_to_call_and_shows_the_calls(phones: Phones, edge: Receiver) -> None:
    edge.answers = [
        (200, "text/xml", ringing(edge)),
        (200, "text/xml", "<Response><Say>Sorry &lt;b&gt;</Say></Response>"),
    ]
    form = {"from": "0491 570 156", "to": BUSINESS, "ending": "busy"}
    sent = phones.http.post("/phones/call", data=form, headers={"accept": "text/html"})
    assert (sent.status_code, sent.headers["location"].startswith("/?from=")) == (303, True)
    page = phones.http.get("/").text
    assert 'action="/phones/call"' in page
    assert "0400 000 001: Busy" in page
    assert "Sorry &lt;b&gt;" in page
    assert [one["ending"] for one in phones.http.get("/phones/calls").json()["calls"]] == ["busy"]
