"""Messages in, turns out, and the receptionist's tools."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, TypeVar

from pydantic import Field

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import BookingWords, Offer, Row, Words

R = TypeVar("R", bound=Row)
Facts = dict[str, Any]


class Received(Row):
    """'stored', 'duplicate' or 'unknown_number'."""

    outcome: str
    business_id: str | None = None
    conversation_id: str | None = None


class OwnAnswer(Row):
    """A question customers ask, and what the business itself answers."""

    question: str
    answer: str


class Pause(Row):
    """The receptionist takes no bookings. `since` tells one pause from the next; no `until`: till somebody ends it."""

    since: str = ""
    until: Words | None = None


class BusinessFacts(Row):
    """What an engine may say about the business. Phones are E.164."""

    name: str
    trade: str
    address: str = ""
    greeting: str
    tone: str
    notes: str
    call_number: str | None
    style: Literal["brief", "plain"]
    currency: str
    zone: str
    answers: list[OwnAnswer] = Field(default_factory=list)
    must_not_promise: str = ""
    paused: Pause | None = None


class ServiceFacts(Row):
    """A service: no price means the team quotes; `at_customer` means an address is needed."""

    id: str
    name: str
    aliases: list[str]
    minutes: int
    price_cents: int | None
    at_customer: bool
    staff: list[str]


class DayHours(Row):
    """Opening and closing of one ISO weekday, in words."""

    weekday: int
    opens: str
    closes: str


class CustomerFacts(Row):
    """What is known of the customer; empty where nothing is."""

    id: str
    name: str
    phone: str | None
    email: str | None
    address: str


class Message(Row):
    """One message of the thread."""

    seq: int
    author: Literal["customer", "receptionist", "owner", "system"]
    body: str
    media: list[dict[str, Any]] = Field(default_factory=list)


class EarlierBooking(Row):
    """A booking that is over, and how it ended: past ones may still be 'pending' or 'confirmed'."""

    service: str
    status: str
    words: Words


class EarlierLead(Row):
    """Why the team was to call before."""

    kind: str
    state: str
    summary: str
    words: Words


class Earlier(Row):
    """What lies before the messages of a turn: how many more there are, since when, and what came of it, oldest first."""

    messages: int
    since: Words | None
    bookings: list[EarlierBooking]
    leads: list[EarlierLead]


class Turn(Row):
    """A claimed conversation: everything an engine may know. `lease` goes with every write.

    `capped`: today's caps of the business are used up, so the offline engine answers. `in_place_of`: the declined booking for
    which the newest offers stand in. `freed_times`: whether they may be asked, or have asked, to hear of a time that comes
    free; `freed_offer` is the reference of one they were texted of and have not answered. `trial`: a member tries the
    receptionist, and nothing any tool does is kept.
    """

    business_id: str
    conversation_id: str
    lease: int
    channel: Literal["sms", "chat"]
    state: Literal["ai", "human", "closed"]
    upto_seq: int
    answered_seq: int
    attempts: int
    facts: Facts
    now: Words
    business: BusinessFacts
    services: list[ServiceFacts]
    hours: list[DayHours]
    customer: CustomerFacts
    messages: list[Message]
    offers: list[Offer]
    bookings: list[BookingWords]
    capped: bool = False
    in_place_of: BookingWords | None = None
    freed_times: Literal["off", "no_lead", "may_ask", "wanted"] = "off"
    freed_offer: str | None = None
    earlier: Earlier | None = None
    trial: bool = False

    @property
    def unanswered(self) -> list[Message]:
        """What the customer said since the last answer, in order."""
        return [m for m in self.messages if m.author == "customer" and m.seq > self.answered_seq]


class SlotsFound(Row):
    """Offers issued, and how near they are to the wish: 'wished', 'same_days', 'later' or 'none'."""

    match: Literal["wished", "same_days", "later", "none"]
    set: int
    offers: list[Offer]


class Outcome(Row):
    """What a tool did, by name, with the booking where there is one."""

    outcome: str
    booking: BookingWords | None = None


class Work(Row):
    """Which duties have something due, and when something will be next."""

    answer: bool
    send: bool
    settle: bool
    nag: bool
    expire: bool
    remind: bool
    day_end: bool
    run_sheet: bool
    handoffs: bool
    pictures: bool
    commands: bool
    backfill: bool
    measure: bool
    holidays: bool
    invite: bool
    sync: bool
    next_at: datetime | None


def receive_message(
    to: str,
    sender: str,
    body: str,
    provider_id: str,
    media: Sequence[dict[str, str]] = (),
    opt_out_type: str | None = None,
    now: datetime | None = None,
) -> Call[Received]:
    """Stores a text once and sets its answer due."""
    params = {
        "p_to": to,
        "p_from": sender,
        "p_body": body,
        "p_provider_id": provider_id,
        "p_media": list(media),
        "p_opt_out_type": opt_out_type,
        "p_now": _iso(now),
    }
    return rpc("receive_message", params, Received.model_validate)


def receive_chat_message(
    business_id: str, visitor: str, body: str, client_id: str, media: list[dict[str, str]], now: datetime | None = None
) -> Call[Received]:
    """Stores what a chat visitor (a UUID) wrote once per `client_id` of theirs, and sets its answer due."""
    params = {
        "p_business": business_id,
        "p_visitor": visitor,
        "p_body": body,
        "p_client_id": client_id,
        "p_media": media,
        "p_now": _iso(now),
    }
    return rpc("receive_chat_message", params, Received.model_validate)


def claim_turn(now: datetime | None = None) -> Call[Turn | None]:
    """The next conversation to answer, leased for a minute; None when nothing is due."""
    return rpc("claim_turn", {"p_now": _iso(now)}, lambda rows: Turn.model_validate(rows[0]) if rows else None)


def _of(turn: Turn, **params: Any) -> dict[str, Any]:
    named = {f"p_{key}": value for key, value in params.items()}
    return {"p_business": turn.business_id, "p_conversation": turn.conversation_id, "p_lease": turn.lease, **named}


def _tool(name: str, turn: Turn, read: type[R], now: datetime | None, **said: Any) -> Call[R]:
    """One of the receptionist's tools; in a trial by way of `try_tool`, which takes back what it did."""
    if turn.trial:
        return rpc("try_tool", _of(turn, tool=name, arguments=said, now=_iso(now)), read.model_validate)
    return rpc(name, _of(turn, **said, now=_iso(now)), read.model_validate)


def find_slots(
    turn: Turn,
    service_id: str,
    wish: dict[str, Any],
    staff: str | None,
    suburb: str,
    postcode: str,
    now: datetime | None = None,
    booking: str | None = None,
) -> Call[SlotsFound]:
    """Finds and issues up to three free times. The wish is in local words; see `private.offer_candidates`.

    With `booking`, a reference, they are new times for that booking. Raises NotFound when it is open no longer.
    """
    wished = {"service": service_id, "wish": wish, "staff": staff, "suburb": suburb, "postcode": postcode}
    return _tool("find_slots", turn, SlotsFound, now, **wished, booking=booking)


def hold_booking(turn: Turn, offer: str, details: dict[str, Any], now: datetime | None = None) -> Call[Outcome]:
    """Takes the time of an offer's reference: 'pencilled', 'move_requested' or 'moved'. Any other outcome did nothing."""
    return _tool("hold_booking", turn, Outcome, now, offer=offer, details=details)


def cancel_own_booking(turn: Turn, booking: str, reason: str, now: datetime | None = None) -> Call[Outcome]:
    """The customer calls a booking off, by its reference; the owner is told. Raises NotFound when it is open no longer."""
    return _tool("cancel_own_booking", turn, Outcome, now, booking=booking, reason=reason)


def refuse_proposal(turn: Turn, booking: str, now: datetime | None = None) -> Call[Outcome]:
    """The customer does not want the time the owner proposed; the old one stands. Raises NotFound as above."""
    return _tool("refuse_proposal", turn, Outcome, now, booking=booking)


def add_booking_note(turn: Turn, note: str, now: datetime | None = None) -> Call[Outcome]:
    """Adds what the customer said after booking; the owner hears of it once."""
    return _tool("add_booking_note", turn, Outcome, now, note=note)


def hand_off(turn: Turn, context: str, details: dict[str, Any], now: datetime | None = None) -> Call[Outcome]:
    """A person takes over; the owner gets the urgent text."""
    return _tool("hand_off", turn, Outcome, now, context=context, details=details)


def create_lead(
    turn: Turn, kind: str, summary: str, details: dict[str, Any], now: datetime | None = None
) -> Call[Outcome]:
    """Notes that the team should call."""
    return _tool("create_lead", turn, Outcome, now, kind=kind, summary=summary, details=details)


def say_meanwhile(turn: Turn, words: str, now: datetime | None = None) -> Call[str]:
    """Says something in an open chat before its turn ends: 'said', 'again' or 'not_now'. Raises Conflict without the lease."""
    return rpc("say_meanwhile", _of(turn, words=words, now=_iso(now)), str)


def finish_turn(
    turn: Turn,
    replies: list[str],
    facts: Facts,
    engine: str,
    record: dict[str, Any],
    must_say: bool,
    now: datetime | None = None,
) -> Call[str]:
    """Ends the turn: 'answered', or 'superseded' when the customer wrote again and nothing had been done.

    'overtaken': a person took the conversation over, or blocked the customer, so nothing is said.
    """
    params = _of(
        turn,
        upto_seq=turn.upto_seq,
        replies=replies,
        facts=facts,
        engine=engine,
        record=record,
        must_say=must_say,
        now=_iso(now),
    )
    return rpc("finish_turn", params, str)


def want_freed_times(turn: Turn, words: str, now: datetime | None = None) -> Call[Outcome]:
    """They ask to be texted of a time that comes free: 'noted' with their words, or 'no_lead'."""
    return _tool("want_freed_times", turn, Outcome, now, words=words)


def refuse_freed_time(turn: Turn, now: datetime | None = None) -> Call[Outcome]:
    """They do not want the freed time they were texted of: 'refused' or 'no_offer'."""
    return _tool("refuse_freed_time", turn, Outcome, now)


def backfill_due(now: datetime | None = None) -> Call[int]:
    """The next step of one freed time on its way down the list: 1 if one was due."""
    return rpc("backfill_due", {"p_now": _iso(now)}, int)


def handoffs_due(now: datetime | None = None) -> Call[int]:
    """The next step of each conversation a person has been given and left: reminder, word to the customer, resuming."""
    return rpc("handoffs_due", {"p_now": _iso(now)}, int)


def due_work(now: datetime | None = None) -> Call[Work]:
    """What is due now and when something will be next."""
    return rpc("due_work", {"p_now": _iso(now)}, Work.model_validate)


def _iso(now: datetime | None) -> str | None:
    return now.isoformat() if now else None
