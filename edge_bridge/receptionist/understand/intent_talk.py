"""Wording that steers the talk itself: say it again, not sure yet, goodbye.

A new wording is a new line here and one in the tests.
"""

import re

from .time_words import WEEKDAY

_NICE = r"(?:good|great|nice|lovely|wonderful|fantastic|awesome|beautiful|super|pleasant|blessed|ripper)"
WORDINGS: dict[str, tuple[str, ...]] = {
    "repeat": (
        r"\b(?:repeat|replay|restate|re-?send|re-?phrase)(?:ing)?(?: (?:that|it|this|yourself|please|pls|again"
        r"|once|for|what|the (?:question|last|message"
        r"|times?|options?|sentence|same)|your (?:question|last|message))\b|[\s?.!]*$)",
        r"\b(?:say|tell|ask|send|text|speak)(?: (?:me|it|that|this|the \w+|your \w+"
        r"|what you \w+(?: \w+)?))* (?:once more|(?:once |one more )?again"
        r"|one more time)\b|\b(?:hear|said)\b[^.?!]{0,35}\b(?:again|once more|one more time)\b",
        r"^(?:sorry[\s,]*)?(?:come again|(?:just )?(?:one more|another) time|once more|pardon"
        r"|beg (?:your )?pardon|huh|eh|excuse me"
        r"|what\??|sorry\?+|say what)(?: (?:me|please|pls|again))*[\s?.!]*$",
        r"\b(?:did ?n'?t|do ?n'?t|did not|could ?n'?t|could not|ca ?n'?t) (?:quite |really )?(?:catch|hear|get"
        r"|understand|follow"
        r"|read)(?: (?:that|you|it|what you \w+|the (?:last|question|message)\b.*))?[\s.!?]*(?:$|,|\b(?:could|can"
        r"|please|say)\b)"
        r"|\bagain for me please\b|\bwhat did you (?:just )?(?:say|ask|mean|write)\b|\bwhat was (?:that(?! (?:for"
        r"|about))|it you|the question|the last (?:message"
        r"|question|one|thing you))\b|\bwhat do you mean\b|\bmissed (?:that|what you|your last)\b",
    ),
    "unsure": (
        r"^(?:u+m+|hm+|well|oh|ok|i guess|i think|i'd say|it'?s|that'?s)?[\s,.]*(?:a )?(?:maybe|perhaps|possibly"
        r"|might be|it might|could be"
        r"|it depends|depends)(?: (?:so|it (?:does|is|will)|not|later|yes|no|tho|though|maybe))*[\s.!?,]*$",
        rf"^(?!.*(?:\d|\b(?:{WEEKDAY}|tomorrow|today|week|morning|arvo|afternoon|later|another|not|no"
        rf"|next)\b))(?=(?:\S+\s*){{1,6}}$).*\b(?:maybe|perhaps)\b",
        r"\b(?:not|n't)(?: \w+){0,2} (?:sure|certain|positive|decided)\b(?= ?(?:$|[,.!?]|yet\b|about|right now"
        r"|at (?:this|the)|which|when\b|what (?:time|day)"
        r"|to be honest))|\bunsure\b(?= ?(?:$|[,.!?]|yet|about))|\bundecided\b",
        r"\b(?:do ?n'?t|do not|would ?n'?t|dunno|not) (?:really |actually |honestly )?know(?: yet| that"
        r"| the answer| for sure)?[\s.!,?]*$"
        r"|\b(?:dunno|idk)\b|\b(?:no idea|no clue|not a clue|who knows|hard to (?:say|tell))\b(?! (?:how|why"
        r"|where|what|who))"
        r"|^(?:sorry[\s,]*)?(?:i )?(?:really |honestly |just )?(?:ca ?n'?t|cannot|could ?n'?t) (?:say|tell|decide)\b",
        r"\b(?:let me|i'?ll(?: have to| need to)?|i(?:'d| would)? (?:need|have) to|gotta) (?:(?:think|check"
        r"|double check)(?: (?:about it|first|it|my (?:calendar|diary"
        r"|schedule|roster|work)|with my \w+))?(?= ?(?:$|[,.!?]|and\b))|(?:ask|talk to|speak (?:to"
        r"|with)) my (?:wife|husband|partner|boss|mum|mom|dad|son|daughter"
        r"|flatmate|housemate|landlord|tenant|missus|better half)\b)",
    ),
}  # fmt: skip
"""Patterns over plain text, by the name of the intent they show."""

FAREWELL = re.compile(
    rf"(?<!translate )(?<!say )(?<!for )\b(?:good[ -]?bye|bye+|bye bye|farewell|cheerio|hooroo|toodles|adios|ciao"
    rf"|au revoir|ta ?ta|ttyl|c ?ya|so long"
    rf"|(?:see|catch|cya|talk to|speak to|chat to) (?:you|ya|u)(?: guys| all)?(?: then| later| soon| around"
    rf"| tomorrow| next time"
    rf"| some other time| in a (?:few|couple)\b.*| on \w+)?(?= ?(?:$|[,.!?;]|mate|alligator|thanks|cheers))"
    rf"|(?:talk|speak|chat|see you|until) (?:later|soon|then|next time)|take care|peace out"
    rf"|have (?:a|yourself a) {_NICE}(?: rest of (?:the|your))? (?:one|day|night|evening|arvo|afternoon|morning"
    rf"|week(?:end)?|time)"
    rf"|(?:gotta|got to|have to|need to|must) (?:go|run|dash|hit the road|get going|head off)(?= ?(?:$|now|[,.!?]"
    rf"|bye))"
    rf"|(?:(?<=^)|(?<=[,.!] ))(?:i'?m|i am) off(?: now)?(?= ?(?:$|[,.!]))|call it a day"
    rf"|(?:nice|good|great|lovely|cool|fun|pleasure|pleasant|enjoy(?:ed|able)?|glad)(?: \w+){{0,4}} (?:talk|speak"
    rf"|chat|convers|meet)(?:t?ing|e|ation)?"
    rf"(?: (?:to|with))?(?: you)?(?! (?:on|at|about|tomorrow))|nice to see (?:you|ya))\b|^(?:later+s?|night"
    rf"|good ?night)[\s.!]*$"
)
"""A goodbye. Nothing else is wanted, unless the text says something else too."""
LEAVING = re.compile(
    r"^(?:ok(?:ay)?|alright|all right|great|cool|sweet|good|perfect|lovely|k)?[\s,.!]*(?:good[ -]?)?bye+\b"
)
"""Someone going, whose "ok" agrees to nothing."""
