"""The vocabulary of days, months and numbers, as regular-expression parts and look-ups."""

WEEKDAY = (
    r"(?:mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:s|nesdays?)?|thu(?:r(?:s(?:days?)?)?)?|fri(?:days?)?"
    r"|sat(?:urdays?)?|sun(?:days?)?)"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
LONG_MONTH = r"(?:january|february|march|april|june|july|august|september|october|november|december)"

_NUMBERS_TEXT = """
zero one two three four five six seven eight nine ten eleven twelve
"""
NUMBERS = {word: value for value, word in enumerate(_NUMBERS_TEXT.split())}
_TEENS_TEXT = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_UNITS = [(word, value) for word, value in NUMBERS.items() if 1 <= value <= 9]
_TENS = (("twenty", 20), ("thirty", 30), ("forty", 40), ("fifty", 50))
BELOW_SIXTY = (
    NUMBERS
    | {word: value for value, word in enumerate(_TEENS_TEXT.split(), start=13)}
    | {f"{tens}{gap}{word}": base + value for tens, base in _TENS for gap in ("-", " ") for word, value in _UNITS}
    | dict(_TENS)
    | {"fourty five": 45}
)
"""Written-out numbers: hours, minutes, days of a month, counts of days."""
COUNTS = BELOW_SIXTY | {
    "a": 1, "an": 1, "couple": 2, "a couple": 2, "a couple of": 2, "couple of": 2, "a few": 3, "few": 3,
}  # fmt: skip
DAYS_OF_MONTH = {word: value for word, value in BELOW_SIXTY.items() if 1 <= value <= 31}
_ORDINALS_TEXT = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
_ORDINALS_TEXT2 = """
first second third fourth fifth sixth seventh eighth ninth
"""
ORDINALS = {
    word: value
    for value, word in enumerate(
        _ORDINALS_TEXT.split(),
        start=1,
    )
} | {
    f"{tens}{gap}{word}": base + value
    for tens, base in (("twenty", 20), ("thirty", 30))
    for gap in ("-", " ")
    for value, word in enumerate(_ORDINALS_TEXT2.split(), start=1)
    if base + value <= 31
}
ORDINALS["thirtieth"] = 30

_DAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH_KEYS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def any_of(words: dict[str, int]) -> str:
    """A group that matches any of the words, longest first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


HOUR_WORD = any_of({word: value for word, value in NUMBERS.items() if value})
COUNT = rf"(?:\d{{1,2}}|{any_of(COUNTS)})"
ORDINAL_WORD = any_of(ORDINALS)
CARDINAL_WORD = any_of(DAYS_OF_MONTH)

FOLLOWER = (
    r"(?=\s*(?:$|[,!?;:)(|/+&§-]|[.](?!\d)|(?:on|in|at|this|next|today|tonight|tomorrow|arvo|morning|afternoon"
    r"|evening|night"
    r"|please|pls|plz|thanks|thank|thx|ta|cheers|works?|suits?|is|are|if|or|and|n|would|will|ok|okay|good|great"
    r"|fine"
    r"|best|perfect|for|to|till?|until|then|that|thatll|that'd|so|but|sharp|ish|maybe|perhaps|onwards?|any|can"
    r"|could"
    r"|with|be|when|because|cos|as|since|mate|sounds|i|i'm|i'll|you|u|we|it|the|does|do|did|not|only|should|again"
    r"|instead|ideally|preferably|latest|earliest|too|either|my|just|after|before|from|than|available|free|love|thx"
    rf"|possible|doable|doing|work|suit|suitable|alright|free|yes|each|every|anytime|o'?clock|hrs|noon|{WEEKDAY}"
    rf"|{LONG_MONTH})\b))"
)
"""What may come after a bare number that is a time or a date, so that "2 dogs" and "5 bedroom" are neither."""


def weekday_number(word: str) -> int:
    """ISO weekday of a WEEKDAY match."""
    return _DAY_KEYS.index(word[:3]) + 1


def month_number(word: str) -> int:
    """Month of a MONTH match, 1 to 12."""
    return _MONTH_KEYS.index(word[:3]) + 1


def day_number(word: str) -> int:
    """Day of a month, in digits or written out as "ninth" or "nine"."""
    return int(word) if word.isdecimal() else ORDINALS.get(word) or DAYS_OF_MONTH[word]


def count_of(word: str) -> int:
    """The number a COUNT match stands for."""
    return int(word) if word.isdecimal() else COUNTS[word]
