"""Times that come free: after a decline the others are really kept; a cancelled one goes to somebody who waits for it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.product import GREEN_BLADE, Customer, Product

FULL = GREEN_BLADE.model_copy(
    update={
        "slug": "full-house",
        "name": "Full House Lawns",
        "sms_number": "+61480800909",
        "contact_hours": "00:00-24:00",
        "settle_seconds": 0.2,
    }
)


@pytest.fixture(scope="module")
def full(product: Product) -> Product:
    """With one more business, which may text at any hour."""
    product.provision(FULL)
    return product


def owner(product: Product, customer: Customer, function: str, *values: object) -> None:
    """The owner does this to the customer's newest booking, as the dashboard's own function does."""
    (row,) = product.rows(
        "select business_id, id from public.bookings where customer_phone = %s order by requested_at desc limit 1",
        customer.number,
    )
    (member,) = product.rows("select user_id from public.members where business_id = %s", row["business_id"])
    given = [
        row["business_id"],
        row["id"],
        *(member["user_id"] if v is owner else v for v in values),
        datetime.now(UTC),
    ]
    product.rows(f"select private.{function}({', '.join(['%s'] * len(given))})", *given)


def requests(product: Product, customer: Customer) -> list[dict[str, object]]:
    return product.rows(
        """select status::text, customer_name, address, notes, code, service_name from public.bookings
           where customer_phone = %s order by requested_at""",
        customer.number,
    )


def test_the_second_of_the_kept_times_becomes_a_new_request_with_all_that_was_known(full: Product) -> None:
    ida = Customer(full, FULL)
    ida.says("lawn mowing next week please. I'm Ida Stone, 8 Elm St, Ashgrove. The gate code is 4412", "1")
    ida.owner_reads("NEW BOOKING REQUEST", "Ida Stone")
    owner(full, ida, "decline_booking", owner, "")
    declined = ida.reads()
    second = re.findall(r"• (.+)", declined)[1]
    kept = full.rows(
        """select h.expires_at - o.created_at as long from public.holds h join public.offers o on o.id = h.offer_id
           join public.conversations c on c.id = o.conversation_id where c.peer = %s""",
        ida.number,
    )
    assert [timedelta(minutes=15) <= row["long"] < timedelta(minutes=17) for row in kept] == [True] * 3
    assert second.split()[-2] in ida.says("the second one please")
    request = ida.owner_reads("NEW BOOKING REQUEST", "Ida Stone")
    assert "8 Elm St, Ashgrove" in request
    first, again = requests(full, ida)
    assert (first.pop("status"), again.pop("status")) == ("cancelled", "pending")
    assert first.pop("code") != again.pop("code")
    assert first == again
    assert "4412" in str(again["notes"])


def test_a_cancelled_time_goes_to_somebody_who_asked_to_hear_of_one(full: Product) -> None:
    dan = Customer(full, FULL)
    dan.says("hedge trimming please, any day. I'm Dan Ross, 5 Oak Ave, Ashgrove", "1")
    owner(full, dan, "confirm_booking", owner)
    assert "Booking Confirmed!" in dan.reads()
    full.rows(  # all but Dan's time is blocked
        """insert into public.blocked_times (business_id, during)
           select h.business_id, unnest(array[tstzrange(now() - interval '1 day', lower(h.occupied)),
             tstzrange(upper(h.occupied), now() + interval '90 days')])
           from public.holds h join public.bookings b on b.id = h.booking_id where b.customer_phone = %s returning id""",
        dan.number,
    )
    sue = Customer(full, FULL)
    assert "We're fully booked" in sue.says("can you mow my lawn? I'm Sue Park, 4 Elm St, Ashgrove")
    asked = sue.says("ok, that's my mobile")
    assert asked.endswith(
        "I can also text you if an earlier time comes free: reply FREE to get those, STOP to opt out any time."
    )
    assert sue.says("Free please").startswith("Thanks! We'll text you if an earlier time comes free.")
    (lead,) = full.rows(
        """select l.consent_words, l.wants_freed_times_at <= now() as then from public.leads l
           join public.conversations c on c.id = l.conversation_id where c.peer = %s and l.kind = 'full'""",
        sue.number,
    )
    assert lead == {"consent_words": "Free please", "then": True}
    owner(full, dan, "cancel_booking", "owner", owner, "", False)
    told = sue.reads()
    assert re.fullmatch(
        r"A time has come free at Full House Lawns: lawn mowing on \w+day, \w{3} \d+ at [\d:]+ [AP]M\.\n"
        r"Reply 1 to take it\. It's kept for you until [\d:]+ [AP]M\.\nReply STOP to opt out\.",
        told,
    ), told
    assert "penciled you in for" in sue.says("1")
    sue.owner_reads("NEW BOOKING REQUEST", "Sue Park")
    (request,) = requests(full, sue)
    assert (request["status"], request["service_name"]) == ("pending", "Lawn Mowing")


def test_the_gate_refused_nothing_of_all_this(full: Product) -> None:
    assert full.rows("select record -> 'gate' as gate from public.turns where record -> 'gate' <> '[]'") == []
