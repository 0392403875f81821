"""Errors as people need them: what happened, what was kept, what to do. No traces, no codes to look up."""

import logging
import re
from dataclasses import dataclass

import httpx
from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException

from edge_bridge.db import BadInput, Conflict, DatabaseError, NotFound, Unavailable

logger = logging.getLogger(__name__)
_SECRET = re.compile(r"(?<=^/r/)[^/]+")  # whoever knows that part of the address may answer
WITH_SECRETS = ("sign_in", "account", "google")  # passwords are not handed back to be sent again
Answer = tuple[str, int]


@dataclass(frozen=True)
class Trouble:
    """One error page."""

    status: int
    title: str
    words: str
    advice: str


NOT_THERE = Trouble(
    404,
    "There's nothing here",
    "The link may be old or mistyped, or it belongs to a business you're not signed in to.",
    "Nothing was changed. Open your dashboard and pick the booking there.",
)
STALE_FORM = Trouble(
    400,
    "This page had expired",
    "For your safety we only accept a tap from a page we just showed you, and this one was no longer valid.",
    "Nothing was changed. Go back, reload the page and tap again.",
)
BAD_INPUT = Trouble(
    400,
    "That couldn't be read",
    "Something in the form was not as expected.",
    "Nothing was changed. Go back and try again.",
)
CONFLICT = Trouble(
    409,
    "Somebody was faster",
    "This changed while you were looking at it.",
    "Your tap changed nothing. Open the booking again to see how it stands now.",
)
UNAVAILABLE = Trouble(
    503,
    "We can't reach your bookings right now",
    "Every booking and request is kept, and customers' texts are still being collected.",
    "Try again in a minute. Sending the same thing twice is safe: it is done once.",
)
BROKEN = Trouble(
    500,
    "Something went wrong on our side",
    "We've noted it. Your bookings are kept as they were last saved.",
    "Go back and try again. Sending the same thing twice is safe: it is done once.",
)
OTHER = "That didn't work"


def init_app(app: Flask) -> None:
    """Registers a page for each kind of error."""
    app.register_error_handler(NotFound, lambda _: _page(NOT_THERE))
    app.register_error_handler(404, lambda _: _page(NOT_THERE))
    app.register_error_handler(BadInput, lambda _: _page(BAD_INPUT))
    app.register_error_handler(Conflict, lambda _: _page(CONFLICT))
    app.register_error_handler(CSRFError, lambda _: _page(STALE_FORM))
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(httpx.HTTPError, _unavailable)
    app.register_error_handler(HTTPException, _other)
    app.register_error_handler(DatabaseError, _broken)
    app.register_error_handler(Exception, _broken)


def _page(trouble: Trouble, typed: list[tuple[str, str]] | None = None) -> Answer:
    return render_template("error.html", trouble=trouble, typed=typed), trouble.status


def _unavailable(error: Exception) -> Answer:
    """A form about bookings comes along, to be sent again as it was: that is safe, for every one may be sent twice."""
    logger.warning("%s %s: %s", request.method, _address(), error)
    again = request.method == "POST" and request.blueprint not in WITH_SECRETS
    typed = [(name, value) for name, value in request.form.items() if name != "csrf_token"] if again else None
    return _page(UNAVAILABLE, typed)


def _broken(error: Exception) -> Answer:
    logger.error("%s %s", request.method, _address(), exc_info=error)
    return _page(BROKEN)


def _address() -> str:
    """For the log."""
    return _SECRET.sub("...", request.path)


def _other(error: HTTPException) -> Answer:
    advice = "Nothing was changed. Go back and try again."
    return _page(Trouble(error.code or 500, OTHER, error.name or "", advice))
