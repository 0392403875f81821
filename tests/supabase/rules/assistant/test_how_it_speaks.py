"""How the receptionist speaks, and the business's own answers: set by owners, refused in words."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.supabase.rules.desk import Desk
from tests.support.cast import Person


@pytest.fixture(autouse=True)
def _undone(desk: Desk) -> None:
    """Begins what is undone after the test: a role's own transaction would be kept if it were the first."""
    desk.value("select 1")


def do(desk: Desk, function: str, *values: Any, person: Person | None = None) -> Any:
    with desk.signed_in(person or desk.cast.owner):
        return desk.call(function, desk.cast.lawns.id, *values)


def questions(desk: Desk) -> list[str]:
    return desk.column("select question from public.answers where deleted_at is null order by position")


def test_an_owner_sets_how_the_receptionist_speaks(desk: Desk) -> None:
    wanted = {
        "greeting": "G'day!",
        "tone": "dry",
        "text_style": "plain",
        "receptionist_notes": "Be short",
        "must_not_promise": "Rain",
    }
    assert do(desk, "set_assistant", wanted) == {"outcome": "saved", "again": False}
    assert do(desk, "set_assistant", wanted)["again"]
    do(desk, "set_assistant", {"tone": ""})
    told = desk.turn()["business"]
    assert (told["greeting"], told["tone"], told["style"], told["notes"]) == ("G'day!", "", "plain", "Be short")
    assert told["must_not_promise"] == "Rain"


@pytest.mark.parametrize(
    "settings",
    [
        {"greeting": " "},
        {"greeting": "x" * 161},
        {"tone": "x" * 301},
        {"receptionist_notes": "x" * 6001},
        {"must_not_promise": "x" * 2001},
        {"text_style": "loud"},
        {"text_style": None},
        {"name": "Another"},
    ],
)
def test_odd_settings_are_refused_and_nothing_is_changed(desk: Desk, settings: dict[str, Any]) -> None:
    before = desk.rows("select * from public.businesses")
    with desk.refused("PT400"):
        do(desk, "set_assistant", settings)
    assert desk.rows("select * from public.businesses") == before


def test_questions_are_added_changed_ordered_and_removed(desk: Desk) -> None:
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    said = {"question": "Do you take cards?", "answer": "Yes."}
    assert do(desk, "set_answer", first, said) == {"outcome": "added", "again": False}
    assert do(desk, "set_answer", first, said)["again"]
    do(desk, "set_answer", second, {"question": "Are you insured?", "answer": "Yes, for 20 million.", "position": 1})
    assert questions(desk) == ["Are you insured?", "Do you take cards?"]
    do(desk, "set_answer", first, {"answer": "Cards and cash.", "position": 1})
    assert desk.turn()["business"]["answers"][0] == {"question": "Do you take cards?", "answer": "Cards and cash."}
    with desk.refused("PT400"):
        do(desk, "set_answer", str(uuid.uuid4()), said | {"question": "do you take CARDS?"})
    assert do(desk, "remove_answer", first) == {"outcome": "removed", "again": False}
    assert do(desk, "remove_answer", first)["again"]
    assert questions(desk) == ["Are you insured?"]
    with desk.refused("PT400"):
        do(desk, "set_answer", first, said)
    for odd in ({"question": "", "answer": "x"}, {"question": "x"}, {"question": "x", "answer": "y" * 601}):
        with desk.refused("PT400"):
            do(desk, "set_answer", str(uuid.uuid4()), odd)


def test_only_owners_set_them_and_nobody_sets_another_s(desk: Desk) -> None:
    key = str(uuid.uuid4())
    do(desk, "set_answer", key, {"question": "Q", "answer": "A"})
    calls: list[tuple[Any, ...]] = [("set_assistant", {"tone": "x"}), ("remove_answer", key)]
    calls.append(("set_answer", key, {"answer": "B"}))
    for call in calls:
        with desk.refused("PT400"):
            do(desk, *call, person=desk.cast.colleague)
        with desk.refused("PT404"):
            do(desk, *call, person=desk.cast.outsider)
        with desk.refused("42501"), desk.role("anon"):
            desk.call(call[0], desk.cast.lawns.id, *call[1:])
    with desk.refused("PT404"), desk.signed_in(desk.cast.outsider):
        desk.call("remove_answer", desk.cast.salon.id, key)
