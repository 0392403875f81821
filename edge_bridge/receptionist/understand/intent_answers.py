"""Wording of greetings, thanks, yes, no, done, stop and abuse.

A new wording is a new line here and one in the tests.
"""

from .intent_words import HELLO

WORDINGS: dict[str, tuple[str, ...]] = {
    "greeting": (
        r"^(?:hi+|he+y+|hello+|hiya|heya|howdy|yo|g'?day|gidday|good ?(?:morning|afternoon|evening|arvo|day)"
        r"|greetings|morning|evening"
        r"|afternoon|arvo|sup|hola|aloha|bonjour|(?:well|why) hello)\b(?! (?:works|is|suits|would|best|of|at"
        r"|after|before|if|or|on))",
        r"\bhow(?:'?s| is| are|'?ve| have)? (?:you|u|ya|it|things|everything|life|goes it)(?: guys"
        r"| been)?(?: doing| going| treating you| today"
        r"| this \w+(?: \w+)?| with you| for you| been| hanging)*[\s?!.,]*$|^(?:what'?s|whats) (?:up|new|going on"
        r"|happening)(?: with you)?[\s?!.]*$"
        r"|^are you (?:doing |feeling )?(?:ok|okay|well|alright|good)(?: today| right now)?[\s?!.]*$",
    ),
    "thanks": (
        r"\b(?:thanks?|thank (?:you|u|ya)|thankyou|thanx|thx|thnx|tks|ty|tysm|ta|cheers|much appreciated"
        r"|appreciated?|you'?re a legend|legend|thankyou+|thanking you|thankful|grateful|much obliged)\b"
        r"|\byou(?:'?re| are|r| have been|'?ve been)(?: \w+)? (?:the best|a (?:star|life ?saver|champ|gem"
        r"|great help|big help)|awesome|amazing"
        r"|wonderful|(?:very|so|super|really) (?:kind|helpful|nice))\b|\b(?:very|super|really|so|most) helpful\b",
    ),
    "yes": (
        r"^(?:oh |um |ok |hi |hey |please )*(?:yes|yep|yeah|yeh|yup|yea|ya|aye|sure|absolutely|definitely|of course"
        r"|correct|please do(?! (?:a|an|the|my|not)\b)|go for it"
        r"|go ahead(?! and (?!book|lock|do|confirm|put|make|hold|schedule|reserve))"
        r"|sounds? (?:good|great|perfect|fine|lovely|right)|no (?:worries|problem|probs|dramas)|too easy"
        r"|book (?:it|me in)|lock (?:it|me) in"
        r"|for sure|why not|i (?:do|am|will)$|let'?s do (?:it|that)|exactly|precisely|spot on|indeed|agreed"
        r"|accepted|approved"
        r"|affirm\w+|(?:please )?proceed(?! to)|confirmed|certainly|by all means|you bet|do it"
        r"|please confirm(?! (?:the|my|when|what|if|whether)\b)|all correct|righto|rightio"
        r"|okie dokie|okey dokey|yea+h|yess+|yeap|yiss|uh[ -]?huh|mm+[ -]?hm+|it is confirmed|true|(?:might"
        r"|may) as well)\b"
        r"(?! (?:but|not|no|and (?!yes\b|thanks\b|see\b)\w+ (?!it\b|that\b|me\b|us\b|the\b))\b)",
        r"^(?:yes |yeah |ok )?(?:i (?:guess|suppose|think|reckon|believe) so|suppose so|guess so)\b|\b(?:works"
        r"|fine|good|ok|okay|great)"
        r" (?:for|by|with) (?:me|us)\b(?<!not good for me)|^(?:that'?s |it'?s |i'd say |i would say "
        r"|my answer is )?(?:a )?(?:big |definite )?"
        r"yes\b|^(?:that|it|this)(?: all)? (?:seems?|sounds?|looks?) (?:right|good|great|fine|nice|perfect|ok"
        r"|correct)\b(?! but)"
        r"|^(?:seems?|looks?) (?:right|good|great|fine|nice|perfect|ok|correct)\b(?! but)",
        r"^(?:(?:the|all|those|these|your|my) )?(?:details|times?|everything|all|info(?:rmation)?)(?: \w+)? (?:is"
        r"|are|looks?|seems?)"
        r" (?:all )?(?:correct|right|good|fine)\b|^you(?:'re| are|r|'?ve got it| got it)(?: (?:absolutely|totally"
        r"|quite))? ?(?:right|correct|it)?[\s.!]*$"
        r"|^(?:that|it|this) (?:should|would|will|could)(?: definitely| also)? (?:work|suit|do)\b|\b(?:answer"
        r"|response) is (?:a )?(?:yes|true)\b"
        r"|^(?:that|it|this)(?:'?s| is| will be) (?:a |all |absolutely |totally )*(?:true|affirmative|confirmed"
        r"|a yes|yes|ok(?:ay)?|exactly (?:it|right))\b(?! to\b)",
        r"^(?!(?:is|was|are|isn'?t|so is|what|when|where|who|how|which|can|could|do|does)\b)(?!.*(?:\b(?:not"
        r"|false|no|if)\b|n't|\?))(?=(?:\S+\s*){1,9}$).*\b(?:is|be|was|say|it'?s|that'?s|seems?|very|definitely"
        r"|answer"
        r"|response)(?: \w+){0,2} (?:yes|affirmative|true|correct)\b|^(?:positive|10-4|roger(?: that)?"
        r"|please let'?s do (?:it|that))[\s.!]*$",
        r"^(?:yes |yeah |yep )?(?:that'?s|thats|all|it'?s|its) (?:all )?(?:right|correct|good|great|fine|perfect"
        r"|it is)\b",
        r"^(?:that|it|this)(?:'ll| will|'d| would)? (?:works?|suits?|be (?:great|good|perfect|fine))\b(?! (?:if"
        r"|to|but)\b)",
        r"\bhappy with that\b|^nah,? (?:yeah|yes)\b|\bthat (?:works|suits)\b|\blooks (?:right|good|correct)\b",
    ),
    "no": (
        rf"^{HELLO}(?:no+|nah+|nope|na|nup|naur|not really|not (?:at (?:all|this stage)|quite|yet|right)|negative"
        rf"|no thank(?:s| you|u)|"
        r"(?:that'?s|thats|it'?s|its) (?:not right|wrong|incorrect|not it|not correct))\b"
        r"(?! (?:worries|problem|probs|dramas|rush|one|idea|later|earlier|more than|good|hurry|stress|need|longer"
        r"|other|doubt|question))",
        r"\b(?:absolutely|definitely|certainly|of course|surely|hell|probably|most likely) (?:not|no)\b"
        r"|\b(?:no way|not a chance|no chance"
        r"|hell no|no can do|i'?m afraid not|afraid not|unfortunately not|nada|naw|nay|negatory)\b|\b(?:i'?d"
        r"|i would|i have to|i said|i'?ll) (?:say )?no\b(?! (?:worries|problem))"
        r"|\b(?:answer|response|reply)(?: to that)? is (?:a |an |definitely |still )*(?:no|false|negative)\b"
        r"|\bthat'?s (?:a |definitely )?(?:hard |big |firm )?no\b(?! (?:worries|problem|prob|good))",
        r"\b(?:that|it|this|which)(?:'?s| is|s)(?: totally| completely| just| simply| all)? (?:n[o']t (?:(?:quite"
        r"|really|at all) )?(?:true|correct|right|the case"
        r"|accurate|my name|what i (?:said|asked|meant|want(?:ed)?))|false|wrong|incorrect|inaccurate)\b"
        r"|\b(?:that|it|this) (?:isn'?t|wasn'?t|was not) (?:quite |at all )?"
        r"(?:true|correct|right|the case|what i (?:said|asked|meant|want(?:ed)?))\b|^(?:incorrect|false|untrue)\b",
        r"^(?=(?:\S+\s*){1,10}$)(?!(?:is|are|was|isn'?t|if)\b)(?!.*\?).*(?:\b(?:not|is ?n'?t|was ?n'?t"
        r"|does ?n'?t \w+) (?:the |a |an )?(?:quite |very |really )?(?:right|correct"
        r"|true|accurate|proper|what i)\b|\b(?:that|it|this|you|answer|response|statement|said)(?:'?s| is| was"
        r"|'?re| are| have| got| have got|'?ve got)(?: \w+){0,3}"
        r" (?:wrong|incorrect|false|untrue|erroneous)\b|\byou (?:did ?n'?t|do ?n'?t|did not|do not) (?:understand"
        r"|get) (?:me|it|that|this|right)\b|\bmisunderst\w+)",
        r"\bi (?:did ?n'?t|did not|never) (?:say|said|ask(?:ed)?(?: for)?|want(?:ed)?) (?:that|it|this|so)\b"
        r"|\b(?:'d|would) (?:prefer|rather) not\b|\b(?:gotta|got to|have to|must) say no\b"
        r"|\b(?:'d be|would be|'?s|is) a (?:no|negative)\b(?! (?:brainer|worries))",
        r"^(?:sorry[\s,]*)?(?:not (?:at (?:this|the) (?:time|stage|point|moment)|right now|for me)|(?:maybe"
        r"|perhaps) (?:later|another time|some other time|next time)"
        r"|(?:some|any|an) ?other time|i (?:can'?t|cannot|do not|don'?t|won'?t|will not)|none thanks?(?: you)?"
        r"|no need)[\s.,!]*(?:on)?[\s.,!]*(?:thanks|thank you|cheers|sorry)?[\s.!?]*$",
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
