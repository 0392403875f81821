"""The words beside a time that say what is said of it: offered, asked, wanted, left, waiting, or looked for."""

import re

NOW = re.compile(r"^\W*(?:it'?s|it is|today'?s?|§|right now|now)\W")
ANSWER_BY = re.compile(
    r"\b(?:has|have) until\b.*\bto (?:answer|confirm|reply|respond)\b|\b(?:hear(?: back)?(?: from)?|answer|confirm"
    r"|know|let you know|reply|respond)\b.*\bby\b"
)
MEAN = re.compile(r"\bmean(?:t)?\b|\bis that\b|\bor\b.*\bnext\b")
OFFERS = re.compile(
    r"\b(?:available|free|open|opening|offer|(?:earli|soon|lat|near|clos|quick)est|whichever|any of|both (?:start|are)"
    r"|still (?:there|going)|options?|times?|slots?|spots? (?:on|at)|works?"
    r"|suits?|would|if|choice|either|choose|pick|between"
    r"|for you to|that's|that is|so it's|checking|check|confirm that|to confirm|to be sure|after that|only one|leaves"
    r"|possible|instead|there's|there is"
    r"|there are|here|these|those|asking|pencil|looks)\b"
    r"|\b(?:i|we)(?: still| also| only)?(?:'ve| have| can| could| do|'d)\b|[§¤]\W*\bor\b[^§¤]{0,12}[§¤]"
    r"|§\W*\b(?:one|option)\b|\bnot[\s\x1f]+§"
    r"|\b(?:the )?(?:first|second|third|last|other|next)(?: one"
    r"| time| available)?(?: is|'s)?(?= |\b)|\byou (?:can|could|picked|chose)\b|\bare §"
)
ASKED = re.compile(
    r"\b(?:no (?:answer|word|reply|news|response)|hear|ask\w*|request\w*|suggest\w*|propos\w*|look\w*|until"
    r"|while|unless|whether|about|wait\w*|once|if|instead of)\b"
    r"(?!.*\b(?:confirmed|booked|locked|set|moved|yours|yes|agreed|accepted|approved|sorted|done)\b)"
)
"""An asking word before a time, and nothing between them that says it is settled."""
LEFT = re.compile(r"\b(?:from|instead of|rather than|no longer|was|old|previous|original)\b[^§¤]*$")
NEAR = re.compile(r"\b(?:close(?:st|r)?|near(?:est|er)?)\b[^§¤.;]*\bto (?:§ ?)?$")
LOOK = re.compile(r"(?:\b(?:can|could|will|let me|happy to)|'ll) (?:\w+ )?(?:look|check|search|try|see what)\b")
SEE_WHAT = re.compile(r"\b(?:see|check|look|find out) (?:what|if|whether|which)\b")
FOUND = re.compile(r"\b(?:free|available|open|plenty|heaps|spots?|slots?|found|have|there's|work)\b")
JUST_NAMED = re.compile(
    r"\b(?:to|or) (?:move|cancel|change|keep) your\b|\b(?:on|to|with|about) your (?:booking|request"
    r"|appointment)\b|\binstead of\b"
)
PENCILS = re.compile(
    r"\bneeds\b|\b(?:has|have|yet|up) to\b|\b(?:with|to|from) the team\b|\blet you know\b|\bput \w+ through\b|pencil"
    r"|request|pending|wait|tentativ|provisional|hold|held|confirm|asked for|\bif\b|hear from"
)
