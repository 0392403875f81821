"""Makes the sign-ins of people whom owners want as members, and sends the invitations."""

from datetime import datetime

import httpx
import structlog
from supabase_auth.errors import AuthApiError, AuthError, AuthRetryableError, AuthUnknownError

from edge_bridge.admin import Admin
from edge_bridge.db import Database, accounts
from edge_bridge.db.accounts import ClaimedInvitation

KNOWN = (
    "email_exists",
    "user_already_exists",
)  # they have signed in here before: they get a link in place of an invitation
NO_ANSWER = "The mail has not gone out yet; we keep trying."
REFUSED = "The mail service refused this address. Check it and invite them again."
log = structlog.get_logger()


class Invite:
    """The duty. One that was sent twice, after a crash, is one invitation still: the newest link works."""

    def __init__(self, admin: Admin) -> None:
        self._admin = admin

    def run_once(self, db: Database, now: datetime | None) -> bool:
        """One batch; one that fails does not keep others from it."""
        claimed = db.run(accounts.claim_invitations(now))
        for invitation in claimed:
            self._send(db, invitation, now)
        return bool(claimed)

    def _send(self, db: Database, invitation: ClaimedInvitation, now: datetime | None) -> None:
        try:
            user = self._invite(invitation.email)
        except (AuthRetryableError, AuthUnknownError, httpx.HTTPError) as error:
            log.warning("invitation not sent", invitation=invitation.id, error=type(error).__name__)
            db.run(accounts.fail_invitation(invitation, NO_ANSWER, True, now))
        except AuthError as error:
            again = isinstance(error, AuthApiError) and error.status in (401, 403, 429)  # our key, or too many at once
            log.warning("invitation refused", invitation=invitation.id, code=error.code)
            db.run(accounts.fail_invitation(invitation, NO_ANSWER if again else REFUSED, again, now))
        else:
            db.run(accounts.finish_invitation(invitation, user, now))

    def _invite(self, email: str) -> str | None:
        """The id of a new sign-in, None of one that there was."""
        try:
            return self._admin.invite(email)
        except AuthApiError as error:
            if error.code not in KNOWN:
                raise
            self._admin.send_link(email)
            return None
