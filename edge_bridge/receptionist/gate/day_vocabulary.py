"""Words for days and months, as parts of regular expressions and as numbers."""

WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|th?u?rsday|thr?usday|wensday|wedn?sday|satuday|saterday)"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
LONG_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
COUNT = r"(?:\d{1,2}|a couple of|couple of|an?|one|two|three|four|five|six|seven|ten)"
NTH = r"(?:st|nd|rd|th)"
TOMORROW = r"(?:tomorrow|tomorow|tommorow|tmrw|tmr|tomoz|tomoza|2moro|2morrow)"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MISSPELT = {"tru": "thu", "trs": "thu", "thr": "thu"}
_COUNTS = {"a": 1, "an": 1, "one": 1, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_FIRST_TO_NINTH = "first second third fourth fifth sixth seventh eighth ninth"
_TENTH_ON = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = {
    **{word: number for number, word in enumerate(f"{_FIRST_TO_NINTH} {_TENTH_ON}".split(" "), start=1)},
    **{f"twenty-{word}": 20 + number for number, word in enumerate(_FIRST_TO_NINTH.split(" "), start=1)},
    "thirtieth": 30,
    "thirty-first": 31,
}
ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
LATE_ORDINAL = "|".join(sorted((word for word, number in ORDINALS.items() if number > 3), key=len, reverse=True))
"""From fourth: 'the second one' counts things, not days."""


def weekday_number(word: str) -> int:
    """ISO weekday of a WEEKDAY match."""
    return _DAYS.index(_MISSPELT.get(word[:3], word[:3])) + 1


def month_number(word: str) -> int:
    """Month, 1 to 12, of a MONTH match."""
    return _MONTHS.index(word[:3]) + 1


def count_of(word: str) -> int:
    """The number of a COUNT match."""
    return int(word) if word.isdigit() else _COUNTS.get(word, 2)
