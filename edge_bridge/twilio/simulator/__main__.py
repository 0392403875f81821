"""`python -m edge_bridge.twilio.simulator`: exits 2 when settings are missing or odd, 3 when the port is taken."""

import contextlib
import errno
import os
import socket
import sys
from datetime import UTC, datetime

from edge_bridge.twilio.simulator.app import PhonesServer, build_app
from edge_bridge.twilio.simulator.settings import BadSettings, Settings, read_settings


def main() -> int:
    """Serve the phones on 127.0.0.1 until a signal comes."""
    try:
        settings = read_settings(os.environ)
    except BadSettings as bad:
        print(f"The phone simulator cannot start:\n{bad}", file=sys.stderr)
        return 2
    listener = _listen(settings)
    if listener is None:
        return 3
    app = build_app(settings, clock=lambda: datetime.now(UTC))
    print(f"Phones: http://127.0.0.1:{settings.port}/", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        PhonesServer(app).run(sockets=[listener])
    return 0


def _listen(settings: Settings) -> socket.socket | None:
    """A socket on our port, or None after saying in one line why there is none."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", settings.port))
        listener.listen(128)  # Linux tells of a second listener only here
    except OSError as error:
        why = "something else is using it" if error.errno == errno.EADDRINUSE else error.strerror
        print(f"The phone simulator cannot use port {settings.port}: {why}. Set PHONES_PORT.", file=sys.stderr)
        listener.close()
        return None
    return listener


if __name__ == "__main__":
    sys.exit(main())
