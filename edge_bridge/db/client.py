"""Runs calls against Supabase's data API, in threads or in an event loop.

A `Call` says what to ask and how to read the answer, without doing it; `Database` and `AsyncDatabase` do it. Each holds
one pooled HTTP client, is cheap to derive for another person's token, and never retries: a call that may have been
carried out is not repeated here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import httpx
from postgrest import AsyncPostgrestClient, SyncPostgrestClient
from postgrest.exceptions import APIError

from edge_bridge.db.errors import named

T = TypeVar("T")
TIMEOUT = httpx.Timeout(10.0)
LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=30.0)


@dataclass(frozen=True)
class Call(Generic[T]):
    """One request: `build` makes it on either client, `read` turns its data into the promised type."""

    build: Callable[[Any], Any]
    read: Callable[[Any], T]


def rpc(name: str, params: dict[str, Any], read: Callable[[Any], T]) -> Call[T]:
    """A call of the SQL function `name`; parameters that are None are left to the function's own defaults."""
    given = {key: value for key, value in params.items() if value is not None}
    return Call(lambda client: client.rpc(name, given), read)


def _headers(key: str, token: str | None) -> dict[str, str]:
    return {"apikey": key, "Authorization": f"Bearer {token or key}"}


class Database:
    """Synchronous access with one key, as the service or, through `as_user`, as a signed-in person."""

    def __init__(self, url: str, key: str, token: str | None = None, http: httpx.Client | None = None) -> None:
        self._url, self._key = url, key
        self._http = http or httpx.Client(timeout=TIMEOUT, limits=LIMITS, http2=False)
        self._client = SyncPostgrestClient(
            f"{url}/rest/v1", headers=_headers(key, token), http_client=self._http, retry_enabled=False
        )

    def as_user(self, token: str) -> "Database":
        """The same connection pool under a person's own access token, so row-level security decides."""
        return Database(self._url, self._key, token, self._http)

    def run(self, call: Call[T]) -> T:
        """Does it. Raises the named errors of `edge_bridge.db.errors`."""
        try:
            return call.read(call.build(self._client).execute().data)
        except (APIError, httpx.HTTPError) as error:
            raise named(error) from error

    def close(self) -> None:
        """Lets the connections go."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncDatabase:
    """The same for an event loop, as the service."""

    def __init__(self, url: str, key: str) -> None:
        self._http = httpx.AsyncClient(timeout=TIMEOUT, limits=LIMITS, http2=False)
        self._client = AsyncPostgrestClient(
            f"{url}/rest/v1", headers=_headers(key, None), http_client=self._http, retry_enabled=False
        )

    async def run(self, call: Call[T]) -> T:
        """Does it. Raises the named errors of `edge_bridge.db.errors`."""
        try:
            return call.read((await call.build(self._client).execute()).data)
        except (APIError, httpx.HTTPError) as error:
            raise named(error) from error

    async def close(self) -> None:
        """Lets the connections go."""
        await self._http.aclose()
