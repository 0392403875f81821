"""Turns of phrase around days and times: corrections, moves, "in two hours", "busy until 3"."""

import re

from .time_words import COUNT

CORRECTION = re.compile(
    r"(?:(?<!can't )(?<!cant )(?<!cannot )(?<!couldn't )(?<!can you )(?<!can we )(?<!could you )(?<!to )\bmake (?:it|that)\b"
    r"|\bi meant?\b|\bno,? (?:wait|sorry)\b|\b(?:wait|sorry|oops),? no\b|\.\.+ ?no\b|\bscratch that\b"
    r"|\bactually\b|\bsorry,? (?=i mean|not )|\bor rather\b"
    r"|\bcorrection\b)"
    r"(?:[,:]|\s|can we|make (?:it|that)|let'?s|say|do|i mean)*"
)
MOVE = re.compile(
    r"\b(?:mov(?:e|ing)|chang(?:e|ing)|shift|push|swap|switch|resched\w*|rebook|bring)\b[^.?!]*?"
    r"(?<!quarter )(?<!minutes )(?<!mins )(?<!\bten )(?<!\bfive )(?<!\btwenty )\b(?:to|till|until)\b(?! (?:re"
    r"|move|change))"
)
SOON = re.compile(
    rf"\b(?:with)?in (?:about |like |around |the next )?(half an|an?|(?:a )?quarter of an|\d(?:\.5)|{COUNT})"
    r" (hour|hr|min)(?:ute)?s?(?: and a half)?\b(?! (?:late|long|early|drive|away|of|slot|job))"
    rf"|\b(?P<n>{COUNT}|half an|an) (?P<unit>hour|hr|min)(?:ute)?s? from now\b"
)
BUSY_UNTIL = re.compile(
    r"\b(?:i |we |i'm |we're |i am )?(?:work(?:ing)?|busy|at work|at school|out|tied up|not (?:free|home|back"
    r"|available|around))"
    r"(?: [a-z]+)? (?:til|till|until|to) (?=\d|noon|midday|half|quarter|(?:three|four|five|six|seven)\b)"
    r"|(?:\bnot\b|\b\w*n't\b|\bcannot\b|\b(?:ca|wo|do)nt\b)[^.,;?!|\d]{0,40}?\b(?:until|till?|before) (?!(?:then"
    r"|now)\b)"
    r"|\b(?:away|unavailable|busy|overseas|interstate|on (?:holidays?|leave)|back|home) (?:un)?till? (?!(?:then"
    r"|now)\b)"
    r"|\bi (?:only )?(?:finish|knock off|get off|clock off|get home|am home|'?m home|can only)(?: work| from work"
    r"| school)?"
    r" (?:at|by|around) (?=\d|half|quarter)"
)
LIST_GAP = re.compile(r"\bor\b|\botherwise\b|\bfailing that\b|/|&|,|\band\b|\balso\b|\bmaybe\b|\+|\bthen\b|\bn\b")
FULL_STOP = re.compile(r"[.?!|]\s")
