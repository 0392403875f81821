"""A stand-in for Google's OAuth and Calendar API, at the wire: what we use of them, with their ways of saying no."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

ID = re.compile(r"[a-v0-9]{5,1024}")
PRIMARY = "dave@green-blade.example"


@dataclass
class Google:
    """Its memory; tests change it and look into it."""

    client_id: str = "client-of-tests"
    client_secret: str = "secret-of-tests"
    url: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=set)
    access_tokens: set[str] = field(default_factory=set)
    calendars: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {PRIMARY: {}, "work@group.calendar": {}}
    )
    requests: list[str] = field(default_factory=list)
    failing: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    oldest_cursor: int = 0
    changes: int = 0
    scopes: str | None = None  # what people tick; None: all that was asked for

    def grant(self) -> str:
        """A refresh token as if somebody had connected."""
        token = f"1//{secrets.token_urlsafe(20)}"
        self.refresh_tokens.add(token)
        return token

    def events(self, calendar: str = PRIMARY) -> dict[str, dict[str, Any]]:
        return self.calendars[calendar]

    def add(self, event_id: str, starts: str, ends: str, calendar: str = PRIMARY, **more: Any) -> None:
        """Somebody adds an event of their own."""
        self.keep(
            calendar,
            {"id": event_id, "status": "confirmed", "start": {"dateTime": starts}, "end": {"dateTime": ends}, **more},
        )

    def keep(self, calendar: str, event: dict[str, Any]) -> None:
        self.changes += 1
        self.calendars[calendar][event["id"]] = {
            "iCalUID": f"{event['id']}@google.com",
            **event,
            "changed": self.changes,
        }

    def allow(self, address: str) -> str:
        """The person at Google's page allows it; where their browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (
            self.client_id,
            "code",
            "S256",
        )
        assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"


class _Handler(BaseHTTPRequestHandler):
    google: Google

    def do_GET(self) -> None:
        self.answer_api("GET")

    def do_PUT(self) -> None:
        self.answer_api("PUT")

    def do_DELETE(self) -> None:
        self.answer_api("DELETE")

    def do_POST(self) -> None:
        if self.path == "/token":
            self.answer(*self.token(self.form()))
        elif self.path == "/revoke":
            known = self.form().get("token", "")
            self.google.requests.append("revoke")
            self.answer(200 if known in self.google.refresh_tokens else 400, {})
            self.google.refresh_tokens.discard(known)
        else:
            self.answer_api("POST")

    def token(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        google = self.google
        if (asked.get("client_id"), asked.get("client_secret")) != (google.client_id, google.client_secret):
            return 401, {"error": "invalid_client"}
        access = secrets.token_urlsafe(12)
        given: dict[str, Any] = {"access_token": access, "token_type": "Bearer", "expires_in": 3599}
        if asked["grant_type"] == "refresh_token":
            if asked["refresh_token"] not in google.refresh_tokens:
                return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        else:
            known = google.codes.pop(asked["code"], None)
            made = (
                base64.urlsafe_b64encode(hashlib.sha256(asked.get("code_verifier", "").encode()).digest())
                .decode()
                .rstrip("=")
            )
            if known is None or made != known["code_challenge"] or asked["redirect_uri"] != known["redirect_uri"]:
                return 400, {"error": "invalid_grant"}
            given |= {
                "refresh_token": google.grant(),
                "scope": google.scopes if google.scopes is not None else known["scope"],
            }
        google.access_tokens.add(access)
        return 200, given

    def answer_api(self, method: str) -> None:
        google, (path, _, query) = self.google, self.path.partition("?")
        google.requests.append(f"{method} {unquote(path).removeprefix('/calendar/v3')}")
        if google.failing:
            status, headers = google.failing.pop(0)
            self.answer(status, {"error": {"code": status}}, **headers)
        elif self.headers.get("Authorization", "").removeprefix("Bearer ") not in google.access_tokens:
            self.answer(401, {"error": {"code": 401}})
        elif path == "/calendar/v3/users/me/calendarList":
            listed = [
                {"id": one, "summary": one.partition("@")[0].title(), **({"primary": True} if one == PRIMARY else {})}
                for one in google.calendars
            ]
            self.answer(200, {"items": listed})
        else:
            self.answer(*self.events(method, unquote(path).split("/")[4:], parse_qs(query)))

    def events(self, method: str, path: list[str], query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        google, calendar = self.google, path[0]
        if calendar not in google.calendars:
            return 404, {"error": {"code": 404}}
        events = google.calendars[calendar]
        if method == "GET":
            return self.listed(events, {name: values[0] for name, values in query.items()})
        if method == "POST":
            event = self.body()
            if not ID.fullmatch(event["id"]):
                return 400, {"error": {"code": 400}}
            if event["id"] in events:  # also a deleted one
                return 409, {"error": {"code": 409}}
            google.keep(calendar, event)
            return 200, event
        event_id = path[2]
        if event_id not in events or (method == "DELETE" and events[event_id]["status"] == "cancelled"):
            return (404 if event_id not in events else 410), {"error": {"code": 410}}
        google.keep(
            calendar,
            {**events[event_id], "status": "cancelled"} if method == "DELETE" else {**self.body(), "id": event_id},
        )
        return (204, {}) if method == "DELETE" else (200, events[event_id])

    def listed(self, events: dict[str, dict[str, Any]], query: dict[str, str]) -> tuple[int, dict[str, Any]]:
        google = self.google
        if "syncToken" in query:
            assert not {"timeMin", "timeMax"} & set(query)  # Google refuses them together
            since = int(query["syncToken"])
            if since < google.oldest_cursor:
                return 410, {"error": {"code": 410}}
            items = [event for event in events.values() if event["changed"] > since]
        else:
            items = [event for event in events.values() if event["status"] != "cancelled"]
        at = int(query.get("pageToken", "0"))
        page = {"nextPageToken": str(at + 2)} if at + 2 < len(items) else {"nextSyncToken": str(google.changes)}
        return 200, {"items": items[at : at + 2], **page}

    def form(self) -> dict[str, str]:
        read = self.rfile.read(int(self.headers["Content-Length"])).decode()
        return {name: values[0] for name, values in parse_qs(read).items()}

    def body(self) -> dict[str, Any]:
        return dict(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def answer(self, status: int, body: dict[str, Any], **headers: str) -> None:
        content = b"" if status == 204 else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def google_calendar() -> Iterator[Google]:
    """The stand-in, while it runs."""
    google = Google()
    handler = type("Handler", (_Handler,), {"google": google})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        google.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield google
        server.shutdown()
