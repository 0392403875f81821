"""What a text does, the table is corpus/intents*.txt."""

import pytest

from edge_bridge.receptionist.understand import Intent, find_intents
from edge_bridge.receptionist.understand.intent_patterns import PATTERNS, UNLESS
from tests.edge_bridge.receptionist.understand.corpus_tables import rows


@pytest.mark.parametrize("cells", [cells for _, cells in rows("intents", 2)], ids=lambda cells: cells[0])
def test_a_text_does_what_the_table_says(cells: list[str]) -> None:
    text, expected = cells
    assert find_intents(text) == frozenset(Intent(name) for name in expected.split() if name != "-")


def test_every_intent_has_wordings_and_no_wording_is_of_an_unknown_intent() -> None:
    assert {name for name, _ in PATTERNS} == set(Intent)
    assert {name for name, _ in UNLESS} <= set(Intent)
