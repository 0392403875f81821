"""The wording of each intent, as patterns over plain text. A new wording is a new line here and one in the tests."""

import re

from .time_words import WEEKDAY

_HELLO = r"(?:(?:hi|hey|hello|oh|ok|um|sorry|please|pls|yes|no|and|also|hi there|thanks|g'?day|just)[\s,!.]+)*"
_YOU = r"(?:you|u|ya|yous|youse|they|he|she|y'all|your (?:team|guys?|people|shop|salon|business))(?: guys| all| lot| people)?"
_BOOKING = r"(?:booking|appointment|appt|apt|app't|apointment|appoint|reservation|session|slot|visit|time|job|mow|haircut|cut|service|clean|spot)s?"
_MINE = rf"(?:my|our|the|that|this)(?: \w+)?(?: {WEEKDAY}(?:'s)?)?"
_SOMEONE = (
    r"(?:some ?one|some ?body|a (?:real |actual |live )?(?:person|human|staff|team member)|an? (?:actual |real |live )?(?:person|human|operator|agent)"
    r"|(?:the |your |ur )?(?:boss|owner|manager|team|tradie|supervisor|hairdresser|stylist|receptionist|staff|guy|bloke|lady|office)|him|her|them|you directly|you|u|anyone|anybody|humans?)"
)

_WORDINGS: dict[str, tuple[str, ...]] = {
    "greeting": (
        r"^(?:hi+|he+y+|hello+|hiya|heya|howdy|yo|g'?day|gidday|good ?(?:morning|afternoon|evening|arvo|day)|greetings|morning|evening"
        r"|afternoon|arvo|sup|hola)\b(?! (?:works|is|suits|would|best|of|at|after|before|if|or|on))",
    ),
    "thanks": (
        r"\b(?:thanks?|thank (?:you|u|ya)|thankyou|thanx|thx|thnx|tks|ty|tysm|ta|cheers|much appreciated|appreciated?|you'?re a legend|legend)\b",
    ),
    "yes": (
        r"^(?:oh |um |ok |hi |hey )*(?:yes|yep|yeah|yeh|yup|yea|ya|aye|sure|absolutely|definitely|of course|correct|please do|go ahead|go for it"
        r"|sounds? (?:good|great|perfect|fine|lovely|right)|no (?:worries|problem|probs|dramas)|too easy|book (?:it|me in)|lock (?:it|me) in"
        r"|for sure|why not|i (?:do|am|will)$|let'?s do (?:it|that))\b(?! but\b)",
        r"^(?:yes |yeah |yep )?(?:that'?s|thats|all|it'?s|its) (?:all )?(?:right|correct|good|great|fine|perfect|it is)\b",
        r"^(?:that|it|this)(?:'ll| will|'d| would)? (?:works?|suits?|be (?:great|good|perfect|fine))\b",
        r"\bhappy with that\b|^nah,? (?:yeah|yes)\b|\bthat (?:works|suits)\b|\blooks (?:right|good|correct)\b",
    ),
    "no": (
        rf"^{_HELLO}(?:no+|nah+|nope|na|nup|naur|not really|not (?:at (?:all|this stage)|quite|yet|right)|negative|no thank(?:s| you|u)|"
        r"(?:that'?s|thats|it'?s|its) (?:not right|wrong|incorrect|not it|not correct))\b"
        r"(?! (?:worries|problem|probs|dramas|rush|one|idea|later|earlier|more than|good|hurry|stress|need|longer|other|doubt|question))",
        r"^(?:i )?(?:don'?t|do not) (?:think so|want (?:it|that|to))\b|^i'?d rather not\b|^no$|^wrong[.!]*$|^(?:yeah|yes|ya),? (?:nah|no)\b(?! worries| problem| probs)|^not (?:today|now|just yet|this time)\b",
    ),
    "done": (
        r"(?<!is )(?<!was )\b(?:that'?s|thats|that is|that'?ll be|that will be|tht's) (?:all|it|everything|the lot|us|about it)\b(?! (?:ok|good|fine|right|correct|i needed to move))(?!\?)",
        r"\bnothing (?:else|more|further)\b|\bnothing (?:thanks|thank you|from me|at the moment|for now|comes to mind)\b|^(?:no,? )?nothing[\s.!]*$",
        r"^(?:no|nah|nope|yes|yep|yeah|ok|oh|great|perfect|thanks|thank you|cheers|sweet|awesome)?[\s,.!]*(?:i'?m|im|we'?re|were|i am|all|it'?s all|you'?re)"
        r" (?:all )?(?:good|done|fine|set|sorted|okay|ok)\b(?:[\s,.!]*(?:thanks?|thank you|thankyou|thx|ta|cheers|mate|here|now|for now|then|so much|no))*[\s,.!]*$",
        r"\bthat(?:'ll| will|ll) do\b|\b(?:not|nothing) (?:for now|at the moment|right now|atm)\b|\bno (?:that'?s|thats) (?:all|it|fine|everything)\b",
        r"\b(?:i think )?(?:that )?covers (?:it|everything)\b|\bno more (?:questions|thanks)\b|\bno (?:other|more|further) (?:requests?|questions?|needs)\b",
        r"^no,? (?:that'?s|thats) (?:good|great|perfect)\b",
    ),
    "cancel": (
        r"\bcancel(?:l?ed|l?ing|lation)?\b",
        rf"\b(?:call|calling) (?:it|{_MINE} {_BOOKING}) off\b|\b(?:scrap|drop|delete|remove|kill) {_MINE} {_BOOKING}\b",
        r"\b(?:can'?t|cannot|won'?t be able to|wont be able to|unable to|not able to|not going to|not gonna) (?:make|attend|come to|get to)"
        rf" (?:it|(?:my|our|the) {_BOOKING}|today|tomorrow|{WEEKDAY}|this)\b",
        rf"\b(?:no longer|don'?t|do not) (?:need|want|require) (?:it|you|this|that|{_MINE} {_BOOKING})(?: to come)?(?: any ?more| now| again)?\b"
        r"(?<!need you)(?<!want it)(?<!want that)",
        r"\bnot coming\b|\bcan'?t come\b|\bpull out of (?:my|the)\b",
    ),
    "move": (
        r"\bre-?schedul\w*|\bre-?book\b|\bpostpone\w*|\brearrange\b",
        rf"\b(?:mov(?:e|ing)|chang(?:e|ing)|shift|push|swap|switch|alter|delay|bump|put)\s+(?:(?:my|our|the|that|this|your) (?:\w+ )?(?:\w+ )?"
        rf"(?:{_BOOKING}|{WEEKDAY}|date|day|2pm|one)|(?:it|that|this|mine|things|me|us)\b(?! (?:in|down|up)))\b(?! (?:your|my|of) mind)",
        r"\bbring (?:it|my \w+|the \w+) forward\b|\bpush (?:it )?back\b|\bput (?:it|me|my \w+) off\b",
        rf"\b(?:change|move|swap|switch|shift) (?:(?:the |my )?(?:time|day|date)|(?:from |to )?(?:a |an )?(?:different|another|later|earlier|{WEEKDAY}|next|tomorrow))\b",
        rf"\b(?:different|another|other|earlier|later) (?:time|day|date)[^.?!]{{0,20}}\b(?:instead|for my|than booked)\b|\binstead of (?:my|the) (?:\w+ )?{_BOOKING}\b",
        r"\b(?:can'?t|cannot|won'?t be able to|unable to) (?:make|do|come|attend)\b[^?]{0,40}\b(?:another|different|instead|how about|what about|can we|could we"
        r"|can i (?:come|do|get)|could i|is there|any chance|do you have|next week)\b",
        rf"\bmy (?:booking|appointment|appt) is\b[^?]{{0,40}}\b(?:can|could) (?:it|we|i|you)\b",
        rf"\bmake (?:it|my {_BOOKING}|the {_BOOKING}) (?:a bit |an hour )?(?:later|earlier|another|a different|{WEEKDAY} instead)\b",
    ),
    "ask_price": (
        r"\bhow much\b(?! (?:longer|notice|time|further|more time|parking))|\bpric(?:e|es|ing|ey|y|elist)\b|\bcosts?\b|\bcharges?\b(?! (?:my|the) (?:card|phone))"
        r"|\bhourly rate\b|\b(?:your|the|ur) (?:rates?|fees?)\b|\bwhat(?:'s| is| are| r)? (?:the |your |ur )?(?:rates?|fees?|damage)\b|\bhow (?:expensive|pricey)\b"
        r"|\bexpensive\b|\bset me back\b|\bball ?park\b|\b(?:free )?(?:quote|estimate)s?\b|\bwhat do i owe\b|\bhow many (?:dollars|bucks)\b|\bis (?:it|that) (?:about |around )?\$",
        r"\b(?:any|pensioner|senior|student|concession) discounts?\b|\bcall ?out fee\b|\bwhat would (?:i|it) (?:pay|be looking at)\b|\bgoing rate\b",
    ),
    "ask_hours": (
        rf"\b(?:what|when|which|how late|how early|til?l? what)\b[^.?!]{{0,25}}\b(?:are|r|do|does|is|you|u|your|ur|ya|time'?s?)\b[^.?!]{{0,15}}\b(?:open|opens|close|closes|closing|opening|trading|shut|knock off|finish|start)\b",
        rf"\b(?:are|r|is|will) (?:{_YOU}|the (?:shop|salon|store))(?: still| also| usually)? (?:be )?(?:open|opened|closed|shut|trading|operating)\b|\byou open\b|\b(?:u|yous?) (?:guys )?open\b",
        r"\b(?:opening|business|trading|working|operating|office|store|salon|shop|your|ur|the) (?:hours|hrs|times)\b|\bwhat (?:are|r) (?:your|the|ur) (?:hours|hrs|times)\b|^(?:hours|opening hours)\??$",
        rf"\b(?:do|does|can) {_YOU} (?:ever )?(?:open|work|operate|trade|do)(?: on| over)? (?:the )?(?:weekends?|{WEEKDAY}|public holidays?|nights?|evenings?|after hours|late|christmas|easter|afternoons?)\b",
        r"\b(?:what|which) (?:days|hours) (?:do|are|does) (?:you|u|ya|they)\b(?! (?:free|available|have))|\bhow late (?:do|are|r)\b|\bopen (?:today|tomorrow|now|late|on (?:the )?weekends?)\b",
    ),
    "ask_location": (
        rf"\bwhere(?:abouts)? (?:are|r|is|do|does) (?:{_YOU}|the (?:shop|salon|store|place|studio|clinic|office)|i (?:go|come)|your \w+|it|this)\b(?! (?:book|pay|find|come))"
        r"|\bwhere'?s (?:the|your) (?:shop|salon|place|store|studio|office|clinic)\b|\bwhere (?:abouts|to\b|do (?:i|we) (?:go|come|park|meet))|\bwhere(?: are you|'?s that| is that)?\?$",
        r"\b(?:your|the|ur) (?:shop |salon |store |studio |business |street )?(?:address|location)\b|\bwhat(?:'s| is|s)? (?:the|your|ur) address\b",
        rf"\b(?:are|r) {_YOU}(?: guys)? (?:located|based|situated|near|close to|local|in (?!the|on|at|today|tomorrow|this))\b|\bhow (?:do|can) (?:i|we) (?:get to|find) (?:you|there|the (?:salon|shop))\b"
        r"|\bdirections\b|\b(?:is there|any|have|where.{0,10}) (?:parking|car ?park)\b|\bparking\b|\bwhich suburb\b|\bwhat suburb (?:are|is)\b",
        rf"\b(?:do|can|will|would) {_YOU} (?:service|cover|travel to|come (?:out )?to|go to|work in|do jobs in)(?! (?:me\b at|my place on))\b|\b(?:what|which) (?:areas?|suburbs?) do\b|\bservice area\b",
    ),
    "ask_booking": (
        rf"\bwhen(?:'s|s| is| are| am| was| do| did)? (?:my|our|i|we)\b(?: next| current)?[^.?!]{{0,15}}\b(?:{_BOOKING}|booked|come in|in for|due|scheduled)\b",
        rf"\bwhat (?:time|day|date)(?:'s|s| is| was| am| are| do| did)?\b[^.?!]{{0,12}}\b(?:my|our|i|we|am i)\b[^.?!]{{0,15}}\b(?:{_BOOKING}|booked|in|come in|due|supposed|scheduled)\b",
        rf"\b(?:am i|are we|i'?m|have i been) (?:still |all )?(?:booked|confirmed|down|on|locked|in) ?(?:in|for|on|at)?\b[^.!]*\?|\bam i (?:still )?(?:booked|confirmed|on for|down for|locked)\b",
        rf"\b(?:is|has|was) (?:my|our|the) (?:\w+ )?{_BOOKING}(?: \w+)? (?:still |been |all )?(?:confirmed|on|booked|locked|happening|going ahead|set|at|today|tomorrow)\b",
        rf"\b(?:do i|have i|did i)(?: still)? (?:have|got|make|get) (?:an? |any )?{_BOOKING}\b(?! (?:options|left))|\bwhat (?:have|do|did) i (?:got |have )?(?:booked|book)\b",
        rf"\b(?:check|confirm|remind me (?:of|when|about|what)|details (?:of|for|about)|status of|look up|forgot(?:ten)?|update on|see)\b[^.?!]{{0,25}}\b(?:my|our) (?:\w+ )?(?:{_BOOKING})\b",
        r"\b(?:when|what time|what day) (?:are|r|is|will|u|you|do)(?: you| u| ya| they| he| she| the \w+| someone| somebody)?(?: guys)?(?: be)? (?:coming|arriving|arrive|get here|getting here|turning up|here|expected|due|come)\b",
        r"\bany (?:news|update) on my\b|\bhas (?:it|my booking|that) been confirmed\b|\bdid (?:it|my booking|that) go through\b|\bhave they confirmed\b|\bwhat(?:'s| is| was) my (?:next )?(?:booking|appointment)\b|\bshould i expect (?:you|u|them|him|her|someone)\b",
    ),
    "ask_human": (
        rf"\b(?:talk|speak|chat|spoken|discuss(?: (?:this|it|my \w+))?)\b(?: directly| properly)? (?:to|with|2) {_SOMEONE}\b(?! (?:soon|later|then|tomorrow))",
        rf"\b(?:call|ring|phone|buzz) me\b(?! (?:when|if|before|once|crazy|back when|on arrival|as you))|\bgive (?:me|us) an? (?:quick )?(?:call|ring|buzz|bell|tingle)\b(?! (?:when|if|before|once|on))",
        rf"\b(?:can|could|may|get|have|want|need|would like|like) {_SOMEONE} (?:to )?(?:call|ring|phone|contact|speak|get back|get in touch|talk|chat)\b|\bhave {_SOMEONE} (?:call|ring|phone|contact)\b",
        r"\b(?:real|actual|live|proper) (?:person|human|people)\b|\b(?:a|to|with) human\b|^(?:human|operator|agent|person|representative)\b[\s!.?]*(?:please|pls)?[\s!.]*$|\bhuman please\b|\bpick up the phone\b",
        r"\bcall ?back\b|\bput me (?:through|on) to\b|\b(?:get|fetch) (?:the|your|me the|me your|me a|a) (?:boss|owner|manager|person|human|supervisor)\b|\bspeak to the\b|\b(?:is|are) (?:the )?(?:boss|owner|manager) (?:there|around|in|available)\b",
        r"\b(?:someone|somebody|anyone)(?: from the team)? (?:i can|to|that i can|who can) (?:talk|speak|chat|call)\b|\bspeak with (?:a|the|an)\b|\bi(?:'d| would) rather (?:talk|speak)\b|\b(?:can|could) i (?:call|ring|phone) (?:you|u|someone|the)\b",
        r"\bwhat(?:'s| is) (?:the|your|a) (?:best )?(?:phone )?number (?:to|i can)\b|\b(?:too hard|easier) (?:to|over|by) (?:text|phone|the phone|explain|talk)\b|\bhand me (?:over|off)\b|\btransfer me\b|\b(?:want|like|need|prefer|rather|can i|could i|may i)\b[^.?!]{0,12}\b(?:talk|speak|chat) (?:to|with) (?!my\b|her\b|you (?:soon|later))\w+|\b(?:call|ring|phone)(?: me)?(?: back)?(?: on| at)? (?:my \w+ )?[+0]\d",
    ),
    "custom_quote": (
        r"\brenovat\w*|\breno\b|\blandscap\w*|\bre-?design\w*|\b(?:complete|full|total|whole) (?:\w+ )?(?:make ?over|redo|overhaul|refurb\w*|transformation|fit ?out)\b|\bmake ?over\b|\boverhaul\b|\brefurb\w*",
        r"\b(?:full|whole|entire|complete) (?:back ?yard|front ?yard|yard|garden|house|bathroom|kitchen|property)\b[^.?!]{0,20}\b(?:redone|re-?done|done up|rebuilt|replaced|ripped|re-?turfed|turfed|paved)\b",
        r"\b(?:big|bigger|large|larger|major|huge|massive|custom|special|complex|commercial|significant) (?:job|project|quote|works?|contract|landscap\w+|install\w*|property|site)\b|\bbigger than (?:that|usual|standard|normal)\b",
        r"\b(?:build|built|building|construct|install|installed|put in|lay|laid|pour|replace)\b[^.?!]{0,25}\b(?:deck|decking|pergola|retaining wall|retaining walls|patio|paving|pavers|fence|driveway|pool|irrigation|new lawn|turf|garden beds?|shed|granny flat|extension|bathroom|kitchen|carport)\b",
        r"\bretaining walls?\b|\bextension\b(?! cord| lead|s)|\bnew build\b|\b\d+ acres?\b|\bacreage\b|\b(?:wedding|bridal) party\b|\bbridesmaids\b|\b(?:body corporate|strata|ongoing contract|tender)\b|\b(?:several|multiple) (?:properties|units|sites|houses)\b",
        r"\bcustom quote\b|\b(?:come (?:out|and|over|around)|site|on-?site|in person)\b[^.?!]{0,20}\b(?:quote|measure(?: up)?|have a look|take a look)\b|\bremodel\w*|\bearth ?works\b|\bexcavat\w+|\bdemoli\w+",
    ),
    "complaint": (
        r"(?<!not )\b(?:disappointed|disappointing|unhappy|dissatisfied|unimpressed|furious|disgusted|disgusting|appalled|appalling|unacceptable|unprofessional|pathetic|shocking|atrocious|disgrace\w*|ridiculous|outrageous|horrible|horrendous|terrible|awful|hopeless)\b"
        r"|\bnot (?:very |really |at all |too |so |good )*(?:happy|impressed|satisfied|pleased|good enough|on)\b(?! to)|\bfed up\b|\bpissed off\b|\bhad enough\b|\bsick of\b|\blet ?down\b",
        r"\bcomplain(?:t|ts|ing)?\b|\b(?:refund|money back|compensation)\b|\brip ?-?off\b|\bripped (?:me )?off\b|\bover ?charged\b|\bscam\w*\b|\bfair trading\b|\b(?:bad|one star|1 star|negative) review\b",
        r"\b(?:you|u|he|she|they|your (?:guy|bloke|team|worker|staff)s?|the (?:guy|bloke|mower)|guys|someone)\b[^.?!]{0,25}\b(?:missed|damaged|broke|ruined|wrecked|destroyed|butchered|botched|killed|scratched|smashed|stuffed|forgot|scalped|burnt|burned|left (?:a mess|rubbish|clippings|the gate)|never (?:showed|came|turned|called|rang|finished|replied)|did ?n'?t (?:show|come|turn up|finish|do|call|edge|even|arrive|clean)|didnt (?:show|come|turn up|finish|do|even)|no.?show\w*|stood me up|was rude|were rude|overcharg\w+)\b",
        r"\b(?:poor|bad|terrible|crap|shit|shitty|dodgy|sloppy|lousy|half.?arsed|awful|average|worst|woeful) (?:\w+ )?(?:job|service|work|haircut|cut|mow|experience|quality|attitude|customer)\b|\bworst\b|\bno (?:one|body) (?:showed|turned|came|called|has)\b|\bnobody (?:showed|turned|came|called|has)\b",
        r"\bstill waiting\b|\bbeen waiting\b|\b(?:hours?|mins?|minutes) late\b|\blate again\b|\bdidn'?t (?:show|turn) up\b|\bno show\b|\bwaste of (?:time|money)\b|\bwas (?:so |really |very )?rude\b|\b(?:ruined|butchered|botched|damaged|destroyed|scratched|fried) my\b|\bdodgy\b|\bnot what i asked\b|\bcome back and (?:fix|redo|finish)\b",
        r"\bmy (?:hair|lawn|garden|hedge|colour)\b[^.?!]{0,12}\b(?:is|looks?|was|came out)\b[^.?!]{0,12}\b(?:ruined|orange|wrong|uneven|patchy|terrible|like crap|like shit|worse|a mess|shocking)\b",
    ),
    "abuse": (
        r"\bf+[\W_]?u+[\W_]?c+[\W_]?k+(?!\s+(?:yes|yeah|yea|yep))\w*|\bf[*#@$!]{1,}\w*|\bf\s?off\b|\bfk(?: off| you| u|ing|n)\b|\bfcuk\w*|\bfuk\w*|\bphuck\w*|\bstfu\b|\bgtfo\b|\bwtf\b",
        r"\bc[u*]nts?\b|\bdick ?heads?\b|\bwank(?:er|ers)\b|\b(?:arse|ass|a\*\*) ?hole?s?\b|\bmorons?\b|\bidiots?\b|\bimbeciles?\b|\bbastards?\b|\bpricks?\b|\bscum(?:bag)?s?\b|\bbitch(?:es)?\b|\bslut\b|\bretard\w*|\btwats?\b|\bdipshit\b|\bbullshit\b|\bpiece of shit\b|\bdumb ?(?:ass|arse|fuck|cunt)\b",
        r"\bgo to hell\b|\bpiss off\b|\bup yours\b|\bshut up\b|\bshove it\b|\bget stuffed\b|\bbugger off\b|\bkill you(?:rself)?\b|\bgo die\b|\bscrew you\b|\bbash you\b|\b(?:you|u|ya)(?: people| guys| lot)?(?:'re| are| r)? (?:\w+ )?(?:stupid|useless|dumb|an idiot|pathetic|thick)\b|\b(?:stupid|useless|dumb) (?:bot|robot|machine|ai|people|company|thing|program)\b",
    ),
    "stop": (
        r"^(?:please |pls )?(?:stop ?all|stop|unsubscribe|unsub|end|quit|opt[ -]?out|optout|revoke)(?: please| pls| now| it| messages?| texts?| all| thanks)*[\s.!]*$",
        r"\bstop (?:text|messag|contact|send|spam|sms|bother|harass)\w*\b|\b(?:don'?t|do not|never|dont) (?:ever )?(?:text|message|contact|sms) me\b|\bno more (?:texts?|messages?|sms|spam)\b",
        r"\b(?:remove|take|delete) (?:me|my (?:number|details)) (?:from|off)\b|\bunsubscribe me\b|\bopt (?:me )?out\b|\bremove my (?:number|details)\b|\bleave me alone\b",
    ),
    "changed_mind": (
        r"\bchang(?:ed|ing) my mind\b|\bchange of (?:mind|plans?|heart)\b|\bnever ?mind\b|\bnvm\b|\bforget (?:it|about it|that|i asked)\b|\b(?:don'?t|dont|do not) (?:worry|bother)(?: about (?:it|that)|$|[.,!])|\bno longer (?:interested|want)\b",
        r"\bactually,? (?:no|nah|nope|don'?t|leave it|forget|never|not)\b|\b(?:i'?ll|just|let'?s) leave it\b|\bleave it for now\b|\bnot interested\b|\b(?:gone|going|went) with some(?:one|body) else\b|\bfound someone(?: else)?\b|\bdon'?t (?:want|need) (?:it|that|one) (?:any ?more|now|after all)\b|\bplans (?:have )?changed\b|\bscrap that\b|\bhold off\b|\bi'?ll (?:pass|get back to you|think about it)\b",
    ),
    "ask_ai": (
        r"\b(?:are|r) (?:you|u|ya) (?:even |actually |really |just |like )*(?:an? )?(?:real|actual|live|human|automated|auto|robot|bot|chat ?bot|ai|a\.i\.?|machine|computer|person|chatgpt|siri|alexa|program)\b",
        r"\b(?:is (?:this|it|that)|am i (?:talking|speaking|chatting|texting)(?: to| with)?|talking to)\b[^.?!]{0,22}\b(?:robot|bot|chat ?bot|ai|a\.i\.?|machine|human|real person|actual person|automated|computer|real|chatgpt|automatic)\b(?=[^.!]*\?|$)",
        r"\b(?:you'?re|you are|u r|ur|this is) (?:just |clearly |obviously )?(?:an? )?(?:robot|bot|chat ?bot|ai|machine|computer)\b|\b(?:who|what) (?:am i (?:talking|speaking|texting|chatting) (?:to|with)|are you|is this)\??$|\b(?:robot|bot) or (?:a )?(?:human|person|real)\b|\bhuman or (?:a )?(?:ro)?bot\b",
    ),
    "ask_services": (
        rf"\bwhat (?:else )?(?:do|can|does|would) {_YOU}(?: all| actually)? (?:do|offer|provide|help|specialise)\b(?! (?:on|about|for (?:the|a|my)|at|today|tomorrow|with my|in the (?:morning|arvo)))",
        r"\b(?:what|which|list of|all your|your|other|any other) services\b|\bservices? (?:do you|list|offered|available|menu)\b|\bservice (?:list|menu)\b|\bwhat (?:kinds?|sorts?|types?) of (?:services?|work|jobs?|things|stuff|treatments?|cuts?)\b",
        r"\bwhat can (?:i|we) (?:book|get done|get|have done)\b|\bwhat(?:'s| is) (?:on offer|available to book|on the menu)\b|\bwhat do you guys do\b|\bwhat (?:treatments?|jobs|options) do\b|\btell me what you (?:do|offer)\b|\bwhat are the options\b",
    ),
}  # fmt: skip

_NOT: dict[str, tuple[str, ...]] = {
    "thanks": (r"^(?:no|nah|nope) (?:thanks|thank you|thx|ta)\b(?! for| so| very)",),
    "ask_booking": (r"\b(?:call|ring|text|phone|buzz|message|knock|beep)(?: me| us)? (?:when|once|before|if|as)\b",),
    "cancel": (
        r"\b(?:don'?t|do not|didn'?t|not|never|isn'?t|without) (?:want to |wanna |need to |going to |please )?cancel|\bcancell?ation (?:fee|policy|list)|\bif i (?:need to |have to |want to )?cancel|\bany cancell?ations?\b|\bhow (?:do|can) .{0,12}avoid",
    ),
    "move": (r"\bmov(?:e|ing) (?:house|in|out|home)\b(?!.*\b(?:booking|appointment)\b)|\b(?:don'?t|do not) (?:want to )?(?:move|change|reschedule)\b",),
    "ask_human": (
        r"\b(?:call|ring|phone|buzz)(?: me| us)? (?:when|once|before|if|as) (?:you|u|they|he|he'?s|someone)\b(?! (?:can|get a|have a))",
        r"\b(?:don'?t|do not|please don'?t|never|no need to) (?:need to )?(?:call|ring|phone)\b|\btext (?:me )?(?:rather than|instead of|not) call",
        r"\bcall me (?!back|please|pls|on|at|asap|now|when|today|tomorrow|this|later|in|about|after|before|instead|to|if|for|and|or|as|directly|thanks|regarding|anytime|sometime|0|\+|on)[a-z]{2,}[\s.!,]*$",
    ),
    "complaint": (r"\b(?:no complaints?|can'?t complain|no problems? at all)\b",),
    "done": (r"\bis that (?:all|it|everything)\b",),
    "yes": (r"^(?:yes|yeah|ok|sure|yep)[\s,]*(?:no\b(?! (?:worries|problem|probs))|nah)",),
    "no": (r"^no (?:worries|problem|probs|dramas|rush)\b|^nah,? (?:yeah|yes)\b",),
    "ask_price": (r"\bat (?:no|any) cost\b|\bno matter the cost\b",),
    "stop": (r"\bstop (?:by|in|at|over)\b",),
}  # fmt: skip


def _compiled(wordings: dict[str, tuple[str, ...]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile("|".join(f"(?:{part})" for part in parts))) for name, parts in wordings.items())


PATTERNS = _compiled(_WORDINGS)
"""Each intent's name with what says so."""
UNLESS = _compiled(_NOT)
"""Each intent's name with what shows that it is not meant after all."""
