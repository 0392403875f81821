"""An owner's step that meets another one waits for it, in an order in which nobody waits forever."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tests.supabase.rules.bookings.steps import Steps, wish
from tests.supabase.rules.desk import Desk
from tests.supabase.rules.race import meanwhile
from tests.support.cast import CUSTOMER

OpenDesk = Callable[..., Desk]


def test_a_form_sent_twice_at_once_adds_one_booking_and_one_walk_in(own: Desk, open_desk: OpenDesk) -> None:
    first, second, name = open_desk(), open_desk(), str(uuid.uuid4())
    Steps(first).added("Thu 14:00", id=name)
    told = meanwhile(own, second, lambda: Steps(second).add("Thu 14:00", id=name), first.connection.commit)
    second.connection.commit()
    assert (told["outcome"], told["again"]) == ("booked", True)
    assert own.column("select count(*) from public.bookings union all select count(*) from public.customers") == [1, 1]


def test_a_suggestion_to_somebody_who_is_texting_waits_for_their_turn(own: Desk, open_desk: OpenDesk) -> None:
    """A booking made by hand has no conversation; the one with its phone is locked before the calendars all the same."""
    booking = Steps(own).added("Thu 14:00", phone=CUSTOMER)
    turn = own.turn()
    ref = own.slots(turn, wish("Fri 10:00"))["offers"][0]["ref"]
    customer, owner = open_desk(), open_desk()
    customer.call("private.leased", turn["business_id"], turn["conversation_id"], turn["lease"])

    def picks() -> None:
        assert customer.hold(turn, ref)["outcome"] == "pencilled"
        customer.connection.commit()

    told = meanwhile(own, owner, lambda: Steps(owner).move(booking, "Sat 10:00"), picks)
    owner.connection.commit()
    assert told["outcome"] == "proposed"
