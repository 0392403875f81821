"""Whether what a conversation was for has come about, read from the rows and the replies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seed.rehearsal.corpus import Conversation
from seed.rehearsal.customer import Customer
from seed.rehearsal.rows import Held, Rows, Start

_ASKED = {"name": re.compile(r"\byour\b[^?.]*\bname\b", re.I), "address": re.compile(r"\byour\b[^?]*\baddress\b", re.I)}


@dataclass(frozen=True)
class Ending:
    """How things stand: the rows at first and now, all replies, whether the last text got none, all starts a booking had."""

    told: Conversation
    customer: Customer
    first: Rows
    rows: Rows
    replies: list[str]
    silent: bool
    starts: dict[str, set[Start]]

    @property
    def made(self) -> list[Held]:
        """Bookings made in this conversation that stand."""
        return [b for b in self.rows.bookings if b.ours and b.open]


def unmet(ending: Ending, final: bool = False) -> list[str]:
    """What is not true yet, in words. Only at the end are things asked that must never be said or done."""
    found = [*_bookings(ending), *_own(ending), *_people(ending), *_said(ending)]
    return found + (list(_never(ending)) if final else [])


def wrong_facts(ending: Ending) -> list[str]:
    """What was collected wrongly for the newest booking made: name, address, e-mail, notes, whom they asked for."""
    return list(_facts(ending, ending.made[-1])) if ending.told.goal.booked and ending.made else []


def _bookings(ending: Ending) -> Iterator[str]:
    goal, made = ending.told.goal, ending.made
    if goal.booked is not None and len(made) != goal.booked:
        yield f"{len(made)} open bookings instead of {goal.booked}"
    ended = [b for b in ending.rows.bookings if b.ours and not b.open]
    if goal.ended is not None and len(ended) != goal.ended:
        yield f"{len(ended)} ended bookings instead of {goal.ended}"
    if not goal.booked or not made:
        return
    wanted = goal.services or ending.customer.services[-1:]
    if sorted(b.service for b in made) != sorted(wanted):
        yield f"booked {[b.service for b in made]} instead of {wanted}"
    yield from _facts(ending, made[-1])
    states = {b.status for b in made}
    if (goal.pending and states != {"pending"}) or (goal.confirmed and states != {"confirmed"}):
        yield f"the booking is {sorted(states)}"
    if goal.rescheduled and not any(b.wanted or len(ending.starts.get(b.id, ())) > 1 for b in made):
        yield "it has the same time as at first"


def _facts(ending: Ending, booking: Held) -> Iterator[str]:
    goal, facts, loose = ending.told.goal, ending.customer.facts, ending.told.loose
    if "name" not in loose and _plain(booking.name) != _plain(facts["name"]):
        yield f"the name is {booking.name!r} instead of {facts['name']!r}"
    street = _plain(facts["address"].split(",")[0])
    if booking.address and "address" not in loose and street not in _plain(booking.address):
        yield f"the address is {booking.address!r} instead of {facts['address']!r}"
    if goal.staff and booking.staff != goal.staff:
        yield f"with {booking.staff} instead of {goal.staff}"
    if goal.notes and goal.notes.lower() not in booking.notes.lower():
        yield f"the notes are {booking.notes!r} without {goal.notes!r}"
    if goal.no_notes and booking.notes:
        yield f"the notes are {booking.notes!r}"
    if goal.email and booking.email.lower() != ending.told.email.lower():
        yield f"the e-mail is {booking.email!r}"


def _own(ending: Ending) -> Iterator[str]:
    goal, before = ending.told.goal, {b.id: b for b in ending.first.bookings}
    now = [b for b in ending.rows.bookings if b.id in before]
    for service in goal.cancelled:
        if any(b.service == service and b.open for b in now):
            yield f"{service} is not cancelled"
    for service in goal.kept:
        if not any(b.service == service and b.open and b.start == before[b.id].start and not b.wanted for b in now):
            yield f"{service} did not stay as it was"
    if goal.moved and not any(b.service == goal.moved and _moved(ending, b, before[b.id]) for b in now):
        yield f"{goal.moved} was not moved to a time they can do"
    if goal.proposal and not any(b.proposal == goal.proposal for b in now):
        yield f"the owner's suggestion is not {goal.proposal}"


def _moved(ending: Ending, booking: Held, before: Held) -> bool:
    new = booking.wanted or (booking.start if booking.start != before.start else None)
    return booking.open and new is not None and ending.customer.accepts.have(*new)


def _people(ending: Ending) -> Iterator[str]:
    goal, rows = ending.told.goal, ending.rows
    if goal.human and rows.state != "human":
        yield "no person has been given it"
    if goal.human_or_lead and rows.state != "human" and not rows.leads:
        yield "nobody was told of it"
    for kind in goal.lead:
        if kind not in rows.leads:
            yield f"no lead of kind {kind}"
    for kind in goal.owner_told:
        if kind not in rows.owner_told:
            yield f"the owner did not get the text {kind}"
    if goal.opted_out is not None and rows.opted_out != goal.opted_out:
        yield "opted out" if rows.opted_out else "not opted out"


def _said(ending: Ending) -> Iterator[str]:
    for words in ending.told.goal.says:
        if not any(re.search(words, reply, re.IGNORECASE) for reply in ending.replies):
            yield f"it never said {words}"
    if ending.told.goal.silent and not ending.silent:
        yield "it answered when it should be silent"


def _never(ending: Ending) -> Iterator[str]:
    goal = ending.told.goal
    for words in goal.never:
        if any(re.search(words, reply, re.IGNORECASE) for reply in ending.replies):
            yield f"it said {words}"
    for fact in goal.unasked:
        if any(_ASKED[fact].search(reply) for reply in ending.replies):
            yield f"it asked for the {fact} although it was known"
    if goal.none and (ending.made or ending.rows.state == "human"):
        yield "something came of it"


def _plain(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.lower()).strip()
