"""Deeds in words that no list of the gate's knows: "I'll ...", "we've ...", "... has been ...". Who states one without a claim
that can be held against a row is not believed. Listed here is what may follow, as it promises nothing."""

import re

from .people_words import WHO

_OFTEN = (
    r"(?: just| now| already| also| then| only| first| still| definitely| certainly| happily| gladly| quickly"
    r"| \w+ly| all)*+"
)
_WILL = r"(?:'ll| will|'m going to|'re going to| am going to| are going to|'m gonna|'re gonna)"
_I_MAY = (
    r"(?:look|check|see|need|let you|have (?:a|another) (?:quick )?(?:look|check|squiz)|try|help|ask|find|pass"
    r"|send|note|add|forward|wait"
    r"|keep looking|keep you|start|search|take (?:a (?:quick )?look|that|it from|note|your)|do (?:my|our) best"
    r"|be (?:happy|glad|here|in touch|able)"
    r"|want|show|list|give you (?:a few|some|the)|get (?:that|it|this|your request|the ball|back|in touch"
    r"|started)|put (?:it|that|this|your"
    r"|the|in|through)|work|explain|text you|message|read|go (?:through|over|with|ahead and (?:look|check|ask))"
    r"|offer|suggest|hold off"
    r"|leave|say|tell|sort (?:that|it|this) out with the team|come back|contact|call|ring|reach|follow|quote"
    r"|confirm|answer|reply|know)\b"
)
_YOU_MAY = (
    r"(?:need|want|hear|have to|be (?:able|looking|asked|quoted|\x1f|§|¤)|keep|still|only|find|pay|like|prefer|know"
    r"|see (?:the|a))\b"
)
_IT_MAY = (
    r"(?:be(?! (?:fine|ok|okay|good|great|alright|all right|sweet|there|yours|free|perfect|done|finished|ready"
    r"|over|fixed|sorted|gone|all|(?!needed\b|based\b|priced\b|quoted\b)\w+ed)\b)"
    r"|take|cost|depend|need|come|help|stay|work|have to|only|also|still|run|set|go|remain|not)\b"
)
_THEY_MAY = rf"(?:{_I_MAY}|decide|review|assess|get|let|confirm|give|be|take|send|need|have|know|still|not)"
_I_DID = (
    r"(?:look|check|search|ask|pass|note|add|tri|miss|understand|understood|includ|list|receiv|read|seen|saw"
    r"|found|heard|had|got|need|wasn|could"
    r"|couldn|said|meant|want|notic|hop|appreciat|sent|put|forward|tak|took|let|told|notif|hand|mention|offer"
    r"|suggest|misread|been|was|were)\w*"
)
_YOU_DID = (
    r"(?:said|asked|mention\w*|got|chosen|picked|told|given|sent|had|been|used|wanted|request\w*|seen|tried"
    r"|provided|shared|written|texted"
    r"|answered|replied|any|a|the|two|three|not|no|some|questions?|to|just|one|already|given|suggest\w*"
    r"|changed your mind)\b"
)
DEEDS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:i|we){_WILL}{_OFTEN} (?!{_I_MAY})[a-z]+",
        rf"\byou{_WILL}{_OFTEN} (?!{_YOU_MAY})[a-z]+",
        rf"\b(?:it|that|this){_WILL}{_OFTEN} (?!{_IT_MAY})[a-z]+",
        rf"\b{WHO}{_WILL}{_OFTEN} (?!{_THEY_MAY})[a-z]+",
        rf"(?:\b(?:has|have|had)|'s|'ve){_OFTEN} been{_OFTEN} (?!(?:a|an|the|in|on|so|very|with|busy|great"
        rf"|looking|after|hoping|asking|waiting|taken|full|booked (?:out|up|solid)|snapped)\b)[a-z]+",
        rf"\b(?:i|we)(?:'ve| have){_OFTEN} (?!{_I_DID})[a-z]+(?:ed|en|ought|aught|ade|ung|old|one)\b",
        rf"\byou(?:'ve| have){_OFTEN} (?!{_YOU_DID})[a-z]+",
        rf"^\W*(?:i|we)(?: just| also| already)? (?!{_I_DID})(?!need\b|feed\b)[a-z]+ed\b",
        r"\b(?:i|we)(?: just| also| already)? (?:got|rang|gave|spoke|made|took off|did|went|drove|swapped|kept"
        r"|sold)\b(?! (?:it|that|your|you the|a few|some|\W*$))",
    )
)
