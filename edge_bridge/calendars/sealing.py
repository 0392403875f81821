"""Seals what other services gave us, so that the database alone opens nothing: JWE, AES-256-GCM, with keys of our settings.

CALENDAR_KEY is `name:key`, or several with commas between them: the first seals, each opens what it sealed. To change keys,
put the new one first and leave the old one until everybody has connected anew.
"""

import base64
import binascii
import json

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey


class CannotOpen(Exception):
    """It was sealed by a key that we don't have, or changed since."""


class Sealer:
    """Raises ValueError, in words for an operator, for keys that are none."""

    def __init__(self, keys: str) -> None:
        pairs = [part.strip().partition(":") for part in keys.split(",")]
        self._keys = {name: _key(name, value) for name, _, value in pairs}
        self._first = pairs[0][0]

    def seal(self, words: str) -> str:
        """A compact JWE that names its key."""
        header = {"alg": "dir", "enc": "A256GCM", "kid": self._first}
        return jwe.encrypt_compact(header, words.encode(), self._keys[self._first])

    def open(self, sealed: str) -> str:
        """What was sealed. Raises CannotOpen."""
        try:
            head = sealed.partition(".")[0]
            name = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"]
            content = jwe.decrypt_compact(sealed, self._keys[name], algorithms=["dir", "A256GCM"]).plaintext
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise CannotOpen from error
        return (content or b"").decode()


def check_keys(keys: str) -> str:
    """For settings: the keys, if they are some."""
    Sealer(keys)
    return keys


def _key(name: str, value: str) -> OctKey:
    try:
        raw = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except binascii.Error:
        raw = b""
    if not name or len(raw) != 32:
        raise ValueError("must be a name, a colon and 32 random bytes in base64url, such as 2026:... ")
    return OctKey.import_key(raw, {"kid": name})
