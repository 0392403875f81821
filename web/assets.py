"""Style sheets, scripts and icons: our own, and those of npm packages, served by us. Browsers keep them until they change."""

import hashlib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, abort, send_file
from flask.typing import ResponseReturnValue
from markupsafe import Markup

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
ICONS = PACKAGES / "heroicons" / "24" / "outline"
OWN = HERE / "static"
BORROWED = {
    "calendar.js": PACKAGES / "@event-calendar/build/dist/event-calendar.min.js",
    "calendar.css": PACKAGES / "@event-calendar/build/dist/event-calendar.min.css",
}
"""What pages may load of the packages; nothing else of them can be fetched."""


def init_app(app: Flask) -> None:
    """Adds a content hash to every address of a file, so it may be kept for a year."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(days=365)
    app.add_url_rule("/borrowed/<filename>", "borrowed", _borrowed)
    app.url_defaults(_add_version)
    app.add_template_global(icon)


@cache
def icon(name: str) -> Markup:
    """An icon of Heroicons, drawn in the colour of the text around it; hidden from screen readers."""
    return Markup((ICONS / f"{name}.svg").read_text().strip().replace("<svg ", '<svg class="icon" ', 1))  # noqa: S704


def _borrowed(filename: str) -> ResponseReturnValue:
    if filename not in BORROWED:
        abort(404)
    return send_file(BORROWED[filename])


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static":
        values.setdefault("v", _version(OWN / str(values["filename"])))
    if endpoint == "borrowed" and values["filename"] in BORROWED:
        values.setdefault("v", _version(BORROWED[values["filename"]]))


@cache
def _version(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
