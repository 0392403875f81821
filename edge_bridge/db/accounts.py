"""Who may be here: links that answer a booking without signing in, tries of signing in, members and invitations.

What is not said to be done as somebody is called with the publishable key alone.
"""

from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from edge_bridge.db.bookings import Decision
from edge_bridge.db.client import Call, rpc
from edge_bridge.db.inbox import Done
from edge_bridge.db.words import BookingWords, Row


class LinkedBusiness(Row):
    """Whose booking it is."""

    id: str
    name: str
    time_zone: str


class LinkedBooking(Row):
    """What a link shows. `asks`: what waits for an answer, the request itself or its customer's wish for another time."""

    business: LinkedBusiness
    booking: BookingWords
    asks: Literal["request", "move"] | None


def open_booking_link(token: str) -> Call[LinkedBooking]:
    """Changes nothing. Raises NotFound when the link works no longer."""
    return rpc("open_booking_link", {"p_token": token}, LinkedBooking.model_validate)


def answer_booking_link(
    token: str, answer: Literal["confirm", "decline"], reason: str = "", move: str | None = None
) -> Call[Decision]:
    """As the member the link was sent to; `move`: the wish that is answered. Raises NotFound when it works no longer."""
    params = {"p_token": token, "p_answer": answer, "p_reason": reason, "p_move": move}
    return rpc("answer_booking_link", params, Decision.model_validate)


class Try(Row):
    """'too_many': nothing was taken, and the next can be in `wait_seconds`."""

    outcome: Literal["taken", "given_back", "too_many"]
    wait_seconds: int = 0


TryOf = Literal["sign_in", "link", "password", "tap"]


def take_try(what: TryOf, keys: list[str], give_back: bool = False) -> Call[Try]:
    """One try from the allowance of an address and, but for a tap, an account; `keys` are their hashes in hexadecimal."""
    return rpc("take_try", {"p_what": what, "p_keys": keys, "p_give_back": give_back}, Try.model_validate)


class Member(Row):
    """Who is in a business. `here`: they have signed in at least once; `invitation`: the one they came by."""

    id: str
    name: str
    email: str
    role: Literal["owner", "member"]
    phone: str | None
    verified: bool
    me: bool
    here: bool
    invitation: str | None


class Invitation(Row):
    """Somebody invited whose mail has not gone out; `error` says why, where it failed."""

    id: str
    name: str
    email: str
    role: Literal["owner", "member"]
    state: Literal["requested", "failed"]
    error: str


class Team(Row):
    """Everybody of a business."""

    members: list[Member]
    invitations: list[Invitation]


class Invited(Row):
    """What became of a wish to invite, see the SQL functions."""

    outcome: Literal["requested", "member", "waiting", "too_many", "too_soon", "on_its_way", "here", "gone"]


class ClaimedInvitation(Row):
    """One that this worker alone sends; `token` goes with the result."""

    business_id: str
    id: str
    token: str
    email: str


def team(business_id: str) -> Call[Team]:
    """As a member."""
    return rpc("team", {"p_business": business_id}, Team.model_validate)


def invite_member(business_id: str, person: dict[str, str]) -> Call[Invited]:
    """As an owner: name, email, phone (E.164 or empty) and role. Raises BadInput in words for them."""
    return rpc("invite_member", {"p_business": business_id, "p_person": person}, Invited.model_validate)


def resend_invitation(business_id: str, invitation: str) -> Call[Invited]:
    """As an owner."""
    params = {"p_business": business_id, "p_invitation": invitation}
    return rpc("resend_invitation", params, Invited.model_validate)


def withdraw_invitation(business_id: str, invitation: str) -> Call[Done]:
    """As an owner, of one that has not gone out."""
    return rpc("withdraw_invitation", {"p_business": business_id, "p_invitation": invitation}, Done.model_validate)


def change_member(business_id: str, colleague: str, change: dict[str, str]) -> Call[Done]:
    """As an owner: role, name and phone. Raises BadInput in words for them, for the last owner too."""
    params = {"p_business": business_id, "p_colleague": colleague, "p_change": change}
    return rpc("change_member", params, Done.model_validate)


def remove_member(business_id: str, colleague: str) -> Call[Done]:
    """As an owner. Raises BadInput for the last owner."""
    return rpc("remove_member", {"p_business": business_id, "p_colleague": colleague}, Done.model_validate)


def set_my_phone(business_id: str, phone: str) -> Call[Done]:
    """As a member: E.164, or empty for none. Raises BadInput in words for them."""
    return rpc("set_my_phone", {"p_business": business_id, "p_phone": phone}, Done.model_validate)


def claim_invitations(now: datetime | None = None) -> Call[list[ClaimedInvitation]]:
    """As the service."""
    return rpc("claim_invitations", {"p_now": _iso(now)}, TypeAdapter(list[ClaimedInvitation]).validate_python)


def finish_invitation(invitation: ClaimedInvitation, user: str | None, now: datetime | None = None) -> Call[None]:
    """As the service: it went out. `user` None: they had a sign-in. Taken back meanwhile, nobody becomes a member."""
    return rpc("finish_invitation", _of(invitation) | {"p_user": user, "p_now": _iso(now)}, lambda _: None)


def fail_invitation(invitation: ClaimedInvitation, error: str, retry: bool, now: datetime | None = None) -> Call[None]:
    """As the service: it did not."""
    given = {"p_error": error, "p_retry": retry, "p_now": _iso(now)}
    return rpc("fail_invitation", _of(invitation) | given, lambda _: None)


def _of(invitation: ClaimedInvitation) -> dict[str, str]:
    return {
        "p_business": invitation.business_id,
        "p_invitation": invitation.id,
        "p_token": invitation.token,
    }


def _iso(now: datetime | None) -> str | None:
    return now.isoformat() if now else None
