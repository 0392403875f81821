"""What goes over the wire between the chat window and its API."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from edge_bridge.db.widgets import Look

LONGEST = 2000


def _readable(words: str) -> str:
    if any(ord(c) < 32 and c not in "\n\t" for c in words) or any(0xD800 <= ord(c) <= 0xDFFF for c in words):
        raise ValueError("control characters")
    return words


Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST), AfterValidator(_readable)
]


class Wire(BaseModel):
    """Nothing but what is described."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BeginSession(Wire):
    """`token`: the public one of the website's page. `session`: the one this browser had before, if any."""

    token: str = Field(pattern=r"^[0-9a-zA-Z_-]{8,64}$")
    session: str | None = Field(default=None, max_length=1000)


class Session(Wire):
    """A session, and what the window shows before anything is said."""

    session: str
    name: str
    phone: str | None
    look: Look
    open_now: bool


class Said(Wire):
    """One message. `client_id`: the browser's own, so that the same one sent twice is stored once."""

    client_id: UUID
    body: Words


class Stored(Wire):
    """Whether it was new."""

    outcome: str = Field(pattern="^(stored|duplicate)$")
