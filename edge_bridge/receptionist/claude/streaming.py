"""One answer of Claude as it is written: the SDK assembles it, and only a whole one counts."""

import json
import threading
from typing import Any


class BrokenOff(Exception):
    """The stream ended before its message did; another attempt may bring it."""


class Answering:
    """One streamed request to the Messages API. Called once; `give_up`, from another thread, ends it at once.

    Its events pass through `_whole` one by one: a sentence could be handed on from there as soon as it is finished. Whoever
    does so must not let `asking` try again after the first one. `spent` is the newest usage the API has told of, None before.
    """

    def __init__(self, client: Any, request: dict[str, Any]) -> None:
        self._client, self._request = client, request
        self._lock, self._given_up = threading.Lock(), False
        self._stream: Any = None
        self.spent: Any = None

    def __call__(self, seconds: float) -> Any:
        """The whole message. No silence may be longer than `seconds`. Raises anthropic's errors, BrokenOff, or whatever the
        SDK raises for what it cannot read."""
        import httpx2

        try:
            with self._client.messages.stream(**self._request, timeout=seconds) as stream:
                self._opened(stream)
                return self._whole(stream)
        except httpx2.TransportError as error:  # in the middle of a stream the SDK lets these through
            raise BrokenOff(type(error).__name__) from error

    def give_up(self) -> None:
        """Closes the connection: a server that goes on sending would hold it for ever."""
        with self._lock:
            self._given_up = True
            stream = self._stream
        if stream is not None:
            stream.close()

    def _opened(self, stream: Any) -> None:
        with self._lock:
            self._stream = stream
            if self._given_up:
                raise BrokenOff("given up")

    def _whole(self, stream: Any) -> Any:
        written: dict[int, str] = {}
        ended = False
        for event in stream:
            if event.type == "message_start":
                self.spent = event.message.usage
            elif event.type == "content_block_delta" and event.delta.type == "input_json_delta":
                written[event.index] = written.get(event.index, "") + event.delta.partial_json
            elif event.type == "content_block_stop":
                json.loads(written.pop(event.index, "") or "{}")  # the SDK takes half an argument for a whole one
            ended = ended or event.type == "message_stop"
        if not ended or written:
            raise BrokenOff("the stream ended before its message did")
        message = stream.get_final_message()
        self.spent = message.usage
        return message
