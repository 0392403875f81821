"""Parts of the day as windows in minutes since midnight: morning, arvo, lunchtime, after work."""

import re
from dataclasses import dataclass

_H = 60
_PARTS: tuple[tuple[re.Pattern[str], int | None, int | None, str], ...] = tuple(
    (re.compile(pattern), start, end, half)
    for pattern, start, end, half in (
        (r"\bmid(?:dle of the)?[ -]?morning\b", 9 * _H, 11 * _H, "a"),
        (r"\bearly(?: in the| §| on §)? morning\b|\bearly(?=,? +(?:on +)?§)|§ early\b(?! (?:arvo|after))"
            r"|\bbright and early\b|\bnice and early\b|\bvery early\b",
         6 * _H, 9 * _H, "a"),
        (r"\blate(?:r in the| in the| §| on §)? morning\b", 10 * _H, 12 * _H, "a"),
        (r"\bfirst thing\b", 6 * _H, 12 * _H, "a"),
        (r"\bbefore (?:work|school|9 to 5)\b", None, 9 * _H, "a"),
        (r"\bafter (?:the )?(?:school|kinder|daycare) (?:drop ?-?off|run)\b"
            r"|\bafter drop ?-?off\b", 9 * _H, 12 * _H, "a"),
        (r"\bafter (?:school|school pick ?-?up)\b", 15 * _H, 18 * _H, "p"),
        (r"\bbrunch(?:[ -]?time)?\b", 10 * _H, 12 * _H, "a"),
        (r"\bbefore (?:lunch(?:time)?|midday)\b", None, 12 * _H, "a"),
        (r"\bafter lunch(?:time)?\b", 13 * _H, 18 * _H, "p"),
        (r"\blunch(?:[ -]?(?:time|hour|break))?\b(?! ?box)|\bmiddle of the day\b", 11 * _H + 30, 14 * _H, "p"),
        (r"\bearly(?: in the| §| on §)? (?:arvo|afternoon)\b", 12 * _H, 15 * _H, "p"),
        (r"\bmid[ -]?(?:arvo|afternoon)\b", 14 * _H, 16 * _H, "p"),
        (r"\blate(?: in the| at| §| on §)? (?:tonight|evening|night)\b", 19 * _H, 24 * _H, "p"),
        (r"\blate(?:r in the| in the| §| on §)? (?:arvo|afternoon)\b|\blate(?=,? +(?:on +)?§)"
            r"|§ late\b", 15 * _H, 18 * _H, "p"),
        (r"\bafter work\b|\bafter hours\b|\bafter knock ?-?off\b", 17 * _H, 21 * _H, "p"),
        (r"\bend of (?:the |my )?(?:day|business|work)\b|\bcob\b|\beod\b|\bclose of business\b", 15 * _H, 18 * _H, "p"),
        (r"\bmorning\b|\bbrekkie\b|\bin the am\b", 6 * _H, 12 * _H, "a"),
        (r"\barvo\b|\bafternoon\b|\bin the pm\b", 12 * _H, 18 * _H, "p"),
        (r"\bevening\b|\btonight\b|\bnights?\b|\bnight ?time\b|\bdinner ?time\b", 17 * _H, 21 * _H, "p"),
        (r"\bbusiness hours\b|\bduring the day\b|\bday ?time\b", 9 * _H, 17 * _H, ""),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayPart:
    """The window named; `half` is "a" or "p" where it tells which half of the day bare hours are in."""

    minute_from: int | None
    minute_to: int | None
    half: str


_HYPHEN = re.compile(r"\b(early|late|mid)-(?=[a-z])")
_REFUSED = re.compile(
    r"(?:\bnot|\w+n't|\b(?:ca|do|wo)nt|\bcannot|\bno|\bavoid|\bexcept|\bbusy|\bnever)(?: (?!but\b|so\b|and\b|or\b"
    r"|until\b)\w+)"
    r"{0,2}?(?: in| for| on| the| §)* (morning|arvo|afternoon|evening|night)s?\b(?! (?:or|and)\b)"
    r"|\b(morning|arvo|afternoon|evening|night)s?\b[^,.;?|§]{0,12}?\b(?:(?:do|is|are|wo)n't\b(?! you| we)|do not"
    r"|are out|no good"
    r"|not (?:good|great|ideal|possible|suit|work))"
)
"""A part of the day that does not suit."""


def refused_part(text: str) -> tuple[DayPart | None, str]:
    """What is left of a day without the part refused, and the text without the refusal."""
    text = _HYPHEN.sub(r"\1 ", text)
    match = _REFUSED.search(text)
    if not match:
        return None, text
    rest = text[: match.start()] + " " + text[match.end() :]
    if "§" in match[0]:
        return None, rest  # "not Friday morning" refuses that one
    part = match[1] or match[2]
    if part == "morning":
        return DayPart(12 * _H, None, "p"), rest
    return DayPart(None, (12 if part in ("arvo", "afternoon") else 17) * _H, ""), rest


def read_part(text: str) -> DayPart | None:
    """The part of the day a text names; several ("morning or arvo") as the window that spans them."""
    found: list[DayPart] = []
    for pattern, start, end, half in _PARTS:
        text, times = pattern.subn(" ", text)
        if times:
            found.append(DayPart(start, end, half))
    if len(found) < 2:
        return found[0] if found else None
    starts, ends = [part.minute_from for part in found], [part.minute_to for part in found]
    halves = {part.half for part in found}
    return DayPart(
        None if None in starts else min(start for start in starts if start is not None),
        None if None in ends else max(end for end in ends if end is not None),
        halves.pop() if len(halves) == 1 else "",
    )
