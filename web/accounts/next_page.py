"""Where to go after signing in: only ever a page of our own dashboard."""

import re

from flask import current_app, request, url_for

_OURS = re.compile(r"/dashboard(/[0-9A-Za-z-]+)*")


def safe_next(asked: str | None) -> str | None:
    """`asked` if it is the path of a dashboard page and nothing else, or None."""
    return asked if asked and len(asked) <= 200 and _OURS.fullmatch(asked) else None


def wanted_page() -> str:
    """The page to come back to from this request: itself where it can be opened, else its booking."""
    address = current_app.create_url_adapter(request)
    if request.method in ("GET", "HEAD") or (address and address.test(request.path, method="GET")):
        return request.path
    ids = request.view_args or {}
    return url_for("dashboard.booking", business_id=ids["business_id"], booking_id=ids["booking_id"])
