"""Text in which nothing hides."""

import pytest

from edge_bridge.receptionist.claude.plain import one_line, readable, untagged

POSING = [
    "con\ufb01rmed",
    "conf\u0131rmed",
    "\u0441onfirmed",
    "\uff43onfirmed",
    "\U0001d41confirmed",
    "\u24d2onfirmed",
    "\uff12pm",
    "\u0662pm",
    "\u2460",
]


@pytest.mark.parametrize("word", POSING)
def test_letters_and_digits_that_pose_as_others_are_not_readable(word: str) -> None:
    assert readable(f"Your booking is {word} now.", "Our settings") is None


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        ("con\u200bfir\u00admed", "confirmed"), ("c\u0301onfirmed", "confirmed"), ("na\u00efve", "naive"), ("Caf\u00e9", "Caf\u00e9"),
        ("90 m\u00b2, \u00bd day \u2013 \u201cok\u201d \u2022 \u2600\ufe0f\U0001f44d \u2122", "90 m\u00b2, \u00bd day \u2013 \u201cok\u201d \u2022 \u2600\ufe0f\U0001f44d \u2122"),
        ("a\nb", "a\nb"),
    ],
)  # fmt: skip
def test_what_is_readable_is_read_as_it_looks(said: str, reads: str) -> None:
    assert readable(said, "Caf\u00e9 Zo\u00eb") == reads


def test_no_marker_of_ours_can_be_written() -> None:
    for tag in ("<situation>", "</situation>", "< system>", "<\u200bsituation>", "\uff1csituation>", "<\n/situation>"):
        assert "situation" not in untagged(tag) or untagged(tag).startswith("(")
        assert not untagged(tag).startswith("<")
    assert untagged("I <3 it, 2 < 3") == "I <3 it, 2 < 3"


def test_one_line_is_one_line() -> None:
    assert one_line(" Sam\r\n\x00Lee\u2028 \u202e3 ") == "Sam Lee 3"
