"""Words of trades and salons brought to one form, so that "hedges trimmed" and "Hedge Trimming" share theirs."""

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|&")

_PHRASES = (  # several words, or a spelling, that are one word of ours
    (r"\blawn ?mow\w*", "lawn mow"), (r"\bgreen waste\b", "greenwaste"), (r"\bblow[ -]?(?:dr(?:y|ied|ies|ying)"
        r"|wav(?:e|es|ing)|outs?)\b", "blowwave"),
    (r"\b(?:wash|shampoo) (?:n|and|&|'n'?) (?:blow[ -]?)?(?:dry|blowwave|style)\b", "blowwave"),
    (r"\bclean(?:ed|ing|s)?[ -]?ups?\b|\btid(?:y|ied|ies|ying)[ -]?(?:ups?)?\b|\bspruce up\b", "cleanup"),
    (r"\bhair[ -]?cuts?\b|\bhair (?:needs |to be |be |done )?(?:cut|trim(?:med)?)\b|\b(?:cut|trim) (?:my|his|her"
        r"|their|our|the)? ?hair\b", "haircut"),
    (r"\bhaircolou?r(?:ing)?\b", "hair colour"), (r"\broots? (?:done|touch\w*|regrowth)\b|\bregrowth\b"
        r"|\btouch[ -]?up\b", "colour"),
    (r"\b(?:end of lease|bond) clean(?:ing|s)?\b", "bondclean"), (r"\bvacate clean(?:ing|s)?\b", "bondclean"),
    (r"\bhigh[ -]?light(?:s|ed|ing)?\b", "highlights"), (r"\b(?:mani[ -]?pedi)\b", "manicure pedicure"),
    (r"\bkid'?s\b|\bchild(?:ren)?(?:'?s)?\b|\bkiddies\b", "kid"), (r"\bpre[ -]?school\w*", "kid"),
    (r"\bwhipper[ -]?snip\w*\b|\bwipper\w*\b", "edge"), (r"\bair[ -]?con(?:ditioner|ditioning|s)?\b"
        r"|\ba/c\b", "aircon"),
    (r"\bhot[ -]?water\b", "hotwater"), (r"\bpower[ -]?points?\b", "powerpoint"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), word) for pattern, word in _PHRASES)

_SAME = {
    "lawns": "lawn", "grass": "lawn", "turf": "lawn", "mow": "mow", "mowed": "mow", "mown": "mow", "mowing": "mow",
    "mows": "mow", "mower": "mow", "trimed": "trim", "triming": "trim", "trimmed": "trim", "trimming": "trim", "trims": "trim",
    "prune": "trim", "pruned": "trim", "pruning": "trim", "clip": "trim", "clipped": "trim", "clipping": "trim",
    "shrub": "hedge", "shrubs": "hedge", "bush": "hedge", "bushes": "hedge", "hedges": "hedge", "hedging": "hedge",
    "men": "man", "men's": "man", "mens": "man", "man's": "man", "mans": "man", "gent": "man", "gents": "man",
    "gent's": "man", "gentlemen": "man", "guy's": "man", "guys": "man", "male": "man", "husband": "man", "hubby": "man",
    "boyfriend": "man", "dad": "man", "father": "man", "bloke": "man", "blokes": "man", "husband's": "man",
    "women": "woman", "women's": "woman", "womens": "woman", "woman's": "woman", "womans": "woman", "lady": "woman",
    "ladies": "woman", "ladies'": "woman", "lady's": "woman", "ladys": "woman", "female": "woman", "wife": "woman",
    "girlfriend": "woman", "mum": "woman", "daughter": "kid", "son": "kid", "boy": "kid", "boys": "kid", "girl": "kid",
    "girls": "kid", "boy's": "kid", "girl's": "kid", "toddler": "kid", "kids": "kid", "junior": "kid",
    "color": "colour", "coloring": "colour", "colouring": "colour", "coloured": "colour", "colored": "colour",
    "colours": "colour", "colors": "colour", "dye": "colour", "dyed": "colour", "dying": "colour", "dyeing": "colour",
    "tint": "colour", "tinted": "colour", "roots": "colour", "greys": "colour", "grays": "colour", "foil": "highlights",
    "foils": "highlights", "streaks": "highlights", "balayage": "balayage", "cut": "cut", "cuts": "cut", "cutting": "cut",
    "haircut": "haircut", "yard": "garden", "yards": "garden", "gardens": "garden", "gardening": "garden",
    "backyard": "garden", "weed": "weed", "weeds": "weed", "weeding": "weed", "cleaned": "clean", "cleaning": "clean",
    "cleans": "clean", "cleaner": "clean", "gutter": "gutter", "gutters": "gutter", "guttering": "gutter",
    "tree": "tree", "trees": "tree", "nails": "nail", "waxing": "wax", "waxed": "wax", "brows": "eyebrow", "brow": "eyebrow",
    "eyebrows": "eyebrow", "lashes": "lash", "eyelash": "lash", "washing": "wash", "washed": "wash", "taps": "tap",
    "leaking": "leak", "leaky": "leak", "leaks": "leak", "blocked": "block", "blockage": "block", "drains": "drain",
    "edges": "edge", "edging": "edge", "mulching": "mulch", "mulched": "mulch", "fixed": "repair", "fix": "repair",
    "repairs": "repair", "repaired": "repair", "fixing": "repair", "installed": "install", "installation": "install",
    "installing": "install", "rubbish": "rubbish", "junk": "rubbish", "removed": "removal", "remove": "removal",
    "styling": "style", "styled": "style", "updo": "style", "straightening": "straighten", "straightened": "straighten",
}  # fmt: skip
_FORMS = frozenset(_SAME.values())
_STOP_TEXT = """
a an the and or of for to in on at my our your his her their its it i we you me us need needs needed want wants
wanted get getting got have has had please pls hi hey hello can could would someone somebody some any this that
these those is are be with do does done doing job work service services appointment booking book booked quote
price cost how much next week day today tomorrow up out new just n & standard basic full both also as
"""
STOP = frozenset(_STOP_TEXT.split())


@lru_cache(maxsize=1024)
def words_of(text: str) -> tuple[str, ...]:
    """The stems of a plain text in order, without words that say nothing about a service."""
    for pattern, word in _COMPILED:
        text = pattern.sub(f" {word} ", text)
    return tuple(stem(word) for word in _WORD.findall(text) if word not in STOP)


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """One form for the forms of a word: from the table, else without its ending."""
    if word in _FORMS:
        return word
    if word in _SAME:
        return _SAME[word]
    bare = word.removesuffix("'s")
    for ending in ("ings", "ing", "ers", "ed", "er", "es", "s"):
        if bare.endswith(ending) and len(bare) - len(ending) >= 4:
            bare = bare[: -len(ending)]
            break
    if len(bare) > 4 and bare[-1] == bare[-2] and bare[-1] not in "ls":
        bare = bare[:-1]
    return _SAME.get(bare, bare.removesuffix("e") if len(bare) > 4 else bare)
