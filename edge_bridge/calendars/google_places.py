"""Where Google is, what we ask people to allow, and who we are to it. Nothing heavy is imported here."""

from dataclasses import dataclass

SCOPES = (
    "https://www.googleapis.com/auth/calendar.events",
    "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
)
AUTHORIZE_URL = "https://accounts.google.com/o/oauth2/v2/auth"
TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
REVOKE_URL = "https://oauth2.googleapis.com/revoke"
API_URL = "https://www.googleapis.com"


@dataclass(frozen=True)
class GoogleAccess:
    """Our own account with Google, and where Google is."""

    client_id: str
    client_secret: str
    token_url: str = TOKEN_URL
    revoke_url: str = REVOKE_URL
    api_url: str = API_URL
