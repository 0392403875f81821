"""A mail server, and senders to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.edge_bridge.mail.mail_servers import MailServer, mail_server


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running
