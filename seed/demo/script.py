"""A customer drawn at random: what they want, how they word it, how they spell. The same seed draws the same customer."""

import random
from dataclasses import dataclass

from seed.typos import typo

NAMES = (
    "John Smith",
    "Priya Nair",
    "Mary-Jane O'Brien",
    "Tom Nguyen",
    "Sue Walker",
    "Hamish McDonald",
    "Aisha Khan",
    "Bec Lawson",
)
STREETS = (
    "123 Smith St, Brisbane",
    "7 Wattle Ave, Paddington",
    "14/3 Marine Pde, Sandgate",
    "88 Gympie Rd, Chermside",
    "5 Ferny Way, The Gap",
)
NOTES = (
    "dog in the yard, gate code is 4411",
    "please park on the street",
    "the side gate sticks a bit",
    "no that's all thanks",
    "nah all good, cheers",
)
WANTS = {
    "green-blade": {
        "Lawn Mowing": (
            "need my lawn mowed",
            "lawns need a cut",
            "can you mow my yard",
            "after a lawn mow",
            "grass cutting please",
        ),
        "Hedge Trimming": (
            "need my hedges trimmed",
            "can someone trim the hedge",
            "hedge trimming please",
            "my hedge needs a trim",
        ),
        "Garden Clean-up": ("need a garden clean up", "after a garden tidy up", "the garden needs a clean-up"),
    },
    "harbour-hair": {
        "Women's Cut": ("can I book a women's cut", "after a ladies haircut", "need a womens cut"),
        "Men's Cut": ("can I get a men's cut", "need a mens haircut", "short back and sides please"),
        "Blow Wave": ("can I book a blow wave", "need a blow dry"),
        "Colour": ("after a hair colour", "want foils done", "can I book in a colour"),
    },
}
DAYS = (
    "this week",
    "next week",
    "in the next few days",
    "tomorrow",
    "on {day}",
    "next {day}",
    "{day} arvo",
    "any {day} morning",
    "",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
OPENINGS = ("Hi, {want} {when}", "{want} {when}", "g'day, {want} {when} thanks", "Hello! {want} {when} please")
PICKS = (
    "{n}",
    "{ordinal} one",
    "the {ordinal} one please",
    "option {n}",
    "{weekday} {time} works",
    "{weekday} at {time} is good",
    "{n} thanks",
)
ORDINALS = ("first", "second", "third")


@dataclass(frozen=True)
class Customer:
    """Who texts, and how. `typo` garbles one word, as thumbs do."""

    seed: int
    business: str
    service: str
    name: str
    address: str
    opening: str
    name_first: bool
    note: str
    picking: str
    choice: int

    def introduction(self, asks_address: bool) -> str:
        """The answer to 'What's your name and address?'."""
        if not asks_address:
            return self.name
        return f"{self.name}, {self.address}" if self.name_first else f"{self.address}. I'm {self.name}"

    def pick(self, times: list[tuple[str, str]]) -> tuple[str, int]:
        """How they choose one of the times shown (weekday and clock time), and its place in the list."""
        place = min(self.choice, len(times) - 1)
        weekday, clock = times[place]
        if len(times) == 1:
            return "yes that works", 0
        alone = sum(1 for day, _ in times if day == weekday) == 1
        wording = self.picking if alone or "{weekday}" not in self.picking else "{n}"
        said = clock.replace(":00 ", "").lower()
        return wording.format(n=place + 1, ordinal=ORDINALS[place], weekday=weekday, time=said), place


def draw(seed: int) -> Customer:
    """The customer of this seed."""
    dice = random.Random(seed)
    business = dice.choice(sorted(WANTS))
    service = dice.choice(sorted(WANTS[business]))
    when = dice.choice(DAYS).format(day=dice.choice(WEEKDAYS))
    opening = dice.choice(OPENINGS).format(want=dice.choice(WANTS[business][service]), when=when)
    opening = " ".join(opening.split())
    return Customer(
        seed=seed,
        business=business,
        service=service,
        name=dice.choice(NAMES),
        address=dice.choice(STREETS),
        opening=typo(opening, dice) if dice.random() < 0.6 else opening,
        name_first=dice.random() < 0.5,
        note=dice.choice(NOTES),
        picking=dice.choice(PICKS),
        choice=dice.randrange(3),
    )
