"""The words by which a reply says that something has happened or will. Each belongs to the outcome that would make it true."""

from .people_words import KNOWS, WHO
from .reading import NT

_PEOPLE = rf"(?:we|i|our \w+ (?:guy|crew|boys|man)|{WHO})"
_WILL = r"(?:'ll| will| are going to| is going to|'re going to|'s going to| are| is|'re|'s|'ll be| will be)"
_CALL = (
    r"(?:call|ring|phone|buzz|contact|text|message|e-?mail|reach out|get back|get in touch|follow up"
    r"|let you know|give you a (?:call|ring|buzz|bell|shout)"
    r"|be in touch|in touch|come back to you|speak|send you|send)"
)

_TO_TEAM = r"(?=(?: (?!and\b|you\b)[\w'§¤\x1f]+){1,8}? (?:to|with) (?:the team|they|the boss|the owner)\b)"
_NOUN = r"(?:appointment|booking|slot|spot|visit|reservation|mow|job|session)"
_STATE = (
    r"(?!(?:needed|requested|based|included|taken|offered|wanted|preferred|called|named|listed|used|open"
    r"|given|shown)\b)(?!pencil|cancel|confirm|move|delete|remove|declin|expire|reject)(?:\w+ed|made|set|kept"
    r"|done|held|sweet|on)"
)
_LOOKED = (
    r"(?:checked|looked|found|had|seen|heard|read|listed|received|included|understood|missed|asked|added"
    r"|noted|passed|let|told|notified|handed|held|pencill?ed|moved|changed|cancell?ed|removed|sent|emailed|texted"
    r"|tried|searched|flagged|raised|forwarded|shared|taken)"
)

CONFIRMED = (
    r"\bconfirmed\b",
    r"\bconfirmado\w*\b",
    r"\blocked\b(?! (?:gate|door|side|yard|out|garage))",
    r"(?<!fully )\bbooked\b(?! (?:out|up|solid)\b)",
    r"\breserved?\b(?= |$|[.!,])",
    r"\bsecured\b",
    r"\bguaranteed?\b",
    r"\bscheduled\b",
    r"\b(?:delighted|pleased|glad|thrilled|excited|stoked|happy) to confirm\b(?! (?:once|when|if))",
    r"\bin the book\b(?!s)|\bin the diary\b",
    r"\bfinali[sz]ed\b",
    r"\bpromise\b",
    r"\ball (?:set|sorted|good (?:for|to go)|locked|done|fixed|organised|arranged)\b",
    r"\b(?:are|'re) (?:all )?(?:set"
    r"|sorted|in|on)\b(?= for|[.!]|$|,| \x1f*§)",
    r"\bgood to go\b",
    r"\bsee (?:you|ya|u|yas)\b(?! (?:said|asked|have|want))",
    r"\bit'?s a date\b",
    r"\bit'?s official\b",
    r"\bdown for\b",
    r"\b(?:put|putting|getting|got|get|getting|have|slotted|squeezed|fitted) you (?:down|in|on)\b",
    r"\bgot you (?:a|the|§|¤)",
    r"\b(?:you've|you have) got the\b",
    r"\bin (?:the|our) (?:diary|calendar|books|system|schedule|run)\b",
    r"\b(?:diary|calendar)\b.*\bin\b(?=\W*$)",
    r"\b(?:i|we)(?:'ll| will|'m going to|'re going to|'ve| have| just)? (?:now )?(?:book|lock|reserve|secure"
    r"|schedule|organise|arrange)\b(?! (?:out|up))",
    r"\b(?:i|we)(?:'ll| will)(?: now)? confirm\b",
    r"\b(?:i|we) (?:can )?(?:hereby |now "
    r"|happily )?confirm\b(?! your (?:address|name|number|details|e))",
    rf"\b{_PEOPLE}{_WILL} (?:\w+ )?(?:there|come(?! back)|coming|arrive|arriving|turn(?:ing)? up|pop(?:ping)?"
    rf"|drop(?:ping)?|head(?:ing)?|visit(?:ing)?|expect(?:ing)?|mow(?:ing)?|do it|get it done)\b",
    r"\blooking forward to (?:see|seeing|meeting|having)\b",
    r"\bexpect (?:us|him|her|them|someone|they)\b",
    r"\bexpecting you\b",
    r"\b(?:spot|slot|time|it)(?:'s| is) (?:still )?yours\b(?! if)",
    r"\bis (?:still )?yours\b(?! if)",
    r"\b(?:this is|here's|here is) your confirmation\b",
    r"\bgets done\b",
    r"\bgoing ahead\b",
    r"\bstill on\b",
    r"\b(?:expect|first) (?:you )?on §",
    r"\bpayable\b",
    r"\bcome §",
    r"\bcome (?:by|past|over)\b",
    r"^\W*lock (?:it|that|her) in\b",
    r"\b(?:is|'s) on for\b",
    r"\b(?:are|'re) (?:right|good|sweet|expected)\b (?:for|on|§)",
    r"\bgot you covered\b",
    r"\bhas you\b(?! (?:just )?pencil)",
    r"\bpromised\b",
    rf"\b{_NOUN}(?:'s| is| was| has been|'s been| have been| are|) (?:now |all |already )?{_STATE}\b",
)
PENCILLED = (
    r"\bpencill?ed\b",
    r"\btentative(?:ly)?\b",
    r"\bprovisional(?:ly)?\b",
    r"\bon hold\b(?! music)",
    r"\b(?:i'm|we're|am|are) holding\b",
    r"\b(?:i've|we've|have) held\b",
    r"\b(?:i'll|we'll|i will|let me) (?:just )?(?:pencil"
    r"|put you down|hold)\b",
)
REQUESTED = (
    r"\bpending\b",
    r"\brequest (?:for \S+.* )?(?:is |has |has been |was )?(?:in|sent|gone|with|been|through)\b",
    r"\brequest in\b",
    r"\b(?:waiting|awaiting)\b(?! (?:list|on you))",
)
HELD = (
    rf"\b(?:i|we)(?:'ve| have)(?: just| now| already| gone ahead and)? (?!{_LOOKED}\b)(?:\w+ed|made|put|set"
    rf"|kept|gone ahead|done)\b(?! (?:these|times|some|a few|no)\b)",
    r"\bi (?:just )?(?:went ahead|made|organised|arranged|saved|kept|set) ",
    r"(?:[§¤\d][\s\x1f]*|\b(?:one|that|time|slot|option|day|yes) )it is\b(?=\W*$)",
    r"\b(?:sorted|done)\b(?=\W*$| -)",
    r"^\W*(?:all )?done\b",
    r"\bconsider it\b",
    r"[✅✔☑]",
)
CANCELLED = (
    r"\bcancell?ed\b",
    r"\bcalled off\b",
    r"\btaken you off\b",
    r"\bremoved\b",
    r"\bdeleted\b",
    r"\bscrapped\b",
    r"\bwithdrawn\b",
    r"\b(?:declined|rejected|lapsed"
    r"|expired|knocked back)\b",
    r"§\W*(?:is )?off\b(?! (?:the|your|our)\b)",
    r"\boff the (?:calendar|books|list|schedule|diary|run)\b",
    r"\b(?:freed|released|dropped|binned|axed|voided|let go of|given (?:away|up))\b",
    rf"\b{_NOUN}(?:'s| is| has)(?: been)? (?:now |all |already )?(?:gone|off|history|void|no more)\b",
    rf"\b{WHO}(?:'ve| have| has|'s)? (?:had|have|has|need|needs) to cancel\b",
    r"\blet (?:[^.,;]{1,30} )?go\b",
    r"\byou(?:'ve| have)? (?:just )?lost\b",
    r"\b(?:free|open|available) again\b",
    r"\b(?:i|we)(?:'ll| will|'m going to|'re going to) (?:just |now |go ahead and )?(?:cancel|drop|remove|delete)\b",
)
MOVED = (
    r"\b(?:moved|shifted|switched|swapped|changed|pushed|bumped) (?:you|it|your|that|this|the (?:booking"
    r"|appointment|time))\b",
    r"\b(?:been|was|is|'s) (?:moved|shifted|switched|swapped|changed|pushed)\b",
    r"\brescheduled\b",
    r"\b(?:has|have|is|'s|'ve|all|now) moved\b",
    r"^\W*(?:moved|changed|swapped)\b",
    r"\bnew time(?:'s| is)\b",
    r"\b(?:brought|put|pushed|shifted|moved|bumped) (?:forward|back|up|out|later|earlier)\b",
)
REFUSED = (
    r"\b(?:turned|knocked) (?:\w+ ){0,4}?down\b",
    r"\b(?:i've|i have|we've|i) (?:just )?(?:refused|said no to)\b",
)
TOLD = (
    rf"\bsent\b{_TO_TEAM}",
    *KNOWS,
    r"(?<!you )(?<!you've )(?<!you have )\b(?:let|told|asked|notified|alerted|informed|flagged|handed|forwarded"
    r"|passed"
    r"|pinged)\b(?! me)(?=.*\b(?:team|on|they|to|him|her|them|boss|owner|someone)\b)",
    r"\bteam (?:has|have) been\b",
    rf"\b{_PEOPLE}(?:'ll| will|'re going to|'s going to"
    rf"| is going to) (?:\w+ )?{_CALL}\b",
    r"\b(?:i'll|i will|we'll|let me) (?:\w+ )?(?:have|get|ask|let) (?:the team|someone|somebody|them|they"
    r"|the boss|the owner|a person)\b(?! (?:to )?(?:confirm|quote))",
)
NOTED = (
    r"\b(?:added|noted|put|written|popped|jotted|included)\b.*\b(?:to|on|in|against|for|with) (?:your"
    r"|the) (?:booking|request)\b",
    r"\b^added\b",
    r"\bi've (?:added|noted) (?:the|that|your)\b(?! (?:name"
    r"|address|number|details|e-?mail|down))",
)
NEVER = (
    rf"\b(?:i|we|i've|we've|have|just|been|it's)(?: just| also| already)? (?:sent(?!{_TO_TEAM})|emailed"
    rf"|e-mailed|texted"
    r"|mailed|phoned|rung|called you|spoken)\b",
    r"\bon (?:his|her|their|our|the|my|its) way\b",
    r"\brunning (?:late|early|behind)\b",
    r"\b(?:deposit|payment|refund"
    r"|invoice|receipt)\b(?=.*\b(?:received|processed|taken|sent|paid|done|through|issued|confirmed)\b)",
    r"\bpaid\b",
    r"\brefund(?:ed)?\b",
    r"\bbeen (?:charged|billed|invoiced)\b",
    r"\b(?:i|we)(?: just| also)? (?:spoke|talked|chatted) (?:to|with)\b",
    r"\b(?:(?:to|on) (?:the|our|a) )?(?:wait|waiting|cancellation|standby|priority|short) ?list\b",
    r"\bon the list\b",
)
NO_BOOKING = (
    rf"(?:{NT}|\bnot|\bno|\bcannot)\b(?: \w+){{0,3}}? (?:a |any |your )?bookings?\b(?! (?:has|have) been| myself"
    r"|s? myself| without)",
)
