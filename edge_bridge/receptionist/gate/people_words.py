"""The words by which a reply speaks for people: that the team has agreed, done something, knows or will do something."""

import re

from .day_vocabulary import MONTH, WEEKDAY
from .truth import Truth

WHO = (
    r"(?:he|she|they|someone|somebody|(?:the |our |your |a )?(?:team|boss|owner|manager|supervisor|director"
    r"|office|crew|staff"
    r"|head \w+|person|technician|tech|tradie|stylist|barber|gardener|mower|cleaner|plumber|boys|lads|guys"
    r"|girls|guy|bloke|man|woman|lady))"
)
_OFTEN = r"(?: just| already| now| also| all| since| kindly| happily| really| both| actually| \w+ly)*+"
_NOT_DONE = r"(?:not|never|yet|to|the|a|an|your|our|no|some|any|been|got|more|had (?:a|any)|needed|wanted|received)\b"
_ALWAYS_SO = (
    r"(?:suggested|proposed|asked|offered|requested|cancell?ed|based|licen[cs]ed|qualified|trained|insured"
    r"|experienced|booked|named"
    r"|called|located|closed|interested|needed|tied|limited)\b"
)
_UNDER_WAY = (
    r"(?:waiting|checking|looking|asking|suggesting|proposing|being|going|getting|having|coming|arriving"
    r"|confirming|deciding"
    r"|reviewing|considering|mowing|during|morning|evening|booking|nothing|something|anything)\b"
)

AGREED = (
    r"\bapproved\b",
    r"\baccepted\b",
    r"\ba goer\b",
    r"\b(?:a )?done deal\b",
    rf"\b{WHO}(?: \w+)? says? (?:yes|no|ok|okay|sure|it's|that's)\b",
    r"\bsaid (?:yes|it's|that's|ok|okay|sure|they)\b",
    r"\b(?:works|suits|is (?:fine|ok|okay|good|great)) (?:for |with |by )?(?:the team|us|them|him|her|they"
    r"|the boss|me)\b",
    rf"\b{WHO}(?:'s| is| are|'re| was| were){_OFTEN} (?:happy|fine|keen|cool|stoked|glad|pleased|on board"
    rf"|up for|(?:ok|okay|good|sweet) (?:with|to|for|about|on))\b",
    rf"\b{WHO}{_OFTEN} (?:agreed|accepted|approved|okayed|ok'd|reckons?|loves?|likes?|promises?|promised|insists?)\b",
    r"\bteam(?: has| have|'s|'ve) (?:seen|looked|given)\b",
    r"\bgiven (?:the|it the|you the) (?:ok|okay|nod|green light|thumbs up|go-?ahead)\b",
    r"\b(?:green light|thumbs up|go-?ahead)\b",
)
"""Said of the team's consent."""
ACTED = (
    rf"\b{WHO}(?: has| have|'ve){_OFTEN} (?!{_NOT_DONE}|suggested\b|proposed\b|asked\b|offered\b|requested\b"
    rf"|cancell?ed\b|had to cancel\b)(?:\w+ed|had|said|given|put|set|done"
    r"|made|let|taken|told|gone|found|spoken|seen|kept|chosen|written|agreed)\b",
    rf"\b{WHO}'s{_OFTEN} (?!{_NOT_DONE}|{_ALWAYS_SO})(?:\w+ed|said|given|put|made|kept|had to (?!cancel)|spoken"
    rf"|gone|told)\b",
    rf"\b{WHO}\b[^.,;]{{0,25}}?(?:'s| is| are|'re) (?!{_UNDER_WAY})[a-z]+ing\b(?! (?:service|company|business"
    rf"|team|crew))",
    rf"^\W*(?:is|are|'s) (?!{_UNDER_WAY})[a-z]+ing\b",
    rf"^\W*has{_OFTEN} (?!{_NOT_DONE}|{_ALWAYS_SO})(?:\w+ed|said|given|put|made|kept|told)\b",
    r"\b(?:i|we)(?:'ll| will) (?:\w+ly |of course )?(?:refund|waive|honour|match|beat|replace|compensate|redo"
    r"|credit|cover|pay)\b",
    rf"\b{WHO}{_OFTEN} (?:decided|declined|refused|moved|gave|spoke|checked|chose|rang|called|texted|messaged"
    rf"|visited|finished)\b",
    rf"\b{WHO} (?:had|have|has|need|needs) to (?:move|push|reschedule|postpone|drop|shift|change)\b",
    rf"\b{WHO}(?:'ll| will| can't| cannot) (?:\w+ly )?(?:cancel|move|reschedule|postpone|refund|waive|honour"
    rf"|match|bring|wait|supply|replace"
    r"|pay|cover|give you (?!a (?:call|ring|buzz|bell|shout|text|price|quote|figure|time))|sort|fix|make sure"
    r"|handle)\b",
)
"""Said of deeds that no row of a turn records, or promised for people: never so."""
KNOWS = (
    rf"\b{WHO} (?:now )?(?:knows?|understands?)\b",
    rf"\b{WHO}(?:'s| is| are|'re| has been| have been){_OFTEN} (?:aware|across|onto|on to|told|notified"
    rf"|informed|alerted|looking into)\b",
)
"""True once somebody was told."""

_ACTS = (
    r"(?='ll\b| will\b| has\b| have\b| knows?\b| said\b| says\b| reckons\b| agreed\b| is (?:happy|fine|ok|keen"
    r"|coming|calling|going)\b)"
)
_NAME = re.compile(
    rf"\b(?!(?:I|It|That|This|There|What|Who|Which|How|When|We|You|Nobody|No|None|Nothing|Everything|Each|Both"
    rf"|All)\b)"
    rf"[A-Z][a-z]+\b{_ACTS}"
)
_THING = re.compile(rf"(?:{WEEKDAY}|{MONTH}|today|tomorrow|\w+(?:ing|ion|ment|ness|ed|s))")


def strangers(said: str, truth: Truth) -> set[str]:
    """Lower-case names of people said to do something whom the rows do not have: 'Dave'll ring you'."""
    services = {word for s in truth.services for name in s.names for word in name.split()}
    found = {m[0].lower() for m in _NAME.finditer(said)}
    return {name for name in found if not _THING.fullmatch(name) and name not in services}
