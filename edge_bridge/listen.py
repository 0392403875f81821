"""Takes a loopback port, or says in one line who should move."""

import socket

from edge_bridge.settings import stop


def claim_port(port: int, setting: str) -> socket.socket:
    """A socket bound on 127.0.0.1, not yet listening. A busy port ends the process with one plain line and exit 3."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(("127.0.0.1", port))
    except OSError:
        stop(f"Port {port} is busy: stop what uses it, or set {setting} to another one.", 3)
    return taken
