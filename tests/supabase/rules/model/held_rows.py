"""The holds of a world as rows of the database, with the bookings and offers they are kept for."""

from __future__ import annotations

from datetime import timedelta

from tests.supabase.rules.model.named import (
    CUSTOMER,
    OURS,
    SERVICE,
    STAFF,
    THEIRS,
    Row,
    booking_id,
    during,
    offer_id,
    place_id,
)
from tests.supabase.rules.model.world import Hold, Offered, World


def held_rows(world: World) -> dict[str, list[Row]]:
    """By table, in an order in which they may be inserted."""
    booked = {hold.booking: hold for hold in reversed(world.holds) if hold.booking is not None}
    numbered = list(enumerate(world.holds))
    return {
        "bookings": [_booking(hold, world) for hold in booked.values()],
        "offers": [_offer(hold, n) for n, hold in numbered if hold.offered],
        "holds": [_hold(hold, n) for n, hold in numbered],
    }


def _job(hold: Hold) -> Row:
    """What a booking and an offer have in common."""
    return {
        "service_id": SERVICE,
        "staff_id": STAFF[hold.whose],
        "place_id": place_id(hold.place),
        "starts_at": hold.starts,
        "ends_at": hold.ends,
    }


def _booking(hold: Hold, world: World) -> Row:
    return _job(hold) | {
        "id": booking_id(hold.booking),
        "customer_id": CUSTOMER,
        "status": "confirmed" if hold.expires is None else "pending",
        "source": "sms",
        "service_name": "Job",
        "currency": "AUD",
        "requested_at": world.now - timedelta(days=1),
        "expires_at": hold.expires,
    }


def _offer(hold: Hold, n: int) -> Row:
    return _job(hold) | {
        "id": offer_id(hold, n),
        "conversation_id": OURS if hold.offered is Offered.US else THEIRS,
        "set_no": 0,
        "position": n,
        "ref": f"w{n}",
        "for_booking_id": booking_id(hold.booking),
        "expires_at": hold.starts,
    }


def _hold(hold: Hold, n: int) -> Row:
    return {
        "staff_id": STAFF[hold.whose],
        "booking_id": booking_id(hold.booking),
        "offer_id": offer_id(hold, n),
        "occupied": during(hold.starts, hold.ends),
        "at_customer": hold.at_customer,
        "place_id": place_id(hold.place),
        "expires_at": hold.expires,
    }
