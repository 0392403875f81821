"""Every page of the dashboard, found in its own table of addresses, so that a new one cannot be forgotten."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import Rule

from tests.web.browsing import Browser

NOT_A_PAGE = ("static", "borrowed", "stream.live")
NOT_FURNISHED = {"picture_id"}


def every_page(app: Flask, signed_in: Browser, known: dict[str, str]) -> dict[str, str]:
    """The addresses of whole pages by endpoint, as a signed-in member gets them; `known` fills in what they name.

    Parts of pages, downloads and what leads elsewhere are left out: they are told by what comes back.
    """
    rules = [
        rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_A_PAGE
    ]
    unknown = {name for rule in rules for name in rule.arguments} - set(known) - NOT_FURNISHED
    assert not unknown, f"tests/web/furnished.py has nothing for {', '.join(sorted(unknown))}"
    found = {rule.endpoint: _address(rule, known) for rule in rules if rule.arguments <= set(known)}
    return {endpoint: address for endpoint, address in found.items() if _is_page(signed_in, address)}


def _address(rule: Rule, known: dict[str, str]) -> str:
    _, address = rule.build({name: known[name] for name in rule.arguments}) or ("", "")
    return address


def _is_page(signed_in: Browser, address: str) -> bool:
    answer = signed_in.get(address)
    return answer.status_code == 200 and answer.text.startswith("<!doctype html>")
