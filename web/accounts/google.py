"""Signing in with Google through Supabase Auth (PKCE). It lets in only people whom a business has as a member."""

import base64
import hashlib
import secrets

from flask import Blueprint, abort, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import pages as reads
from web.accounts.auth import Refused
from web.accounts.next_page import safe_next
from web.accounts.sign_in import enter
from web.parts import parts

pages = Blueprint("google", __name__)
NO_ACCOUNT = (
    "That Google account is no member of a business here. Ask the owner to invite its address, or sign in another way."
)
CALLED_OFF = "Signing in with Google didn't work out. Try again, or sign in another way."


@pages.get("/auth/google")
def start() -> ResponseReturnValue:
    """Off to Google. What proves that it was this browser stays in its cookie."""
    if not parts().settings.google_sign_in:
        abort(404)
    verifier = secrets.token_urlsafe(48)
    session["google"] = [verifier, safe_next(request.args.get("next"))]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    back = f"{parts().settings.dashboard_url}{url_for('google.come_back')}"
    return redirect(parts().accounts.google_address(back, challenge))


@pages.get("/auth/callback")
def come_back() -> ResponseReturnValue:
    """With a code, which counts once and only in the browser that left."""
    verifier, goal = session.pop("google", ("", None))
    code = request.args.get("code", "")
    if not parts().settings.google_sign_in or not verifier or not code:
        return _refuse(CALLED_OFF)
    accounts = parts().accounts
    try:
        fresh = accounts.redeem_code(code, verifier)
        if not parts().database.as_user(fresh.access).run(reads.my_businesses()):
            accounts.sign_out(fresh)
            return _refuse(NO_ACCOUNT)
    except Refused:
        return _refuse(CALLED_OFF)
    return enter(fresh, goal)


def _refuse(words: str) -> ResponseReturnValue:
    flash(words, "warning")
    return redirect(url_for("sign_in.login"))
