"""Who is signed in: their tokens in a signed cookie of its own, so a slow answer cannot put back older ones."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec

from flask import Flask, Response, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from edge_bridge.db import Database, Unavailable
from web.accounts.auth import Refused, Tokens
from web.accounts.next_page import wanted_page
from web.accounts.tokens import BadToken, Person
from web.parts import parts

P = ParamSpec("P")
COOKIE = "signin"
LIFETIME = timedelta(days=30)
REFRESH_BEFORE = timedelta(seconds=60)


def init_app(app: Flask) -> None:
    """Writes the cookie when the tokens changed during a request."""
    app.after_request(_write_cookie)


def person() -> Person | None:
    """Who is signed in, or None. Asks for fresh tokens when less than a minute is left. May raise Unavailable."""
    if "person" not in g:
        g.person = _read_person()
    found: Person | None = g.person
    return found


def signed_in() -> Person:
    """Who is signed in, in a view behind `login_required`."""
    found = person()
    if found is None:
        raise RuntimeError("this view is not behind login_required")
    return found


def as_person() -> Database:
    """The database as the signed-in person sees it."""
    return parts().database.as_user(signed_in().token)


def tokens() -> Tokens | None:
    """What the browser's cookie holds, good or not."""
    kept: Tokens | None = g.tokens if "tokens" in g else _read_cookie()
    return kept


def keep(fresh: Tokens | None) -> None:
    """Signs the browser in with these tokens, or out with None, as the answer is sent."""
    g.tokens = fresh
    g.tokens_changed = True
    g.pop("person", None)


def login_required(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Sends people who are not signed in to sign in first, and then back."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if person() is not None:
            return view(*args, **kwargs)
        if request.method == "POST":
            flash("You had been signed out, so nothing was changed. Sign in and tap again.", "warning")
        return redirect(url_for("sign_in.login", next=wanted_page()))

    return guarded


def _read_person() -> Person | None:
    kept = tokens()
    if kept is None:
        return None
    current = _person_of(kept)
    if current and current.expires_at - parts().clock() >= REFRESH_BEFORE:
        return current
    try:
        fresh = parts().accounts.refresh(kept)
    except Refused:
        keep(None)
        return None
    except Unavailable:
        if current:
            return current
        raise
    keep(fresh)
    return _person_of(fresh)


def _person_of(kept: Tokens) -> Person | None:
    try:
        return parts().verifier.person(kept.access, parts().clock())
    except BadToken:
        return None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=COOKIE)


def _read_cookie() -> Tokens | None:
    try:
        access, refresh = _signer().loads(request.cookies.get(COOKIE, ""), max_age=int(LIFETIME.total_seconds()))
    except (BadData, ValueError, TypeError):
        return None
    return Tokens(access=access, refresh=refresh)


def _write_cookie(response: Response) -> Response:
    if not g.get("tokens_changed"):
        return response
    secure = parts().settings.is_https
    if g.tokens is None:
        response.delete_cookie(COOKIE, httponly=True, secure=secure, samesite="Lax")
        return response
    value = _signer().dumps([g.tokens.access, g.tokens.refresh])
    response.set_cookie(COOKIE, value, max_age=LIFETIME, httponly=True, secure=secure, samesite="Lax")
    return response
