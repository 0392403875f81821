"""Made-up websites of the demo businesses with the chat window in them: another origin, and a strict policy of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from edge_bridge.chat.paste import policy_lines, widget_line

TEMPLATES = Path(__file__).parent / "templates"
MOST_BYTES = 64 * 1024


class Site(BaseModel):
    """A business as its website names it, and the widget's public token, colour and corner."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=80)
    trade: str = Field(default="", max_length=200)
    token: str = Field(pattern=r"^[0-9a-zA-Z_-]{8,64}$")
    colour: str = Field(pattern=r"^#[0-9a-f]{6}$")
    side: Literal["left", "right"]


_SITES = TypeAdapter(dict[str, Site])


def routes(edge_url: str) -> list[Route]:
    """PUT /phones/sites names them, /site/<slug> shows one."""
    sites = Sites(edge_url)
    return [
        Route("/phones/sites", sites.put, methods=["PUT"]),
        Route("/site/{slug}", sites.show, methods=["GET"]),
    ]


class Sites:
    """Kept as long as the process: whoever starts the simulator names them anew."""

    def __init__(self, edge_url: str) -> None:
        self._edge_url = edge_url
        self._sites: Mapping[str, Site] = {}
        self._templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)

    async def put(self, request: Request) -> Response:
        """{slug: {name, trade, token, colour, side}}; they replace those before."""
        try:
            self._sites = _SITES.validate_json((await request.body())[:MOST_BYTES])
        except ValidationError as error:
            wrong: list[Any] = [one["loc"] for one in error.errors(include_input=False)]
            return JSONResponse({"error": f"Websites come by slug; look at {wrong[:5]}."}, 400)
        return JSONResponse({"sites": sorted(self._sites)})

    async def show(self, request: Request) -> Response:
        """A page as a stranger's website would be."""
        site = self._sites.get(request.path_params["slug"])
        if site is None:
            return PlainTextResponse("There is no such website.", 404)
        line = Markup(widget_line(self._edge_url, site.token, site.colour, site.side))  # noqa: S704  escaped there
        page = self._templates.get_template("site.html").render(site=site, line=line)
        policy = "; ".join(
            [
                "default-src 'none'",
                "style-src 'self'",
                "img-src 'self'",
                "base-uri 'none'",
                *policy_lines(self._edge_url),
            ]
        )
        return HTMLResponse(page, headers={"Content-Security-Policy": policy})
