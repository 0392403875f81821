"""Twilio refuses or breaks down for a while: the worker waits, each time longer, and then every text arrives once."""

from itertools import cycle

from tests.faults.house import House, until
from tests.support.twilio_wire import Answer, Wire, refuses, takes_but_says


def test_after_a_storm_every_text_arrives_once(house: House, wire: Wire) -> None:
    texts = house.queue(30)
    throttled, broken = texts[:15], texts[15:]
    whims = cycle([refuses(500, 20500), takes_but_says(500), refuses(502)])

    def too_many() -> Answer:
        return refuses(429, 20429)

    for text in throttled:
        wire.always(house.number(text), too_many)
    for text in broken:
        wire.next(next(whims), to=house.number(text))
    worker = house.worker()
    house.wait_for(broken, "unknown")
    until(lambda: all(row["attempts"] >= 2 for row in house.rows(throttled)), "the refused ones are tried again")
    house.wait_for(throttled, "waiting")
    due = [row["due_at"] for row in house.rows(throttled)]
    assert len(set(due)) == 15, "they do not come back all at once"
    assert {row["error_code"] for row in house.rows(throttled)} == {20429}
    assert max(wire.requests.count(text) for text in broken) == 1, "what may have been taken is not repeated"
    wire.recover()
    house.wait_for(throttled, "sent")
    assert worker.stop() == 0
    assert max(wire.requests.count(text) for text in throttled) <= 6
    house.settle_in_the_end()
    house.assert_each_once(texts)
