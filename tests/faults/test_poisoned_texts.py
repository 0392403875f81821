"""A text that can never leave ends visibly failed, and holds up nobody."""

import pytest

from tests.faults.house import House, in_minutes
from tests.support.twilio_wire import Wire, refuses

A_CALL = "insert into public.calls (business_id, provider_id, to_number, started_at, outcome) values (%s, 'CA1', '+61480000101', now(), 'answered') on conflict do nothing"

UNREADABLE = {"kind": "missed_call", "detail": '{"call_id": "no id at all"}'}  # the claim itself stumbles over it


def test_the_queue_flows_on_past_texts_that_always_fail(house: House, wire: Wire) -> None:
    with house.connection() as connection:
        connection.execute(A_CALL, [house.cast.lawns.id])
    wordless = house.queue(12, kind="a kind nobody wrote")
    (odd,) = house.queue(1, **UNREADABLE)
    (refused,) = house.queue(1)
    (throttled,) = house.queue(1, attempts="8")
    wire.always(house.number(refused), lambda: refuses(400, 99999))
    wire.always(house.number(throttled), lambda: refuses(429, 20429))
    worker = house.worker()
    fine = house.queue(20)
    house.wait_for(fine, "sent")
    house.wait_for([*wordless, odd, refused], "failed")
    assert worker.stop() == 0
    house.assert_each_once(fine)
    for text in wordless:
        assert house.row(text)["error"].startswith("The text could not be worded")
    assert house.row(odd)["error"].startswith("The text could not be prepared")
    assert house.row(refused)["error_code"] == 99999
    assert wire.requests.count(refused) == 1
    assert house.row(throttled)["state"] == "waiting"

    house.run(*[("send", in_minutes(60 * hours)) for hours in range(1, 5)])
    ended = house.row(throttled)
    assert (ended["state"], ended["error_code"], ended["attempts"]) == ("failed", 20429, 12)
    assert ended["error"].startswith("Twilio answered 429: ")
    assert wire.requests.count(throttled) == 4
    assert wire.taken == [taken for taken in wire.taken if taken.text_id in fine]


@pytest.mark.parametrize("before", [0, 45])
def test_a_text_that_nobody_can_claim_fails_wherever_in_the_queue_it_stands(house: House, before: int) -> None:
    with house.connection() as connection:
        connection.execute(A_CALL, [house.cast.lawns.id])
    fine = house.queue(before) if before else []
    odd = house.queue(2, **UNREADABLE)
    fine += house.queue(5)
    house.run(("send", None))
    assert house.states(odd) == {"failed": 2}
    house.assert_each_once(fine)
