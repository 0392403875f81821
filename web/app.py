"""Puts the dashboard together."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
from flask import Flask, redirect, url_for
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from edge_bridge.db import Database
from edge_bridge.db.client import LIMITS, TIMEOUT
from web import assets, errors, headers, rooms, wording
from web.accounts import one_tap, signed_in
from web.accounts.auth import Accounts
from web.accounts.tokens import Verifier
from web.live import LiveChanges
from web.parts import NAME, Parts
from web.settings import Settings
from web.texts import text_words


def create_app(settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Flask:
    """The dashboard as a WSGI app. Nothing is contacted and no thread is started before the first request."""
    app = Flask("web")
    app.config.update(
        SECRET_KEY=settings.web_secret_key.get_secret_value(),
        SESSION_COOKIE_NAME="form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        MAX_CONTENT_LENGTH=64 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # a page may stay open all day
    )
    if settings.trusted_proxies:  # so that the address tries are counted for is the person's, and nobody makes one up
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies)  # type: ignore[method-assign]
    app.extensions[NAME] = _parts(settings, clock)
    csrf = CSRFProtect(app)
    csrf.exempt(one_tap.pages)  # which checks it itself
    Compress(app)
    for module in (assets, headers, signed_in, errors, wording, text_words, rooms):
        module.init_app(app)
    app.add_url_rule("/", "home", _home)
    return app


def _parts(settings: Settings, clock: Callable[[], datetime]) -> Parts:
    url, key = settings.supabase_url, settings.supabase_publishable_key
    http = httpx.Client(timeout=TIMEOUT, limits=LIMITS, http2=False)
    secret = settings.supabase_jwt_secret
    return Parts(
        settings=settings,
        http=http,
        database=Database(url, key, http=http),
        accounts=Accounts(url, key, http),
        verifier=Verifier(url, secret.get_secret_value() if secret else None, http),
        live=LiveChanges(url, key),
        clock=clock,
    )


def _home() -> Response:
    return redirect(url_for("dashboard.businesses"))
