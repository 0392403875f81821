"""The loader a business pastes into its website, and the page in the frame that it opens.

Which websites may show the frame is up to the browser: `frame-ancestors` names them.
"""

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from edge_bridge.db import AsyncDatabase, DatabaseError, widgets

STATIC = Path(__file__).parent / "static"
KINDS = {".js": "text/javascript", ".css": "text/css"}
FILES = {name: (STATIC / name).read_bytes() for name in ("widget.js", "window.js", "window.css", "window.html")}
COMMON = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def _file(name: str, seconds: int) -> Route:
    """Kept by browsers for so long, then asked about by its content's hash."""
    tag = f'"{hashlib.sha256(FILES[name]).hexdigest()[:16]}"'
    headers = COMMON | {
        "ETag": tag,
        "Cache-Control": f"public, max-age={seconds}",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }

    async def serve(request: Request) -> Response:
        if request.headers.get("If-None-Match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(FILES[name], media_type=KINDS[Path(name).suffix], headers=headers)

    return Route(f"/{name}" if name == "widget.js" else f"/chat/{name}", serve, methods=["GET"])


async def window(request: Request) -> Response:
    """The chat window of the business behind a token, for the websites it allows."""
    database: AsyncDatabase = request.app.state.database
    try:
        widget = await database.run(widgets.open_widget(request.path_params["token"]))
    except DatabaseError:
        return PlainTextResponse("The chat can't be reached just now. Please try again in a minute.", 503)
    if widget.outcome != "open":
        return PlainTextResponse("There is no chat here.", 404)
    ancestors = " ".join(widget.origins) or "*"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    )
    headers = COMMON | {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
    return HTMLResponse(FILES["window.html"], headers=headers)


routes = [
    _file("widget.js", 3600),
    _file("window.js", 60),
    _file("window.css", 60),
    Route("/chat/{token}", window, methods=["GET"]),
]
