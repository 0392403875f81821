"""Scenario 1 from the first text to both confirmations, printed as the people in it would read it."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from seed.demo.doors import Dashboard, DemoFailed, Phones, Text
from seed.demo.script import Customer
from seed.file import BusinessFile

MOST_TURNS = 6
_DAY = r"((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_OFFER = re.compile(rf"^(?:• |I have ){_DAY}(?:, (\w{{3}} \d+) at)? (\d+:\d\d [AP]M)", re.MULTILINE)


@dataclass
class Play:
    """One run. `say` prints; the rest is what the people in it hold in their hands."""

    customer: Customer
    business: BusinessFile
    phones: Phones
    dashboard: Dashboard
    say: Callable[[str], None]
    number: str = field(default_factory=lambda: f"+6140{secrets.randbelow(10**7):07d}")

    @property
    def owner(self) -> str:
        """The owner's phone."""
        return self.business.members[0].phone

    def run(self) -> None:
        """Raises DemoFailed where a person would have been let down."""
        self.say(f"{self.customer.name} ({self.number}) wants {self.customer.service} at {self.business.name}.\n")
        offered = self._until_offered()
        times = [(day, clock) for day, _, clock in _OFFER.findall(offered)]
        wording, place = self.customer.pick(times)
        penciled = self._exchange(wording)
        self._demand(
            "penciled you in for" in penciled and times[place][1] in penciled, f"It was not penciled in: {penciled}"
        )
        request = self._owner_gets("NEW BOOKING REQUEST")
        self._demand(
            self.customer.service in request and times[place][1] in request, "The owner's request does not match."
        )
        self._exchange(self.customer.note)
        self._confirm(request)
        confirmed = self._customer_gets()
        copy = self._owner_gets("Booking Confirmed")
        for text in (confirmed, copy):
            self._demand("Booking Confirmed" in text and times[place][1] in text, f"Not a confirmation: {text}")
        self.say("Confirmed on both phones.")

    def _until_offered(self) -> str:
        reply = self._exchange(self.customer.opening)
        for _ in range(MOST_TURNS):
            if _OFFER.search(reply):
                return reply
            reply = self._exchange(self._answer_to(reply))
        raise DemoFailed(f"No times were offered. The last reply: {reply}")

    def _answer_to(self, reply: str) -> str:
        asked = reply.lower()
        if "your name" in asked or "your address" in asked:
            if "your name" not in asked:
                return self.customer.address
            return self.customer.introduction("address" in asked)
        if "what can we help" in asked or "which one would you like" in asked:
            return self.customer.service.lower()
        return "any time next week"

    def _exchange(self, words: str) -> str:
        self.say(f"  {self.customer.name}: {words}")
        self.phones.send(self.number, self.business.sms_number, words)
        return self._customer_gets()

    def _customer_gets(self) -> str:
        return self._gets(lambda text: text.recipient == self.number, "to the customer", self.customer.name)

    def _owner_gets(self, heading: str) -> str:
        name = self.business.members[0].name

        def wanted(text: Text) -> bool:
            return text.recipient == self.owner and heading in text.body and self.customer.name.split()[0] in text.body

        return self._gets(wanted, f"{heading} to the owner", f"{name}, owner")

    def _gets(self, wanted: Callable[[Text], bool], what: str, whose: str) -> str:
        text = self.phones.wait(wanted, what)
        self.say(f"  [{whose}'s phone]\n" + "\n".join(f"    | {line}" for line in text.body.splitlines()) + "\n")
        return text.body

    def _confirm(self, request: str) -> None:
        link = re.search(r"https?://\S+", request)
        if link is None:
            raise DemoFailed("The owner's text has no link.")
        owner = self.business.members[0]
        page = self.dashboard.open(link[0])
        self._demand(self.customer.name.split()[0] in page, "The booking's page does not show the customer.")
        after = self.dashboard.press(page, "/confirm")
        self._demand("Confirmed" in after, "The page does not say that it is confirmed.")
        self.say(f"  [{owner.name} opens the link and taps Confirm]\n")

    @staticmethod
    def _demand(true: bool, otherwise: str) -> None:
        if not true:
            raise DemoFailed(otherwise)
