"""Renders what Claude is told: a stable part, the same for every turn of a business and so cached, and the situation."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from edge_bridge.db.conversations import ServiceFacts, Turn
from edge_bridge.receptionist import own
from edge_bridge.texts.phones import national
from edge_bridge.texts.render import slot

from . import plain

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@cache
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  plain text for a model: nothing to escape
    )
    env.filters |= {"slot": slot, "quoted": _quoted}
    return env


def stable(turn: Turn) -> str:
    """Rules and the business's own settings; an edit of these takes effect with the next turn."""
    return (
        _environment()
        .get_template("prompt.md")
        .render(
            business=turn.business,
            facts=facts(turn),
            must_not_promise=" ".join(turn.business.must_not_promise.split()),
            any_at_customer=any(s.at_customer for s in turn.services),
        )
    )


def situation(turn: Turn) -> str:
    """What changes from turn to turn: now, the customer, bookings and the newest times. Without any id."""
    return (
        _environment()
        .get_template("situation.md")
        .render(
            now=turn.now,
            channel=turn.channel,
            first_contact=first_contact(turn),
            customer=_customer(turn),
            bookings=turn.bookings,
            offers=turn.offers,
            new_times=own.new_times(turn),
            in_place_of=turn.in_place_of,
            freed=turn.freed_offer is not None,
            earlier=turn.earlier,
            takes_message=turn.facts.get("stage") == "message",
        )
    )


def first_contact(turn: Turn) -> bool:
    """Whether we have not answered this customer before."""
    return not any(m.author == "receptionist" for m in turn.messages)


def facts(turn: Turn) -> str:
    """Services, hours, number, the owner's notes and own answers as lines."""
    hours = {h.weekday: f"{DAYS[h.weekday - 1]}: {h.opens} to {h.closes}" for h in turn.hours}
    week = [hours.get(n, f"{DAYS[n - 1]}: closed") for n in range(1, 8)] if hours else ["Hours are not known."]
    lines = ["Services:", *(_service(s) for s in turn.services), "Opening hours:", *week]
    if turn.business.call_number:
        lines.append(f"Number to call: {national(turn.business.call_number)}")
    if turn.business.address:
        lines.append(f"Our address: {turn.business.address}")
    if turn.business.notes:
        lines += ["The owner's notes:", turn.business.notes.strip()]
    if turn.business.answers:
        lines.append("Questions customers ask, and what the business answers:")
        lines += [f"- {' '.join(a.question.split())} {' '.join(a.answer.split())}" for a in turn.business.answers]
    return "\n".join(lines)


def _service(service: ServiceFacts) -> str:
    price = "quoted by the team" if service.price_cents is None else _dollars(service.price_cents)
    where = "at the customer's address" if service.at_customer else "on site"
    staff = f", with {' or '.join(service.staff)}" if len(service.staff) > 1 else ""
    return f"- {service.name}: {service.minutes} minutes, {price}, {where}{staff}"


def _dollars(cents: int) -> str:
    return f"${cents // 100}" if cents % 100 == 0 else f"${cents // 100}.{cents % 100:02d}"


def _customer(turn: Turn) -> str:
    """What is known, quoted: these words came from the customer."""
    known = {
        "name": turn.customer.name or turn.facts.get("name"),
        "phone": national(turn.customer.phone),
        "e-mail": turn.customer.email or turn.facts.get("email"),
        "address": turn.customer.address or turn.facts.get("address"),
        "suburb": turn.facts.get("suburb"),
        "postcode": turn.facts.get("postcode"),
    }
    return ", ".join(f'{key} "{_quoted(str(value))}"' for key, value in known.items() if value)


def _quoted(words: str) -> str:
    return plain.one_line(plain.untagged(words)).replace('"', "'")[:200]
