"""Takes a loopback port, or says in one line why it cannot."""

import errno
import socket

from edge_bridge.settings import stop


def claim_port(port: int, setting: str, who: str) -> socket.socket:
    """A socket listening on 127.0.0.1. A port that cannot be had ends the process with one plain line and exit 3."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)  # Linux tells of a second listener only here
    except OSError as error:
        listener.close()
        why = "something else is using it" if error.errno == errno.EADDRINUSE else error.strerror
        stop(f"{who} cannot use port {port}: {why}. Set {setting}.", 3)
    return listener
