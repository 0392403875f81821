"""Replies to an offer that name no time: none suits, others please, any of them, yes."""

import re

from .reply_words import clauses, is_yes

_THEM = r"(?:any|either|those|these|them|they|it|that|this|then|all|both|times?|dates?|days?|options?)"
_NOT_DO = (
    r"(?:don'?t|doesn'?t|do not|does not|won'?t|will not|aren'?t|are not|isn'?t|is not|not|not going to|not gonna)"
)
_NONE = re.compile(
    r"\b(?:none|neither)\b|\bnothing (?:there |here |of those )?(?:works|suits|fits|good)\b|\bnot any of\b"
    rf"|\b(?:can'?t|cannot|could ?n'?t|unable to|not able to)(?: really| quite)? (?:do|make|manage"
    rf"|get to) {_THEM}\b"
    rf"|\b{_THEM}\b[^,.;]{{0,15}}\b{_NOT_DO}\b[^,.;]{{0,12}}\b(?:work|suit|good|great|fit|ok|possible|convenient"
    rf"|do|able|for me|help)\b"
    rf"|^(?:sorry|no|nah|nope|unfortunately)?[\s,]*{_NOT_DO} (?:really )?(?:work|suit|good|great|ideal|those|these"
    rf"|any)\b"
    rf"|\b(?:busy|working|at work|away|not available|unavailable|not free|clash\w*)\b[^,.;]{{0,12}}\b{_THEM}\b"
    rf"|\b{_THEM} clash"
    r"|\b(?:i'?m|we'?re) (?:busy|away|working)(?: then| all week| that (?:day|week))?[\s.!]*$"
)
_NO_GOOD = re.compile(r"\b(?:no good|no go|not good|not great|not ideal|not suitable|no use|no dice)\b")
_NO = re.compile(
    r"^(?:oh |ah |um )?(?:(?:absolutely|definitely|certainly|hell|probably) not?|no way|no|nah|nope|na|not really"
    r"|unfortunately not|afraid not"
    r"|sorry,? (?:no|(?:i |we )?can'?t)|(?:i |we )?can(?:'?t|not))"
    r"[\s.!,]*(?:thanks|thank you|thx|ta|sorry|mate|cheers|not really|unfortunately)*[\s.!]*$"
)
_OTHERS = re.compile(
    r"\b(?:other|different|another|alternative|more|further) (?:times?|options?|slots?|days?|dates?|openings?"
    r"|availab\w+|weeks?|ones)\b"
    r"|\b(?:anything|something|nothing|what|when|got|any ?time|any day|any)(?: \w+){0,3} else\b"
    r"|\b(?:anything|something|any|nothing|a bit|much|one)(?: \w+)? (?:earlier|later|sooner|different|closer)\b"
    r"|^(?:(?:got |have you |anything |bit )*(?:earlier|later|sooner))(?: please| pls)?[\s?]*$|\btoo (?:early|late"
    r"|soon|far)\b"
    r"|\b(?:earlier|later) (?:times?|slots?|appointments?)\b|\banything (?:in the )?(?:mornings?|afternoons?"
    r"|arvos?|evenings?)\b"
)
_ANY = re.compile(
    r"^(?:yes |yeah |yep |ok |um |oh )*(?:either|any|whichever|whatever|both|all)(?: (?:is|are|one|of (?:them"
    r"|those|these|the \w+)|time"
    r"|day|works?|fine|good|great|ok|suits?|you|will|would|do|for me|me|is easiest|easiest|please|pls|thanks"
    r"|really))*[\s.!]*$"
    r"|\b(?:either|any|whichever|all)(?: one)?(?: of (?:them|those|these|the(?:m)?(?: \w+)?))?(?: (?:is|are|will"
    r"|would|one))? "
    r"(?:works?|suits?|fine|good|great|ok|okay|do|best)\b(?! with)"
    r"|\b(?:you|u) (?:choose|pick|decide)\b|\byour (?:choice|call|pick)\b|\b(?:don'?t|doesn'?t|do not"
    r"|does not) (?:mind|matter|care|bother me)\b"
    r"|\bnot fussed\b|\bup to (?:you|u)\b|\bno preference\b|\bwhat(?:ever)? (?:suits|works for"
    r"|is easiest for) (?:you|u)\b|\b(?:what|which)ever(?:'?s| is) (?:easiest|easier|best|good)\b|\bsurprise me\b"
    r"|\b(?:i'?m )easy\b"
)
_YES_START = re.compile(
    r"^(?:oh |um |ok |hey |hi )*(?:yes|yep|yeah|yeh|yup|yea|sure|perfect|(?:sounds|seems|looks) (?:good|great"
    r"|perfect|fine|lovely)"
    r"|(?:sure )?why not|i (?:guess|suppose)(?: so)?$|(?:fine|good) by me|works for me|no (?:worries|problem|probs)"
    r"|too easy|book (?:it|me|that|us)|lock (?:it|me|that|us)|go (?:ahead|for it)|let'?s (?:do|go|book|lock)"
    r"|all good|see you then"
    r"|i'?ll take (?:it|that)|(?:happy|fine|good) with|(?:that|it|this|those|these)(?:'ll|'d|'s| will| would"
    r"|ll)?(?: time| one| all)? "
    r"?(?:be )?(?:works?|suits?|good|great|perfect|fine|do|ok|sounds|ideal|is (?:good|great|fine|perfect|ok)))\b"
)
_HOLD_ON = re.compile(r"\?|\bbut\b|(?<!why )\bnot\b|n't\b|\bhow|\bexcept|\bunless")


def refuses(reply: str) -> bool:
    """None of the times offered suits."""
    return bool(_NONE.search(reply) or _NO.search(reply)) and not takes_any(reply)


def says_no_good(reply: str) -> bool:
    """ "No good", which refuses everything only where it names nothing."""
    return bool(_NO_GOOD.search(reply))


def wants_others(reply: str) -> bool:
    """Other times are asked for."""
    return bool(_OTHERS.search(reply))


def takes_any(reply: str) -> bool:
    """Whichever is offered will do."""
    return bool(_ANY.search(reply)) and not re.search(r"\b(?:can'?t|cannot|none|neither)\b", reply)


def accepts(reply: str) -> bool:
    """A yes that does not say to which."""
    if any(is_yes(words) for words in clauses(reply)):
        return not re.match(r"(?:no|nah|nope)\b(?! (?:worries|problem|probs))", reply) and not reply.endswith("?")
    return bool(_YES_START.search(reply)) and not _HOLD_ON.search(reply)
