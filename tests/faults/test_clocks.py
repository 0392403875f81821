"""Clocks jump: nothing leaves twice, and what we send of our own accord keeps to contact hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.faults.house import House, in_minutes, until
from tests.support.twilio_wire import Wire, holds

BRISBANE = ZoneInfo("Australia/Brisbane")


def local(days: int, hour: int, minute: int = 0) -> datetime:
    """A wall time at the business so many days from now."""
    return datetime.now(BRISBANE).replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)


def test_far_ahead_and_back_every_text_leaves_once_and_none_at_night(house: House, wire: Wire) -> None:
    replies, own = house.queue(3), house.queue(3, cls="proactive", due=datetime.now(UTC))
    house.run(("send", local(20, 3)), ("send", None), ("send", local(20, 7, 59)))
    house.assert_each_once(replies)
    assert set(wire.requests) == set(replies)
    assert {row["due_at"] for row in house.rows(own)} == {local(20, 8)}
    late = house.queue(2, cls="proactive", due=local(2, 20))
    house.run(("send", local(2, 20)), ("send", local(3, 7)))
    assert house.states(late) == {"waiting": 2}
    house.run(("send", local(20, 8)), ("send", local(0, 3)), ("send", local(40, 3)))
    house.assert_each_once([*replies, *own, *late])


def test_a_claim_made_by_a_clock_far_ahead_is_settled_once_it_is_right_again(house: House, wire: Wire) -> None:
    texts = house.queue(2)
    held = holds(takes=True)
    wire.next(held, to=house.number(texts[0]))
    with house.running(("send", in_minutes(60 * 24 * 30))) as sender:
        until(held.arrived.is_set, "the request is at Twilio")
        sender.kill()
    wire.recover()
    house.run(("settle", None), ("settle", in_minutes(1)), ("settle", in_minutes(6)), ("send", in_minutes(30)))
    house.run(
        ("settle", in_minutes(60 * 24 * 30)), ("send", in_minutes(60 * 24 * 31)), ("settle", None), ("send", None)
    )
    house.assert_each_once(texts)


def test_a_clock_set_ahead_while_a_text_is_under_way_repeats_nothing(house: House, wire: Wire) -> None:
    texts = house.queue(1)
    held = holds(takes=True)
    wire.next(held, to=house.number(texts[0]))
    wire.lists = False
    worker = house.worker()
    until(held.arrived.is_set, "the request is at Twilio")
    house.run(("settle", in_minutes(60 * 24)), ("send", in_minutes(60 * 24)))
    assert house.row(texts[0])["state"] == "unknown"
    wire.recover()
    house.wait_for(texts, "sent")
    assert worker.stop() == 0
    house.run(("settle", in_minutes(60 * 25)), ("send", in_minutes(60 * 26)))
    assert wire.requests == texts, "nobody has sent it again"
    house.assert_each_once(texts)
