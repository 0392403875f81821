from __future__ import annotations

import pytest

from edge_bridge.texts.segments import size


@pytest.mark.parametrize(
    ("body", "segments"),
    [
        ("", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("€" * 80, 1),  # escaped: two places each
        ("€" * 81, 2),
        ("x" * 152 + "€" + "x" * 153, 3),  # the euro sign is not cut in two
        ("é" * 160, 1),
        ("ê" * 70, 1),  # not in GSM-7
        ("ê" * 71, 2),
        ("📅" * 35, 1),
        ("📅" * 36, 2),
        ("x" * 66 + "📅" + "x" * 66, 3),  # nor is the emoji
        ("’" + "x" * 69, 1),
        ("’" + "x" * 70, 2),
    ],
)
def test_a_text_takes_as_many_segments_as_its_alphabet_needs(body: str, segments: int) -> None:
    assert size(body).segments == segments
