"""Words that are never a person's name in these conversations, and how names are capitalised."""

import re

from .time_words import LONG_MONTH

_COMMON = """
a about above absolutely ace actually after afternoon again ah all alright also always am an and any anyone anything
anytime appointment are around arvo as asap ask asking at australia avail available avo away awesome back bad be
because been before best better between big book booked booking both brilliant busy but by call calling can cancel
cancelled cant can't cash change cheap check cheers chasing clean clear client close closed cold come coming confirm
confirmed contact cool correct cost could currently customer cut cutting date day days dear deal definitely did
disabled disappointed do does dog doing done dont don't down driving dunno each early easy either elderly else email
enquiring enquiry evening ever every everyone everything excellent expecting fair far fine finding first flat
flexible flying for free fri friday from full fully furious g'day gday garden get getting give glad go going gone
gonna good grass great guy guys had half happy hard has hate have having he heading hedge hedges hello her here hey
hi him his home hoping help hot house how howdy hungry i i'd i'll i'm i've id if ill im important in inquiring
instead interested into is isnt isn't it it's its ive job just keen kinda know last late later lawn lawns leave
leaving let lets like little live local long looking lost lot lots love lovely lunch mad make man mate may maybe me
mean message middle midday mine mob mobile mon monday money more morning most moving mow mowing mum much must my
name near need needing needs never new next nice night no nobody none noon nope not nothing now number of off ok
okay old on once one only open or order other our out outside over overdue owner owner's paid pay pensioner perfect
person ph phone planning please pleased pls plz possible prefer pregnant pretty price probably prob quite quote
rather ready real really recommended regular renting reply rescheduling retired right robot running sad same sat
saturday save saying scheduled second see seeing seeking sending sent seriously service set she short should sick
since sincerely so some someone something soon sorry sort standard still stop stuck such suits sun sunday super sure
sweet ta take talk talking tell text texting than thank thankful thanks that that's thats the their them then there
these they thing think thinking third this those thu thurs thursday thx tied time times tired to today together
tom'row tomorrow tonight too travelling trim trimming true try trying tue tues tuesday twice two u unable under
unfortunately unsure until up upset urgent us using very via visiting wait waiting want wanting wants was wasn't wed
wednesday week weekend well went were what whatever what's when whenever where which who whole why will willing with
without wondering work works working worried worth would writing wrong x xo xx ya yeah yep yes yesterday yet you
your you're yours yup zero beautiful legend terrific wonderful ridiculous joke bloody absolute terrible awful
regarding re confused feeling sold stressed allergic called named address street road avenue haircut colour blow
wave north south east west unit suite apartment minutes hours hour min mins earlier three four five six seven eight
nine ten eleven twelve quick different afraid annoyed impressed unhappy homeowner tenant landlord nah na yea yas idk
nvm lol haha hmm hm um uh er oops ring speak speaking tradie salon business company human agent representative
manager boss receptionist bot ai machine question questions wife husband hubby partner daughter son neighbour friend
aussie australian irish english chinese indian vegan coeliac asian blonde brunette enough extra fantastic front gate
certain positive inside outside abroad indoors outdoors dinner breakfast brunch people persons myself ourselves yourself
area already gona gunna keto kosher halal vegetarian lactose intolerant celiac gluten credit debit parked locked unwell
member alone single married guests visitors patient known princess unfortunate currently definitely
key side backyard yard trees tree bushes weeds gutter gutters fence cat dogs cats kids
"""
_PLACES = """
brisbane sydney melbourne perth adelaide hobart darwin canberra queensland nsw qld vic wa sa tas nt act tasmania
victoria's cairns townsville toowoomba newcastle wollongong geelong ballarat bendigo launceston ipswich logan
caboolture redcliffe bondi manly parramatta penrith blacktown cronulla newtown paddington surry marrickville
chatswood mosman randwick coogee kingscliff tweed coolangatta burleigh southport nerang toowong indooroopilly
chermside carindale woolloongabba ascot hamilton's newstead bulimba annerley sunnybank kenmore moorooka nundah
ashgrove milton's fremantle joondalup st kilda brunswick fitzroy footscray richmond's frankston dandenong glenelg
noosa maroochydore caloundra byron ballina lismore gosford maitland dubbo orange's bathurst
"""
ALSO_NAMES = frozenset(("will", "may", "grant", "hope", "mark", "june", "grace", "rich", "frank", "sunny", "rose"))
"""Names that are everyday words too: names only where a capital and a surname or nothing else show it."""
NOT_NAMES = frozenset(_COMMON.split()) | frozenset(_PLACES.split()) | frozenset(LONG_MONTH[3:-1].split("|")) - {
    "april", "june", "may", "august",
}  # fmt: skip
_AS_TYPED = {"van", "der", "de", "den", "von", "da", "di", "bin", "ter", "del", "dos", "la", "le", "du"}


def capitals(name: str) -> str:
    """A name with sensible capitals: O'Brien, McDonald, Mary-Jane, van der Berg. Mixed case stays as typed."""
    name = name.strip(" .,")
    words = name.split()
    return " ".join(_capital(word, place) for place, word in enumerate(words))


def _capital(word: str, place: int) -> str:
    if word.lower() in _AS_TYPED and place:
        return word if word != word.upper() else word.lower()
    if not (word.islower() or (word.isupper() and len(word) > 2)):
        return word
    parts = re.split(r"(['-])", word.lower())
    joined = "".join(part[:1].upper() + part[1:] for part in parts)
    return re.sub(r"^Mc([a-z])", lambda match: "Mc" + match[1].upper(), joined)
