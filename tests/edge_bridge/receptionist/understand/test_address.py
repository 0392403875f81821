"""Street addresses, the table is corpus/addresses*.txt."""

import pytest

from edge_bridge.receptionist.understand import Address, find_address
from tests.edge_bridge.receptionist.understand.corpus_tables import rows


@pytest.mark.parametrize(
    "cells", [cells for _, cells in rows("addresses", 6)], ids=lambda cells: f"{cells[0]}-{cells[1]}"
)
def test_a_text_gives_the_address_the_table_says(cells: list[str]) -> None:
    asked, text, line, *place = cells
    expected = None if line == "none" else Address(line, *(None if cell == "-" else cell for cell in place))
    assert find_address(text, asked == "yes") == expected
