"""How often something may be tried, counted in the database and so over all processes. Without it nothing is tried."""

import hashlib
import hmac
import math
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from flask import Response, current_app, make_response, render_template, request

from edge_bridge.db import accounts
from edge_bridge.db.accounts import TryOf
from web.parts import parts

TOO_MANY = 429
IPV6_OF_ONE = 64  # bits of such an address that name a customer of a provider
LONGEST_EMAIL = 254


class TooManyTries(Exception):
    """The allowance is used up, for so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    @property
    def words(self) -> str:
        """How long to wait."""
        minutes = math.ceil(self.seconds / 60)
        return f"Too many tries. Wait {minutes} minute{'' if minutes == 1 else 's'}"


def take(what: TryOf, account: str | None = None) -> Callable[[], None]:
    """Takes a try; what it returns gives it back, for one that went well. Raises TooManyTries, or Unavailable."""
    named = [_address()] + ([] if account is None else [account.strip().casefold()[:LONGEST_EMAIL]])
    keys = [_key(n, one) for n, one in enumerate(named)]
    taken = parts().database.run(accounts.take_try(what, keys))
    if taken.outcome == "too_many":
        raise TooManyTries(taken.wait_seconds)

    def give_back() -> None:
        parts().database.run(accounts.take_try(what, keys, give_back=True))

    return give_back


def refused(template: str, tries: TooManyTries, **values: object) -> Response:
    """The page again, saying so."""
    answer = make_response(render_template(template, **values), TOO_MANY)
    answer.headers["Retry-After"] = str(tries.seconds)
    return answer


def _address() -> str:
    """Whoever asks, as far as addresses tell. Behind proxies it is what the trusted ones say, see TRUSTED_PROXIES."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(address if address.version == 4 else ip_network(f"{address}/{IPV6_OF_ONE}", strict=False))


def _key(place: int, value: str) -> str:
    return hmac.new(str(current_app.secret_key).encode(), f"{place}:{value}".encode(), hashlib.sha256).hexdigest()
