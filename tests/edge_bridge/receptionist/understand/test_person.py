"""Names, the table is corpus/names*.txt."""

import pytest

from edge_bridge.receptionist.understand import find_name
from tests.edge_bridge.receptionist.understand.corpus_tables import rows


@pytest.mark.parametrize("cells", [cells for _, cells in rows("names", 3)], ids=lambda cells: f"{cells[0]}-{cells[1]}")
def test_a_text_gives_the_name_the_table_says(cells: list[str]) -> None:
    asked, text, expected = cells
    assert (find_name(text, asked == "yes") or "-") == expected
