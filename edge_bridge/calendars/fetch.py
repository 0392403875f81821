"""Fetches a file from an address somebody typed in, without letting it reach anything but the public internet.

A name is resolved once, its address is checked, and that very address is connected to: what a name means later makes no
difference. The same goes for each redirect. Bytes, time and redirects are bounded whatever the other side does.
"""

import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

MOST_BYTES = 5 * 1024 * 1024
SECONDS = 20.0
MOST_REDIRECTS = 3
CHUNK = 64 * 1024
_MOVED = (301, 302, 303, 307, 308)
_SIX_TO_FOUR, _NAT64 = ipaddress.ip_network("2002::/16"), ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotFetched(Exception):
    """Why, in words for the person who gave the address; `pause`: seconds it asked to be left alone."""

    def __init__(self, reason: str, pause: int = 0) -> None:
        super().__init__(reason)
        self.pause = pause


@dataclass(frozen=True)
class Fetched:
    """`content` is None when nothing changed since the `etag` or `last_modified` that were sent along."""

    content: bytes | None
    etag: str | None
    last_modified: str | None


class Fetcher:
    """`allow_loopback`, for development and tests alone, lets it reach this machine as well."""

    def __init__(self, allow_loopback: bool = False, seconds: float = SECONDS) -> None:
        self._allow_loopback, self._seconds = allow_loopback, seconds

    def fetch(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """The file at an http or https address. Raises NotFetched."""
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        deadline = time.monotonic() + self._seconds
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(url, {name: value for name, value in asked.items() if value}, deadline)
            if isinstance(answer, Fetched):
                return answer
            url = urljoin(url, answer)
        raise NotFetched(f"the address leads on to another one more than {MOST_REDIRECTS} times.")

    def _ask(self, url: str, asked: dict[str, str], deadline: float) -> Fetched | str:
        """The file, or where it is instead."""
        backend = _Guarded(deadline, self._allow_loopback)
        headers = {
            "Host": urlsplit(url).netloc,
            "User-Agent": "CoreSentia-Bookings",
            "Accept": "text/calendar, */*;q=0.5",
            "Accept-Encoding": "gzip",
            **asked,
        }
        try:
            with (
                httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), network_backend=backend) as pool,
                pool.stream("GET", _checked(url), headers=list(headers.items())) as answer,
            ):
                return _read(answer)
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise NotFetched("the address takes too long to answer.") from error
        except (httpcore.ConnectError, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise NotFetched(_why_not(error)) from error


class _Guarded(httpcore.SyncBackend):
    """Connects to checked addresses only, and lets nothing outlast the deadline."""

    def __init__(self, deadline: float, allow_loopback: bool) -> None:
        self._deadline, self._allow_loopback = deadline, allow_loopback

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:
        address = public_address(host, port, self._allow_loopback)
        return _Timed(super().connect_tcp(address, port, timeout=_left(self._deadline)), self._deadline)

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise NotFetched("the address is not one of the internet.")


class _Timed(httpcore.NetworkStream):
    """A connection that ends with the deadline, however slowly its bytes come."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


def public_address(host: str, port: int, allow_loopback: bool = False) -> str:
    """The first address of a host, if all it has are public ones. Raises NotFetched."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched("there is no such address on the internet.") from error
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses or not all(_may_be_reached(one, allow_loopback) for one in addresses):
        raise NotFetched("the address leads into a private network, which we don’t read.")
    return str(addresses[0])


def _may_be_reached(address: Address, allow_loopback: bool) -> bool:
    if address in _COMPATIBLE:  # like ::127.0.0.1, of old
        return allow_loopback and address.is_loopback
    inner = _inner(address)
    if inner is not None:
        return _may_be_reached(inner, allow_loopback)
    return (address.is_global and not address.is_multicast) or (allow_loopback and address.is_loopback)


def _inner(address: Address) -> Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return address.sixtofour
    return address.ipv4_mapped


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise NotFetched("the address leads to one that doesn’t start with https://.")
    try:
        return parts._replace(fragment="").geturl().encode("ascii").decode()
    except UnicodeError as error:
        raise NotFetched("the address has letters that addresses can’t have.") from error


def _read(answer: httpcore.Response) -> Fetched | str:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
    etag, last_modified = (headers.get(name, "")[:300] or None for name in ("etag", "last-modified"))
    if answer.status == 304:
        return Fetched(None, etag, last_modified)
    if answer.status in _MOVED and "location" in headers:
        return headers["location"]
    if answer.status != 200:
        pause = headers.get("retry-after", "")
        raise NotFetched(f"the address answers {answer.status}.", int(pause) if pause.isdecimal() else 0)
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", ""):
        raise NotFetched(f"the file is packed in a way we can’t read ({encoding[:20]}).")
    return Fetched(_bounded(answer.iter_stream(), encoding == "gzip"), etag, last_modified)


def _bounded(pieces: Iterable[bytes], packed: bool) -> bytes:
    """What comes, unpacked, up to MOST_BYTES either way."""
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    got, came = bytearray(), 0
    for piece in pieces:
        came += len(piece)
        try:
            got += unpack.decompress(piece, MOST_BYTES + 1 - len(got)) if packed else piece
        except zlib.error as error:
            raise NotFetched("the file is damaged.") from error
        if len(got) > MOST_BYTES or came > MOST_BYTES:
            raise NotFetched("the file is too big: more than 5 MB.")
    return bytes(got)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("too late")
    return left


def _why_not(error: Exception) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "the address’s certificate isn’t valid."
    return "the address doesn’t answer."
