"""Wording of greetings, thanks, yes, no, done, stop and abuse.

A new wording is a new line here and one in the tests.
"""

from .intent_words import HELLO

WORDINGS: dict[str, tuple[str, ...]] = {
    "greeting": (
        r"^(?:hi+|he+y+|hello+|hiya|heya|howdy|yo|g'?day|gidday|good ?(?:morning|afternoon|evening|arvo|day)"
        r"|greetings|morning|evening"
        r"|afternoon|arvo|sup|hola)\b(?! (?:works|is|suits|would|best|of|at|after|before|if|or|on))",
    ),
    "thanks": (
        r"\b(?:thanks?|thank (?:you|u|ya)|thankyou|thanx|thx|thnx|tks|ty|tysm|ta|cheers|much appreciated"
        r"|appreciated?|you'?re a legend|legend)\b",
    ),
    "yes": (
        r"^(?:oh |um |ok |hi |hey )*(?:yes|yep|yeah|yeh|yup|yea|ya|aye|sure|absolutely|definitely|of course"
        r"|correct|please do|go ahead|go for it"
        r"|sounds? (?:good|great|perfect|fine|lovely|right)|no (?:worries|problem|probs|dramas)|too easy"
        r"|book (?:it|me in)|lock (?:it|me) in"
        r"|for sure|why not|i (?:do|am|will)$|let'?s do (?:it|that))\b(?! but\b)",
        r"^(?:yes |yeah |yep )?(?:that'?s|thats|all|it'?s|its) (?:all )?(?:right|correct|good|great|fine|perfect"
        r"|it is)\b",
        r"^(?:that|it|this)(?:'ll| will|'d| would)? (?:works?|suits?|be (?:great|good|perfect|fine))\b",
        r"\bhappy with that\b|^nah,? (?:yeah|yes)\b|\bthat (?:works|suits)\b|\blooks (?:right|good|correct)\b",
    ),
    "no": (
        rf"^{HELLO}(?:no+|nah+|nope|na|nup|naur|not really|not (?:at (?:all|this stage)|quite|yet|right)|negative"
        rf"|no thank(?:s| you|u)|"
        r"(?:that'?s|thats|it'?s|its) (?:not right|wrong|incorrect|not it|not correct))\b"
        r"(?! (?:worries|problem|probs|dramas|rush|one|idea|later|earlier|more than|good|hurry|stress|need|longer"
        r"|other|doubt|question))",
        r"^(?:i )?(?:don'?t|do not) (?:think so|want (?:it|that|to))\b|^i'?d rather not\b|^no$|^wrong[.!]*$"
        r"|^(?:yeah|yes|ya),? (?:nah|no)\b(?! worries| problem| probs)|^not (?:today|now|just yet|this time)\b",
    ),
    "done": (
        r"(?<!is )(?<!was )\b(?:that'?s|thats|that is|that'?ll be|that will be|tht's) (?:all|it|everything|the lot"
        r"|us|about it)\b(?! (?:ok|good|fine|right|correct|i needed to move))(?!\?)",
        r"\bnothing (?:else|more|further)\b|\bnothing (?:thanks|thank you|from me|at the moment|for now"
        r"|comes to mind)\b|^(?:no,? )?nothing[\s.!]*$",
        r"^(?:no|nah|nope|yes|yep|yeah|ok|oh|great|perfect|thanks|thank you|cheers|sweet|awesome)?[\s,.!]*(?:i'?m"
        r"|im|we'?re|were|i am|all|it'?s all|you'?re)"
        r" (?:all )?(?:good|done|fine|set|sorted|okay|ok)\b(?:[\s,.!]*(?:thanks?|thank you|thankyou|thx|ta|cheers"
        r"|mate|here|now|for now|then|so much|no))*[\s,.!]*$",
        r"\bthat(?:'ll| will|ll) do\b|\b(?:not|nothing) (?:for now|at the moment|right now|atm)\b|\bno (?:that'?s"
        r"|thats) (?:all|it|fine|everything)\b",
        r"\b(?:i think )?(?:that )?covers (?:it|everything)\b|\bno more (?:questions|thanks)\b|\bno (?:other|more"
        r"|further) (?:requests?|questions?|needs)\b",
        r"^no,? (?:that'?s|thats) (?:good|great|perfect)\b",
    ),
    "stop": (
        r"^(?:please |pls )?(?:stop ?all|stop|unsubscribe|unsub|end|quit|opt[ -]?out|optout|revoke)(?: please| pls"
        r"| now| it| messages?| texts?| all| thanks)*[\s.!]*$",
        r"\bstop (?:text|messag|contact|send|spam|sms|bother|harass)\w*\b|\b(?:don'?t|do not|never"
        r"|dont) (?:ever )?(?:text|message|contact|sms) me\b|\bno more (?:texts?|messages?|sms|spam)\b",
        r"\b(?:remove|take|delete) (?:me|my (?:number|details)) (?:from|off)\b|\bunsubscribe me\b"
        r"|\bopt (?:me )?out\b|\bremove my (?:number|details)\b|\bleave me alone\b",
    ),
    "abuse": (
        r"\bf+[\W_]?u+[\W_]?c+[\W_]?k+(?!\s+(?:yes|yeah|yea|yep))\w*|\bf[*#@$!]{1,}\w*|\bf\s?off\b|\bfk(?: off"
        r"| you| u|ing|n)\b|\bfcuk\w*|\bfuk\w*|\bphuck\w*|\bstfu\b|\bgtfo\b|\bwtf\b",
        r"\bc[u*]nts?\b|\bdick ?heads?\b|\bwank(?:er|ers)\b|\b(?:arse|ass|a\*\*) ?hole?s?\b|\bmorons?\b"
        r"|\bidiots?\b|\bimbeciles?\b|\bbastards?\b|\bpricks?\b|\bscum(?:bag)?s?\b|\bbitch(?:es)?\b|\bslut\b"
        r"|\bretard\w*|\btwats?\b|\bdipshit\b|\bbullshit\b|\bpiece of shit\b|\bdumb ?(?:ass|arse|fuck|cunt)\b",
        r"\bgo to hell\b|\bpiss off\b|\bup yours\b|\bshut up\b|\bshove it\b|\bget stuffed\b|\bbugger off\b"
        r"|\bkill you(?:rself)?\b|\bgo die\b|\bscrew you\b|\bbash you\b|\b(?:you|u|ya)(?: people| guys"
        r"| lot)?(?:'re| are| r)? (?:\w+ )?(?:stupid|useless|dumb|an idiot|pathetic|thick)\b|\b(?:stupid|useless"
        r"|dumb) (?:bot|robot|machine|ai|people|company|thing|program)\b",
    ),
}  # fmt: skip
"""Patterns over plain text, by the name of the intent they show."""
