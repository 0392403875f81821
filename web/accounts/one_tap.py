"""The link in an owner's text: shows that booking, and takes yes or no to it, without signing in. A look changes nothing.

The address is the permission, so it is told to nobody: no referrer, and no log of ours has it.
"""

import re
from typing import Literal

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, validate_csrf  # type: ignore[import-untyped]
from wtforms.validators import ValidationError  # type: ignore[import-untyped]

from edge_bridge.db import NotFound, accounts
from web.accounts import signed_in, tries
from web.bookings.outcomes import decision_words
from web.parts import parts
from web.typed import Typed

pages = Blueprint("one_tap", __name__, url_prefix="/r/<token>")
LONGEST_REASON = 500
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


@pages.get("")
def show(token: str) -> ResponseReturnValue:
    """The booking, and the buttons where an answer is wanted."""
    try:
        give_back = tries.take("tap")
        linked = parts().database.run(accounts.open_booking_link(_checked(token)))
        give_back()
    except NotFound:
        return _spent()
    except tries.TooManyTries as many:
        return tries.refused("accounts/one_tap_spent.html", many, problem=f"{many.words}, or sign in.")
    return render_template(
        "accounts/one_tap.html", linked=linked, booking=linked.booking, token=token, now=parts().clock()
    )


@pages.post("/confirm")
def confirm(token: str) -> ResponseReturnValue:
    """Yes, to the request or to the other time that the page showed."""
    return _answer(token, "confirm")


@pages.post("/decline")
def decline(token: str) -> ResponseReturnValue:
    """No, with a reason if there is one."""
    return _answer(token, "decline")


@pages.after_request
def tell_nobody(response: Response) -> Response:
    """Keeps the address out of other people's logs."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _answer(token: str, answer: Literal["confirm", "decline"]) -> ResponseReturnValue:
    # Our own check in place of the app's: that one also wants a referrer over https, which this page does not send.
    try:
        validate_csrf(request.form.get("csrf_token", ""))
    except ValidationError as error:
        raise CSRFError(str(error)) from error
    typed = Typed(request.form)
    move, reason = typed.uuid("move"), typed.text("reason", LONGEST_REASON)
    try:
        give_back = tries.take("tap")
        decision = parts().database.run(accounts.answer_booking_link(_checked(token), answer, reason, move))
        give_back()
    except NotFound:
        return _spent()
    except tries.TooManyTries as many:
        return tries.refused("accounts/one_tap_spent.html", many, problem=f"{many.words}, or sign in.")
    asked = answer if not move else "accept" if answer == "confirm" else "decline_move"
    flash(*decision_words(asked, decision))
    return redirect(url_for("one_tap.show", token=token))


def _checked(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise NotFound("no token")
    return token


def _spent() -> ResponseReturnValue:
    return render_template("accounts/one_tap_spent.html", known=signed_in.tokens() is not None), 404
