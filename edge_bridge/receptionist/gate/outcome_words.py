"""The words by which a reply says that something has happened or will. Each belongs to the outcome that would make it true."""

import re

_PEOPLE = r"(?:we|i|he|she|they|someone|somebody|the team|our team|the (?:boys|lads|guys|crew|girls)|our (?:\w+ )?(?:guy|crew|boys|man)|team)"
_WILL = r"(?:'ll| will| are going to| is going to|'re going to|'s going to| are| is|'re|'s|'ll be| will be)"
_CALL = (
    r"(?:call|ring|phone|buzz|contact|text|message|e-?mail|reach out|get back|get in touch|follow up|let you know|give you a (?:call|ring|buzz|bell|shout)"
    r"|be in touch|in touch|come back to you|speak|send you|send)"
)

CONFIRMED = (
    r"\bconfirmed\b", r"\bconfirmado\w*\b", r"\blocked\b", r"(?<!fully )(?<!all )\bbooked\b(?! (?:out|up|solid)\b)", r"\breserved?\b(?= |$|[.!,])", r"\bsecured\b",
    r"\bguaranteed?\b", r"\bscheduled\b", r"\bapproved\b", r"\baccepted\b", r"\bfinali[sz]ed\b", r"\bpromise\b",
    r"\ball (?:set|sorted|good (?:for|to go)|locked|done|fixed|organised|arranged)\b", r"\b(?:are|'re) (?:all )?(?:set|sorted|in|on)\b(?= for|[.!]|$|,| \x1f*§)",
    r"\bgood to go\b", r"\bsee (?:you|ya|u|yas)\b(?! (?:said|asked|have|want))", r"\bit'?s a date\b", r"\bit'?s official\b", r"\bdown for\b",
    r"\b(?:put|putting|getting|got|get|getting|have|slotted|squeezed|fitted) you (?:down|in|on)\b", r"\bgot you (?:a|the|§|¤)", r"\b(?:you've|you have) got the\b",
    r"\bin (?:the|our) (?:diary|calendar|books|system|schedule|run)\b", r"\b(?:diary|calendar)\b.*\bin\b(?=\W*$)",
    r"\b(?:i|we)(?:'ll| will|'m going to|'re going to|'ve| have| just)? (?:now )?(?:book|lock|reserve|secure|schedule|organise|arrange)\b(?! (?:out|up))",
    r"\b(?:i|we)(?:'ll| will)(?: now)? confirm\b", r"\b(?:i|we) (?:can )?(?:hereby |now |happily )?confirm\b(?! your (?:address|name|number|details|e))",
    rf"\b{_PEOPLE}{_WILL} (?:\w+ )?(?:there|come|coming|arrive|arriving|turn(?:ing)? up|pop(?:ping)?|drop(?:ping)?|head(?:ing)?|visit(?:ing)?|expect(?:ing)?|mow(?:ing)?|do it|get it done)\b",
    r"\blooking forward to (?:see|seeing|meeting|having)\b", r"\bexpect (?:us|him|her|them|someone|they)\b", r"\bexpecting you\b",
    r"\b(?:spot|slot|time|it)(?:'s| is) (?:still )?yours\b(?! if)", r"\bis (?:still )?yours\b(?! if)", r"\b(?:this is|here's|here is) your confirmation\b",
    r"\bgets done\b", r"\bgoing ahead\b", r"\bstill on\b", r"\b(?:expect|first) (?:you )?on §", r"\bpayable\b", r"\bcome §", r"\bcome (?:by|past|over)\b",
)  # fmt: skip
PENCILLED = (
    r"\bpencill?ed\b", r"\btentative(?:ly)?\b", r"\bprovisional(?:ly)?\b", r"\bon hold\b(?! music)", r"\b(?:i'm|we're|am|are) holding\b", r"\b(?:i've|we've|have) held\b",
    r"\bpending\b", r"\brequest (?:for \S+.* )?(?:is |has |has been |was )?(?:in|sent|gone|with|been|through)\b", r"\brequest in\b",
    r"\b(?:waiting|awaiting)\b(?! (?:list|on you))", r"\b(?:i'll|we'll|i will|let me) (?:just )?(?:pencil|put you down|hold)\b",
)  # fmt: skip
HELD = (r"\bit is\b(?=\W*$)", r"\b(?:sorted|done)\b(?=\W*$| -)", r"^\W*(?:all )?done\b", r"\bconsider it\b", r"[✅✔☑]")
CANCELLED = (r"\bcancell?ed\b", r"\bcalled off\b", r"\btaken you off\b", r"\bremoved\b", r"\bdeleted\b", r"\bscrapped\b", r"\bwithdrawn\b")
MOVED = (
    r"\b(?:moved|shifted|switched|swapped|changed|pushed|bumped) (?:you|it|your|that|this|the (?:booking|appointment|time))\b",
    r"\b(?:been|was|is|'s) (?:moved|shifted|switched|swapped|changed|pushed)\b", r"\brescheduled\b",
)  # fmt: skip
TOLD = (
    r"\b(?:let|told|asked|notified|alerted|informed|flagged|handed|forwarded|passed|pinged)\b(?! me)(?=.*\b(?:team|on|to|him|her|them|boss|owner|someone)\b)",
    r"\bteam (?:has|have) been\b", rf"\b{_PEOPLE}(?:'ll| will|'re going to|'s going to| is going to) (?:\w+ )?{_CALL}\b",
    rf"\b(?:i'll|i will|we'll|let me) (?:\w+ )?(?:have|get|ask|let) (?:the team|someone|somebody|them|they|the boss|the owner|a person)\b(?! (?:to )?(?:confirm|quote))",
)  # fmt: skip
NOTED = (r"\b(?:added|noted|put|written|popped|jotted|included)\b.*\b(?:to|on|in|against|for|with) (?:your|the) (?:booking|request)\b",
         r"\bteam will (?:see|know)\b", r"\b^added\b", r"\bi've (?:added|noted) (?:the|that|your)\b(?! (?:name|address|number|details|e-?mail|down))")  # fmt: skip
NEVER = (
    r"\b(?:i|we|i've|we've|have|just|been|it's)(?: just| also| already)? (?:sent|emailed|e-mailed|texted|mailed|phoned|rung|called you|spoken)\b",
    r"\bon (?:his|her|their|our|the|my) way\b", r"\brunning (?:late|early|behind)\b", r"\b(?:deposit|payment|refund|invoice|receipt)\b(?=.*\b(?:received|processed|taken|sent|paid|done|through|issued|confirmed)\b)",
    r"\bpaid\b", r"\bwait ?list\b|\bwaiting list\b", r"\bon the list\b",
)  # fmt: skip
NO_BOOKING = (
    r"(?:n'?t|\bnot|\bno|\bcannot)\b(?: \w+){0,3}? (?:a |any |your )?bookings?\b(?! (?:has|have) been| myself|s? myself| without)",
)  # fmt: skip


def compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns, ready."""
    return tuple(re.compile(p) for p in patterns)
