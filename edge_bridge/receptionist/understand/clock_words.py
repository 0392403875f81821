"""How times of day are written, as patterns over a text whose days are marked."""

import re

from .days import DAY_MARK
from .time_words import FOLLOWER, HOUR_WORD

AP = r"(?:[ap]\s?m\b|[ap]\s?\.\s?m\b\s?\.?|o[\"' ]{0,2}clock\b|hrs?\b|(?<=\d)[ap]\b(?![-'/]))"
TIME = rf"(\d{{1,2}}|{HOUR_WORD})(?!\d)(?:[:.h](\d\d)(?!\d))?\s?({AP})?"
RANGE = re.compile(
    rf"(?<![\d:./$-])(?:\b(between|from|btwn|btw|anywhere from)\s+)?(?<![\w.]){TIME}\s*(?:-|to|till?|untill?"
    rf"|through|and"
    rf"|&)\s*{TIME}(ish)?"
)
MARKS = (
    (
        r"(?:not|nothing|none|never|no) before|no earlier than|not until|later than|any ?time (?:after|from|past)"
        r"|after|from"
        r"|past",
        "from",
    ),
    (
        r"no later than|(?:not|nothing|none|never) (?:after|past|later than)|earlier than|any ?time before|before"
        r"|until|till?|by|prior to|up to|between now and",
        "to",
    ),
    (r"around about|around|about|roughly|approx(?:imately)?|circa|close to|near|say", "around"),
    (r"how about|what about|at about|at around|at like|at|@", "at"),
)
MARK = "|".join(rf"(?P<{name}>{words})" for words, name in MARKS)
ONE = re.compile(
    rf"(?:(?<![\w])(?:{MARK})\s*)?(?<![\w:.$/-]){TIME}[ -]?(?P<ish>ish\b)?\s?"
    r"(?P<tail>(?:onwards?|or later|or after|and later|or earlier|or before|at the latest|latest|at the earliest"
    r"|\+)(?!\w))?"
)
FOLLOWS = re.compile(FOLLOWER)
PART_WORD = r"(?:arvo|morning|afternoon|evening|night)"
BESIDE_DAY = re.compile(rf"{DAY_MARK}[\s,]*(?:(?:in the )?{PART_WORD}[\s,]*)?$|\b{PART_WORD}\s(?:at\s)?$")
OR_BEFORE = re.compile(r"\d\s?(?:[ap]m)?,? or $")
DAY_AFTER = re.compile(
    rf"\s*(?:on\s+|this\s+|in the\s+)*(?:{DAY_MARK}|(?:arvo|morning|afternoon|evening)(?! (?!works\b|suits\b"
    rf"|thanks\b)[a-z]{{4,}}s\b))"
)
IN_THE_HALF = re.compile(r"\s*in the (?:morning|afternoon|arvo|evening)\b")
