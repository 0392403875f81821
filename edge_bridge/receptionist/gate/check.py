"""Every sentence of a reply against the rows."""

from collections.abc import Iterator

from .availability import false_availability
from .customer_words import Asked, asked_of
from .falsehood import Falsehood, Kind
from .language import unreadable
from .notes import quotes, repeats
from .numbers import false_numbers
from .outcomes import claimed, false_outcomes
from .positions import false_positions
from .prices import Topic, false_prices, topic_of
from .stretch import Stretch, states_named, stretches_of
from .times import false_times
from .truth import Truth

__all__ = ["Falsehood", "Kind", "check"]


def check(text: str, truth: Truth) -> list[Falsehood]:
    """What a reply says that the rows do not: nothing when it may be sent. Pure; no clock, no database.

    Words the customer used may be asked back ("did you mean Thursday?", "what time on Thursday?") and, after a search that
    missed, denied ("Thursday at 3 isn't free"); a time that was not offered is never proposed, not even as a question.
    Numbers need a row, the owner's own words, or the customer as their source; the owner's sentences may be said again, and the
    customer's words quoted. Other languages than English do not pass.
    """
    if unreadable(text, truth):
        return [Falsehood(Kind.LANGUAGE, text[:80], "only English can be checked")]
    asked, topic = asked_of(truth), topic_of(text, truth)
    found: list[Falsehood] = []
    outcome: str | None = None
    for stretch in stretches_of(text, truth):
        claims = claimed(stretch)
        outcome = _outcome(stretch, claims, outcome)
        found += _false(stretch, claims, truth, asked, topic, outcome)
    return found


def _outcome(stretch: Stretch, claims: list[str], before: str | None) -> str | None:
    """The outcome a stretch speaks of; a bare list of times still speaks of the one before it."""
    named = [o for o in claims if o in ("confirmed", "pencilled", "requested", "held", "cancelled", "moved")]
    return named[0] if named else (before if stretch.only_times else None)


def _false(
    stretch: Stretch, claims: list[str], truth: Truth, asked: Asked, topic: Topic, outcome: str | None
) -> Iterator[Falsehood]:
    if quotes(truth, stretch.whole.said):
        return
    owners = repeats(truth, stretch.said)
    yield from false_outcomes(stretch, claims, truth, owners)
    if owners:
        return
    yield from false_availability(stretch, truth)
    yield from false_positions(stretch, truth)
    yield from false_times(stretch, truth, asked, states_named(outcome))
    yield from false_prices(stretch, truth, topic)
    yield from false_numbers(stretch, truth, topic)
