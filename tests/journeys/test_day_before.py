"""The day before both phones are reminded; on the day the owner gets the run sheet and is asked what became of it."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.support.product import GREEN_BLADE, Customer, Product

BRISBANE = ZoneInfo(GREEN_BLADE.time_zone)


def test_reminded_listed_in_the_morning_and_asked_about_in_the_evening(product: Product) -> None:
    rae = Customer(product, GREEN_BLADE)
    rae.says("lawn mowing next week please. I'm Rae Minder, 3 Fig St, Milton", "1")
    link = re.search(r"https?://\S+", rae.owner_reads("NEW BOOKING REQUEST", "Rae Minder"))
    assert link
    dave = GREEN_BLADE.members[0]
    dashboard = product.dashboard()
    dashboard.press(dashboard.open(link[0]), "/confirm")
    rae.reads()
    rae.owner_reads("Booking Confirmed", "Rae Minder")
    booking = product.rows("select * from public.bookings where customer_name = 'Rae Minder'")[0]
    assert booking["remind_at"]

    for _ in range(2):
        product.run_duty("remind", booking["remind_at"])
    product.run_duty("send", booking["remind_at"])
    assert rae.reads().startswith("⏰ Booking Reminder\n\nYour lawn mowing is booked for:\n")
    assert "3 Fig St, Milton" in rae.owner_reads("Coming up", "Rae Minder")
    reminders = product.rows(
        "select kind from public.outbox where booking_id = %s and kind like 'reminder%%'", booking["id"]
    )
    assert len(reminders) == 2

    product.rows("update public.members set gets_run_sheets = true where email = %s returning 1", dave.email)
    day = booking["starts_at"].astimezone(BRISBANE).replace(hour=7, minute=0, second=0, microsecond=0)
    product.rows(
        "update public.businesses set next_run_sheet_at = %s, next_day_end_at = %s where slug = %s returning 1",
        day,
        day + timedelta(hours=10.5),
        GREEN_BLADE.slug,
    )
    product.run_duty("run_sheet", day)
    product.run_duty("send", day)
    assert "Lawn Mowing" in rae.owner_reads(f"{day:%A, %b} {day.day}", "Rae Minder")
    evening = day + timedelta(hours=10.5)
    product.run_duty("day_end", evening)
    product.run_duty("send", evening)
    assert f"{booking['code']} Rae Minder - Lawn Mowing" in rae.owner_reads("Done, or no-show?", "Rae Minder")
    product.rows("update public.members set gets_run_sheets = false where email = %s returning 1", dave.email)
