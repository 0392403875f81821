"""What a customer mentions that whoever comes should know: "there's a dog in the yard", "gate code is 4412"."""

import re

MOST = 500
"""Characters kept of one text."""
_ABOUT = """
  dogs? cats? pets? chooks? gates? keys? codes? locked lockbox parking driveway allerg\\w* asthma\\w*
  pregnan\\w* wheelchair sensitive baby bub toddler kids? access intercom buzzer stairs lift knock doorbell
  backyard careful beware sprinklers? pool steep slope overgrown clippings
"""
_PHRASES = [
    r"(?:side|back|front) (?:gate|door|yard|fence)",
    r"park (?:in|on|at|out)|(?:knee|waist) high|long grass|watch out",
    r"(?:call|ring|text|phone) (?:me )?(?:first|before|when|on arrival)",
]
_COURTESIES = """
  yes yep yeah yea ya no nah nope not really thanks? thank you thx ty cheers ta that'?s that this is it it'?s
  all good great ok okay kk? perfect awesome lovely brilliant fantastic excellent wonderful amazing cool sweet
  nice legend mate champ bye goodbye see u nothing else done worries worry for so very much appreciated?
  sounds fine i'?m we'?re am are be have an? the day one too easy just at stage moment now will do heaps again
  hi hello hey please pls my me i we and but to then there soon later talk speak looking look forward got get
  everything anything think guess don'?t need any more help helpful been was were your team catch weekend
  evening morning night on in of happy right alright righto bit lots? bunch million wait can'?t us them guys
  ever till until with mon tues? wed thu(?:rs)? fri sat sun monday tuesday wednesday thursday friday saturday
  sunday tomorrow today tonight arvo next week
"""
_CLAUSES = re.compile(r"[.;!\n]+|,\s+|\s+(?:and|but|also|btw|by the way)\s+", re.IGNORECASE)
_WORTH_KNOWING = re.compile(rf"\b(?:{'|'.join([*_ABOUT.split(), *_PHRASES])})\b", re.IGNORECASE)
_JOINED = re.compile(r"^(?:and|but|also)\s+", re.IGNORECASE)
_ASKS = re.compile(r"\?|^\s*(?:do|does|can|could|is|are|will|would|what|when|where|who|how|which)\b", re.IGNORECASE)
_COURTESY = re.compile(rf"\b(?:{'|'.join(_COURTESIES.split())})\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]{2,}|\d{3,}")


def worth_knowing(text: str) -> str:
    """The clauses of a text that tell whoever comes something; empty when there are none."""
    return ", ".join(part for part in _parts(text) if _is_note(part))[:MOST]


def without_notes(text: str) -> str:
    """The other clauses: "1 please" of "1 please and there's a dog out the back"."""
    return ", ".join(part for part in _parts(text) if part and not _is_note(part))


def _parts(text: str) -> list[str]:
    return [_JOINED.sub("", part.strip(" ,.-")) for part in _CLAUSES.split(text)]


def _is_note(part: str) -> bool:
    return bool(_WORTH_KNOWING.search(part)) and not _ASKS.search(part)


def says_more(text: str) -> bool:
    """Whether anything is left of a text without its courtesies: "yes, dog in yard" does, "no thanks mate" does not."""
    return bool(_WORD.search(_COURTESY.sub(" ", text.replace("’", "'"))))
