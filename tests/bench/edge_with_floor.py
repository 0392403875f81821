"""The edge as `python -m edge_bridge` runs it, with more routes: empty ones, of which some ask one RPC."""

from unittest.mock import patch

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from edge_bridge import app as product
from edge_bridge.__main__ import main
from edge_bridge.settings import EdgeSettings
from tests.bench.database import bare_rpc, storing_rpc


def create_app(settings: EdgeSettings) -> Starlette:
    """The product's application and the floor beside it."""
    app = product.create_app(settings)
    app.router.routes += [Route(f"/{route.__name__}", route, methods=["POST"]) for route in (empty, floor, storing)]
    return app


async def empty(request: Request) -> Response:
    """Nothing at all."""
    return Response()


async def floor(request: Request) -> Response:
    """An empty route and one bare RPC, through the client that stores messages."""
    await request.app.state.database.run(bare_rpc())
    return Response()


async def storing(request: Request) -> Response:
    """The same with a row to keep."""
    await request.app.state.database.run(storing_rpc())
    return Response()


if __name__ == "__main__":
    with patch("edge_bridge.__main__.create_app", create_app):
        main()
