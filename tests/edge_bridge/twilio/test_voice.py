"""Calls to a business's number, from Twilio's request to the row."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from edge_bridge.texts.phones import national
from tests.edge_bridge.edge import PUBLIC_URL, Edge, edge_over, sid, twiml
from tests.stack import Stack
from tests.support.cast import OWNER

NOBODY = "00000000-0000-4000-8000-000000000000"

NUMBERS = iter(range(700_000, 800_000))


@pytest.fixture(scope="module")
def edge(module_stack: Stack) -> Iterator[Edge]:
    with edge_over(module_stack) as running:
        yield running


@pytest.fixture
def caller() -> str:
    return f"+61400{next(NUMBERS):06d}"


def call(edge: Edge, caller: str, **form: str) -> httpx.Response:
    form = {"CallSid": sid(), "From": caller, "To": edge.cast.lawns.sms_number, "CallStatus": "ringing"} | form
    return edge.webhook("/twilio/voice", **form)


def rang(edge: Edge, caller: str, **form: str) -> str:
    """A call that rings; the path of its action."""
    dial = twiml(call(edge, caller, **form)).find("Dial")
    assert dial is not None
    return dial.attrib["action"].removeprefix(PUBLIC_URL)


def row(edge: Edge, caller: str) -> dict[str, Any]:
    (found,) = edge.rows("select * from public.calls where from_number = %s", caller)
    return found


def texts(edge: Edge, caller: str) -> list[str]:
    return [r["kind"] for r in edge.rows("select kind from public.outbox where recipient = %s", caller)]


def test_a_call_rings_the_owner_for_twenty_seconds_and_asks_to_be_told_how_it_ended(edge: Edge, caller: str) -> None:
    root = twiml(call(edge, caller))
    (dial,) = root
    stored = row(edge, caller)
    ended = f"{PUBLIC_URL}/twilio/voice/ended/{edge.cast.lawns.id}/{stored['id']}"
    assert (dial.tag, dial.text) == ("Dial", OWNER.phone)
    assert dial.attrib == {"timeout": "20", "action": ended, "method": "POST", "answerOnBridge": "true"}
    assert "callerId" not in dial.attrib  # the owner sees who calls


@pytest.mark.parametrize("path", ["/twilio/voice", "/twilio/voice/status", f"/twilio/voice/ended/{NOBODY}/{NOBODY}"])
def test_an_unsigned_call_is_refused_and_nothing_is_stored(edge: Edge, caller: str, path: str) -> None:
    form = {"CallSid": sid(), "From": caller, "To": edge.cast.lawns.sms_number, "CallStatus": "no-answer"}
    assert edge.webhook(path, signed=False, **form).status_code == 403
    assert edge.rows("select from public.calls where from_number = %s", caller) == []


def test_twilio_repeating_itself_is_one_call_with_the_same_answer(edge: Edge, caller: str) -> None:
    same = sid()
    assert call(edge, caller, CallSid=same).text == call(edge, caller, CallSid=same).text
    row(edge, caller)


def test_a_missed_call_is_said_and_texted_once(edge: Edge, caller: str) -> None:
    action = rang(edge, caller)
    for _ in range(2):
        root = twiml(edge.webhook(action, DialCallStatus="no-answer"))
        assert [element.tag for element in root] == ["Say", "Hangup"]
        assert "We will text you" in (root.findtext("Say") or "")
        assert root[0].attrib == {"language": "en-AU"}
    assert row(edge, caller)["outcome"] == "missed"
    assert texts(edge, caller) == ["missed_call"]


def test_an_answered_call_ends_quietly(edge: Edge, caller: str) -> None:
    root = twiml(edge.webhook(rang(edge, caller), DialCallStatus="completed"))
    assert [element.tag for element in root] == ["Hangup"]
    assert row(edge, caller)["outcome"] == "answered"
    assert texts(edge, caller) == []


def test_a_caller_who_hung_up_while_it_rang_is_texted(edge: Edge, caller: str) -> None:
    same = sid()
    rang(edge, caller, CallSid=same)
    form = {"CallSid": same, "From": caller, "To": edge.cast.lawns.sms_number, "CallStatus": "no-answer"}
    for _ in range(2):
        assert edge.webhook("/twilio/voice/status", **form).status_code == 204
    assert row(edge, caller)["outcome"] == "missed"
    assert texts(edge, caller) == ["missed_call"]


def test_a_withheld_caller_is_asked_to_text(edge: Edge) -> None:
    dial = twiml(call(edge, "+266696687")).find("Dial")
    assert dial is not None
    root = twiml(edge.webhook(dial.attrib["action"].removeprefix(PUBLIC_URL), DialCallStatus="busy"))
    assert "Please send a text" in (root.findtext("Say") or "")


def test_the_phone_that_passed_the_call_on_does_not_get_it_back(edge: Edge, caller: str) -> None:
    root = twiml(call(edge, caller, ForwardedFrom=OWNER.phone))
    assert root.find("Dial") is None
    assert row(edge, caller)["outcome"] == "missed"


def test_a_number_nobody_has_is_rejected(edge: Edge, caller: str) -> None:
    (reject,) = twiml(call(edge, caller, To="+61480999999"))
    assert reject.tag == "Reject"


def test_a_call_without_an_id_is_rejected(edge: Edge, caller: str) -> None:
    (reject,) = twiml(call(edge, caller, CallSid=""))
    assert reject.tag == "Reject"


def test_the_end_of_a_call_nobody_made_is_acknowledged(edge: Edge) -> None:
    (hangup,) = twiml(edge.webhook(f"/twilio/voice/ended/{uuid4()}/{uuid4()}", DialCallStatus="completed"))
    assert hangup.tag == "Hangup"
    assert edge.webhook("/twilio/voice/status", To="+61480999999", CallSid=sid()).status_code == 204


def test_while_the_database_is_away_twilio_is_told_to_try_elsewhere(stack: Stack) -> None:
    with edge_over(stack, url="http://127.0.0.1:9") as edge:
        form = {"CallSid": sid(), "From": "+61400123456", "To": edge.cast.lawns.sms_number}
        assert call(edge, "+61400123456").status_code == 503
        assert edge.webhook(f"/twilio/voice/ended/{uuid4()}/{uuid4()}", DialCallStatus="busy").status_code == 503
        assert edge.webhook("/twilio/voice/status", CallStatus="no-answer", **form).status_code == 503


def test_a_text_says_who_was_missed_by_whom(edge: Edge, caller: str) -> None:
    edge.webhook(rang(edge, caller), DialCallStatus="failed")
    (text,) = edge.rows("select recipient, conversation_id from public.outbox where recipient = %s", caller)
    (peer,) = edge.rows("select peer from public.conversations where id = %s", text["conversation_id"])
    assert national(peer["peer"]) == national(caller)


def test_the_edge_does_not_import_what_only_calendar_links_need() -> None:
    seen = "import sys, edge_bridge.app; print([m for m in ('icalendar', 'twilio.rest') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
