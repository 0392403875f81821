"""Signing in and out. A link from an e-mail only shows a button: mail scanners that open links spend nothing."""

from contextlib import suppress
from typing import cast, get_args

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from supabase_auth.types import EmailOtpType

from edge_bridge.db import Unavailable
from web.accounts import signed_in
from web.accounts.auth import Refused, Tokens
from web.accounts.next_page import safe_next
from web.parts import parts

pages = Blueprint("sign_in", __name__)
TOO_MANY = ("over_request_rate_limit", "over_email_send_rate_limit")


@pages.get("/login")
def login() -> ResponseReturnValue:
    """The form. `next` is kept when it is a page of ours."""
    goal = safe_next(request.args.get("next"))
    if signed_in.person():
        return redirect(goal or url_for("dashboard.businesses"))
    return render_template("accounts/login.html", goal=goal or "", email="")


@pages.post("/login")
def log_in() -> ResponseReturnValue:
    """By e-mail address and password."""
    email, password = request.form.get("email", "").strip(), request.form.get("password", "")
    try:
        return _enter(parts().accounts.sign_in(email, password), request.form.get("next"))
    except Refused as refused:
        words = "That e-mail address and password don't match an account. Check both, or ask for a link instead."
        if refused.code in TOO_MANY:
            words = "Too many tries in a row. Wait a few minutes and try again."
        goal = safe_next(request.form.get("next")) or ""
        return render_template("accounts/login.html", goal=goal, email=email, problem=words), 401


@pages.post("/auth/magic")
def send_link() -> ResponseReturnValue:
    """Sends a sign-in link. The answer never tells whether the address has an account."""
    email = request.form.get("email", "").strip()
    goal = safe_next(request.form.get("next"))
    if "@" not in email:
        words = "Type your e-mail address first, then ask for the link."
        return render_template("accounts/login.html", goal=goal or "", email=email, problem=words), 400
    session["goal"] = goal
    with suppress(Refused):
        parts().accounts.send_link(email, f"{parts().settings.dashboard_url}{url_for('sign_in.show_link')}")
    return render_template("accounts/link_sent.html", email=email)


@pages.get("/auth/confirm")
def show_link() -> ResponseReturnValue:
    """Where the e-mailed link leads: one button."""
    token_hash, kind = request.args.get("token_hash", ""), _kind(request.args.get("type"))
    if not token_hash or not kind:
        return render_template("accounts/link_spent.html"), 400
    return render_template("accounts/link.html", token_hash=token_hash, kind=kind)


@pages.post("/auth/confirm")
def redeem_link() -> ResponseReturnValue:
    """The button: spends the link and signs in."""
    kind = _kind(request.form.get("type"))
    try:
        if not kind:
            raise Refused("bad_link")
        fresh = parts().accounts.redeem_link(request.form.get("token_hash", ""), kind)
    except Refused:
        return render_template("accounts/link_spent.html"), 400
    return _enter(fresh, session.get("goal"))


@pages.post("/logout")
def log_out() -> ResponseReturnValue:
    """Ends this browser's session; the person stays signed in elsewhere."""
    kept = signed_in.tokens()
    signed_in.keep(None)
    session.clear()
    with suppress(Refused, Unavailable):  # the cookie is gone either way
        if kept:
            parts().accounts.sign_out(kept)
    flash("You're signed out.", "info")
    return redirect(url_for("sign_in.login"))


def _enter(fresh: Tokens, goal: str | None) -> ResponseReturnValue:
    session.clear()
    session.permanent = True
    signed_in.keep(fresh)
    return redirect(safe_next(goal) or url_for("dashboard.businesses"))


def _kind(asked: str | None) -> EmailOtpType | None:
    return cast(EmailOtpType, asked) if asked in get_args(EmailOtpType) else None
