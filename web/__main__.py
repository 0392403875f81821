"""`python -m web`: exits 2 when settings are missing or odd, 3 when the port is taken."""

import sys

from edge_bridge.listen import claim_port
from web.server import serve
from web.settings import BadSettings, read_settings


def main() -> int:
    """Serves the dashboard on 127.0.0.1 until a signal comes."""
    try:
        settings = read_settings()
    except BadSettings as bad:
        print(f"The dashboard cannot start:\n{bad}", file=sys.stderr)
        return 2
    listener = claim_port(settings.web_port, "WEB_PORT", "The dashboard")
    serve(settings, listener)
    return 0


if __name__ == "__main__":
    sys.exit(main())
