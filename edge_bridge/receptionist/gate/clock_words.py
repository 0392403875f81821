"""Finds the times of day a sentence names, days already marked with §. A time without am or pm can mean either half."""

import re
from collections.abc import Iterator
from re import Match

from .mentions import Clock, Part
from .reading import BLANK

DAY = 24 * 60
_HOUR_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_HOURS = {word: number for number, word in enumerate(_HOUR_WORDS.split(), start=1)}
_HOUR = rf"(\d{{1,2}}|{'|'.join(_HOURS)})"
_MINUTE_WORDS = {
    "o five": 5, "oh five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "twenty five": 25, "twenty-five": 25, "thirty": 30,
    "thirty five": 35, "thirty-five": 35, "forty": 40, "forty five": 45, "forty-five": 45, "fifty": 50, "fifty five": 55,
    "fifty-five": 55,
}  # fmt: skip
_MINUTE = "|".join(sorted(_MINUTE_WORDS, key=len, reverse=True))
_PAST_WORDS = {
    "five": 5,
    "ten": 10,
    "quarter": 15,
    "a quarter": 15,
    "twenty": 20,
    "twenty five": 25,
    "twenty-five": 25,
    "half": 30,
}
_AP = r"([ap])\.?m\b\.?"
_UNIT = (
    r"(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?|dollars?|bucks|cents?|percent|%|of|times"
    r"|options|slots|people|dogs?|cats?"
    r"|kids?|acres?|metres?|m2|sqm|km|bed\w*|rooms?|lawns?|blocks?|yards?|hedges?|trees?|st|nd|rd|th|services?"
    r"|or more|things?|days'|quick)"
)
_NOT_COUNTED = (
    rf"\b(?! (?:of|hundred|thousand|more|other|different|good)\b| (?:{_UNIT})\b)"
    r"(?! (?!(?:works|suits|is|was|as|this|thanks|cheers|looks|sounds|yes)\b)[a-z]{2,}s\b)"
)
"""'At two' is a time, 'at two places' counts."""
_END = rf"(?![\w:/]|\.\d| ?(?:{_UNIT})\b| ?%|,\d)"
_PARTS: tuple[tuple[str, int, int], ...] = (
    (r"first thing(?: in the morning)?|early (?:in the )?morning|bright and early", 5 * 60, 10 * 60),
    (r"mid-?morning", 9 * 60, 11 * 60 + 30),
    (r"mornings?", 0, 12 * 60),
    (r"(?:after|before|around|at|over|during|by) lunch(?:time)?|lunch ?time", 11 * 60, 15 * 60),
    (r"(?:late |early |mid[- ]?)?(?:afternoons?|arvos?)", 12 * 60, 18 * 60),
    (
        r"after (?:work|hours)|evenings?|tonight|tonite|2nite|nights?|end of (?:the )?day|close of business|cob",
        16 * 60,
        DAY,
    ),
)


def _half(hour: int, minute: int, half: str | None) -> frozenset[int]:
    if hour > 24 or minute > 59 or (half and hour > 12):
        return frozenset({-1}) if half else frozenset()
    if half:
        return frozenset({(hour % 12 + (12 if half == "p" else 0)) * 60 + minute})
    if hour > 12 or hour == 0:
        return frozenset({(hour % 24) * 60 + minute})
    return frozenset({hour % 12 * 60 + minute, (hour % 12 + 12) * 60 + minute})


def _hour(word: str) -> int:
    return int(word) if word.isdigit() else _HOURS[word]


def _numeric(m: Match[str]) -> frozenset[int]:
    if m[1].startswith("0") and len(m[1]) == 2 and not m[3]:
        return frozenset({int(m[1]) * 60 + int(m[2])})
    return _half(int(m[1]), int(m[2]), m[3])


def _past(m: Match[str]) -> frozenset[int]:
    minutes = int(m[1]) if m[1].isdigit() else _PAST_WORDS[m[1]]
    hour, half = _hour(m[3]), m[4]
    if m[2] in ("past", "after"):
        return _half(hour, minutes, half)
    return frozenset((minute - minutes) % DAY for minute in _half(hour, 0, half))


_RULES = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"\b(\d{1,2})[:.](\d\d)(?!\d)(?: ?([ap])\.?m\b\.?)?", _numeric),
        (r"\b(\d{1,2})h(\d\d)\b()", _numeric),
        (r"\b([01]?\d|2[0-3])([0-5]\d) ?(?:hrs|hours|h)\b", lambda m: frozenset({int(m[1]) * 60 + int(m[2])})),
        (rf"\b(\d{{1,2}})([0-5]\d) ?{_AP}", lambda m: _half(int(m[1]), int(m[2]), m[3])),
        (
            rf"\b(a quarter|quarter|half|twenty[ -]five|twenty|ten|five|\d{{1,2}})(?: min(?:ute)?s?)? (past|after"
            rf"|to|before|til|till) {_HOUR}\b(?![:.]\d)(?: ?{_AP})?",
            _past,
        ),
        (rf"\bhalf[ -]?{_HOUR}\b(?! ?(?:hours?|of|off|price))(?: ?{_AP})?", lambda m: _half(_hour(m[1]), 30, m[2])),
        (
            rf"\b({'|'.join(_HOURS)})[ -]({_MINUTE})\b(?! ?(?:dollars|bucks|minutes|mins))(?: ?{_AP})?",
            lambda m: _half(_HOURS[m[1]], _MINUTE_WORDS[m[2]], m[3]),
        ),
        (rf"(?<![\d.$]){_HOUR} ?{_AP}", lambda m: _half(_hour(m[1]), 0, m[2])),
        (rf"\b{_HOUR} ?o'?clock\b(?: ?{_AP})?", lambda m: _half(_hour(m[1]), 0, m[2])),
        (rf"\b{_HOUR}-?ish\b", lambda m: _half(_hour(m[1]), 0, None)),
        (r"\b(?:12 |twelve )?(?:noon|midday|mid-day)\b", lambda m: frozenset({720})),
        (r"\b(?:12 |twelve )?midnight\b", lambda m: frozenset({0})),
        (
            rf"(?:\b(?:at|@|around|about|by|from|until|till?|after|before|between|like|say)|@) ?([01]?\d"
            rf"|2[0-3])([0-5][05]){_END}",
            lambda m: _half(int(m[1]), int(m[2]), None),
        ),
        (
            rf"(?:\b(?:at|by|from|until|till?|after|before|between)|@) ?(?:around |about |like "
            rf"|exactly )?(\d{{1,2}}){_END}",
            lambda m: _half(int(m[1]), 0, None),
        ),
        (rf"(?<=[§{BLANK}]) ?(?:at |@ ?|around |for |, ?|- ?)?(\d{{1,2}}){_END}", lambda m: _half(int(m[1]), 0, None)),
        (
            r"\b(\d{1,2})(?= (?:on |this |in the |o'clock|sharp)?(?:§|morning|arvo|afternoon|evening|sharp))",
            lambda m: _half(int(m[1]), 0, None),
        ),
        (
            rf"(?:\b(?:at|by|around|from|until|till?|after|before|between)|@) (?:about |around )?({'|'.join(_HOURS)})"
            rf"{_NOT_COUNTED}",
            lambda m: _half(_HOURS[m[1]], 0, None),
        ),
        (rf"\bto ({'|'.join(_HOURS)})(?=\W*$|[,.!?;)])", lambda m: _half(_HOURS[m[1]], 0, None)),
        (
            rf"§ (?:about |around )?({'|'.join(_HOURS)}){_NOT_COUNTED}(?=\W*$|[,.!?;)]| (?:on|this|in the|for|and|if"
            rf"|sharp|then|today|works?|okay|ok|is|are|to|until|or|with|cheers|tomorrow|§))",
            lambda m: _half(_HOURS[m[1]], 0, None),
        ),
    )
)
_RANGE_TAIL = re.compile(rf"^ ?(?:-|to|until|till?|and) ?{_HOUR}(?: ?{_AP})?{_END}")
_RANGE_HEAD = re.compile(rf"{_HOUR} ?(?:-|to|until|till) ?$")
_CHAIN = re.compile(
    rf"^,? ?(?:or|and|,) ?(?:at |around )?{_HOUR}(?=\W*$|[,.!?;)]| (?:on|this|in the|then|or"
    rf"|and|work|suit|is|are|both))"
)


def find_clocks(words: str) -> tuple[list[Clock], list[Part], str]:
    """Clock times and parts of the day, in order, and the words with them blanked."""
    found = [Clock(start, end, minutes) for start, end, minutes in _times(words)]
    for clock in found:
        words = words[: clock.start] + "¤" + BLANK * (clock.end - clock.start - 1) + words[clock.end :]
    parts = list(_parts(words))
    for part in parts:
        words = words[: part.start] + "¤" + BLANK * (part.end - part.start - 1) + words[part.end :]
    found.sort(key=lambda clock: clock.start)
    return _halved(found, parts, words), parts, words


def _times(words: str) -> Iterator[tuple[int, int, frozenset[int]]]:
    for pattern, read in _RULES:
        read_to = 0
        for match in pattern.finditer(words):
            minutes = read(match)
            if match.start() < read_to or not minutes or BLANK * 3 in match[0].strip(BLANK) or "\x1e" in match[0]:
                continue
            start, end = match.start(), match.end()
            yield start, end, minutes
            for chained in _neighbours(words, match, minutes):
                yield chained
                start, end = min(start, chained[0]), max(end, chained[1])
            read_to = end
            words = words[:start] + "\x1e" * (end - start) + words[end:]


def _neighbours(words: str, match: Match[str], minutes: frozenset[int]) -> Iterator[tuple[int, int, frozenset[int]]]:
    """'8' of '8-5pm' and '4' of 'at 2 or 4', which say nothing by themselves."""
    end = match.end()
    for pattern in (_RANGE_TAIL, _CHAIN):
        if (tail := pattern.match(words[end:])) and not re.match(r"[:.]\d", words[end + tail.end(1) :]):
            half = tail[2] if pattern is _RANGE_TAIL else None
            yield end + tail.start(1), end + tail.end(), _half(_hour(tail[1]), 0, half)
            return
    if head := _RANGE_HEAD.search(words[: match.start()]):
        yield head.start(1), head.end(1), _half(_hour(head[1]), 0, None)


def _parts(words: str) -> Iterator[Part]:
    for pattern, first, last in _PARTS:
        for match in re.finditer(rf"\b(?:{pattern})\b(?! tea)", words):
            yield Part(match.start(), match.end(), first, last)
            words = words[: match.start()] + BLANK * (match.end() - match.start()) + words[match.end() :]


def _halved(clocks: list[Clock], parts: list[Part], words: str) -> list[Clock]:
    """'9 in the morning': the part says which half is meant."""
    result = []
    for clock in clocks:
        near = [
            p
            for p in parts
            if re.fullmatch(r" (?:in the |on § ?|this |§ ?)?", words[clock.end : p.start].replace(BLANK, ""))
        ]
        kept = {m for m in clock.minutes if not near or near[0].holds(m)}
        result.append(Clock(clock.start, clock.end, frozenset(kept) or frozenset({-1})))
    return result
