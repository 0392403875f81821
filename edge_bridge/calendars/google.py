"""Google Calendar, as much of it as we need: when somebody is busy, and our bookings as events of theirs.

Events' ids are made of the bookings' own, so that doing a thing twice does it once.
"""

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx2
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]

from edge_bridge.calendars.google_places import GoogleAccess

MOST_EVENTS = 5000
SECONDS = 15.0
OWN = re.compile(r"cs([0-9a-f]{32})")
OWN_UID = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@coresentia\.com\.au", re.IGNORECASE)
_SHOWN = "nextPageToken,nextSyncToken,items(id,iCalUID,status,transparency,start,end,attendees(self,responseStatus))"


class Revoked(Exception):
    """We may not any more: the person took it back, or Google did. Only they can connect anew."""


class NotDone(Exception):
    """It did not work now, in words for the person; `pause`: seconds to stay away."""

    def __init__(self, reason: str, pause: int = 0) -> None:
        super().__init__(reason)
        self.pause = pause


class Gone(Exception):
    """What was asked for is not there (404, 410)."""


class GoogleCalendar:
    """One person's calendars, by their refresh token. Not to be shared between threads."""

    def __init__(self, access: GoogleAccess, refresh_token: str) -> None:
        self._access, self._refresh_token = access, refresh_token
        self._http = OAuth2Client(
            access.client_id,
            access.client_secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - a way to say it
            timeout=SECONDS,
        )

    def calendars(self) -> list[dict[str, Any]]:
        """Those that can be written: [{id, name, primary}]."""
        shown = {"minAccessRole": "writer", "maxResults": "100", "fields": "items(id,summary,primary)"}
        items = self._ask("GET", "/users/me/calendarList", params=shown).get("items", [])
        return [{"id": c["id"], "name": c.get("summary", c["id"]), "primary": c.get("primary", False)} for c in items]

    def has_changed(self, calendar: str, cursor: str) -> bool:
        """Whether any event did since the cursor was given. A cursor that is too old (410) counts as a change."""
        try:
            answer = self._ask("GET", _events(calendar), params={**_LISTED, "syncToken": cursor})
        except Gone:
            return True
        return bool(answer.get("items") or answer.get("nextPageToken"))

    def busy(self, calendar: str, starts: datetime, ends: datetime) -> tuple[list[dict[str, str | None]], str | None]:
        """When it is busy, [{from, to, own}] as `edge_bridge.calendars.busy` has it, and a cursor for what changes later."""
        wanted = {**_LISTED, "timeMin": starts.isoformat(), "timeMax": ends.isoformat()}
        found: list[dict[str, Any]] = []
        page = ""
        while True:
            answer = self._ask("GET", _events(calendar), params={**wanted, "pageToken": page} if page else wanted)
            found += answer.get("items", [])
            page = answer.get("nextPageToken", "")
            if len(found) > MOST_EVENTS:
                raise NotDone(f"the calendar has more than {MOST_EVENTS:,} events.")
            if not page:
                return [_busy(event) for event in found if _is_busy(event)], answer.get("nextSyncToken")

    def put(self, calendar: str, booking_id: str, event: dict[str, Any]) -> None:
        """The booking as an event, new or in place of what it was."""
        event_id = event_id_of(booking_id)
        try:
            self._ask("POST", _events(calendar), json={"id": event_id, **event})
        except _Exists:  # also when somebody deleted it: this brings it back
            self._ask("PUT", f"{_events(calendar)}/{event_id}", json=event)

    def delete(self, calendar: str, booking_id: str) -> None:
        """The booking's event, if it is there."""
        try:
            self._ask("DELETE", f"{_events(calendar)}/{event_id_of(booking_id)}")
        except Gone:
            return

    def revoke(self) -> None:
        """Gives back what we were allowed. Revoked already is as good."""
        try:
            answer = httpx2.post(self._access.revoke_url, data={"token": self._refresh_token}, timeout=SECONDS)
        except httpx2.HTTPError as error:
            raise NotDone("Google doesn’t answer.") from error
        if answer.status_code not in (200, 400):
            raise NotDone(f"Google answers {answer.status_code}.")

    def close(self) -> None:
        """Lets the connections go."""
        self._http.close()

    def _ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        url = f"{self._access.api_url}/calendar/v3{path}"
        try:
            if not self._http.token:
                self._http.refresh_token(self._access.token_url, refresh_token=self._refresh_token)
            return _read(self._http.request(method, url, **options))
        except OAuthError as error:
            if error.error == "invalid_grant":
                raise Revoked from error
            raise NotDone(f"Google refuses us ({error.error}).") from error
        except httpx2.HTTPStatusError as error:
            raise NotDone(f"Google answers {error.response.status_code}.", _pause(error.response)) from error
        except (httpx2.HTTPError, ValueError) as error:
            raise NotDone("Google doesn’t answer.") from error


class _Exists(Exception):
    """There is an event of that id already."""


_LISTED = {"singleEvents": "true", "maxResults": "2500", "fields": _SHOWN}


def event_id_of(booking_id: str) -> str:
    """In the letters that Google takes (base32hex)."""
    return f"cs{UUID(booking_id).hex}"


def _events(calendar: str) -> str:
    return f"/calendars/{quote(calendar, safe='')}/events"


def _read(answer: httpx2.Response) -> dict[str, Any]:
    if answer.status_code == 401:
        raise Revoked
    if answer.status_code in (404, 410):
        raise Gone
    if answer.status_code == 409:
        raise _Exists
    answer.raise_for_status()
    return dict(answer.json()) if answer.content else {}


def _pause(answer: httpx2.Response) -> int:
    asked = answer.headers.get("retry-after", "")
    return int(asked) if asked.isdecimal() else 0


def _is_busy(event: dict[str, Any]) -> bool:
    declined = any(one.get("self") and one.get("responseStatus") == "declined" for one in event.get("attendees", []))
    return event.get("status") != "cancelled" and event.get("transparency") != "transparent" and not declined


def _busy(event: dict[str, Any]) -> dict[str, str | None]:
    starts, ends = (event[side].get("dateTime") or f"{event[side]['date']}T00:00:00" for side in ("start", "end"))
    own, copied = OWN.fullmatch(event.get("id", "")), OWN_UID.fullmatch(event.get("iCalUID", ""))
    return {"from": starts, "to": ends, "own": str(UUID(own[1])) if own else copied[1].lower() if copied else None}
