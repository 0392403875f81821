"""Sums of money and other numbers in a sentence, in digits or words."""

import re
from dataclasses import dataclass

_SMALL_WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: number for number, word in enumerate(_SMALL_WORDS.split())}
_TENS = {word: 10 * number for number, word in enumerate(_TENS_WORDS.split(), start=2)} | {"fourty": 40}
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{_ONES}))?|{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
WORD_NUMBER = (
    rf"(?:(?:(?:a|{_ONES}|\d|couple of|few) hundred(?: and)?(?: {_SMALL})?|(?:a|{_ONES}"
    rf"|\d) thousand)|{_SMALL})"
)
_NUMBER = rf"(?:\d[\d,]*(?:\.\d\d?)?k?|{WORD_NUMBER})"
_DOLLARS = re.compile(
    rf"(?:a?u?\$|\baud ?|\bau ?\$) ?(?P<a>\d[\d,]*(?:\.\d\d?)?k?)|\b(?P<b>{_NUMBER}) ?(?:dollars?|dollar|bucks"
    rf"|buck|aud|quid|smackers|clams)\b"
    rf"|\b(?P<c>\d+|{_SMALL}) ?(?:c|cents)\b|\b(?:a )?(?P<slang>tenner|fiver|grand|pineapple|lobster)\b"
)
_PRICED = re.compile(
    r"\b(?:costs?|price[sd]?|charges?|fees?|rates?|pay|quoted?|total|sets? you back|looking at|worth"
    r"|runs?(?: to| at)?|comes? to|start(?:s|ing)? (?:at|from)|all up)\b"
    rf"(?: (?:is|are|about|around|roughly|approximately|usually|you|at|only|just|from|say|maybe|of|be|will"
    rf"|would|it's|for|us|that))* (?!one\b)(?P<n>{_NUMBER})\b(?![:.]\d| ?(?:[ap]\.?m\b|min|hour|hr|day|week"
    rf"|acre|%))"
    rf"|\b(?:it's|that's|it is|that is|it'll be|it will be|that'll be|that will be|be) (?:(?:about|around"
    rf"|roughly|usually|only|just|like|say|maybe) )*(?!one\b)(?P<m>\d{{2,4}}|{WORD_NUMBER})\b"
    r"(?=\W*$| (?:for|all up|total|bucks|or so|plus|each|flat|straight|max|tops|ish))"
    rf"|\b(?:is|are|was) (?:(?:about|around|roughly|usually|only|just) )*(?P<o>\d{{2,4}}"
    rf"|(?:{'|'.join(_TENS)})(?:[ -](?:{_ONES}))?)(?=\W*$| (?:for|all up|total|or so|plus|flat))"
)
_SLANG = {"tenner": 1000, "fiver": 500, "grand": 100000, "pineapple": 5000, "lobster": 2000}


@dataclass(frozen=True, slots=True)
class Amount:
    """Money named; `cents` -1 where the words name no exact sum."""

    start: int
    end: int
    cents: int
    said: str


def amounts_in(words: str) -> list[Amount]:
    """Every sum of money, in order."""
    found = [_dollars(m) for m in _DOLLARS.finditer(words)]
    taken = [(a.start, a.end) for a in found]
    for m in _PRICED.finditer(words):
        name = next(g for g in ("n", "m", "o") if m[g])
        if not any(start <= m.start(name) < end for start, end in taken):
            found.append(Amount(m.start(name), m.end(name), round(value_of(m[name]) * 100), m[name]))
    return sorted(found, key=lambda a: a.start)


def _dollars(match: re.Match[str]) -> Amount:
    if match["slang"]:
        return Amount(match.start(), match.end(), _SLANG[match["slang"]], match[0])
    if match["c"]:
        return Amount(match.start(), match.end(), round(value_of(match["c"])), match[0])
    return Amount(match.start(), match.end(), round(value_of(match["a"] or match["b"]) * 100), match[0])


def value_of(said: str) -> float:
    """The number digits or words stand for; -1 for 'a few hundred'."""
    digits = said.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?k?", digits):
        return float(digits.removesuffix("k")) * (1000 if digits.endswith("k") else 1)
    if "few" in said or "couple" in said:
        return -1
    total = 0
    for word in re.split(r"[ -]", said):
        if word in ("hundred", "thousand"):
            total = (total or 1) * (100 if word == "hundred" else 1000)
        elif word not in ("and", "a"):
            total += int(word) if word.isdigit() else _UNITS.get(word, _TENS.get(word, 0))
    return total
