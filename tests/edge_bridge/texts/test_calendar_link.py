"""Where a business wants it, a text that fixes a time carries one line more: the link that puts it into a calendar."""

from __future__ import annotations

from typing import Any

import pytest

from edge_bridge.db.texts import ClaimedText
from tests.supabase.rules.desk import Desk, instant
from tests.support.cast import CUSTOMER
from workers.send import wording

EDGE, DASHBOARD = "https://edge.example", "https://app.example"
THURSDAY = {"day_from": "2026-11-05"}


def worded(desk: Desk, edge_url: str = EDGE) -> dict[str, str]:
    """Everything that is due, by kind."""
    claimed = [ClaimedText.model_validate(text) for text in desk.claim()]
    return {text.kind: wording(text, DASHBOARD, edge_url) for text in claimed}


def move(desk: Desk, booking: Any) -> None:
    at = instant("2026-11-06T16:00+10:00")
    who = desk.cast.owner.user_id
    desk.call("private.move_booking", desk.cast.lawns.id, booking["id"], None, at, True, False, who, desk.now)


@pytest.mark.parametrize("style", ["brief", "plain"])
def test_confirmed_and_moved_carry_the_link_as_their_last_line_and_change_nothing_else(desk: Desk, style: str) -> None:
    desk.settings(desk.cast.lawns, text_style=style)
    told: dict[bool, dict[str, str]] = {}
    for linked in (False, True):
        desk.settings(desk.cast.lawns, links_calendar=linked)
        booking = desk.pencil(THURSDAY)
        desk.confirm(booking)
        told[linked] = worded(desk)
        move(desk, booking)
        told[linked] |= worded(desk)
        line = f"\nAdd to your calendar: {EDGE}/c/{desk.booking(booking)['calendar_token']}.ics"
        desk.do("update public.bookings set status = 'cancelled' where id = %s", booking["id"])
        desk.do("delete from public.holds where booking_id = %s", booking["id"])
    for kind in ("confirmed", "moved"):
        assert told[True][kind] == told[False][kind] + line
    for kind in set(told[True]) - {"confirmed", "moved"}:
        assert ".ics" not in told[True][kind]


def test_without_a_public_address_there_is_no_link(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, links_calendar=True)
    desk.confirm(desk.pencil(THURSDAY))
    assert "calendar:" not in worded(desk, "")["confirmed"]


def test_a_text_keeps_its_link_when_its_fate_is_asked_about(desk: Desk) -> None:
    desk.settings(desk.cast.lawns, links_calendar=True)
    desk.confirm(desk.pencil(THURSDAY))
    desk.claim()
    desk.later(minutes=5)
    desk.call("release_stuck_texts", desk.now)
    doubtful = [ClaimedText.model_validate(row) for row in desk.call_all("unknown_texts", desk.now)]
    (text,) = [one for one in doubtful if one.recipient == CUSTOMER]
    assert f"{EDGE}/c/" in wording(text, DASHBOARD, EDGE)
