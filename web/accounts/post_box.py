"""Requests for mail, made while the answer is on its way: how long they take tells nobody whether an address has an account."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

logger = logging.getLogger(__name__)
_POOL = ThreadPoolExecutor(4, thread_name_prefix="post")
_under_way: set[Future[None]] = set()


def hand_in(send: Callable[[], None]) -> None:
    """Sends it soon. What goes wrong is logged, without the address."""
    future = _POOL.submit(_send, send)
    _under_way.add(future)
    future.add_done_callback(_under_way.discard)


def finish() -> None:
    """Waits until all that was handed in is sent, or failed."""
    wait(set(_under_way))


def _send(send: Callable[[], None]) -> None:
    try:
        send()
    except Exception as error:
        logger.warning("a mail was not sent: %s", type(error).__name__)
