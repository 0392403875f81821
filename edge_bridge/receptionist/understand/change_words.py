"""Wording of cancelling and moving by someone who has a booking, beyond what says so to anyone.

A new wording is a new line here and one in the tests.
"""

import re

from .intent_words import BOOKING, MINE
from .time_words import WEEKDAY

_DAY = rf"(?:{WEEKDAY}(?:'?s)?|today|tomorrow|this week|next week|the \d{{1,2}}(?:st|nd|rd|th)?)"
_THIS = (
    rf"(?:{MINE} (?:\w+ )?{BOOKING}|it|that|this|this one|that one|the (?:\w+ )?one|my \w+|{_DAY}|the lot"
    r"|all of (?:it|them))"
)
_WHEN = (
    r" (?:in |on |at |for |next |this |the |say |maybe |some ?time |any ?time |a bit |early |late |around |after "
    r"|before )*"
    rf"(?:{_DAY}|week|weekend|morning|afternoon|arvo|evening|midday|noon|lunch|earlier|later|half|quarter"
    rf"|day (?:after|before)"
    r"|\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?(?= ?(?:$|[?.,!]|on |instead|please|pls|rather)))"
)
_CHANGE = (
    r"(?:mov|shift|push|swapp?|switch|bump|postpon|delay|chang|re-?schedul|re-?book|rearrang|re-?jig|alter)"
    r"(?:e|ing|s)?"
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


CANCELS = _any(
    r"\bcanc(?:el|le)(?:l?ed|l?ing|lation)?\b|\bcxl\b|\bcanel\b|\bcansel\b",
    rf"\b(?:call|calling)(?: off)? {_THIS}(?: off)?\b(?= off|$|[,.!])|\bcall(?:ing)? (?:it|this|that|{MINE} \w+"
    r"|the \w+) off\b|\bcall(?:ing)? off\b",
    rf"\b(?:scrap|drop|delete|remove|kill|bin|ditch|axe|forget|skip) (?:about )?(?:{MINE} (?:\w+ )?{BOOKING}"
    rf"|{_DAY}|this (?:one|week|time))\b",
    r"\b(?:no longer|not) (?:need|needing|want|wanting|require|requiring|going (?:ahead"
    r"|through))\b(?! to (?:move|change))",
    r"\b(?:don'?t|do not|won'?t|will not|wont|dont) (?:be )?(?:need|want|require)(?:ing)? (?:you|u|it|this"
    rf"|that|one|{MINE} {BOOKING})\b"
    rf"(?= (?:to come|any ?more|now|after all|{_DAY}|on|this|again|guys)|$|[,.!])",
    rf"\b(?:don'?t|do not|dont) (?:bother|worry about)(?: about)? (?:coming|{MINE} {BOOKING}|{_DAY}|turning up"
    rf"|the (?:{BOOKING}))\b",
    r"\bno need to come\b|\b(?:please )?don'?t come\b|\bnot coming\b|\bwon'?t be coming\b|\bpull(?:ing)? (?:out"
    r"|the pin)\b",
    rf"\b(?:give|giving) (?:{_THIS}) a miss\b|\b(?:have to|need to|gonna|going to) (?:pass on|back out|bail)\b",
    rf"\b(?:take|get) me (?:off|out of) (?:the (?:list|books|calendar|schedule|diary)|{_DAY})\b",
)
CANCELS_NOT = _any(
    r"\b(?:don'?t|do not|didn'?t|not|never|isn'?t|without|rather than|instead of|no need to|haven'?t) "
    r"(?:want(?:ing)? to |wanna |need to |going to |have to |please )?cancel",
    r"\bcancell?ation (?:fee|policy|list|spot|charge)s?\b|\bif i (?:ever |do )?(?:need to|have to|want to"
    r"|wanted to|had to)? ?cancel",
    r"\bany(?:one)? cancell?(?:ations?|ed|s)\b|\bcancel(?:led)? (?:on you|nothing)\b|\b(?:someone|anyone"
    r"|somebody|anybody) (?:else )?cancels?",
    r"\b(?:did|have|has|are|is|was|were) (?:you|u|they|it|my \w+|the \w+)(?: guys)?(?: been)? cancel",
    r"\bwhat(?:'s| is| happens)\b.*\bcancel|\bcan i (?:still )?cancel (?:later|if)|\bhow (?:late|long"
    r"|soon) can i cancel",
)
REBOOKS_LATER = _any(
    r"\b(?:re-?book|re-?schedule|book again|be in touch|contact you|message you|text you|sort (?:out )?(?:a"
    r"|another)|organise)\w*\b"
    r"[^.?!]{0,25}\b(?:later|another time|some other time|when i|once i|when we|once we|in the new year"
    r"|down the track|soon"
    r"|again|at a later)",
)
UNABLE = _any(
    r"\b(?:can'?t|cannot|can not|won'?t be able to|wont be able to|will not be able to|unable to"
    r"|not (?:going to |gonna )?(?:be )?able to"
    r"|not going to|not gonna|couldn'?t|can no longer|struggling to|won'?t|wont)(?: now| actually| really"
    r"| quite)? (?:make|do|attend|come"
    r"|get to|get there|be there|keep|manage)\b(?! (?:any|either|those|these|a |an |you|do|the (?:edges?|back"
    r"|front|hedges?)))",
    r"\b(?:won'?t|wont|will not|not(?: going to| gonna)?|isn'?t|aren'?t)(?: now| actually)? be (?:home|around"
    r"|there|in|available|free|here|at home)\b",
    rf"\b(?:something|smth|sth|an? \w+)(?:'?s| has| just)? come up\b|\bcame up\b(?=.*\b{_DAY}\b)",
    rf"\b{_DAY}(?: \d\S*)? (?:doesn'?t|does not|won'?t|isn'?t|is not|no longer|not|ain'?t) (?:really )?(?:work"
    r"|suit|going to work|good|works|suits|possible|happening)\w*",
    rf"\b{_DAY}(?:'s| is)? (?:no good|out|off the table|a no go)\b",
    r"\b(?:i'?m|we'?re|i am|we are|i'll be|we'll be) (?:\w+ )?(?:away|busy|at work|working|sick|crook"
    r"|interstate|overseas|in hospital|stuck at work)\b"
    rf"(?=.*\b(?:{_DAY}|then|my {BOOKING})\b)",
    r"\b(?:double booked|clash(?:es)?|conflict)\b",
)
UNABLE_NOT = _any(
    r"\b(?:gate|key|unlocked|let yourself|go ahead|that'?s (?:fine|ok)|side access|invoice|leave it open"
    r"|out the (?:front|back)|mum|dad|wife"
    r"|husband|partner|housemate|flatmate)\b",
)
MOVES = _any(
    rf"\b{_CHANGE} {_THIS}\b",
    r"\b(?:need|want|like|prefer|have|find|get|do|is there|any|book|for|to)\b[^.?!]{0,15}\b(?:different"
    r"|another|other|earlier|later|new|alternative)"
    r" (?:time|day|date|slot)s?\b",
    r"\bdo it (?:another|some other|a different) (?:time|day)\b|\banother (?:time|day) instead\b",
    r"\b(?:any|anything|something|a bit|get in|come|do it|make it|fit me in)(?: \w+)? (?:sooner|earlier)\b",
    r"\b(?:come|make it|do it|do|be|start|go|here|there) (?:\w+ )?(?:\w+ )?(?:hours?|hrs?|minutes?|mins?|bit"
    r"|little|little bit)? ?(?:later|earlier)\b",
    r"\b(?:later|earlier) (?:that|in the|on the|the same) (?:same )?day\b",
    r"\b(?:push|bring|put|move|bump|shift) (?:\w+ ){1,3}(?:back|forward|out|off|ahead)\b",
    rf"\b{_CHANGE} (?:my |our |the )?(?:booking|appointment|appt|time|day|date)s?\b",
)
MOVES_WITH_TIME = _any(
    r"\binstead\b",
    r"\b(?:suits?|works?|would be|is|be|'d be)(?: me| us)?(?: \w+)? (?:better|easier|preferable|best)\b"
    r"|\bprefer\b|\brather (?:it|do|have|come|make)\b",
    rf"\b(?:{_CHANGE})\b",
    r"\b(?:leave|hold|do|put|make|keep) (?:it|that|this|off)(?: off)? (?:til|till|until|for|to|on|at)\b",
    r"\bsame time\b|^(?:\w+[ ,]+){0,2}make it\b",
    r"\b(?:can|could|would|will) (?:you|u|we|i|they|it) (?:please )?(?:make it|do it|come|be|do|get in|go"
    rf"|have it|squeeze me in)(?={_WHEN})(?!.*\b(?:also|too|as well|another)\b)",
)
MOVES_NOT = _any(
    r"\b(?:can|could|would) (?:you \w+ |i book )?my (?:daughter|son|husband|wife|partner|mum|dad|kids?|friend"
    r"|sister|brother|mate)\b",
    r"\bmov(?:e|ing|ed) (?:house|in|out|home|into|from|interstate)\b(?!.*\b(?:booking|appointment)\b)"
    r"|\bwe'?ve moved\b",
    r"\b(?:don'?t|do not|no need to|didn'?t)(?: want to| need to)? (?:move|change|reschedule)\b",
    r"\b(?:another|second|extra|additional|new|one more) (?:booking|appointment|appt|visit|mow|cut"
    r"|service)\b(?! time)",
    r"\b(?:also|as well|too)\b(?=.*\b(?:book|do|get|have|trim|mow|cut)\b)|\bbook (?:me )?(?:in )?(?:another"
    r"|again|a second)\b",
    r"\bchang\w+ (?:my |the |our )?(?:address|number|email|e-mail|name|phone|gate|lock|code|details|password)\b",
    r"\b(?:address|number|email|gate code|code|lock)s? (?:has |have |is |was )?(?:changed|moved)\b",
)
KEEPS = _any(
    r"\b(?:keep|keeping|stick(?:ing)? with|stay(?:ing)? with|hold on to)(?: \w+){0,3}? (?:as (?:it )?(?:is"
    r"|was|planned|booked)|original|old|same"
    rf"|current|existing|it|that|{_DAY}|time|booking|appointment|how it is|where it is)\b",
    r"\bleave (?:it|things|everything|my \w+|the \w+)(?: \w+)?(?: (?:as (?:it )?(?:is|was|planned|they are)"
    r"|alone|be|how it (?:is|was)|for now|there|then))?(?:$|[,.!]| thanks| please)",
    r"\bas (?:it )?(?:is|was|planned|originally booked)\b|\bdon'?t (?:cancel|move|change)\b|\bforget i asked\b"
    r"|\bforget (?:it|that)\b",
    r"\bi'?ll (?:still )?(?:be there|make it|come|take it as)\b|\bi can make it(?: after all| now)?\b",
)
"""They want what they have."""


def keeps(words: str) -> bool:
    """Whether a plain text wants a booking left as it is."""
    return bool(KEEPS.search(words))
