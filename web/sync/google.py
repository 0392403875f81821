"""Connecting a Google Calendar: to Google for consent and back (OAuth 2 with PKCE and state), then its settings.

What Google gives us is sealed before it is stored; only the workers open it.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import httpx2
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]
from flask import Blueprint, abort, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.calendars.google_places import SCOPES
from edge_bridge.calendars.sealing import Sealer
from edge_bridge.db import pages as reads
from edge_bridge.db import sync as calendars
from edge_bridge.db.errors import BadInput
from web.accounts.signed_in import as_person, login_required
from web.parts import parts
from web.settings import Settings
from web.typed import Typed

pages = Blueprint("google_calendar", __name__)
ASKED = "google_calendar"
LASTS = timedelta(minutes=15)
SECONDS = 15.0
NOTHING = "Nothing was connected."


def is_set_up(settings: Settings) -> bool:
    """Whether there are keys for it."""
    return bool(settings.google_client_id and settings.google_client_secret and settings.calendar_key)


@pages.get("/dashboard/<uuid:business_id>/settings/sync/google")
@login_required
def connect(business_id: UUID) -> ResponseReturnValue:
    """To Google, for the calendar of one of the staff or of everybody. What comes back has to match what is kept here."""
    as_person().run(reads.business(str(business_id)))
    if not is_set_up(parts().settings):
        abort(404)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    asked = {"state": state, "verifier": verifier, "business": str(business_id), "at": parts().clock().isoformat()}
    session[ASKED] = asked | {"staff": Typed(request.args).uuid("staff")}
    with _client() as google:
        url, _ = google.create_authorization_url(
            parts().settings.google_authorize_url,
            state=state,
            code_verifier=verifier,
            access_type="offline",
            prompt="consent",
        )
    return redirect(url)


@pages.get("/auth/google-calendar")
@login_required
def back() -> ResponseReturnValue:
    """From Google. An answer is used once, within a quarter of an hour, by the browser that asked."""
    asked: dict[str, Any] = session.pop(ASKED, {})
    given = request.args.get("state", "")
    if not asked or not hmac.compare_digest(asked["state"].encode(), given.encode()) or _is_old(asked):
        flash(
            f"That answer from Google wasn’t asked for here, or came too late. {NOTHING} Please try again.", "warning"
        )
        return redirect(
            url_for("sync.page", business_id=asked["business"]) if asked else url_for("dashboard.businesses")
        )
    flash(*_connect(asked))
    return redirect(url_for("sync.page", business_id=asked["business"]))


@pages.post("/dashboard/<uuid:business_id>/settings/sync/google/<uuid:source_id>")
@login_required
def choose(business_id: UUID, source_id: UUID) -> ResponseReturnValue:
    """Which calendar of the account, and whether bookings go in."""
    typed = Typed(request.form)
    wanted = str(business_id), str(source_id), typed.text("calendar", 300), typed.ticked("sends")
    try:
        as_person().run(calendars.set_google(*wanted))
        flash("Saved.", "success")
    except BadInput as refused:
        flash(f"Nothing was saved. {refused}", "warning")
    return redirect(url_for("sync.page", business_id=business_id))


def _connect(asked: dict[str, Any]) -> tuple[str, str]:
    """What became of it."""
    if request.args.get("error"):
        return f"You didn’t allow it at Google. {NOTHING}", "info"
    settings = parts().settings
    try:
        with _client() as google:
            token = google.fetch_token(
                settings.google_token_url, code=request.args.get("code", ""), code_verifier=asked["verifier"]
            )
    except (OAuthError, httpx2.HTTPError, ValueError):
        return f"Google didn’t accept that. {NOTHING} Please try again.", "warning"
    if not token.get("refresh_token") or not set(SCOPES) <= set(str(token.get("scope", "")).split()):
        return f"Please tick both boxes at Google, so that we can see and add events. {NOTHING}", "warning"
    sealed = _sealer(settings).seal(token["refresh_token"])
    try:
        as_person().run(calendars.connect_google(asked["business"], sealed, asked["staff"]))
    except BadInput as refused:
        return f"{NOTHING} {refused}", "warning"
    return "Connected. It is read within a minute, and bookings show there from now on.", "success"


def _is_old(asked: dict[str, Any]) -> bool:
    return parts().clock() - datetime.fromisoformat(asked["at"]) > LASTS


def _client() -> OAuth2Client:
    settings = parts().settings
    secret = settings.google_client_secret
    return OAuth2Client(
        settings.google_client_id,
        secret.get_secret_value() if secret else None,
        token_endpoint_auth_method="client_secret_post",  # noqa: S106 - a way to say it
        scope=" ".join(SCOPES),
        redirect_uri=f"{settings.dashboard_url}{url_for('google_calendar.back')}",
        code_challenge_method="S256",
        timeout=SECONDS,
    )


def _sealer(settings: Settings) -> Sealer:
    return _sealer_of(settings.calendar_key.get_secret_value() if settings.calendar_key else "")


@cache
def _sealer_of(keys: str) -> Sealer:
    return Sealer(keys)
