"""Claude as the receptionist's engine: our own tool loop over the Messages API, bounded in rounds, time and tokens."""

import threading
import time
from typing import Any

from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist.draft import Draft, EngineFailed
from edge_bridge.receptionist.tools import Tools

from . import history, prompt, schemas
from .asking import Deadline, ask
from .calls import Calls
from .message import makes_sense, said
from .reply import reply_of
from .streaming import Answering
from .usage import Usage

ROUNDS = 6
MOST_ANSWER_TOKENS = 1024
MOST_THINKING_TOKENS = 3072
"""On top, for a model that cannot do without: what it thinks counts as its answer."""
MOST_TURN_TOKENS = 120_000
NO_THINKING: dict[str, Any] = {"thinking": {"type": "disabled"}, "max_tokens": MOST_ANSWER_TOKENS}
THINKING: dict[str, Any] = {"max_tokens": MOST_ANSWER_TOKENS + MOST_THINKING_TOKENS}


class ClaudeEngine:
    """Drafts a turn's reply. Safe to share between threads; the library is imported at the first turn.

    Calling it returns a Draft, or raises EngineFailed: refused, overloaded, too slow, too many rounds or tokens, or an
    answer that makes no sense; what was spent until then is in its `usage`. What the tools did until then stands. Errors of
    the database pass through: they are not Claude's. A Draft with no replies means: let the template speak, for a tool has
    brought the turn to its outcome.
    """

    def __init__(
        self,
        api_key: str,
        base_url: str | None,
        model: str,
        deadline_seconds: float = 20.0,
        turn_tokens: int = MOST_TURN_TOKENS,
    ) -> None:
        self._api_key, self._base_url, self.model = api_key, base_url, model
        self._deadline_seconds, self._turn_tokens = deadline_seconds, turn_tokens
        self._lock = threading.Lock()
        self._client_made: Any = None
        self._thinking = NO_THINKING

    def __call__(self, turn: Turn, tools: Tools) -> Draft:
        """One turn. See the class for what it promises."""
        if not turn.unanswered:
            raise EngineFailed("there is nothing to answer")
        started, usage, calls = time.monotonic(), Usage(self.model), Calls(turn, tools)
        try:
            replies = self._replies(turn, calls, usage)
        except EngineFailed as error:
            error.usage = usage.record(_since(started))
            raise
        return Draft(replies, calls.facts, templated=False, usage=usage.record(_since(started)))

    def _replies(self, turn: Turn, calls: Calls, usage: Usage) -> list[str]:
        client, request = self._client(), self._request(turn)
        deadline = Deadline(self._deadline_seconds)  # from here: the first turn also imports the library
        for _ in range(ROUNDS):
            answer = self._ask(client, request, deadline, usage)
            if usage.tokens > self._turn_tokens:
                raise EngineFailed(f"over budget: {usage.tokens} tokens in one turn")
            if answer.stop_reason != "tool_use":
                return [reply_of(answer, turn)]
            request["messages"] += [said(answer), _results(answer, calls)]
            if calls.over:
                return []
        raise EngineFailed(f"no reply after {ROUNDS} rounds and {usage.tokens} tokens")

    def close(self) -> None:
        """Gives its connections back; another call opens new ones."""
        with self._lock:
            if self._client_made is not None:
                self._client_made.close()
                self._client_made = None

    def _request(self, turn: Turn) -> dict[str, Any]:
        stable = {"type": "text", "text": prompt.stable(turn), "cache_control": {"type": "ephemeral", "ttl": "1h"}}
        return {
            "model": self.model,
            "system": [stable],
            "tools": schemas.schemas(turn),
            "tool_choice": {"type": "auto", "disable_parallel_tool_use": True},
            "messages": history.messages(turn, prompt.situation(turn)),
        }

    def _client(self) -> Any:
        """Made once. Retries are ours, see `asking`."""
        with self._lock:
            if self._client_made is None:
                import anthropic

                self._client_made = anthropic.Anthropic(
                    api_key=self._api_key, base_url=self._base_url, max_retries=0, timeout=self._deadline_seconds
                )
        return self._client_made

    def _ask(self, client: Any, request: dict[str, Any], deadline: Deadline, usage: Usage) -> Any:
        """An answer with content. Thinking is switched off for speed; a model that insists on it is asked again with it."""
        import anthropic

        thinking, sent = self._thinking, list[Answering]()

        def begin() -> Answering:
            sent.append(Answering(client, request | thinking))
            return sent[-1]

        try:
            answer = ask(begin, deadline)
        except anthropic.BadRequestError as error:
            if not ("thinking" in thinking and "thinking" in str(error)):
                raise EngineFailed(f"bad request: {error}"[:300]) from error
            self._thinking = THINKING
            return self._ask(client, request, deadline, usage)
        except EngineFailed:
            raise
        except Exception as error:  # whatever a broken answer makes the library raise
            raise EngineFailed(f"an answer that cannot be read: {type(error).__name__}") from error
        finally:
            usage.add(attempt.spent for attempt in sent)
        if not makes_sense(answer):
            raise EngineFailed("an answer that is no message")
        return answer


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _results(answer: Any, calls: Calls) -> dict[str, Any]:
    """Every call gets its answer; once the turn has its outcome the rest are declined."""
    results = []
    for block in answer.content:
        if block.type == "tool_use":
            told, wrong = ("Not done: the turn is over.", True) if calls.over else calls.run(block.name, block.input)
            results.append({"type": "tool_result", "tool_use_id": block.id, "content": told, "is_error": wrong})
    if not results:
        raise EngineFailed("a tool was announced and none was called")
    return {"role": "user", "content": results}
