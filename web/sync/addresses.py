"""The private addresses of calendar feeds. Made of a nonce and our own key, so that the database alone tells nobody one."""

import base64
import hashlib
import hmac
import secrets

from edge_bridge.db.sync import OwnFeed


def new_nonce() -> str:
    """What a new address is made of."""
    return secrets.token_urlsafe(24)


def token_of(key: str, nonce: str) -> str:
    """The unguessable part of an address: 43 characters."""
    made = hmac.digest(key.encode(), b"calendar feed\0" + nonce.encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What is stored of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def address(edge_url: str, key: str, feed: OwnFeed) -> str | None:
    """Where the feed is read; None when our key has changed since it was made: it works, but we can't tell it."""
    token = token_of(key, feed.nonce)
    return f"{edge_url}/calendar/{token}.ics" if hmac.compare_digest(hash_of(token), feed.token_hash) else None
