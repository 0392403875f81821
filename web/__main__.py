"""`python -m web`: exits 2 when settings are missing or odd, 3 when the port is taken."""

import errno
import socket
import sys

from web.server import serve
from web.settings import BadSettings, Settings, read_settings


def main() -> int:
    """Serves the dashboard on 127.0.0.1 until a signal comes."""
    try:
        settings = read_settings()
    except BadSettings as bad:
        print(f"The dashboard cannot start:\n{bad}", file=sys.stderr)
        return 2
    listener = _listen(settings)
    if listener is None:
        return 3
    serve(settings, listener)
    return 0


def _listen(settings: Settings) -> socket.socket | None:
    """A socket on our port, or None after saying in one line why there is none."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", settings.web_port))
        listener.listen(128)
    except OSError as error:
        why = "something else is using it" if error.errno == errno.EADDRINUSE else error.strerror
        print(f"The dashboard cannot use port {settings.web_port}: {why}. Set WEB_PORT.", file=sys.stderr)
        listener.close()
        return None
    return listener


if __name__ == "__main__":
    sys.exit(main())
