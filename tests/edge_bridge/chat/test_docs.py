"""docs/chat-widget.md says what the loader does: its attributes, its one global, its policy lines and where it keeps things."""

from __future__ import annotations

import re
from pathlib import Path

from edge_bridge.chat.paste import dark_text_on, policy_lines, widget_line
from tests.edge_bridge.chat.hosts import STRICT

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs" / "chat-widget.md").read_text()
STATIC = ROOT / "edge_bridge" / "chat" / "static"
LOADER, WINDOW = (STATIC / "widget.js").read_text(), (STATIC / "window.js").read_text()
EDGE = "https://EDGE"


def read_by_the_loader() -> dict[str, str]:
    """Attributes with what they are where left out."""
    found = re.search(r"const \{ ([^}]*) \} = script\?\.dataset", LOADER)
    assert found
    parts = [part.strip() for part in found[1].split(",")]
    return {re.split(r"[:= ]", part)[0]: (re.findall(r'"(.*)"', part) or [""])[0] for part in parts}


def test_every_attribute_is_documented_with_what_it_is_when_left_out_and_no_other() -> None:
    rows = dict(re.findall(r"^\| `data-(\w+)` \|.*\| (.*?) \|$", DOCS, re.MULTILINE))
    read = read_by_the_loader()
    assert set(rows) == set(read) == {"business", "colour", "side", "label"}
    assert {name: rows[name].strip("`") for name in rows if name != "business"} == {
        name: value for name, value in read.items() if name != "business"
    }


def test_the_one_global_and_all_it_has_are_documented() -> None:
    made = re.findall(r"(?:window|self|globalThis)\.(\w+)\s*(?:\?\?=|\|\|=|=)(?!=)", LOADER)
    assert made == ["CoreSentia"]
    inside = re.search(r"window\.CoreSentia \?\?= \{(.*)\}\);", LOADER)
    assert inside
    members = set(re.findall(r"(\w+): (?:new Map|\()", inside[1]))
    assert set(re.findall(r"^\| `CoreSentia\.(\w+)", DOCS, re.MULTILINE)) == members == {"widgets", "open", "close"}


def test_the_documented_line_and_policy_are_those_the_dashboard_shows() -> None:
    assert f"    {widget_line(EDGE, 'PUBLIC_TOKEN', '#166534', 'right')}\n" in DOCS
    for line in policy_lines(EDGE):
        assert f"    {line}\n" in DOCS
        assert line in STRICT.format(edge=EDGE)  # the website under which the browser tests run


def test_where_things_are_kept_is_documented() -> None:
    for source in (LOADER, WINDOW):
        assert "`coresentia:${token}`" in source
        assert "document.cookie" not in source
        assert "sessionStorage" not in source
        assert "indexedDB" not in source
    assert "`coresentia:PUBLIC_TOKEN`" in DOCS


def test_words_on_a_colour_are_black_or_white_as_the_window_decides() -> None:
    assert 'bright(colour) > .18 ? "#000" : "#fff"' in WINDOW
    assert [dark_text_on(colour) for colour in ("#000000", "#166534", "#808080", "#f4b8a0", "#ffffff")] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_nothing_in_the_line_ends_it_early() -> None:
    line = widget_line(EDGE, "t" * 32, "#166534", "right", 'a"><script>x')
    assert line.count("<script") == 1
    assert line.endswith(" async></script>")
