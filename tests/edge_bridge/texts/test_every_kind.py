"""Every kind the database queues can be worded, from the rows it really gives, in both styles and not too long."""

from __future__ import annotations

import tomllib
from typing import Any

import psycopg
import pytest

from edge_bridge.db.texts import ClaimedText
from edge_bridge.texts.lint import BUDGETS
from edge_bridge.texts.render import TEMPLATES
from edge_bridge.texts.segments import size
from tests.edge_bridge.texts.kinds import queued_kinds
from tests.edge_bridge.texts.story import Story
from tests.supabase.rules.desk import Desk
from tests.support.cast import Cast
from workers.send import wording

DASHBOARD = "https://app.coresentia.com.au"
HEADROOM = 1  # segments that a text's budget leaves above what everyday rows need


@pytest.fixture(scope="module")
def told(shared: tuple[psycopg.Connection[dict[str, Any]], Cast]) -> dict[str, ClaimedText]:
    """Each kind as a worker claims it."""
    connection, cast = shared
    story = Story(Desk(connection, cast)).play()
    connection.rollback()
    return {kind: ClaimedText.model_validate(text) for kind, text in story.items()}


def worded(text: ClaimedText, style: str) -> str:
    business = text.context.business.model_copy(update={"style": style})
    return wording(
        text.model_copy(update={"context": text.context.model_copy(update={"business": business})}), DASHBOARD
    )


def test_every_kind_the_database_queues_has_a_template() -> None:
    assert {kind for kind in queued_kinds() if not (TEMPLATES / f"{kind}.txt").exists()} == set()


def test_the_story_below_tells_every_kind(told: dict[str, ClaimedText]) -> None:
    assert set(told) == queued_kinds()


@pytest.mark.parametrize("kind", sorted(queued_kinds()))
def test_real_rows_make_a_whole_text_of_few_segments(told: dict[str, ClaimedText], kind: str) -> None:
    brief, plain = worded(told[kind], "brief"), worded(told[kind], "plain")
    for text in (brief, plain):
        assert "None" not in text
        assert "\n\n\n" not in text
        assert "  " not in text
    assert size(plain).encoding == "GSM-7"
    budget = tomllib.loads(BUDGETS.read_text())[kind]
    assert {"brief": size(brief).segments + HEADROOM, "plain": size(plain).segments + HEADROOM} == budget


def test_texts_about_a_booking_that_nobody_had_to_answer_are_whole_too(desk: Desk) -> None:
    lawns = desk.cast.lawns
    details = {"name": "Sue Park", "phone": "+61400200300"}
    at = desk.now.replace(day=5, hour=14)
    service, owner = lawns.services["Lawn Mowing"], desk.cast.owner.user_id
    desk.call("private.add_booking", lawns.id, service, None, at, details, False, True, None, owner, desk.now)
    (text,) = [ClaimedText.model_validate(row) for row in desk.claim()]
    assert worded(text, "brief").startswith(
        "✅ Booking Confirmed!\n\nYour lawn mowing is booked for:\nThursday, Nov 5 at 2:00 PM\n"
    )


def test_nobody_without_a_phone_is_told_to_answer_an_sms(told: dict[str, ClaimedText]) -> None:
    about = [text for text in told.values() if text.context.booking and text.recipient == text.context.booking.phone]
    assert len(about) > 8
    for text in about:
        assert text.context.booking
        mailed = text.context.booking.model_copy(update={"phone": None, "email": "ann@example.com"})
        context = text.context.model_copy(update={"booking": mailed})
        words = wording(text.model_copy(update={"medium": "email", "context": context}), DASHBOARD)
        assert "SMS" not in words, text.kind
        assert "Reply" not in words or "in the chat" in words or text.kind == "expired", text.kind
