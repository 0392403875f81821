"""`python -m edge_bridge.twilio.simulator`: exits 2 when settings are missing or odd, 3 when a port is taken."""

import contextlib
import os
import sys
from datetime import UTC, datetime

from edge_bridge.listen import claim_port
from edge_bridge.twilio.simulator.app import PhonesServer, build_app
from edge_bridge.twilio.simulator.settings import BadSettings, read_settings


def main() -> int:
    """Serve the phones, and the mail server if it has a port, on 127.0.0.1 until a signal comes."""
    try:
        settings = read_settings(os.environ)
    except BadSettings as bad:
        print(f"The phone simulator cannot start:\n{bad}", file=sys.stderr)
        return 2
    listener = claim_port(settings.port, "PHONES_PORT", "The phone simulator")
    post = (
        claim_port(settings.mail_port, "MAIL_PORT", "The phone simulator's mail server") if settings.mail_port else None
    )
    app = build_app(settings, clock=lambda: datetime.now(UTC), mail_listener=post)
    print(f"Phones: http://127.0.0.1:{settings.port}/", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        PhonesServer(app).run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(main())
