"""What becomes of a text for each of Twilio's errors, said at once or in a callback; and in whatever order callbacks come."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest

from tests.faults.house import House, until
from tests.stack import Stack
from tests.support.cast import Cast
from tests.support.twilio_wire import Wire, holds, refuses


@pytest.fixture(scope="module")
def house(module_stack: Stack, cast: Cast, module_wire: Wire) -> Iterator[House]:
    """One worker and one edge for all of these."""
    at_work = House(module_wire, cast, module_stack.database_url, module_stack.url, module_stack.secret_key)
    at_work.edge()
    at_work.worker()
    yield at_work
    at_work.end()
    at_work.assert_accounted()
    at_work.close()


def sent(house: House) -> str:
    (text,) = house.queue()
    house.wait_for([text], "sent")
    return text


def opted_out(house: House, text: str) -> bool:
    """Does the ledger hold it, and does nothing more leave for that number?"""
    number = house.number(text)
    with house.connection() as connection:
        held = connection.execute("select from public.opt_outs where phone = %s and opted_out", [number]).fetchall()
    (next_one,) = house.queue(recipient=number)
    house.wait_for([next_one], "sent", "skipped")
    assert (house.row(next_one)["state"] == "skipped") == bool(held)
    return bool(held)


@pytest.mark.parametrize(
    ("status", "code", "state"),
    [
        (400, 21610, "failed"),  # opted out
        (400, 21614, "failed"),  # not a mobile
        (400, 21211, "failed"),  # not a number
        (400, 30003, "failed"),  # the handset cannot be reached
        (400, 30005, "failed"),  # an unknown number
        (400, 30007, "failed"),  # filtered
        (400, 99999, "failed"),  # nobody knows it; Twilio says the request was bad
        (429, 20429, "waiting"),  # too many
        (429, None, "waiting"),
        (503, 20503, "waiting"),  # away
        (400, 21611, "waiting"),  # the queue is full
        (401, 20003, "waiting"),  # credentials, which can be mended
        (500, 20500, "unknown"),
        (502, None, "unknown"),
        (504, None, "unknown"),
    ],
)
def test_an_error_said_at_once(house: House, status: int, code: int | None, state: str) -> None:
    house.wire.always(house.next_number(), lambda: refuses(status, code))
    (text,) = house.queue()
    until(lambda: house.row(text)["error"], "the worker says how it went")
    row = house.row(text)
    assert (row["state"], row["error_code"], row["attempts"]) == (state, code, 1)
    assert row["error"].startswith(f"Twilio answered {status}")
    assert (row["settled_at"] is not None) == (state == "failed")


def test_an_opt_out_said_at_once_is_kept(house: House) -> None:
    house.wire.next(refuses(400, 21610), to=house.next_number())
    (text,) = house.queue()
    house.wait_for([text], "failed")
    assert opted_out(house, text)


@pytest.mark.parametrize("code", [21610, 21614, 21211, 30003, 30005, 30007, 20429, 30008])
@pytest.mark.parametrize("status", ["undelivered", "failed"])
def test_an_error_said_in_a_callback(house: House, status: str, code: int) -> None:
    text = sent(house)
    house.calls_back(text, status, code=code)
    row = house.row(text)
    assert (row["state"], row["delivery"], row["error_code"]) == ("failed", status, code)
    assert row["error"] == "The carrier could not deliver it."
    if status == "failed":
        assert opted_out(house, text) == (code == 21610)


@pytest.mark.parametrize("last", ["delivered", "undelivered"])
def test_callbacks_in_every_order_and_repeated_end_the_same(house: House, last: str) -> None:
    texts = house.queue(6)
    house.wait_for(texts, "sent")
    code = None if last == "delivered" else 30005
    for text, order in zip(texts, permutations(["queued", "sent", last]), strict=True):
        for status in (*order, *order):
            house.calls_back(text, status, code=code if status == last else None)
    ended = {(row["state"], row["delivery"], row["error_code"]) for row in house.rows(texts)}
    assert ended == {("delivered" if last == "delivered" else "failed", last, code)}


@pytest.mark.parametrize("last", ["sent", "delivered", "undelivered"])
def test_a_callback_faster_than_the_answer_to_the_request_stands(house: House, last: str) -> None:
    held = holds(takes=True)
    house.wire.next(held, to=house.next_number())
    (text,) = house.queue()
    until(held.arrived.is_set, "the request is at Twilio")
    house.calls_back(text, last, code=30003 if last == "undelivered" else None)
    house.wire.release()
    until(lambda: house.row(text)["body"], "the worker has recorded what it sent")
    row = house.row(text)
    state = {"sent": "sent", "delivered": "delivered", "undelivered": "failed"}[last]
    assert (row["state"], row["delivery"], row["attempts"]) == (state, last, 1)
    assert (row["error_code"], row["claim_token"]) == (30003 if last == "undelivered" else None, None)
