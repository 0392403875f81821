"""Made-up websites with the chat window in them."""

from __future__ import annotations

from html import escape
from typing import Any

from tests.edge_bridge.twilio.simulated import Phones, Receiver

SITE = {"name": "Jo's <Mowing>", "trade": "lawns", "token": "t" * 32, "colour": "#166534", "side": "right"}


def test_a_website_has_the_line_in_it_and_a_policy_that_lets_just_the_chat_in(phones: Phones, edge: Receiver) -> None:
    assert phones.http.put("/phones/sites", json={"jos": SITE}).json() == {"sites": ["jos"]}
    answer = phones.http.get("/site/jos")
    line = f'<script src="{edge.url}/widget.js" data-business="{"t" * 32}" data-colour="#166534" data-side="right" async></script>'
    assert answer.text.count(line) == 1
    assert escape(line).replace("&quot;", "&#34;") in answer.text
    assert "Jo&#39;s &lt;Mowing&gt;" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert f"script-src {edge.url}; frame-src {edge.url}" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_other_pages_keep_their_own_policy(phones: Phones) -> None:
    assert "script-src 'self';" in phones.http.get("/").headers["Content-Security-Policy"]


def test_what_is_no_website_is_refused_and_the_others_stay(phones: Phones) -> None:
    phones.http.put("/phones/sites", json={"jos": SITE})
    refused: list[Any] = [
        {"jos": SITE | {"token": 'x"><script>'}},
        {"jos": SITE | {"side": "top"}},
        {"jos": {}},
        [],
        None,
    ]
    for wrong in refused:
        assert phones.http.put("/phones/sites", json=wrong).status_code == 400
    assert phones.http.get("/site/jos").status_code == 200
    assert phones.http.get("/site/other").status_code == 404
    elsewhere = {"Origin": "https://evil.example"}
    assert phones.http.put("/phones/sites", json={}, headers=elsewhere).status_code == 403
