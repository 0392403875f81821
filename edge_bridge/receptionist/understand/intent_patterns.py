"""The wording of each intent, compiled, and what shows that it is not meant after all."""

import re

from . import intent_answers, intent_changes, intent_questions, intent_talk

_NOT: dict[str, tuple[str, ...]] = {
    "thanks": (r"^(?:no|nah|nope) (?:thanks|thank you|thx|ta)\b(?! for| so| very)",),
    "ask_booking": (r"\b(?:call|ring|text|phone|buzz|message|knock|beep)(?: me| us)? (?:when|once|before|if"
    r"|as)\b",),
    "cancel": (
        r"\b(?:don'?t|do not|didn'?t|not|never|isn'?t|without) (?:want to |wanna |need to |going to "
        r"|please )?cancel|\bcancell?ation (?:fee|policy|list)|\bif i (?:need to |have to |want to )?cancel"
        r"|\bany cancell?ations?\b|\bhow (?:do|can) .{0,12}avoid",
    ),
    "move": (r"\bmov(?:e|ing) (?:house|in|out|home)\b(?!.*\b(?:booking|appointment)\b)|\b(?:don'?t"
    r"|do not) (?:want to )?(?:move|change|reschedule)\b",),
    "ask_human": (
        r"\b(?:call|ring|phone|buzz)(?: me| us)? (?:when|once|before|if|as) (?:you|u|they|he|he'?s"
        r"|someone)\b(?! (?:can|get a|have a))",
        r"\b(?:don'?t|do not|please don'?t|never|no need to) (?:need to )?(?:call|ring|phone)\b"
        r"|\btext (?:me )?(?:rather than|instead of|not) call"
        r"|\b(?:nice|good|great|lovely|pleasure|pleasant|enjoy(?:ed)?|wonderful)\b(?: \w+){0,3} (?:to "
        r"|you )?(?:talk|speak|chat)",
        r"\bcall me (?!back|please|pls|on|at|asap|now|when|today|tomorrow|this|later|in|about|after|before|instead"
        r"|to|if|for|and|or|as|directly|thanks|regarding|anytime|sometime|0|\+|on)[a-z]{2,}[\s.!,]*$",
    ),
    "complaint": (r"\b(?:no complaints?|can'?t complain|no problems? at all)\b",),
    "done": (r"\bis that (?:all|it|everything)\b",),
    "yes": (
        r"^(?:yes|yeah|ok|sure|yep)[\s,]*(?:no\b(?! (?:worries|problem|probs))|nah)",
        r"\b(?:absolutely|definitely|certainly|of course|surely|hell|heck|probably|preferably|most likely) not?\b"
        r"|\b(?:answer|response|reply)(?: to that)? is (?:a |an |definitely |still )*no\b",
    ),
    "unsure": (r"\b(?:not|n't)(?: \w+){0,2} sure\b[^.?!]*\bbut (?:yes|ok|sure|let'?s)\b",),
    "no": (r"^no (?:worries|problem|probs|dramas|rush)\b|^nah,? (?:yeah|yes)\b",),
    "ask_price": (r"\bat (?:no|any) cost\b|\bno matter the cost\b",),
    "stop": (r"\bstop (?:by|in|at|over)\b",),
}  # fmt: skip


def _compiled(wordings: dict[str, tuple[str, ...]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile("|".join(f"(?:{part})" for part in parts))) for name, parts in wordings.items())


PATTERNS = _compiled(
    intent_answers.WORDINGS | intent_changes.WORDINGS | intent_questions.WORDINGS | intent_talk.WORDINGS
)
"""Each intent's name with what says so."""
UNLESS = _compiled(_NOT)
"""Each intent's name with what shows that it is not meant after all."""
