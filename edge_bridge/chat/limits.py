"""How much one address, one visitor and one business may ask of the chat, counted in the database over all processes.

Whom is counted is kept as a keyed hash alone: no address can be read back.
"""

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from edge_bridge.chat.problems import Problem
from edge_bridge.chat.session import Visitor
from edge_bridge.db import AsyncDatabase, DatabaseError, widgets
from edge_bridge.settings import ChatLimits

TEN_MINUTES, MINUTE, DAY = 600, 60, 86400
SLOWER = "That was a lot at once. What you wrote is kept in this window; it goes on in a moment."
BUSY = "This chat has had all it can take today. What you wrote is kept in this window; please call us instead."


@dataclass(frozen=True)
class Allowance:
    """`most` of something for one in `seconds`; `words` say that it is used up."""

    key: str
    most: int
    seconds: int
    words: str = SLOWER


class Limits:
    """Takes from the allowances; the hashes' key comes from the chat's secret."""

    def __init__(self, most: ChatLimits, secret: str) -> None:
        self._most, self._key = most, hmac.digest(secret.encode(), b"chat limits", "sha256")

    async def begin(self, database: AsyncDatabase, address: str, business: str) -> None:
        """One more new visitor. Raises Problem 429."""
        await _take(
            database,
            Allowance(self._of("begin", network(address)), self._most.sessions_per_address, TEN_MINUTES),
            Allowance(self._of("visitors", business), self._most.visitors_per_business, DAY, BUSY),
        )

    async def write(self, database: AsyncDatabase, address: str, visitor: Visitor) -> None:
        """One more message. Raises Problem 429."""
        who = f"{visitor.business} {visitor.id}"
        await _take(
            database,
            Allowance(self._of("write", network(address)), self._most.messages_per_address, MINUTE),
            Allowance(self._of("minute", who), self._most.messages_per_minute, MINUTE),
            Allowance(self._of("day", who), self._most.messages_per_day, DAY, BUSY),
            Allowance(self._of("messages", visitor.business), self._most.messages_per_business, DAY, BUSY),
        )

    def _of(self, what: str, whom: str) -> str:
        return hmac.new(self._key, f"{what} {whom}".encode(), hashlib.sha256).hexdigest()


def network(address: str) -> str:
    """Whom an address stands for: of IPv6 the /64, which is one connection."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or int(read) >> 64)
    return str(read)


async def _take(database: AsyncDatabase, *all_of_them: Allowance) -> None:
    call = widgets.take_chat_try([(one.key, one.most, one.seconds) for one in all_of_them])
    try:
        tried = await database.run(call)
    except DatabaseError:
        return  # what it guards needs the same database, and says so itself
    if tried.outcome == "too_many":
        raise Problem(429, all_of_them[tried.of - 1].words, retry_after=max(1, tried.wait_seconds))
