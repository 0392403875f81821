"""A visitor's session: a signed note of which business they chat with and who they are, kept by their browser.

The business is fixed into it when it is made, so no later request can name another one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

LASTS = timedelta(days=180)
_AUDIENCE = "chat"


class BadSession(Exception):
    """No session of ours, or one that has ended."""


@dataclass(frozen=True)
class Visitor:
    """Somebody in a business's chat window."""

    business: str
    id: str


class Sessions:
    """Signs and reads them with one key of at least 32 characters."""

    def __init__(self, secret: str) -> None:
        self._key = OctKey.import_key(secret)

    def begin(self, business: str, now: datetime) -> str:
        """A new visitor's."""
        return self.renew(Visitor(business, str(uuid4())), now)

    def renew(self, visitor: Visitor, now: datetime) -> str:
        """The same visitor's, for as long again."""
        claims = {"aud": _AUDIENCE, "biz": visitor.business, "sub": visitor.id, "exp": int((now + LASTS).timestamp())}
        return jwt.encode({"alg": "HS256"}, claims, self._key)

    def read(self, session: str, now: datetime) -> Visitor:
        """Whose it is. Raises BadSession."""
        try:
            claims = jwt.decode(session, self._key, algorithms=["HS256"]).claims
            if claims["aud"] != _AUDIENCE or datetime.fromtimestamp(claims["exp"], UTC) <= now:
                raise BadSession
            return Visitor(str(UUID(claims["biz"])), str(UUID(claims["sub"])))
        except (JoseError, ValueError, KeyError, TypeError, OverflowError) as error:
            raise BadSession from error
