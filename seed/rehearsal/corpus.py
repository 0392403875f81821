"""The conversations of `corpus/*.toml`, read strictly: who writes, what they want, and what must be true at the end."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

CORPUS = Path(__file__).parent / "corpus"
BUSINESSES = {"lawn": "green-blade", "salon": "harbour-hair"}
Ask = Literal[
    "name", "address", "contact", "service", "number", "day", "which", "sure", "either", "other", "shall", "details"
]  # fmt: skip


class BadCorpus(Exception):
    """A corpus file cannot be used; the message says which and why."""


class Part(BaseModel):
    """A table of a corpus file: what it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Booked(Part):
    """A booking there is beforehand; `at` is local wall time."""

    service: str
    at: str


class Given(Part):
    """The state beforehand. `now` is local wall time; `full` are stretches of days without a free time."""

    now: str = ""
    channel: Literal["sms", "chat"] = "sms"
    known: dict[Literal["name", "address"], str] = Field(default_factory=dict)
    own: list[Booked] = Field(default_factory=list)
    others: list[Booked] = Field(default_factory=list)
    full: list[str] = Field(default_factory=list)
    proposal: str = ""
    picture: bool = False
    blocked: bool = False
    paused_until: str = ""


class Raise(Part):
    """What the customer brings up by themselves, at a moment: see `customer.Customer`. `then` are changed facts."""

    at: str
    say: str | list[str] = ""
    burst: list[str] = Field(default_factory=list)
    pick: Literal["", "first", "second", "last", "any"] = ""
    agrees: str = ""
    then: dict[str, Any] = Field(default_factory=dict)
    wait_hours: float = 0


class Event(Part):
    """What somebody else does at a moment: the owner, or another customer who takes the times offered."""

    at: Literal["booked", "offers"]
    do: Literal["confirm", "decline", "expire", "take"]


class Goal(Part):
    """What must be true in the rows at the end; what is left out does not matter.

    `booked` and `ended` count bookings made in the conversation that are open, or called off. `rescheduled`: the one made
    has another time than at first, or a move of it waits. `says` and `never` are expressions looked for in the replies.
    """

    booked: int | None = None
    ended: int | None = None
    services: list[str] = Field(default_factory=list)
    staff: str = ""
    pending: bool = False
    confirmed: bool = False
    rescheduled: bool = False
    notes: str = ""
    no_notes: bool = False
    email: bool = False
    cancelled: list[str] = Field(default_factory=list)
    kept: list[str] = Field(default_factory=list)
    moved: str = ""
    proposal: str = ""
    human: bool = False
    human_or_lead: bool = False
    lead: list[str] = Field(default_factory=list)
    none: bool = False
    opted_out: bool | None = None
    silent: bool = False
    owner_told: list[str] = Field(default_factory=list)
    unasked: list[Literal["name", "address"]] = Field(default_factory=list)
    says: list[str] = Field(default_factory=list)
    never: list[str] = Field(default_factory=list)


class Conversation(Part):
    """One simulated customer. `accepts` are the times they can do: see `windows.Windows`; empty: any time."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    subject: str
    held_out: bool = False
    covers: list[str] = Field(default_factory=list)
    on: Literal["lawn", "salon"] = "lawn"
    generic: bool = False
    nth_service: int = 1
    persona: str
    opening: str | None = None
    burst: list[str] = Field(default_factory=list)
    wants: str = ""
    service: str = ""
    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    when: str = ""
    later_when: str = ""
    accepts: list[str] = Field(default_factory=list)
    prefers: Literal["first", "middle", "last"] = "first"
    picks: str = ""
    agrees: str = ""
    note: str = ""
    answers: dict[Ask, str] = Field(default_factory=dict)
    loose: list[Literal["name", "address"]] = Field(default_factory=list)
    given: Given = Given()
    raises: list[Raise] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)
    goal: Goal
    ideal: int = Field(ge=1)


@cache
def wordings() -> dict[str, Any]:
    """The pools of wordings."""
    return tomllib.loads((CORPUS.parent / "wordings.toml").read_text(encoding="utf-8"))


def read_corpus(folder: Path = CORPUS) -> list[Conversation]:
    """Every conversation, in the order of the files. Raises BadCorpus."""
    found: list[Conversation] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))["conversation"]
            found += [Conversation.model_validate(entry) for entry in raw]
        except (tomllib.TOMLDecodeError, KeyError, ValidationError) as error:
            raise BadCorpus(f"{path.name}: {error}") from error
    twice = {c.id for c in found if sum(other.id == c.id for other in found) > 1}
    strange = {c.persona for c in found} - wordings()["personas"].keys()
    if twice or strange:
        raise BadCorpus(f"Told twice: {sorted(twice)}. Personas unknown: {sorted(strange)}.")
    return found
