"""Where to go after signing in: only ever a page of our own dashboard."""

import re

from flask import current_app, request

_OURS = re.compile(r"/dashboard(/[0-9A-Za-z-]+)*")


def safe_next(asked: str | None) -> str | None:
    """`asked` if it is the path of a dashboard page and nothing else, or None."""
    return asked if asked and len(asked) <= 200 and _OURS.fullmatch(asked) else None


def wanted_page() -> str:
    """The page to come back to from this request: itself where it can be opened, else the nearest one above it."""
    address, path = current_app.create_url_adapter(request), request.path
    while request.method not in ("GET", "HEAD") and path and address and not address.test(path, method="GET"):
        path = path.rpartition("/")[0]
    return path or "/dashboard"
