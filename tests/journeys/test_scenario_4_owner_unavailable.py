"""Nobody answers: the owner is nagged, the request lapses, the customer is told in the brief's words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.support.product import GREEN_BLADE, Customer, Product


def test_an_unanswered_request_is_nagged_about_and_lapses(product: Product) -> None:
    tom = Customer(product, GREEN_BLADE)
    tom.says("garden clean up next week, I'm Tom Nagle, 3 Fig St, Milton", "2")
    tom.owner_reads("NEW BOOKING REQUEST", "Tom Nagle")
    booking = product.rows("select * from public.bookings where customer_name = 'Tom Nagle'")[0]

    product.run_duty("nag", booking["nag_at"])
    product.run_duty(
        "send", noon_after(booking["nag_at"]) if not in_contact_hours(booking["nag_at"]) else booking["nag_at"]
    )
    assert "This request lapses on" in tom.owner_reads("STILL WAITING", "Tom Nagle")

    product.run_duty("expire", booking["expires_at"])
    product.run_duty("send", noon_after(booking["expires_at"]))
    assert tom.reads() == (
        "Sorry, we couldn't confirm your booking. Please call (07) 3180 0101 to schedule.\nGreen Blade Lawn Care"
    )
    assert "Nobody answered in time" in tom.owner_reads("REQUEST LAPSED", "Tom Nagle")
    dave = GREEN_BLADE.members[0]
    page = product.dashboard().sign_in(
        dave.email, dave.demo_password, f"{product.dashboard_of(GREEN_BLADE)}/bookings/{booking['id']}"
    )
    assert "Expired" in page
    assert product.rows("select 1 from public.holds where booking_id = %s", booking["id"]) == []


def test_the_nag_is_sent_once_however_often_it_is_looked_for(product: Product) -> None:
    tom = Customer(product, GREEN_BLADE)
    tom.says("garden clean up next week, I'm Ann Onslow, 3 Fig St, Milton", "1")
    booking = product.rows("select * from public.bookings where customer_name = 'Ann Onslow'")[0]
    for _ in range(2):
        product.run_duty("nag", booking["nag_at"])
    nags = product.rows("select 1 from public.outbox where booking_id = %s and kind = 'nag'", booking["id"])
    assert len(nags) == 1


def in_contact_hours(at: datetime) -> bool:
    return 8 <= at.astimezone(ZoneInfo(GREEN_BLADE.time_zone)).hour < 20


def noon_after(at: datetime) -> datetime:
    local = at.astimezone(ZoneInfo(GREEN_BLADE.time_zone))
    noon = local.replace(hour=12, minute=0, second=0, microsecond=0)
    return noon if noon >= local else noon + timedelta(days=1)
