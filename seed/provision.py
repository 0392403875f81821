"""Makes a business live: its people's sign-ins, all of its rows in one transaction, its state's public holidays."""

from collections.abc import Iterator

import httpx
from supabase import Client, ClientOptions, create_client
from supabase_auth.types import User

from edge_bridge.calendars.holidays import suggest
from edge_bridge.db import Database, calendars, tenants
from seed.file import BusinessFile
from seed.parts import Member


class Provisioner:
    """Acts as the service on one Supabase."""

    def __init__(self, url: str, secret_key: str, dashboard_url: str) -> None:
        self._http = httpx.Client(timeout=20, http2=False)
        options = ClientOptions(auto_refresh_token=False, persist_session=False, httpx_client=self._http)
        self._supabase: Client = create_client(url, secret_key, options)
        self._db = Database(url, secret_key)
        self._dashboard_url = dashboard_url

    def apply(self, business: BusinessFile) -> str:
        """Makes or updates it, as often as wanted; the business's id."""
        known = {user.email: user.id for user in self._users() if user.email}
        ids = {m.email: known.get(m.email.lower()) or self._make_user(m) for m in business.members}
        made = self._db.run(tenants.provision_business(business.as_rows(ids)))
        if due := self._db.run(calendars.holidays_due(made)):
            suggest(self._db, due, None)
        return made

    def close(self) -> None:
        """Lets the connections go."""
        self._http.close()
        self._db.close()

    def _make_user(self, member: Member) -> str:
        admin = self._supabase.auth.admin
        if member.demo_password:
            made = admin.create_user({"email": member.email, "password": member.demo_password, "email_confirm": True})
        else:
            made = admin.invite_user_by_email(member.email, {"redirect_to": self._dashboard_url})
        return made.user.id

    def _users(self) -> Iterator[User]:
        page = 1
        while users := self._supabase.auth.admin.list_users(page=page, per_page=200):
            yield from users
            page += 1
