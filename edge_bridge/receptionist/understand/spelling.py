"""Misspelt day and month words put right, without making days out of other words."""

import re

from rapidfuzz.distance import OSA

_SHORT_FORMS = {
    "tmrw": "tomorrow", "tmr": "tomorrow", "tmro": "tomorrow", "tmrrw": "tomorrow", "tmw": "tomorrow",
    "tomoz": "tomorrow", "tomoro": "tomorrow", "tomo": "tomorrow", "2moro": "tomorrow", "2morrow": "tomorrow",
    "2mrw": "tomorrow", "2mro": "tomorrow", "tom'row": "tomorrow", "2day": "today", "2nite": "tonight",
    "tonite": "tonight", "wknd": "weekend", "wkend": "weekend", "wk": "week", "nxt": "next", "arvos": "arvo",
    "avo": "arvo", "afto": "arvo", "aft": "arvo", "mornin": "morning", "morn": "morning", "morns": "morning",
    "mornings": "morning", "afternoons": "afternoon", "evenings": "evening", "satday": "saturday", "b4": "before",
    "wensday": "wednesday", "wendsday": "wednesday", "wedsday": "wednesday", "weds": "wednesday",
    "thurday": "thursday", "thirsday": "thursday", "saterday": "saturday", "satuday": "saturday", "fortnite": "fortnight",
    "xmas": "christmas", "chrissy": "christmas", "chrissie": "christmas", "noonish": "around noon",
}  # fmt: skip
_LONG_WORDS = {  # the most slips allowed
    "monday": 1, "tuesday": 1, "wednesday": 2, "thursday": 1, "friday": 1, "saturday": 2, "sunday": 1,
    "tomorrow": 2, "january": 1, "february": 2, "august": 1, "september": 2, "october": 1, "november": 1,
    "december": 1, "morning": 1, "afternoon": 2, "evening": 1, "weekend": 1, "fortnight": 1, "tonight": 1,
}  # fmt: skip
_BY_LETTER: dict[str, list[str]] = {}
for _word in _LONG_WORDS:
    _BY_LETTER.setdefault(_word[0], []).append(_word)
_REAL_WORDS_TEXT = """
money monda sundae sundry frida fridays mondays tuesdays wednesdays thursdays saturdays sundays weekends
weekender weekday weekdays mourning moaning warning evenings even seven eventing monkey sunny sandy mowing
moving someday sunbury saturated augusta octobers members december's tomato
"""
_REAL_WORDS = frozenset(_REAL_WORDS_TEXT.split())
_WORD = re.compile(r"[a-z0-9']+")


def mend(text: str) -> str:
    """Lower-case text with short forms and misspellings of day, month and part-of-day words written out."""
    return _WORD.sub(lambda match: _mended(match[0]), text)


def _mended(word: str) -> str:
    if word in _SHORT_FORMS:
        return _SHORT_FORMS[word]
    if len(word) < 5 or word in _LONG_WORDS or word in _REAL_WORDS:
        return word
    for meant in _BY_LETTER.get(word[0], ()):
        slips = _LONG_WORDS[meant]
        if abs(len(meant) - len(word)) <= slips and OSA.distance(word, meant, score_cutoff=slips) <= slips:
            return meant
    return word
