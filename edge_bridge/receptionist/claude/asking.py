"""One request to the Messages API, within a deadline that holds whatever the server does."""

import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from edge_bridge.receptionist.draft import EngineFailed

from .streaming import BrokenOff

ATTEMPT_SECONDS = 12.0
LEAST_SECONDS = 0.2
"""With less than this left no further attempt is made."""
PAUSE_SECONDS = 0.5
RECONNECT_SECONDS = 0.1
"""After a broken connection: the next one must not be one that is just being closed too."""
_WORTH_ANOTHER = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
_WORTH_ANOTHER_IN_A_STREAM = frozenset({"overloaded_error", "api_error", "rate_limit_error", "timeout_error"})


class Deadline:
    """Seconds left of a turn."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """May be negative."""
        return self._end - time.monotonic()


class Attempt(Protocol):
    """One attempt at an answer, made with a number of seconds and given up from another thread."""

    def __call__(self, seconds: float) -> Any: ...
    def give_up(self) -> None: ...


def ask(begin: Callable[[], Attempt], deadline: Deadline) -> Any:
    """The answer of an attempt, two at most. Raises EngineFailed; anthropic's BadRequestError and what is no error of the
    connection or the service pass through.

    We retry, not the SDK: it obeys Retry-After without a limit, and a customer is waiting.
    """
    import anthropic

    try:
        return _made(begin(), deadline)
    except anthropic.BadRequestError:
        raise
    except (anthropic.APIError, BrokenOff) as error:
        pause = _pause(error)
        if pause is None or not deadline.left - pause >= LEAST_SECONDS:
            raise EngineFailed(_reason(error)) from error
        time.sleep(pause)
    try:
        return _made(begin(), deadline)
    except (anthropic.APIError, BrokenOff) as error:
        raise EngineFailed(_reason(error)) from error


def _made(attempt: Attempt, deadline: Deadline) -> Any:
    """In a thread of its own: the SDK's timeout starts anew with every byte a slow server sends."""
    if deadline.left < LEAST_SECONDS:
        raise EngineFailed("no time left")
    seconds = min(ATTEMPT_SECONDS, deadline.left)
    answer: list[Any] = []
    thread = threading.Thread(target=_keep, args=(answer, attempt, seconds), daemon=True, name="claude")
    thread.start()
    thread.join(deadline.left)
    if not answer:
        attempt.give_up()
        raise EngineFailed("no answer in time")
    if isinstance(answer[0], BaseException):
        raise answer[0]
    return answer[0]


def _keep(answer: list[Any], attempt: Attempt, seconds: float) -> None:
    try:
        answer.append(attempt(seconds))
    except BaseException as error:  # handed to the thread that waits
        answer.append(error)


def _pause(error: Any) -> float | None:
    """How long to wait before another attempt; None where it would be in vain."""
    status = getattr(error, "status_code", None)
    if status is None:
        return RECONNECT_SECONDS
    if status == 200:  # an error in the middle of a stream, known by its name
        return PAUSE_SECONDS if getattr(error, "type", None) in _WORTH_ANOTHER_IN_A_STREAM else None
    if status not in _WORTH_ANOTHER:
        return None
    try:
        return max(float(error.response.headers.get("retry-after", "")), 0.0)
    except ValueError:
        return PAUSE_SECONDS


def _reason(error: Any) -> str:
    status = getattr(error, "status_code", None)
    kind = getattr(error, "type", None) or (str(error) if isinstance(error, BrokenOff) else type(error).__name__)
    return f"{kind} ({status})" if status else str(kind)
