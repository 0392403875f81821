"""The owner says no: the time is free again, the customer hears of other times, and their digit takes one."""

import re

from tests.support.product import GREEN_BLADE, Customer, Product


def test_a_declined_customer_gets_other_times_and_takes_one_with_a_digit(product: Product) -> None:
    sue = Customer(product, GREEN_BLADE)
    penciled = sue.says("hedge trimming next week please. I'm Sue Park, 4 Elm St, Ashgrove", "1")
    request = sue.owner_reads("NEW BOOKING REQUEST", "Sue Park")
    browser = product.dashboard()
    page = browser.open(re.search(r"https?://\S+", request)[0])
    assert "Sue Park" in page
    browser.press(page, "/decline")
    declined = sue.reads()
    assert declined.startswith(
        "Sorry, that time slot is no longer available.\n\nWould you like to book a different time?\n\nAvailable slots:\n• "
    )
    assert "Reply with your choice or call us at (07) 3180 0101" in declined
    lost = re.search(r"for (\w+day), (\w{3})\w* (\d+)\w\w at ([\d:]+ [AP]M)", penciled).groups()
    assert f"{lost[0]}, {lost[1]} {lost[2]} at {lost[3]}" not in declined
    again = sue.says("1")
    assert "penciled you in for" in again
    sue.owner_reads("NEW BOOKING REQUEST", "Sue Park")
