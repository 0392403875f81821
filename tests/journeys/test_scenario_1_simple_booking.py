"""The brief's happy path, in its own words and in twenty drawn ones, through the real processes."""

import re

import pytest

from seed.demo.play import Play
from seed.demo.script import draw
from tests.support.product import GREEN_BLADE, HARBOUR_HAIR, Customer, Product

BUSINESSES = {file.slug: file for file in (GREEN_BLADE, HARBOUR_HAIR)}
CLOCK = r"\d{1,2}:\d\d [AP]M"


@pytest.mark.parametrize("seed", range(1, 21))
def test_a_text_becomes_a_confirmed_booking(product: Product, seed: int) -> None:
    customer = draw(seed)
    lines: list[str] = []
    Play(customer, BUSINESSES[customer.business], product.phones(), product.dashboard(), lines.append).run()
    assert lines[-1] == "Confirmed on both phones."


def test_the_texts_are_the_brief_s_to_the_letter(product: Product) -> None:
    john = Customer(product, GREEN_BLADE)
    first = john.says("Hi, I need my lawn mowed this week")
    assert first.startswith("G'day! I can help with that. What's your name and address?")
    offers = john.says("123 Smith St, Brisbane. Just standard lawn mowing. I'm John Smith")
    assert "Perfect! Let me check available times..." in offers
    assert re.search(
        rf"I have these times available:\n(• \w+day(, \w+ \d+ at)? {CLOCK}\n)+\nWhich works best for you\?", offers
    )
    penciled = john.says("1")
    day, clock = re.match(
        rf"Great! I've penciled you in for (\w+day, \w+ \d+(?:st|nd|rd|th)) at ({CLOCK})\.\n", penciled
    ).groups()
    assert penciled.endswith("The team will confirm shortly via SMS. Anything else you need?")
    request = john.owner_reads("NEW BOOKING REQUEST", "John Smith")
    weekday, month, number = re.match(r"(\w+day), (\w+) (\d+)", day).groups()
    short = f"{weekday[:3]}, {month[:3]} {number}"
    phone = f"0{john.number[3:6]} {john.number[6:9]} {john.number[9:]}"
    assert request.startswith(
        "📅 NEW BOOKING REQUEST\n\nCustomer: John Smith\n"
        f"Phone: {phone}\nService: Lawn Mowing\nDate: {short} @ {clock}\nAddress: 123 Smith St, Brisbane\n\n"
        "Tap to confirm or decline:\nhttp"
    )
    confirm(product, request)
    assert john.reads() == (
        f"✅ Booking Confirmed!\n\nYour lawn mowing is booked for:\n{weekday}, {month[:3]} {number} at {clock}\n\n"
        "123 Smith St, Brisbane\n\nGreen Blade Lawn Care\nPh: (07) 3180 0101\n\nNeed to reschedule? Reply to this SMS"
    )
    assert john.owner_reads("Booking Confirmed", "John Smith") == (
        f"✅ Booking Confirmed\n\nJohn Smith - Lawn Mowing\n{short} @ {clock}\n123 Smith St, Brisbane\n\nAdded to your calendar."
    )


def test_what_is_said_after_booking_reaches_the_owner_once(product: Product) -> None:
    john = Customer(product, GREEN_BLADE)
    john.says("need my lawn mowed next week. I'm Jo Bell, 9 Oak St, Brisbane", "2")
    john.owner_reads("NEW BOOKING REQUEST", "Jo Bell")
    assert "passed that on" in john.says("dog in yard")
    assert "Notes: dog in yard" in john.owner_reads("added a note", "Jo Bell")


def confirm(product: Product, request: str) -> str:
    """What the owner does with the link in the text; the page after."""
    link = re.search(r"https?://\S+", request)[0]
    browser = product.dashboard()
    return browser.press(browser.open(link), "/confirm")
