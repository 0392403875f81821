"""Wording of questions about price, hours, place, bookings, people, robots and services.

A new wording is a new line here and one in the tests.
"""

from .intent_words import BOOKING, SOMEONE, YOU
from .time_words import WEEKDAY

WORDINGS: dict[str, tuple[str, ...]] = {
    "ask_price": (
        r"\bhow much\b(?! (?:longer|notice|time|further|more time|parking))|\bpric(?:e|es|ing|ey|y|elist)\b"
        r"|\bcosts?\b|\bcharges?\b(?! (?:my|the) (?:card|phone))"
        r"|\bhourly rate\b|\b(?:your|the|ur) (?:rates?|fees?)\b|\bwhat(?:'s| is| are| r)? (?:the |your "
        r"|ur )?(?:rates?|fees?|damage)\b|\bhow (?:expensive|pricey)\b"
        r"|\bexpensive\b|\bset me back\b|\bball ?park\b|\b(?:free )?(?:quote|estimate)s?\b|\bwhat do i owe\b"
        r"|\bhow many (?:dollars|bucks)\b|\bis (?:it|that) (?:about |around )?\$",
        r"\b(?:any|pensioner|senior|student|concession) discounts?\b|\bcall ?out fee\b|\bwhat would (?:i"
        r"|it) (?:pay|be looking at)\b|\bgoing rate\b",
    ),
    "ask_hours": (
        r"\b(?:what|when|which|how late|how early|til?l? what)\b[^.?!]{0,25}\b(?:are|r|do|does|is|you|u|your|ur"
        r"|ya|time'?s?)\b[^.?!]{0,15}\b(?:open|opens|close|closes|closing|opening|trading|shut|knock off|finish"
        r"|start)\b",
        rf"\b(?:are|r|is|will) (?:{YOU}|the (?:shop|salon|store))(?: still| also| usually)? (?:be )?(?:open"
        rf"|opened|closed|shut|trading|operating)\b|\byou open\b|\b(?:u|yous?) (?:guys )?open\b",
        r"\b(?:opening|business|trading|working|operating|office|store|salon|shop|your|ur|the) (?:hours|hrs"
        r"|times)\b|\bwhat (?:are|r) (?:your|the|ur) (?:hours|hrs|times)\b|^(?:hours|opening hours)\??$",
        rf"\b(?:do|does|can) {YOU} (?:ever )?(?:open|work|operate|trade|do)(?: on| over)? (?:the )?(?:weekends?"
        rf"|{WEEKDAY}|public holidays?|nights?|evenings?|after hours|late|christmas|easter|afternoons?)\b",
        r"\b(?:what|which) (?:days|hours) (?:do|are|does) (?:you|u|ya|they)\b(?! (?:free|available|have))"
        r"|\bhow late (?:do|are|r)\b|\bopen (?:today|tomorrow|now|late|on (?:the )?weekends?)\b",
    ),
    "ask_location": (
        rf"\bwhere(?:abouts)? (?:are|r|is|do|does) (?:{YOU}|the (?:shop|salon|store|place|studio|clinic|office)"
        rf"|i (?:go|come)|your \w+|it|this)\b(?! (?:book|pay|find|come))"
        r"|\bwhere'?s (?:the|your) (?:shop|salon|place|store|studio|office|clinic)\b|\bwhere (?:abouts|to\b"
        r"|do (?:i|we) (?:go|come|park|meet))|\bwhere(?: are you|'?s that| is that)?\?$",
        r"\b(?:your|the|ur|their|its|his|her|there|this place'?s|salon'?s) (?:\w+ )?(?:address|location)\b(?!:"
        r"| is:?\s?(?:\d|unit|lot|correct|right|wrong|fine|good"
        r"|the same)| \d)|\bphone number and (?:the |their )?(?:address|location)\b|\bwhere (?:they|you|u"
        r"|ya) are(?: located| based)?\b|\bwhat(?:'s"
        r"| is|s)? (?:the|your|ur) address\b",
        rf"\b(?:are|r) {YOU}(?: guys)? (?:located|based|situated|near|close to|local|in (?!the|on|at|today"
        rf"|tomorrow|this))\b|\bhow (?:do|can) (?:i|we) (?:get to|find) (?:you|there|the (?:salon|shop))\b"
        r"|\bdirections\b|\b(?:is there|any|have|where.{0,10}) (?:parking|car ?park)\b|\bparking\b"
        r"|\bwhich suburb\b|\bwhat suburb (?:are|is)\b",
        rf"\b(?:do|can|will|would) {YOU} (?:service|cover|travel to|come (?:out )?to|go to|work in"
        rf"|do jobs in)(?! (?:me\b at|my place on))\b|\b(?:what|which) (?:areas?|suburbs?) do\b|\bservice area\b",
    ),
    "ask_booking": (
        rf"\bwhen(?:'s|s| is| are| am| was| do| did)? (?:my|our|i|we)\b(?: next"
        rf"| current)?[^.?!]{{0,15}}\b(?:{BOOKING}|booked|come in|in for|due|scheduled)\b",
        rf"\bwhat (?:time|day|date)(?:'s|s| is| was| am| are| do| did)?\b[^.?!]{{0,12}}\b(?:my|our|i|we"
        rf"|am i)\b[^.?!]{{0,15}}\b(?:{BOOKING}|booked|in|come in|due|supposed|scheduled)\b",
        r"\b(?:am i|are we|i'?m|have i been) (?:still |all )?(?:booked|confirmed|down|on|locked|in) ?(?:in|for|on"
        r"|at)?\b[^.!]*\?|\bam i (?:still )?(?:booked|confirmed|on for|down for|locked)\b",
        rf"\b(?:is|has|was) (?:my|our|the) (?:\w+ )?{BOOKING}(?: \w+)? (?:still |been |all )?(?:confirmed|on"
        rf"|booked|locked|happening|going ahead|set|at|today|tomorrow)\b",
        rf"\b(?:do i|have i|did i)(?: still)? (?:have|got|make|get) (?:an? |any )?{BOOKING}\b(?! (?:options"
        rf"|left))|\bwhat (?:have|do|did) i (?:got |have )?(?:booked|book)\b",
        rf"\b(?:check|confirm|remind me (?:of|when|about|what)|details (?:of|for|about)|status of|look up"
        rf"|forgot(?:ten)?|update on|see)\b[^.?!]{{0,25}}\b(?:my|our) (?:\w+ )?(?:{BOOKING})\b",
        r"\b(?:when|what time|what day) (?:are|r|is|will|u|you|do)(?: you| u| ya| they| he| she| the \w+| someone"
        r"| somebody)?(?: guys)?(?: be)? (?:coming|arriving|arrive|get here|getting here|turning up|here|expected"
        r"|due|come)\b",
        r"\bany (?:news|update) on my\b|\bhas (?:it|my booking|that) been confirmed\b|\bdid (?:it|my booking"
        r"|that) go through\b|\bhave they confirmed\b|\bwhat(?:'s| is| was) my (?:next )?(?:booking|appointment)\b"
        r"|\bshould i expect (?:you|u|them|him|her|someone)\b",
    ),
    "ask_human": (
        rf"\b(?:talk|speak|chat|spoken|discuss(?: (?:this|it|my \w+))?)\b(?: directly| properly)? (?:to|with"
        rf"|2) {SOMEONE}\b(?! (?:soon|later|then|tomorrow))",
        r"\b(?:call|ring|phone|buzz) me\b(?! (?:when|if|before|once|crazy|back when|on arrival|as you))"
        r"|\bgive (?:me|us) an? (?:quick )?(?:call|ring|buzz|bell|tingle)\b(?! (?:when|if|before|once|on))",
        rf"\b(?:can|could|may|get|have|want|need|would like|like) {SOMEONE} (?:to )?(?:call|ring|phone|contact"
        rf"|speak|get back|get in touch|talk|chat)\b|\bhave {SOMEONE} (?:call|ring|phone|contact)\b",
        r"\b(?:real|actual|live|proper) (?:person|human|people)\b|\b(?:a|to|with) human\b|^(?:human|operator|agent"
        r"|person|representative)\b[\s!.?]*(?:please|pls)?[\s!.]*$|\bhuman please\b|\bpick up the phone\b",
        r"\bcall ?back\b|\bput me (?:through|on) to\b|\b(?:get|fetch) (?:the|your|me the|me your|me a|a) (?:boss"
        r"|owner|manager|person|human|supervisor)\b|\bspeak to the\b|\b(?:is|are) (?:the )?(?:boss|owner"
        r"|manager) (?:there|around|in|available)\b",
        r"\b(?:someone|somebody|anyone)(?: from the team)? (?:i can|to|that i can|who can) (?:talk|speak|chat"
        r"|call)\b|\bspeak with (?:a|the|an)\b|\bi(?:'d| would) rather (?:talk|speak)\b|\b(?:can|could) i (?:call"
        r"|ring|phone) (?:you|u|someone|the)\b",
        r"\bwhat(?:'s| is) (?:the|your|a) (?:best )?(?:phone )?number (?:to|i can)\b|\b(?:too hard|easier) (?:to"
        r"|over|by) (?:text|phone|the phone|explain|talk)\b|\bhand me (?:over|off)\b|\btransfer me\b|\b(?:want"
        r"|like|need|prefer|rather|can i|could i|may i)\b[^.?!]{0,12}\b(?:talk|speak|chat) (?:to|with) (?!my\b"
        r"|her\b|you (?:soon|later))\w+|\b(?:call|ring|phone)(?: me)?(?: back)?(?: on| at)? (?:my \w+ )?[+0]\d",
    ),
    "ask_ai": (
        r"\b(?:are|r) (?:you|u|ya) (?:even |actually |really |just |like )*(?:an? )?(?:real|actual|live|human"
        r"|automated|auto|robot|bot|chat ?bot|ai|a\.i\.?|machine|computer|person|chatgpt|siri|alexa|program)\b",
        r"\b(?:is (?:this|it|that)|am i (?:talking|speaking|chatting|texting)(?: to| with)?"
        r"|talking to)\b[^.?!]{0,22}\b(?:robot|bot|chat ?bot|ai|a\.i\.?|machine|human|real person|actual person"
        r"|automated|computer|real|chatgpt|automatic)\b(?=[^.!]*\?|$)",
        r"\b(?:if|whether|that|admit|prove|are|as) (?:you(?:'?re| are|r)?|u r|this is)(?: \w+)? (?:an? )?(?:real "
        r"|actual |live |ro)*(?:human|person|bot|chat ?bot|robot"
        r"|computer|machine|ai|a\.i\.?)\b|\b(?:human|person|computer|bot|machine|robot"
        r"|ai)(?: being)? or (?:are you )?(?:an? )?(?:real |live |ro)*(?:human|person|computer|bot"
        r"|machine|robot|ai)\b|\b(?:if|whether|am i|i'?m|i am|is this) (?:\w+ ){0,2}(?:talking|speaking|chatting"
        r"|texting|dealing)(?: to| with)? (?:an? )?(?:real |actual |live |ro)*(?:human|person|bot|chat ?bot"
        r"|robot|computer|machine|ai)\b|\bare (?:an? )*(?:ai|bot|robot|human)\b|\b(?:you|u) (?:be |classed "
        r"|classified |considered |as )+an? (?:real )?(?:human|person|bot|robot|machine|ai)\b"
        r"|\bhow real are you\b|\b(?:artificial|could you be human)\b",
        r"\b(?:you'?re|you are|u r|ur|this is) (?:just |clearly |obviously )?(?:an? )?(?:robot|bot|chat ?bot|ai"
        r"|machine|computer)\b|\b(?:who|what) (?:am i (?:talking|speaking|texting|chatting) (?:to|with)|are you"
        r"|is this)\??$|\b(?:robot|bot) or (?:a )?(?:human|person|real)\b|\bhuman or (?:a )?(?:ro)?bot\b",
    ),
    "ask_services": (
        rf"\bwhat (?:else )?(?:do|can|does|would) {YOU}(?: all| actually)? (?:do|offer|provide|help"
        rf"|specialise)\b(?! (?:on|about|for (?:the|a|my)|at|today|tomorrow|with my|in the (?:morning|arvo)))",
        r"\bwhat (?:all )?(?:can|may|could|should) i (?:ask|use)\b|\bhow (?:can|could|do) you (?:help|assist)\b"
        r"|\bwhat are you (?:able to"
        r"|capable of|here for)\b|\bwhat (?:sorts?|kinds?|types?) of (?:questions|tasks|requests)\b"
        r"|\bwhat (?:things|questions) can\b",
        r"\b(?:what|which|list of|all your|your|other|any other) services\b|\bservices? (?:do you|list|offered"
        r"|available|menu)\b|\bservice (?:list|menu)\b|\bwhat (?:kinds?|sorts?|types?) of (?:services?|work|jobs?"
        r"|things|stuff|treatments?|cuts?)\b",
        r"\bwhat can (?:i|we) (?:book|get done|get|have done)\b|\bwhat(?:'s| is) (?:on offer|available to book"
        r"|on the menu)\b|\bwhat do you guys do\b|\bwhat (?:treatments?|jobs|options) do\b"
        r"|\btell me what you (?:do|offer)\b|\bwhat are the options\b",
    ),
}  # fmt: skip
"""Patterns over plain text, by the name of the intent they show."""
