"""Where to go after signing in: only ever a page of our own dashboard."""

import re

from flask import request, url_for

_OURS = re.compile(r"/dashboard(/[0-9A-Za-z-]+)*")


def safe_next(asked: str | None) -> str | None:
    """`asked` if it is the path of a dashboard page and nothing else, or None."""
    return asked if asked and len(asked) <= 200 and _OURS.fullmatch(asked) else None


def wanted_page() -> str:
    """The page to come back to from this request: itself, or for a form its booking."""
    if request.method in ("GET", "HEAD"):
        return request.path
    ids = request.view_args or {}
    return url_for("dashboard.booking", business_id=ids["business_id"], booking_id=ids["booking_id"])
