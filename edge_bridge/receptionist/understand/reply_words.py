"""A short reply stripped of its politeness, so that what is left is what it says."""

import re

from .wording import plain

_FILLERS_TEXT = """
hi hey hello um umm oh ah k please pls plz then thanks thank thx ta cheers mate guys legend you u sounds good
great fine perfect lovely cool awesome ok okay hmm actually let lets let's us go do take i'll ill i will would
i'd id like love prefer can could may we well we'll have get grab book me my in for with the a number no. no
option opt choice slot time times is it it's its that's thats be make pick choose reply just answer definitely
works work suit suits best better one ones so much ideal if possible available still to sure yes yep yeah yea ya
yup yas that this happy want mine day appointment spot confirm lock put down on by of and guess think probably
reckon thankyou bro darl hun x xx xo ideally more most would'nt does all options omg haha lol wow yay
"""
FILLERS = frozenset(_FILLERS_TEXT.split())
_YES_WORDS_TEXT = """
yes yep yeah yeh yea ya yup yas yass aye sure ok okay okey k kk alright perfect great good awesome excellent
brilliant lovely cool sweet done deal absolutely definitely certainly works suits fine confirm confirmed correct
right beauty ripper ideal bonza fantastic wonderful beaut yessir indeed y fab amazing superb
"""
YES_WORDS = frozenset(_YES_WORDS_TEXT.split())
_ASKING = frozenset(("is", "was", "are", "isn't", "does", "do", "can", "could", "what", "when", "how"))
_REFUSING = frozenset(("no", "not", "nope", "nah"))
_THUMBS = re.compile("[\U0001f44d\U0001f44c\u2705\u2714\U0001f64c\U0001f4af]")
_DECORATION = re.compile("[\U0001f3fb-\U0001f3ff\U0001f300-\U0001faff\u2600-\u26ff\u2764]")
_CLAUSE = re.compile(
    r"[,;!?()]|\.(?!\d)|\n|\b(?:but|because|cos|since|and (?=i\b|i'|we\b|my\b|could|can|what|how|is|do)|also)\b| - "
)
_WORD = re.compile(r"#?[\w'.:/@]+|#")


def plain_reply(text: str) -> str:
    """A reply in plain words: lower case, keycap emoji as digits, a thumbs up as yes, other emoji dropped."""
    words = _DECORATION.sub(" ", _THUMBS.sub(" yes, ", plain(text)))
    return re.sub(r"\s+", " ", words).strip(" ,")


def clauses(reply: str) -> list[list[str]]:
    """The words of each clause of a plain reply, in order; empty clauses are left out."""
    found = [_WORD.findall(part) for part in _CLAUSE.split(reply)]
    return [[word.strip("'.:") or word for word in words] for words in found if words]


def core(words: list[str]) -> list[str]:
    """The words of a clause that carry its sense."""
    return [word for word in words if word not in FILLERS]


def is_yes(words: list[str]) -> bool:
    """Whether a clause says yes and nothing else; "is that right" asks, "definitely no" refuses."""
    if words[0] in _ASKING or any(word in _REFUSING for word in words):
        return False
    return not core([word for word in words if word not in YES_WORDS]) and any(word in YES_WORDS for word in words)
