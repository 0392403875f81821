"""Prices: an amount must be the price of the service spoken of; a service without one never gets a number, nor 'free'."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .amounts import Amount, amounts_in
from .customer_words import only_quoted
from .falsehood import Falsehood, Kind
from .notes import backs
from .reading import BLANK, NT, lower
from .stretch import Stretch, services_in
from .truth import Service, Truth

_FREE = re.compile(
    r"\bfree of charge\b|\bfor free\b(?! (?:times?|slots?|spots?|appointments?))|\b(?:no|zero|without|any"
    r"|nil) (?:extra |additional |call-?out )?(?:charge|cost|fee)s?\b(?! (?:is |are )?set)|\bcomplimentary\b"
    r"|\bon the house\b|\bgratis\b|\bfreebie\b|\bcost(?:s)? (?:you )?(?:nothing|zero|nix)\b"
    r"|\bcost you (?:a cent|anything)\b|\bwaive\w*\b|\bhalf[ -]price\b"
    r"|\bdiscount\w*\b|\b\d+ ?(?:%|percent) off\b|\bmate'?s'? rates?\b|\bspecial (?:price|deal|offer)\b"
    r"|\bvoucher\b|\b(?:plus|ex|excluding|\+) gst\b|\bcheaper\b|(?:'s|\bis|\bare) on us\b|\b(?:won'?t"
    r"|wouldn'?t|don'?t have to|needn'?t|never) (?:have to )?pay\b|\bpay nothing\b|\b(?:match|beat) (?:any"
    r"|their|that)\b|\bfor nothing\b|\bour treat\b|\bsame (?:price|rate|cost|deal)\b|\bprice match\w*\b"
    r"|\bhalf off\b|\blet you off\b|\b(?:drop|skip|forget|ignore)\w* the (?:fee|charge|cost)|\boff (?:your"
    r"|the) (?:first|next|price|bill|total)\b"
)
_FREE_WORD = re.compile(
    r"\b(?:'s|is|are|a|do|be|your|offer|get it|includes?)?\s?free\b(?! (?:times?|slots?"
    r"|spots?|appointments?|up(?! to)|at|on|from|after|before|then|that|for you|§|¤|\x1f))"
)
_TIME_FREE = re.compile(
    r"[§¤]\W*(?:is |are |'s |are both |is still |still )*free\b|\b(?:what|who|when|which"
    r"|anything|something)(?:'s)?\b[^.]*\bfree\b|\b(?:you|you're|you are|team|jim|time|slot|spot|anything|nothing"
    r"|everyone|it's still|still|both)\b[^.]*(?<!\ba )(?<!for )(?<!your )\bfree\b"
)
_REFUSED = re.compile(rf"{NT}\b|\bnot\b|\bunable\b|\bcannot\b|\bno\b")
_FOR = re.compile(r"\W*(?:is |it's |goes )?for (?:a |an |the |your |our |each )?(?P<what>[a-z' ]{3,30})")
_PER = re.compile(
    r"^\W*(?:per|an?|each|/) ?(?:hour|hr|h|half hour|metre|meter|m2|sqm|m|week|day|fortnight"
    r"|month|visit|room|head)\b"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """Services the reply is about when a sentence names none, lower-case names."""

    services: tuple[str, ...]


def topic_of(text: str, truth: Truth) -> Topic:
    """The services on offer or booked; else those the customer named last; else any."""
    rows = tuple({m.service for m in truth.moments if m.service})
    said = next((found for w in reversed(truth.customer_words) if (found := services_in(lower(w), truth))), ())
    return Topic(rows or said)


def false_prices(stretch: Stretch, truth: Truth, topic: Topic) -> Iterator[Falsehood]:
    """Amounts, and words for nothing to pay, that are not in the rows."""
    words = stretch.words
    free = _gives_away(words) or (_FREE_WORD.search(words) and not _TIME_FREE.search(words) and not stretch.points)
    if free and not _free_is_true(stretch, truth, topic) and not backs(truth, stretch.said, "free"):
        yield Falsehood(Kind.PRICE, stretch.said.strip(), "no row says it is free or cheaper")
        return
    for amount in amounts_in(words):
        if not _is_price(amount, stretch, truth, topic):
            yield Falsehood(Kind.PRICE, stretch.said.strip(), "no price of the service spoken of")
            return


def _gives_away(words: str) -> bool:
    """Said of free or cheaper; 'we can't give discounts' refuses it, 'it won't cost you a cent' does not."""
    found = _FREE.search(words)
    if not found:
        return False
    refused = _REFUSED.search(words[: found.start()]) and not re.match("cost|pay|charge", found[0])
    return not refused


def _services(names: tuple[str, ...], truth: Truth) -> list[Service]:
    return [s for s in truth.services if s.names[0] in names]


def _about(amount: Amount, stretch: Stretch, truth: Truth, topic: Topic) -> list[Service]:
    """The service named nearest before the amount, else the one named after it, else what the conversation is about."""
    named = _services(stretch.spoken, truth)
    after = _FOR.match(stretch.words, amount.end)
    if after and (ours := _services(services_in(after["what"], truth), truth)):
        return ours
    if len(named) > 1:
        words = lower(stretch.said)
        before = words[: amount.start]
        places = [(max(before.rfind(n) for n in s.names), s) for s in named]
        named = [max(places, key=lambda p: p[0])[1]] if max(places, key=lambda p: p[0])[0] >= 0 else named[:1]
    return named or _services(topic.services, truth) or list(truth.services)


def _is_price(amount: Amount, stretch: Stretch, truth: Truth, topic: Topic) -> bool:
    if backs(truth, stretch.said, amount.said) and not stretch.services:
        return True
    if only_quoted(stretch.words) and _customer_said(amount, truth):
        return True
    if _PER.match(stretch.words[amount.end :].replace(BLANK, "")):
        return False
    return any(
        s.price_cents is not None and s.price_cents == amount.cents for s in _about(amount, stretch, truth, topic)
    )


def _customer_said(amount: Amount, truth: Truth) -> bool:
    return any(said.cents == amount.cents for words in truth.customer_words for said in amounts_in(lower(words)))


def _free_is_true(stretch: Stretch, truth: Truth, topic: Topic) -> bool:
    services = _services(stretch.spoken, truth) or _services(topic.services, truth)
    return bool(services) and all(s.price_cents == 0 for s in services)
