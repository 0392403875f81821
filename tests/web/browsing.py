"""A person at the dashboard without scripts: opens pages, fills in forms, presses buttons."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient

from tests.web.people import Member


def wall(at: datetime) -> str:
    """An instant as a person in Brisbane types it into a form."""
    return f"{at.astimezone(ZoneInfo('Australia/Brisbane')):%Y-%m-%dT%H:%M}"


class Browser:
    """A person at the dashboard: follows forms with their own hidden fields, as a browser would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(path, **options)

    def post(self, path: str, page: str, **fields: str) -> Any:
        """Sends a form found on `page`, with that page's CSRF token."""
        return self.client.post(path, data={"csrf_token": self.csrf(page), **fields})

    def send(self, page: str, button: str = "", **fields: str) -> Any:
        """Opens a form's page, changes these fields (None: takes a tick out) and sends the form named 'form'."""
        return self.send_again(page, self.get(page).text, button, **fields)

    def send_again(self, page: str, shown: str, button: str = "", **fields: str | None) -> Any:
        """The same from what a page already shows; `button`: the name of the one that is pressed, if it has one."""
        typed = form_of(shown) | fields
        if button:
            typed[button] = pressed(shown, button)
        return self.client.post(page, data={name: value for name, value in typed.items() if value is not None})

    def csrf(self, page: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text)
        assert found, f"{page} shows no form"
        return found.group(1)

    def sign_in(self, member: Member, next_page: str = "") -> Any:
        return self.post("/login", "/login", email=member.email, password=member.password, next=next_page)


def form_of(shown: str) -> dict[str, str | None]:
    """What the form named 'form' would send as it is shown."""
    found = re.search(r'<form id="form".*?</form>', shown, re.DOTALL)
    assert found, "there is no such form"
    fields: dict[str, str | None] = {}
    for tag in re.findall(r"<input\b[^>]*>", found[0]):
        if 'type="checkbox"' not in tag or " checked" in tag:
            fields[_attribute(tag, "name")] = _attribute(tag, "value")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', found[0], re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', options) or re.findall(r'value="([^"]*)"', options)
        fields[name] = chosen[0]
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', found[0], re.DOTALL):
        fields[name] = html.unescape(text)
    return fields


def pressed(shown: str, button: str) -> str:
    """What a button of that name adds to its form."""
    found = re.search(rf'<button[^>]*name="{button}" value="([^"]*)"', shown)
    assert found, f"there is no button {button}"
    return found[1]


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""
