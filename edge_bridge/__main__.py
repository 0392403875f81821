"""Runs the public ingress: `python -m edge_bridge`."""

import uvicorn

from edge_bridge import log
from edge_bridge.app import create_app
from edge_bridge.listen import claim_port
from edge_bridge.settings import EdgeSettings, read_settings


def main() -> None:
    """Until it is told to stop."""
    settings = read_settings(EdgeSettings)
    log.set_up("edge")
    socket = claim_port(settings.edge_port, "EDGE_PORT", "The edge")
    config = uvicorn.Config(
        create_app(settings), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=2
    )
    uvicorn.Server(config).run(sockets=[socket])


if __name__ == "__main__":
    main()
