"""The gate reads English only: what it cannot read it cannot vouch for."""

import re
import unicodedata

from .truth import Truth

_WORDS = """
a an and the to of in on at is it it's its i i'm i'll i've you your you're we we're we'll we've us our that
this these those for with or what what's which when how who where can could would will do does did have has
had be been was are no not yes any some one all if so but let me just there here please thanks thank sorry
hi hello hey g'day great perfect anything else need like help best works work suit suits day time times
day's from by as up get got team they their he she him her more about mon monday tue tues tuesday wed
wednesday thu thurs thursday fri friday sat saturday sun sunday am pm jan january feb february mar march apr
april may jun june jul july aug august sep sept september oct october nov november dec december
"""
_ENGLISH = frozenset(_WORDS.split())
_FEW = 4


def unreadable(text: str, truth: Truth) -> bool:
    """Whether a reply is in another script, or too little of it is English."""
    for name in (*truth.names, *truth.addresses):
        text = text.replace(name, " ")
    if not text.isascii() and any(c.isalpha() and not unicodedata.name(c, "").startswith("LATIN") for c in text):
        return True
    words = re.findall(r"[a-zà-ÿ']+", text.lower().replace("\u2019", "'"))
    sentences = [w for w in words if len(w) > 1 or w in "ai"]
    return len(sentences) >= 2 * _FEW and sum(w in _ENGLISH for w in sentences) / len(sentences) < 0.13
