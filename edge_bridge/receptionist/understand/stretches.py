"""A text cut where one thing is said and the next begins: "can't do Thursday | how about Friday", "from 2 | to 3"."""

import re

_NOT_A_VERB = (
    r"(?!(?:be|do|come|go|make|move|push|cancel|change|get|have|see|work|re-?schedule|re-?book|book|swap|switch|shift"
    r"|put|say|ask|let|know|check|find|try|bring|pick|drop|take|leave|call|help|confirm|add|use|keep|stay|postpone"
    r"|delay|bump|pull|skip|scrap|you|me|us|him|her|them)\b)"
)
_TO = rf"(?:to|til|till|until) {_NOT_A_VERB}"
_CUT = re.compile(
    r"[,;!?()\n]+|\.(?!\d)|\s-+\s"
    rf"|\b(?={_TO})"
    r"|\b(?=(?:for|with|instead of|rather than|in place of|because|cos|coz|since|but|although|how about|what about"
    r"|so (?:i|we|can|could|how)|and (?:i|we|can|could|is|do|re-?book|move|make|keep)"
    r"|(?:can|could|would|will) (?:you|u|we|i|it|they|that)|is there|any chance|do you)\b)"
)
_FROM = re.compile(
    r"\b((?:mov|chang|shift|swapp?|switch|push|bump|re-?schedul"
    r"|bring)\w*\b[^,.;!?]{0,25}?)\bfrom (?=[^,.;!?]{1,25}? (?:to|till?|until)\b)"
)
_BARE_HOUR = re.compile(r"\b(make it|come|do it|to|till?|until) (?=\d{1,2}\b(?![/.:]?\d|(?:st|nd|rd|th)\b))")
_OPENS_GOAL = re.compile(rf"^{_TO}|^(?:how|what) about\b|\binstead\b(?! of)")
_OPENS_SOURCE = re.compile(r"^(?:instead of|rather than|in place of)\b")


def spelt_out(words: str) -> str:
    """Plain words with "from Thursday to" as "instead of Thursday to", and an hour that is a goal as "at 4"."""
    words = _FROM.sub(r"\1instead of ", words)
    return _BARE_HOUR.sub(lambda match: match[0] + "at ", words)


def stretches(words: str) -> list[str]:
    """The stretches of a plain text, in order; empty ones are left out."""
    return [part.strip() for part in _CUT.split(words) if part.strip()]


def says_goal(part: str) -> bool:
    """ "To Friday", "how about the 9th", "Monday instead": where something is to go."""
    return bool(_OPENS_GOAL.search(part))


def says_source(part: str) -> bool:
    """ "Instead of Thursday": where something is now."""
    return bool(_OPENS_SOURCE.match(part))
