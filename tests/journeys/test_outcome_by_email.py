"""A customer who left only an e-mail hears of the owner's answer there, through the real processes."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.support.product import GREEN_BLADE, Customer, Product


def mails(product: Product, address: str) -> list[dict[str, Any]]:
    answer = httpx.get(f"{product.where['phones_url']}/phones/mails", timeout=10).raise_for_status().json()
    return [mail for mail in answer["mails"] if mail["to"] == address]


def first_mail(product: Product, address: str) -> dict[str, Any]:
    """Waits as an open page does; the stream says something every second."""
    with httpx.stream("GET", f"{product.where['phones_url']}/phones/events", timeout=10) as stream:
        for number, _ in enumerate(stream.iter_lines()):
            if found := mails(product, address):
                return found[0]
            assert number < 100, product.logs()
    raise AssertionError("the page ended")


def test_the_owner_s_yes_arrives_by_email_once(product: Product) -> None:
    customer = Customer(product, GREEN_BLADE)
    address = f"ann{customer.number[1:]}@example.com"
    customer.says("need my lawn mowed next week, I'm Ann Abbott, 8 Ash St, Milton", "1")
    request = customer.owner_reads("NEW BOOKING REQUEST", "Ann Abbott")
    (booking,) = product.rows(
        "update public.bookings set customer_phone = null, customer_email = %s where customer_name = 'Ann Abbott' returning id",
        address,
    )
    browser = product.dashboard()
    browser.press(browser.open(re.findall(r"https?://\S+", request)[0]), "/confirm")
    mail = first_mail(product, address)
    assert mail["sender"] == "Green Blade Lawn Care via CoreSentia <bookings@coresentia.example>"
    assert mail["subject"] == "Your booking is confirmed"
    assert mail["text"].startswith("✅ Booking Confirmed!\n\nYour lawn mowing is booked for:\n")
    product.run_duty("send", datetime.now(UTC) + timedelta(minutes=5))
    product.run_duty("settle", datetime.now(UTC) + timedelta(minutes=5))
    assert mails(product, address) == [mail]
    (text,) = product.rows(
        "select state, body from public.outbox where booking_id = %s and medium = 'email'", booking["id"]
    )
    assert (text["state"], text["body"]) == ("sent", mail["text"])
