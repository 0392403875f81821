"""Passwords: a link to choose a new one, choosing it by that link or by an invitation, and changing it while signed in."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from web.accounts import post_box, signed_in, tries
from web.accounts.auth import Refused, Tokens
from web.accounts.sign_in import CHOOSES_PASSWORD, enter
from web.parts import parts

pages = Blueprint("passwords", __name__)
LEAST, MOST_BYTES = 8, 72  # what Supabase Auth takes
REFUSED = {
    "weak_password": "That password is too easy to guess. Choose a longer one, for example three words.",
    "same_password": "That is the password you have. Choose another one.",
}


@pages.get("/auth/reset")
def ask() -> ResponseReturnValue:
    """Which address?"""
    return render_template("accounts/forgot.html", email="")


@pages.post("/auth/reset")
def send() -> ResponseReturnValue:
    """Sends a link to choose a new password. The answer never tells whether the address has an account."""
    email, accounts = request.form.get("email", "").strip()[: tries.LONGEST_EMAIL], parts().accounts
    if "@" not in email:
        return render_template("accounts/forgot.html", email=email, problem="Type your e-mail address first."), 400
    try:
        tries.take("link", email)
    except tries.TooManyTries as many:
        return tries.refused("accounts/forgot.html", many, email=email, problem=f"{many.words}.")
    post_box.hand_in(lambda: accounts.send_reset(email))
    return render_template("accounts/link_sent.html", email=email, reset=True)


@pages.post("/auth/password")
def choose() -> ResponseReturnValue:
    """Spends the link, sets the password and signs in; every other browser is signed out."""
    password, kind = request.form.get("password", ""), request.form.get("type", "")
    token_hash, accounts = request.form.get("token_hash", ""), parts().accounts
    problem = _problem(password)
    if problem:
        return _choose(token_hash, kind, problem)
    try:
        fresh = (
            accounts.redeem_link(token_hash, "invite" if kind == "invite" else "recovery")
            if token_hash
            else _chosen_before()
        )
        session["choosing"] = True
        signed_in.keep(fresh)
        person = parts().verifier.person(fresh.access, parts().clock())
        enter_with = _set(fresh, person.email, password)
    except Refused as refused:
        if refused.code in REFUSED:  # the link is spent, but this browser is signed in
            return _choose("", kind, REFUSED[refused.code])
        return render_template("accounts/link_spent.html"), 400
    return enter(enter_with, None)


@pages.post("/dashboard/<uuid:business_id>/settings/account/password")
@signed_in.login_required
def change(business_id: UUID) -> ResponseReturnValue:
    """Whoever knows the current one may set another; every other browser is signed out."""
    email, problem = signed_in.signed_in().email, _problem(request.form.get("password", ""))
    here = redirect(url_for("account.page", business_id=business_id))
    try:
        if problem:
            raise Refused(problem)
        give_back = tries.take("password", email)
        fresh = parts().accounts.sign_in(email, request.form.get("current", ""))
        give_back()
        signed_in.keep(_set(fresh, email, request.form.get("password", "")))
    except tries.TooManyTries as many:
        flash(f"{many.words}. Your password was not changed.", "warning")
    except Refused as refused:
        words = problem or REFUSED.get(refused.code, "The current password is not right.")
        flash(f"{words} Your password was not changed.", "warning")
    else:
        flash("Your password is changed. Other browsers are signed out.", "success")
    return here


def _set(fresh: Tokens, email: str, password: str) -> Tokens:
    """Sets it, ends every session of the person and begins a new one."""
    accounts = parts().accounts
    accounts.set_password(fresh, password)
    accounts.sign_out(fresh, everywhere=True)
    return accounts.sign_in(email, password)


def _chosen_before() -> Tokens:
    """Who spent a link a moment ago and chose a password that was refused."""
    kept = signed_in.tokens()
    if not kept or not session.get("choosing"):
        raise Refused("bad_link")
    return kept


def _choose(token_hash: str, kind: str, problem: str) -> ResponseReturnValue:
    kind = kind if kind in CHOOSES_PASSWORD else "recovery"
    return render_template("accounts/choose_password.html", token_hash=token_hash, kind=kind, problem=problem), 422


def _problem(password: str) -> str:
    if len(password) < LEAST:
        return f"A password needs {LEAST} characters or more."
    return "That password is too long. Choose one of at most 72 letters." if len(password.encode()) > MOST_BYTES else ""
