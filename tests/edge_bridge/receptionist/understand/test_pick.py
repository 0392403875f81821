"""Which offered time a reply takes; the table is corpus/pick*.txt."""

import datetime

import pytest

from edge_bridge.receptionist.understand import LocalNow, PickKind, pick_offer
from tests.edge_bridge.receptionist.understand.corpus_tables import offered, rows

TUESDAY = LocalNow(datetime.date(2026, 11, 3), 600)


@pytest.mark.parametrize(
    ("offers", "cells"), rows("pick", 2), ids=lambda value: value if isinstance(value, str) else value[0]
)
def test_a_reply_takes_what_the_table_says(offers: str, cells: list[str]) -> None:
    reply, expected = cells
    pick = pick_offer(reply, offered(offers), TUESDAY)
    said = {PickKind.CHOSEN: f" {pick.ref}", PickKind.UNCLEAR: " " + ",".join(pick.candidates)}.get(pick.kind, "")
    assert f"{pick.kind}{said}" == expected


def test_nothing_is_picked_where_nothing_was_offered() -> None:
    assert pick_offer("2", [], TUESDAY).kind is PickKind.NOT_A_PICK


def test_places_are_those_shown_whatever_order_the_offers_come_in() -> None:
    offers = offered("2026-11-05 14:00, 2026-11-06 10:30")
    assert pick_offer("the first one", offers[::-1], TUESDAY).ref == "1"
