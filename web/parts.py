"""What every view works with, made once by `web.app.create_app`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import httpx
from flask import current_app

from edge_bridge.db import Database
from web.accounts.auth import Accounts
from web.accounts.tokens import Verifier
from web.live import LiveChanges
from web.settings import Settings

NAME = "coresentia"


@dataclass(frozen=True)
class Parts:
    """One pool of connections serves the data API and sign-in alike."""

    settings: Settings
    http: httpx.Client
    database: Database
    accounts: Accounts
    verifier: Verifier
    live: LiveChanges
    clock: Callable[[], datetime]


def parts() -> Parts:
    """Those of the app at work."""
    return cast(Parts, current_app.extensions[NAME])
