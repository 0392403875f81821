"""Access tokens of Supabase Auth, checked here and without asking the server."""

import base64
import json
import threading
from datetime import UTC, datetime
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey
from pydantic import BaseModel, ConfigDict

SIGNED_BY_PUBLISHED_KEY = ["ES256", "RS256", "EdDSA"]
KEEP_KEYS_SECONDS = 600
REFETCH_SECONDS = 30  # an unknown key asks for fresh ones at most this often


class BadToken(Exception):
    """Not a token of ours, or no longer good."""


class Person(BaseModel):
    """Who a good access token names, and until when."""

    model_config = ConfigDict(frozen=True)

    user_id: str
    email: str
    token: str
    expires_at: datetime


class Verifier:
    """Accepts HS256 by the shared secret, where there is one, and asymmetric signatures by the published keys."""

    def __init__(self, url: str, secret: str | None, http: httpx.Client) -> None:
        self._issuer = f"{url}/auth/v1"
        self._secret = OctKey.import_key(secret) if secret else None
        self._http = http
        self._lock = threading.Lock()
        self._keys: KeySet | None = None
        self._fetched_at: datetime | None = None

    def person(self, token: str, now: datetime) -> Person:
        """Whom the token names. Raises BadToken, or httpx.HTTPError when the published keys cannot be fetched."""
        try:
            claims = self._decode(token, now)
            self._check(claims, now)
            expires_at = datetime.fromtimestamp(int(claims["exp"]), UTC)
        except (JoseError, ValueError, KeyError) as error:
            raise BadToken(type(error).__name__) from error
        return Person(user_id=claims["sub"], email=str(claims.get("email", "")), token=token, expires_at=expires_at)

    def _decode(self, token: str, now: datetime) -> dict[str, Any]:
        header = _header(token)
        algorithm = header.get("alg")
        if algorithm == "HS256" and self._secret:
            return jwt.decode(token, self._secret, algorithms=["HS256"]).claims
        if algorithm in SIGNED_BY_PUBLISHED_KEY:  # never HS256 with a published key
            keys = self._key_set(str(header.get("kid")), now)
            return jwt.decode(token, keys, algorithms=SIGNED_BY_PUBLISHED_KEY).claims
        raise BadToken(f"signed with {algorithm!r}")

    def _check(self, claims: dict[str, Any], now: datetime) -> None:
        jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            exp={"essential": True},
            sub={"essential": True},
            aud={"essential": True, "value": "authenticated"},
            role={"essential": True, "values": ["authenticated"]},
        ).validate(claims)
        if claims.get("iss", self._issuer) != self._issuer:  # the embedded stack names no issuer
            raise BadToken("another issuer")

    def _key_set(self, key_id: str, now: datetime) -> KeySet:
        with self._lock:
            known = self._keys is not None and any(key.kid == key_id for key in self._keys)
            age = (now - self._fetched_at).total_seconds() if self._fetched_at else float("inf")
            if age > (KEEP_KEYS_SECONDS if known else REFETCH_SECONDS):
                answer = self._http.get(f"{self._issuer}/.well-known/jwks.json").raise_for_status().json()
                self._keys = KeySet.import_key_set(answer) if answer.get("keys") else None
                self._fetched_at = now
            if self._keys is None:
                raise BadToken("no published keys")
            return self._keys


def _header(token: str) -> dict[str, Any]:
    try:
        part = token.split(".")[0]
        header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError as error:
        raise BadToken("not a token") from error
    if not isinstance(header, dict):
        raise BadToken("not a token")
    return header
