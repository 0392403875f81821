"""One request to the Messages API, within a deadline that holds whatever the server does."""

import threading
import time
from collections.abc import Callable
from typing import Any

from edge_bridge.receptionist.draft import EngineFailed

ATTEMPT_SECONDS = 12.0
LEAST_SECONDS = 0.2
"""With less than this left no further attempt is made."""
PAUSE_SECONDS = 0.5
_WORTH_ANOTHER = frozenset({408, 409, 429, 500, 502, 503, 504, 529})


class Deadline:
    """Seconds left of a turn."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """May be negative."""
        return self._end - time.monotonic()


def ask(send: Callable[[float], Any], deadline: Deadline) -> Any:
    """The answer of `send(timeout)`, tried twice at most. Raises EngineFailed; anthropic's BadRequestError passes through.

    We retry, not the SDK: it obeys Retry-After without a limit, and a customer is waiting.
    """
    import anthropic

    try:
        return _attempt(send, deadline)
    except anthropic.BadRequestError:
        raise
    except anthropic.APIError as error:
        pause = _pause(error)
        if pause is None or deadline.left - pause < LEAST_SECONDS:
            raise EngineFailed(_reason(error)) from error
        time.sleep(pause)
    try:
        return _attempt(send, deadline)
    except anthropic.APIError as error:
        raise EngineFailed(_reason(error)) from error


def _attempt(send: Callable[[float], Any], deadline: Deadline) -> Any:
    """In a thread of its own: the SDK's timeout starts anew with every byte a slow server sends."""
    if deadline.left < LEAST_SECONDS:
        raise EngineFailed("no time left")
    seconds = min(ATTEMPT_SECONDS, deadline.left)
    answer: list[Any] = []
    thread = threading.Thread(target=_keep, args=(answer, send, seconds), daemon=True, name="claude")
    thread.start()
    thread.join(deadline.left)
    if not answer:
        raise EngineFailed("no answer in time")
    if isinstance(answer[0], BaseException):
        raise answer[0]
    return answer[0]


def _keep(answer: list[Any], send: Callable[[float], Any], seconds: float) -> None:
    try:
        answer.append(send(seconds))
    except BaseException as error:  # handed to the thread that waits
        answer.append(error)


def _pause(error: Any) -> float | None:
    """How long to wait before another attempt; None where it would be in vain."""
    status = getattr(error, "status_code", None)
    if status is None:
        return 0.0
    if status not in _WORTH_ANOTHER:
        return None
    try:
        return max(float(error.response.headers.get("retry-after", "")), 0.0)
    except ValueError:
        return PAUSE_SECONDS


def _reason(error: Any) -> str:
    status = getattr(error, "status_code", None)
    kind = getattr(error, "type", None) or type(error).__name__
    return f"{kind} ({status})" if status else str(kind)
