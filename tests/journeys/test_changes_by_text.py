"""Cancelling and moving by text, and the owner's proposals, with the receptionist that needs no network."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.product import GREEN_BLADE, Customer, Product

BRISBANE = ZoneInfo(GREEN_BLADE.time_zone)


class Booker(Customer):
    """A customer of Green Blade with a lawn mowing, and the owner's answers to it."""

    def __init__(self, product: Product, name: str, address: str) -> None:
        super().__init__(product, GREEN_BLADE)
        self.product, self.name = product, name
        penciled = self.says(f"need my lawn mowed next week please, I'm {name}, {address}", "1")
        assert "penciled you in for" in penciled, penciled
        self.owner_reads("NEW BOOKING REQUEST", name)

    @property
    def row(self) -> dict[str, Any]:
        """The booking as it is now."""
        (row,) = self.product.rows("select * from public.bookings where customer_phone = %s", self.number)
        return row

    def words(self, column: str = "starts_at") -> tuple[str, str]:
        """Its time as texts print it: 'Thursday, Nov 5' and '2:00 PM'."""
        return printed(self.row[column])

    def confirmed(self) -> "Booker":
        """After the owner's yes."""
        self.owner("confirm_booking", self.row["id"])
        assert "Booking Confirmed!" in self.reads()
        return self

    def owner(self, function: str, *values: object) -> dict[str, Any]:
        """The owner does it: the function that the dashboard's own calls."""
        member = self.product.rows(
            "select user_id from public.members where business_id = %s", self.row["business_id"]
        )[0]["user_id"]
        wildcards = ", ".join("%s" for _ in values)
        sql = f"select private.{function}(%s, {wildcards}, %s, %s) as done"
        (row,) = self.product.rows(sql, self.row["business_id"], *values, member, datetime.now(UTC))
        done: dict[str, Any] = row["done"]
        return done

    def waiting(self) -> dict[str, Any]:
        """The move that waits for an answer."""
        (move,) = self.product.rows(
            "select * from public.moves where booking_id = %s and state = 'waiting'", self.row["id"]
        )
        return move

    def proposed(self) -> datetime:
        """The owner proposes the first free time of the week after the booking's; its text has arrived."""
        booking = self.row
        monday = booking["starts_at"].astimezone(BRISBANE).date() + timedelta(
            days=7 - booking["starts_at"].astimezone(BRISBANE).weekday()
        )
        at = datetime.combine(monday, time(9), BRISBANE)
        while (done := self.owner("move_booking", booking["id"], None, at, False, False))["outcome"] == "refused":
            at += timedelta(minutes=30)
        assert done["outcome"] == "proposed"
        text = self.reads()
        assert "Reply 1 to take it" in text
        assert all(word in text for word in printed(at)), text
        return at


def printed(instant: datetime) -> tuple[str, str]:
    """An instant as the business's texts print it."""
    local = instant.astimezone(BRISBANE)
    return f"{local:%A, %b} {local.day}", f"{local:%I:%M %p}".lstrip("0")


def test_a_booking_is_cancelled_by_text_and_the_owner_hears_of_it(product: Product) -> None:
    kit = Booker(product, "Kit Barlow", "2 Ash St, Milton").confirmed()
    day, clock = kit.words()
    assert kit.says("hi, need to cancel my booking sorry") == f"Cancel your lawn mowing on {day} at {clock}?"
    assert kit.row["status"] == "confirmed"
    assert kit.says("yes please").startswith(f"Your lawn mowing on {day} at {clock} is cancelled.")
    told = kit.owner_reads("CUSTOMER CANCELLED", "Kit Barlow")
    assert "Reason: hi, need to cancel my booking sorry" in told
    assert (kit.row["status"], kit.row["ended_by"]) == ("cancelled", "customer")
    assert product.rows("select 1 from public.holds where booking_id = %s", kit.row["id"]) == []
    assert "I can't see an open booking" in kit.says("cancel my booking please")


def test_a_no_keeps_the_booking(product: Product) -> None:
    una = Booker(product, "Una Marsh", "3 Ash St, Milton")
    una.says("can I cancel?")
    assert "stays as it is" in una.says("actually no, keep it")
    assert una.row["status"] == "pending"


def test_a_confirmed_booking_moves_once_the_owner_agrees(product: Product) -> None:
    ned = Booker(product, "Ned Oakes", "4 Ash St, Milton").confirmed()
    day, clock = ned.words()
    offers = ned.says("can we make it later in the week instead")
    assert f"To move your lawn mowing on {day} at {clock}:" in offers
    assert ned.says("none of those work") == "No worries. What day works best for you?"
    assert f"To move your lawn mowing on {day} at {clock}:" in ned.says("the following week")
    asked = ned.says("1")
    new_day, new_clock = printed(ned.waiting()["starts_at"])
    assert asked.startswith(
        f"I've asked the team to move your lawn mowing to {new_day} at {new_clock}.\n{day} at {clock} stays yours until they confirm."
    )
    assert ned.words() == (day, clock)
    request = ned.owner_reads("CUSTOMER WANTS TO MOVE", "Ned Oakes")
    assert f"@ {clock}" in request
    assert f"You've asked to move it to {new_day} at {new_clock}" in ned.says("when is my booking?")
    assert ned.owner("answer_move", ned.waiting()["id"], True, "")["outcome"] == "moved"
    moved = ned.reads()
    assert "Booking Moved!" in moved
    assert f"{new_day} at {new_clock}" in moved
    assert ned.words() == (new_day, new_clock)
    assert ned.row["status"] == "confirmed"


def test_a_pending_request_simply_takes_the_new_time_and_the_owner_is_asked_anew(product: Product) -> None:
    ivy = Booker(product, "Ivy Sands", "5 Ash St, Milton")
    before = ivy.words()
    ivy.says("actually can we do it another day")
    said = ivy.says("1")
    assert re.match(r"Done! I've penciled you in for \w+day, \w+ \d+\w\w at .* instead\.", said), said
    assert ivy.words() != before
    assert ivy.row["status"] == "pending"
    _, clock = ivy.words()
    assert f"@ {clock}" in ivy.owner_reads("NEW BOOKING REQUEST", "Ivy Sands")


@pytest.mark.parametrize(("name", "yes"), [("Gus Hale", "1"), ("Pia Thorne", "yes that works")])
def test_a_proposal_is_taken_with_a_digit_or_a_yes(product: Product, name: str, yes: str) -> None:
    gus = Booker(product, name, "6 Ash St, Milton").confirmed()
    at = gus.proposed()
    assert gus.row["starts_at"] != at
    replies = {gus.says(yes), gus.reads()}
    day, clock = printed(at)
    assert any(
        reply.startswith("Great, thanks! Your lawn mowing is now booked for") and clock in reply for reply in replies
    )
    assert any("Booking Moved!" in reply and f"{day} at {clock}" in reply for reply in replies)
    assert gus.row["starts_at"] == at
    assert gus.row["status"] == "confirmed"
    assert name.split()[0] in gus.owner_reads("Moved", name)


def test_a_refused_proposal_leaves_the_old_time_and_another_day_is_looked_for(product: Product) -> None:
    lou = Booker(product, "Lou Abbott", "7 Ash St, Milton").confirmed()
    day, clock = lou.words()
    lou.proposed()
    refused = lou.says("no sorry can't do that")
    assert f"Your lawn mowing stays booked for {day} at {clock}." in refused
    assert lou.owner_reads("TURNED DOWN", "Lou Abbott")
    assert f"To move your lawn mowing on {day} at {clock}:" in lou.says("any other day that week")
    assert lou.says("1").startswith("I've asked the team to move your lawn mowing")
    assert lou.words() == (day, clock)


def test_two_bookings_are_told_apart_by_their_words(product: Product) -> None:
    bo = Booker(product, "Bo Tran", "8 Ash St, Milton")
    offers = bo.says("no thanks", "can you also trim my hedges the week after")
    assert "For hedge trimming" in offers
    bo.says("1", "no that's all")
    asked = bo.says("I need to cancel")
    assert asked.startswith("Which booking do you mean?\n1. ")
    assert ". Lawn Mowing, " in asked
    assert ". Hedge Trimming, " in asked
    assert "Your hedge trimming on " in bo.says("the hedges")
    rows = product.rows("select service_name, status from public.bookings where customer_phone = %s", bo.number)
    assert {row["service_name"]: row["status"] for row in rows} == {
        "Lawn Mowing": "pending",
        "Hedge Trimming": "cancelled",
    }


def test_the_gate_refused_nothing_of_all_this(product: Product) -> None:
    refused = product.rows("select record -> 'gate' as gate from public.turns where record -> 'gate' <> '[]'")
    assert refused == []
