"""What TextSender says of sends that go well, badly, or nobody knows how."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from edge_bridge.twilio.client import SendFailed, TextSender
from tests.edge_bridge.twilio.simulated import BUSINESS, JOHN, MIA, MakeSender, Phones, free_port

MINUTE = timedelta(minutes=1)


def send(sender: TextSender, body: str = "hi", to_number: str = JOHN) -> str:
    callback = "http://127.0.0.1:9/status"
    return sender.send(from_number=BUSINESS, to_number=to_number, body=body, status_callback=callback)


def failure(sender: TextSender, **fields: str) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        send(sender, **fields)
    return caught.value


def verdict(failed: SendFailed) -> tuple[int | None, str]:
    words = {(True, False): "permanent", (False, True): "unknown", (False, False): "try again"}
    return failed.code, words[failed.permanent, failed.unknown]


def test_a_sent_text_is_found_by_its_number_and_time(sender: TextSender) -> None:
    since = datetime.now(UTC)
    sid = send(sender, "Line one\nline two 📅")
    send(sender, to_number=MIA)
    (found,) = sender.find_sent(JOHN, since)
    assert (found.sid, found.body, found.from_number) == (sid, "Line one\nline two 📅", BUSINESS)
    assert sender.find_sent(JOHN, since + MINUTE) == []


def test_a_persons_own_texts_are_not_ours(sender: TextSender, phones: Phones) -> None:
    phones.http.put("/phones/names", json={BUSINESS: {"name": "Green Blade", "role": "business"}})
    phones.text(JOHN, BUSINESS, "hello")
    assert sender.find_sent(BUSINESS, datetime.now(UTC) - MINUTE) == []


def test_a_time_out_after_twilio_took_the_text_is_unknown_and_the_text_is_found(
    phones: Phones, sender_to: MakeSender
) -> None:
    phones.faults(accept_then_hang_seconds=60, drop_callbacks=True, step_seconds=60)
    sender = sender_to(phones.url, timeout=0.5)
    since = datetime.now(UTC)
    assert verdict(failure(sender, body="taken?")) == (None, "unknown")
    (found,) = sender.find_sent(JOHN, since)
    assert (found.body, found.status) == ("taken?", "queued")


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(429, "try again"), (503, "try again"), (500, "unknown"), (502, "unknown"), (504, "unknown"), (404, "permanent")],
)
def test_an_error_status_means_what_it_can_mean(sender: TextSender, phones: Phones, status: int, meaning: str) -> None:
    phones.faults(send_status=status, times=1)
    assert verdict(failure(sender))[1] == meaning
    assert send(sender)


@pytest.mark.parametrize(("code", "meaning"), [(21610, "permanent"), (21408, "permanent"), (21611, "try again")])
def test_an_error_code_decides(sender: TextSender, phones: Phones, code: int, meaning: str) -> None:
    phones.faults(refuse_code=code)
    assert verdict(failure(sender)) == (code, meaning)


def test_an_impossible_number_is_permanent(sender: TextSender) -> None:
    assert verdict(failure(sender, to_number="+61")) == (21211, "permanent")


def test_refused_credentials_can_be_mended(phones: Phones, sender_to: MakeSender) -> None:
    assert verdict(failure(sender_to(phones.url, "another token"))) == (20003, "try again")


def test_a_refused_connection_means_nothing_was_sent(sender_to: MakeSender) -> None:
    sender = sender_to(f"http://127.0.0.1:{free_port()}")
    assert verdict(failure(sender)) == (None, "try again")


@pytest.fixture
def rude_server() -> Iterator[list[bytes]]:
    """Reads a request, gives the answer a test put in the list, and hangs up."""
    answers: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    answers.append(f"http://127.0.0.1:{listener.getsockname()[1]}".encode())

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answers[1])

    thread = threading.Thread(target=serve)
    thread.start()
    yield answers
    thread.join()
    listener.close()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{",
        b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n<html>oh ",
        b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
def test_a_connection_that_breaks_or_babbles_after_the_request_is_unknown(
    rude_server: list[bytes], sender_to: MakeSender, answer: bytes
) -> None:
    rude_server.append(answer)
    assert verdict(failure(sender_to(rude_server[0].decode()))) == (None, "unknown")
