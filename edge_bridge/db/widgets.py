"""The chat window on a business's website: what a website may know, and what a visitor sees of their own thread.

As the service. Times are instants; `seq` numbers a conversation's messages from 1.
"""

from datetime import datetime
from typing import Literal

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import Row


class WidgetBusiness(Row):
    """Whose window it is; `phone` is E.164, the one customers can call."""

    id: str
    name: str
    phone: str | None


class Look(Row):
    """How it looks: a colour like #166534, a corner, a letter or an emoji; empty words mean the usual ones."""

    colour: str
    side: Literal["left", "right"]
    avatar: str
    greeting: str
    privacy: str


class Widget(Row):
    """A widget by its public token. Only 'open' ones come with the rest; `origins`: websites that may show it, none for any."""

    outcome: Literal["open", "off", "unknown"]
    business: WidgetBusiness | None = None
    origins: list[str] = Field(default_factory=list)
    look: Look | None = None
    open_now: bool = False


class ChatMessage(Row):
    """One message as the visitor sees it. `client_id` is their browser's own id of what they wrote."""

    seq: int
    author: Literal["you", "assistant", "person"]
    body: str
    at: datetime
    client_id: str | None
    pictures: list[str]


class Choice(Row):
    """An answer of one tap: what the button shows, and what is said by it."""

    say: str
    words: str


class ChatThread(Row):
    """A visitor's conversation. `typing`: an answer is on its way; `person`: somebody of the team has it."""

    conversation: str | None
    messages: list[ChatMessage]
    more: bool
    typing: bool
    person: bool
    choices: list[Choice]


class ChatTry(Row):
    """Whether there was one left; if not, of which allowance, counted from 1, and how many seconds until there is."""

    outcome: Literal["taken", "too_many"]
    of: int = 0
    wait_seconds: int = 0


def take_chat_try(allowances: list[tuple[str, int, int]]) -> Call[ChatTry]:
    """One from each allowance or none: a hash of whom, how many, in how many seconds."""
    keys, most, seconds = zip(*allowances, strict=True)
    params = {"p_keys": list(keys), "p_most": list(most), "p_seconds": list(seconds)}
    return rpc("take_chat_try", params, ChatTry.model_validate)


def open_widget(token: str) -> Call[Widget]:
    """By the token in the website's page."""
    return rpc("open_widget", {"p_token": token}, Widget.model_validate)


def chat_thread(business_id: str, visitor: str, after: int = 0) -> Call[ChatThread]:
    """The newest messages after that one, a hundred at most."""
    params = {"p_business": business_id, "p_visitor": visitor, "p_after": after}
    return rpc("chat_thread", params, ChatThread.model_validate)
