"""People's sign-ins, as whoever holds the secret key makes them in Supabase Auth."""

from collections.abc import Iterator

import httpx
from supabase_auth import SyncGoTrueClient
from supabase_auth.types import User


class Admin:
    """Raises supabase_auth's errors and httpx's. Links in its mails lead to the dashboard."""

    def __init__(self, url: str, secret_key: str, dashboard_url: str) -> None:
        self._http = httpx.Client(timeout=20, http2=False)
        self._dashboard_url = dashboard_url
        self._auth = SyncGoTrueClient(
            url=f"{url}/auth/v1",
            headers={"apikey": secret_key, "Authorization": f"Bearer {secret_key}"},
            http_client=self._http,
            auto_refresh_token=False,
            persist_session=False,
        )

    def create(self, email: str, password: str) -> str:
        """A sign-in that works at once; its id."""
        made = self._auth.admin.create_user({"email": email, "password": password, "email_confirm": True})
        return made.user.id

    def invite(self, email: str) -> str:
        """Sends an invitation, again too until it is accepted; the id of the sign-in. One that was accepted is an error."""
        return self._auth.admin.invite_user_by_email(email, {"redirect_to": self._dashboard_url}).user.id

    def send_link(self, email: str) -> None:
        """Sends somebody who has a sign-in a link to use it."""
        self._auth.sign_in_with_otp(
            {
                "email": email,
                "options": {"should_create_user": False, "email_redirect_to": f"{self._dashboard_url}/auth/confirm"},
            }
        )

    def users(self) -> Iterator[User]:
        """Everybody."""
        page = 1
        while users := self._auth.admin.list_users(page=page, per_page=200):
            yield from users
            page += 1

    def close(self) -> None:
        """Lets the connections go."""
        self._http.close()
