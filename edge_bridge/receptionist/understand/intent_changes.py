"""Wording of cancelling, moving, changed minds, complaints and bigger projects.

A new wording is a new line here and one in the tests.
"""

from .intent_words import BOOKING, MINE
from .time_words import WEEKDAY

_HELD = r"(?:booking|appointment|appt|apt|reservation|session|slot|visit)s?"
WORDINGS: dict[str, tuple[str, ...]] = {
    "cancel": (
        r"\bcancel(?:l?ed|l?ing|lation)?\b",
        rf"\b(?:call|calling) (?:it|{MINE} {BOOKING}) off\b|\b(?:scrap|drop|delete|remove"
        rf"|kill) {MINE} {BOOKING}\b",
        r"\b(?:can'?t|cannot|won'?t be able to|wont be able to|unable to|not able to|not going to"
        r"|not gonna) (?:make|attend|come to|get to)"
        rf" (?:it|(?:my|our|the) {BOOKING}|today|tomorrow|{WEEKDAY}|this)\b",
        rf"\b(?:no longer|don'?t|do not) (?:need|want|require) (?:it|you|this|that"
        rf"|{MINE} {BOOKING})(?: to come)?(?: any ?more| now| again)?\b"
        r"(?<!need you)(?<!want it)(?<!want that)",
        rf"\b{BOOKING}\b[^.?!]{{0,25}}\b(?:is not|isn'?t|no longer|not) (?:needed|required|wanted)\b|\bannul\b"
        rf"|\b(?:scratch|undo) {MINE} {BOOKING}\b",
        r"\bnot coming\b|\bcan'?t come\b|\bpull out of (?:my|the)\b",
    ),
    "move": (
        rf"(?:^|[,.!?:;] ?|\b(?:to|please|pls|can i|could i|may i|can we|could we|can you|could you|i|and|just"
        rf"|here) )(?:amend|modify|adjust|update|edit|change"
        rf"|alter|upgrade)(?:ing)? (?:\w+ ){{0,4}}?(?<!your ){_HELD}\b(?! (?:of|policy|fee))"
        rf"|\b{_HELD}\b[^.?!]{{0,40}}\b(?:need|want|like|have|going) to (?:amend|modify|adjust|change|alter"
        rf"|update|upgrade|make (?:some |a few |a )?(?:changes?|amendments?))\b"
        rf"|\bmake (?:some |a few |a |an )?(?:changes?|amendments?|adjustments?) to (?:\w+ )?{BOOKING}\b",
        r"\bre-?schedul\w*|\bre-?book\b|\bpostpone\w*|\brearrange\b",
        rf"\b(?:mov(?:e|ing)|chang(?:e|ing)|shift|push|swap|switch|alter|delay|bump)\s+(?:(?:my|our|the|that"
        rf"|this|your) (?:\w+ )?(?:\w+ )?"
        rf"(?:{BOOKING}|{WEEKDAY}|date|day|2pm|one)|(?:it|that|this|mine|things|me|us)\b(?! (?:in|down"
        rf"|up)))\b(?! (?:your|my|of) mind)",
        r"\bbring (?:it|my \w+|the \w+) forward\b|\bpush (?:it )?back\b|\bput (?:it|me|my \w+) off\b"
        rf"|\bput (?:it|that|mine|(?:my|the) \w+)(?: \w+)? (?:back |forward |over )?to (?:{WEEKDAY}|next|the \d"
        rf"|tomorrow)",
        rf"\b(?:change|move|swap|switch|shift) (?:(?:the |my )?(?:time|day|date)|(?:from |to )?(?:a "
        rf"|an )?(?:different|another|later|earlier|{WEEKDAY}|next|tomorrow))\b",
        rf"\b(?:different|another|other|earlier|later) (?:time|day|date)[^.?!]{{0,20}}\b(?:instead|for my"
        rf"|than booked)\b|\binstead of (?:my|the) (?:\w+ )?{BOOKING}\b",
        r"\b(?:can'?t|cannot|won'?t be able to|unable to) (?:make|do|come|attend)\b[^?]{0,40}\b(?:another"
        r"|different|instead|how about|what about|can we|could we"
        r"|can i (?:come|do|get)|could i|is there|any chance|do you have|next week)\b",
        r"\bmy (?:booking|appointment|appt) is\b[^?]{0,40}\b(?:can|could) (?:it|we|i|you)\b",
        rf"\bmake (?:it|my {BOOKING}|the {BOOKING}) (?:a bit |an hour )?(?:later|earlier|another|a different"
        rf"|{WEEKDAY} instead)\b",
    ),
    "changed_mind": (
        r"\bchang(?:ed|ing) my mind\b|\bchange of (?:mind|plans?|heart)\b|\bnever ?mind\b|\bnvm\b|\bforget (?:it"
        r"|about it|that|i asked)\b|\b(?:don'?t|dont|do not) (?:worry|bother)(?: about (?:it|that)|$|[.,!])"
        r"|\bno longer (?:interested|want)\b",
        r"\bactually,? (?:no|nah|nope|don'?t|leave it|forget|never|not)\b|\b(?:i'?ll|just|let'?s) leave it\b"
        r"|\bleave it for now\b|\bnot interested\b|\b(?:gone|going|went) with some(?:one|body) else\b"
        r"|\bfound someone(?: else)?\b|\bdon'?t (?:want|need) (?:it|that|one) (?:any ?more|now|after all)\b"
        r"|\bplans (?:have )?changed\b|\bscrap that\b|\bhold off\b|\bi'?ll (?:pass|get back to you"
        r"|think about it)\b",
    ),
    "complaint": (
        r"(?<!not )\b(?:disappointed|disappointing|unhappy|dissatisfied|unimpressed|furious|disgusted|disgusting"
        r"|appalled|appalling|unacceptable|unprofessional|pathetic|shocking|atrocious|disgrace\w*|ridiculous"
        r"|outrageous|horrible|horrendous|terrible|awful|hopeless)\b"
        r"|\bnot (?:very |really |at all |too |so |good )*(?:happy|impressed|satisfied|pleased|good enough"
        r")\b(?! to)|\b(?:that'?s|this is|it'?s|just|really) not on(?= ?(?:$|[.,!]))|\bfed up\b|\bpissed off\b"
        r"|\bhad enough\b|\bsick of\b|\blet ?down\b",
        r"\bcomplain(?:t|ts|ing)?\b|\b(?:refund|money back|compensation)\b|\brip ?-?off\b|\bripped (?:me )?off\b"
        r"|\bover ?charged\b|\bscam\w*\b|\bfair trading\b|\b(?:bad|one star|1 star|negative) review\b",
        r"\b(?:you|u|he|she|they|your (?:guy|bloke|team|worker|staff)s?|the (?:guy|bloke|mower)|guys"
        r"|someone)\b[^.?!]{0,25}\b(?:missed|damaged|broke|ruined|wrecked|destroyed|butchered|botched|killed"
        r"|scratched|smashed|stuffed|forgot|scalped|burnt|burned|left (?:a mess|rubbish|clippings|the gate)"
        r"|never (?:showed|came|turned|called|rang|finished|replied)|did ?n'?t (?:show|come|turn up|finish|do|call"
        r"|edge|even|arrive|clean)|didnt (?:show|come|turn up|finish|do|even)|no.?show\w*|stood me up|was rude"
        r"|were rude|overcharg\w+)\b",
        r"\b(?:poor|bad|terrible|crap|shit|shitty|dodgy|sloppy|lousy|half.?arsed|awful|worst"
        r"|woeful) (?:\w+ )?(?:job|service|work|haircut|cut|mow|experience|quality|attitude)\b|\bworst\b"
        r"|\bno (?:one|body) (?:showed|turned|came|called|has)\b|\bnobody (?:showed|turned|came|called|has)\b",
        r"\bstill waiting\b|\bbeen waiting\b|\b(?:hours?|mins?|minutes) late\b|\blate again\b|\bdidn'?t (?:show"
        r"|turn) up\b|\bno show\b|\bwaste of (?:time|money)\b|\bwas (?:so |really |very )?rude\b|\b(?:ruined"
        r"|butchered|botched|damaged|destroyed|scratched|fried) my\b|\bdodgy\b|\bnot what i asked\b"
        r"|\bcome back and (?:fix|redo|finish)\b",
        r"\bmy (?:hair|lawn|garden|hedge|colour)\b[^.?!]{0,12}\b(?:is|looks?|was"
        r"|came out)\b[^.?!]{0,12}\b(?:ruined|orange|wrong|uneven|patchy|terrible|like crap|like shit|worse|a mess"
        r"|shocking)\b",
    ),
    "custom_quote": (
        r"\brenovat\w*|\b(?:bathroom|kitchen|house|home|yard|full|big|doing a|our|my) reno\b|\blandscap\w*"
        r"|\bre-?design\w*|\b(?:complete|full|total"
        r"|whole) (?:\w+ )?(?:make ?over|redo|overhaul|refurb\w*|transformation|fit ?out)\b|\bmake ?over\b"
        r"|\boverhaul\b|\brefurb\w*",
        r"\b(?:full|whole|entire|complete) (?:back ?yard|front ?yard|yard|garden|house|bathroom|kitchen"
        r"|property)\b[^.?!]{0,20}\b(?:redone|re-?done|done up|rebuilt|replaced|ripped|re-?turfed|turfed|paved)\b",
        r"\b(?:big|bigger|large|larger|major|huge|massive|custom|special|complex|commercial|significant) (?:job"
        r"|project|quote|works?|contract|landscap\w+|install\w*|property|site)\b|\bbigger than (?:that|usual"
        r"|standard|normal)\b",
        r"\b(?:build|built|building|construct|install|installed|put in|lay|laid|pour"
        r"|replace)\b[^.?!]{0,25}\b(?:deck|decking|pergola|retaining wall|retaining walls|patio|paving|pavers"
        r"|fence|driveway|pool|irrigation|new lawn|turf|garden beds?|shed|granny flat|extension|bathroom|kitchen"
        r"|carport)\b",
        r"\bretaining walls?\b|\bextension\b(?! cord| lead|s)|\bnew build\b|\b\d+ acres?\b|\bacreage\b"
        r"|\b(?:wedding|bridal) party\b|\bbridesmaids\b|\b(?:body corporate|strata|ongoing contract|tender)\b"
        r"|\b(?:several|multiple) (?:properties|units|sites|houses)\b",
        r"\bcustom quote\b|\b(?:come (?:out|and|over|around)|site|on-?site|in person)\b[^.?!]{0,20}\b(?:quote"
        r"|measure(?: up)?|have a look|take a look)\b|\bremodel\w*|\bearth ?works\b|\bexcavat\w+|\bdemoli\w+",
    ),
}  # fmt: skip
"""Patterns over plain text, by the name of the intent they show."""
