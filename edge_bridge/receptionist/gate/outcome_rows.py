"""Which rows make an outcome true, and what to say of one they do not have."""

from .truth import Truth

_MOVES = ("hold_booking:moved", "hold_booking:move_requested")
WHY = {
    "confirmed": "no confirmed booking is meant",
    "agreed": "the team has not agreed to anything that is still open",
    "acted": "no row records what somebody is said to have done or to do",
    "pencilled": "no booking is waiting for the team",
    "requested": "no request is waiting for the team",
    "cancelled": "no booking was cancelled",
    "moved": "no booking was moved in this turn",
    "refused": "no suggestion of the team's was turned down in this turn",
    "held": "nothing was booked, noted or cancelled in this turn",
    "told": "nobody of the team was told in this turn",
    "noted": "nothing was noted in this turn",
    "never": "the assistant cannot do or know this",
}
"""The reason of a verdict, for people."""


def happened(outcome: str, truth: Truth) -> bool:
    """Whether the rows, or a tool of this turn, have it."""
    succeeded = truth.did("hold_booking:pencilled", "add_note:noted", "create_lead:noted", "hand_off:handed_off")
    changed = truth.did("cancel_booking:cancelled", "refuse_proposal:refused", *_MOVES)
    told = succeeded or changed or truth.with_a_person or truth.has("pending")
    so = {
        "confirmed": truth.has("confirmed"),
        "agreed": only_confirmed(truth),
        "pencilled": truth.has("pending"),
        "requested": truth.has("pending", "asked"),
        "cancelled": truth.has("cancelled"),
        "moved": truth.has("left"),
        "refused": truth.did("refuse_proposal:refused"),
        "held": truth.has("confirmed")
        or truth.did("hold_booking:pencilled", "add_note:noted", "cancel_booking:cancelled"),
        "told": told,
        "noted": truth.did("add_note:noted", "hold_booking:pencilled", "create_lead:noted", "hand_off:handed_off"),
    }
    return so.get(outcome, False)


def only_confirmed(truth: Truth) -> bool:
    """Whether everything the customer has is confirmed."""
    return truth.has("confirmed") and not truth.has("pending", "asked", "proposed")
