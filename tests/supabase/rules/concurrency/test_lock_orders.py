"""Two who need the same rows ask for them in one order, whoever they are, so that neither waits for the other forever.

Each test stops one of them where it has the first of its locks, lets the other run until it waits, and then goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import meanwhile
from tests.support.cast import OTHER_CUSTOMER

OpenDesk = Callable[..., Desk]
AFTERNOON = {"day_from": "2026-11-05", "day_to": "2026-11-05", "minute_from": 840, "minute_to": 841}
MORNING = AFTERNOON | {"minute_from": 540, "minute_to": 541}


def test_an_expiry_and_a_search_that_clears_the_times_kept_for_the_same_request(own: Desk, open_desk: OpenDesk) -> None:
    """Both let go what a booking holds; who does must have the booking."""
    booking = own.pencil(AFTERNOON)
    turn = own.turn("another time?")
    assert own.slots(turn, p_booking=booking["ref"])["offers"] != []
    own.do(
        "update public.holds set id = '00000000-0000-0000-0000-000000000001' where id = (select min(id::text)::uuid from public.holds where offer_id is not null)"
    )
    own.now = own.booking(booking)["expires_at"]
    other = own.turn(phone=OTHER_CUSTOMER)
    sweeper, receptionist = open_desk(), open_desk()
    sweeper.do("select from public.bookings where id = %s for no key update", booking["id"])

    def sweep() -> None:
        assert sweeper.call("expire_due", own.now) == 1
        sweeper.connection.commit()

    found = meanwhile(own, receptionist, lambda: receptionist.slots(other, AFTERNOON), sweep)
    receptionist.connection.commit()
    assert found["match"] == "wished"
    assert own.booking(booking)["status"] == "expired"


def test_an_expiry_and_the_owner_who_calls_off_the_same_request(own: Desk, open_desk: OpenDesk) -> None:
    booking = own.pencil(AFTERNOON)
    turn = own.turn("another time?")
    assert own.slots(turn, p_booking=booking["ref"])["offers"] != []
    own.now = own.booking(booking)["expires_at"]
    sweeper, owner = open_desk(), open_desk()
    sweeper.do("select from public.bookings where id = %s for no key update", booking["id"])

    def sweep() -> None:
        assert sweeper.call("expire_due", own.now) == 1
        sweeper.connection.commit()

    said = meanwhile(own, owner, lambda: owner.call("private.cancel_booking", *cancelling(own, booking)), sweep)
    owner.connection.commit()
    assert said["outcome"] == "already_ended"
    assert own.value("select count(*) from public.holds") == 0


def test_an_owner_who_gives_a_new_suburb_and_a_customer_who_asks_from_it(own: Desk, open_desk: OpenDesk) -> None:
    """A suburb that is new is made before any calendar is locked."""
    booking = own.pencil(AFTERNOON)
    turn = own.turn(phone=OTHER_CUSTOMER)
    owner, receptionist = open_desk(), open_desk()
    receptionist.call("private.place_of", own.cast.lawns.id, "Newtown", "4999")

    def search() -> None:
        assert receptionist.slots(turn, MORNING, p_suburb="Newtown", p_postcode="4999")["match"] == "wished"
        receptionist.connection.commit()

    changes = {"suburb": "Newtown", "postcode": "4999"}
    editing = [own.cast.lawns.id, booking["id"], changes, True, True, own.cast.owner.user_id, own.now]
    edited = meanwhile(own, owner, lambda: owner.call("private.edit_booking", *editing), search)
    assert edited["outcome"] == "edited"


def test_an_owner_who_proposes_a_time_to_somebody_the_receptionist_is_talking_to(
    own: Desk, open_desk: OpenDesk
) -> None:
    """A booking made by hand has no conversation, but its phone may."""
    turn = own.turn(phone=OTHER_CUSTOMER)
    lawns, member = own.cast.lawns, own.cast.owner.user_id
    walk_in = {"name": "Jo", "phone": OTHER_CUSTOMER}
    added = own.call(
        "private.add_booking",
        lawns.id,
        lawns.services["Lawn Mowing"],
        None,
        "2026-11-05T14:00+10:00",
        walk_in,
        True,
        False,
        None,
        member,
        own.now,
    )["booking"]
    owner, receptionist = open_desk(), open_desk()
    who = [turn["business_id"], turn["conversation_id"], turn["lease"]]
    receptionist.call("private.leased", *who)

    def search() -> None:
        assert receptionist.slots(turn, MORNING)["match"] == "wished"
        receptionist.connection.commit()

    moving = [lawns.id, added["id"], None, "2026-11-06T14:00+10:00", False, True, member, own.now]
    moved = meanwhile(own, owner, lambda: owner.call("private.move_booking", *moving), search)
    assert moved["outcome"] == "proposed"


def cancelling(desk: Desk, booking: Any) -> list[Any]:
    return [desk.cast.lawns.id, booking["id"], "owner", desk.cast.owner.user_id, "", True, desk.now]
