"""Realtime only wakes: without it texts leave all the same, when the worker asks next."""

import time

from tests.faults.house import House, until
from tests.stack import Stack
from tests.support.api_proxy import api_proxy

ONE_POLL = 5.0
BUSY_MACHINE = 3.0
AWAY = 20.0


def leaves_within_a_poll(house: House) -> None:
    asked = time.monotonic()
    texts = house.queue(1)
    house.wait_for(texts, "sent")
    assert house.wire.arrivals[-1] - asked < ONE_POLL + BUSY_MACHINE
    house.assert_each_once(texts)


def test_texts_leave_within_a_poll_while_realtime_says_nothing_and_while_it_is_away(
    house: House, module_stack: Stack
) -> None:
    with api_proxy(module_stack.url) as proxy:
        house.api_url = proxy.url
        worker = house.worker()
        until(proxy.joined.is_set, "the worker listens")
        since = time.monotonic()
        proxy.mutes_realtime = True
        leaves_within_a_poll(house)
        until(lambda: proxy.muted, "an event got lost on the way")
        proxy.joined.clear()
        proxy.refuses_realtime = True
        until(lambda: proxy.lost, "the worker tries to listen again")
        while time.monotonic() - since < AWAY:
            leaves_within_a_poll(house)
        proxy.behave()
        until(proxy.joined.is_set, "the worker listens again")
        leaves_within_a_poll(house)
        assert worker.stop() == 0
