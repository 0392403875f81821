"""Signing in and out. A link from an e-mail only shows a button: mail scanners that open links spend nothing."""

import time
from contextlib import suppress
from typing import cast, get_args

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from supabase_auth.types import EmailOtpType

from edge_bridge.db import Unavailable
from web.accounts import post_box, signed_in, tries
from web.accounts.auth import Refused, Tokens
from web.accounts.next_page import safe_next
from web.parts import parts

pages = Blueprint("sign_in", __name__)
CHOOSES_PASSWORD = ("recovery", "invite")
NO_SECONDS = 0.4  # a no takes at least so long, whether there is such an account or not
WRONG = "That e-mail address and password don't match an account. Check both, or ask for a link instead."
BUSY = "Too many tries in a row. Wait a few minutes and try again."
TOO_MANY = ("over_request_rate_limit", "over_email_send_rate_limit")


@pages.get("/login")
def login() -> ResponseReturnValue:
    """The form. `next` is kept when it is a page of ours."""
    goal = safe_next(request.args.get("next"))
    if signed_in.person():
        return redirect(goal or url_for("dashboard.businesses"))
    return render_template("accounts/login.html", **_shown(goal=goal))


@pages.post("/login")
def log_in() -> ResponseReturnValue:
    """By e-mail address and password."""
    email, password = request.form.get("email", "").strip(), request.form.get("password", "")
    goal, began = safe_next(request.form.get("next")), time.monotonic()
    try:
        give_back = tries.take("sign_in", email)
        fresh = parts().accounts.sign_in(email, password)
    except tries.TooManyTries as many:
        words = f"{many.words}, or ask for a link."
        return tries.refused("accounts/login.html", many, **_shown(goal, email, words))
    except Refused as refused:
        time.sleep(max(0.0, began + NO_SECONDS - time.monotonic()))
        words = BUSY if refused.code in TOO_MANY else WRONG
        return render_template("accounts/login.html", **_shown(goal, email, words)), 401
    give_back()
    return enter(fresh, goal)


@pages.post("/auth/magic")
def send_link() -> ResponseReturnValue:
    """Sends a sign-in link. The answer never tells whether the address has an account."""
    email, goal = request.form.get("email", "").strip(), safe_next(request.form.get("next"))
    if "@" not in email:
        words = "Type your e-mail address first, then ask for the link."
        return render_template("accounts/login.html", **_shown(goal, email, words)), 400
    accounts, back = parts().accounts, f"{parts().settings.dashboard_url}{url_for('sign_in.show_link')}"
    try:
        tries.take("link", email)
    except tries.TooManyTries as many:
        return tries.refused("accounts/login.html", many, **_shown(goal, email, f"{many.words}."))
    session["goal"] = goal
    post_box.hand_in(lambda: accounts.send_link(email, back))
    return render_template("accounts/link_sent.html", email=email)


@pages.get("/auth/confirm")
def show_link() -> ResponseReturnValue:
    """Where the e-mailed link leads: one button, with a new password where the link is for choosing one."""
    token_hash, kind = request.args.get("token_hash", ""), _kind(request.args.get("type"))
    if not token_hash or not kind:
        return render_template("accounts/link_spent.html"), 400
    if kind in CHOOSES_PASSWORD:
        return render_template("accounts/choose_password.html", token_hash=token_hash, kind=kind)
    return render_template("accounts/link.html", token_hash=token_hash, kind=kind)


@pages.post("/auth/confirm")
def redeem_link() -> ResponseReturnValue:
    """The button: spends the link and signs in."""
    kind = _kind(request.form.get("type"))
    try:
        if not kind or kind in CHOOSES_PASSWORD:
            raise Refused("bad_link")
        fresh = parts().accounts.redeem_link(request.form.get("token_hash", ""), kind)
    except Refused:
        return render_template("accounts/link_spent.html"), 400
    return enter(fresh, session.get("goal"))


@pages.post("/logout")
def log_out() -> ResponseReturnValue:
    """Ends this browser's session; the person stays signed in elsewhere."""
    return leave("You're signed out.")


def enter(fresh: Tokens, goal: str | None) -> ResponseReturnValue:
    """Signs the browser in, with a session of its own from here on."""
    session.clear()
    session.permanent = True
    signed_in.keep(fresh)
    return redirect(safe_next(goal) or url_for("dashboard.businesses"))


def leave(words: str, everywhere: bool = False) -> ResponseReturnValue:
    """Signs the browser out, and with `everywhere` all others of the person. May raise Unavailable then: nothing was done."""
    kept = signed_in.tokens()
    with suppress(Refused, *(() if everywhere else (Unavailable,))):  # here the cookie is gone either way
        if kept:
            parts().accounts.sign_out(kept, everywhere)
    signed_in.keep(None)
    session.clear()
    flash(words, "info")
    return redirect(url_for("sign_in.login"))


def _shown(goal: str | None = None, email: str = "", problem: str = "") -> dict[str, object]:
    google = parts().settings.google_sign_in
    return {"goal": goal or "", "email": email[: tries.LONGEST_EMAIL], "problem": problem, "google": google}


def _kind(asked: str | None) -> EmailOtpType | None:
    return cast(EmailOtpType, asked) if asked in get_args(EmailOtpType) else None
