"""Makes a business live: its people's sign-ins, all of its rows in one transaction, its state's public holidays."""

from edge_bridge.admin import Admin
from edge_bridge.calendars.holidays import suggest
from edge_bridge.chat.paste import widget_line
from edge_bridge.db import Database, calendars, tenants
from edge_bridge.db.chat_settings import ChatSettings, chat_settings
from seed.file import BusinessFile
from seed.parts import Member


class Provisioner:
    """Acts as the service on one Supabase."""

    def __init__(self, url: str, secret_key: str, dashboard_url: str) -> None:
        self._admin = Admin(url, secret_key, dashboard_url)
        self._db = Database(url, secret_key)

    def apply(self, business: BusinessFile) -> str:
        """Makes or updates it, as often as wanted; the business's id."""
        known = {user.email: user.id for user in self._admin.users() if user.email}
        ids = {m.email: known.get(m.email.lower()) or self._make_user(m) for m in business.members}
        made = self._db.run(tenants.provision_business(business.as_rows(ids)))
        if due := self._db.run(calendars.holidays_due(made)):
            suggest(self._db, due, None)
        return made

    def chat(self, business_id: str) -> ChatSettings:
        """Its chat window as it is now."""
        return self._db.run(chat_settings(business_id))

    def widget_line(self, business_id: str, edge_url: str) -> str:
        """What its website pastes to show the chat's button."""
        look = self.chat(business_id)
        return widget_line(edge_url, look.token, look.colour, look.side)

    def close(self) -> None:
        """Lets the connections go."""
        self._admin.close()
        self._db.close()

    def _make_user(self, member: Member) -> str:
        if member.demo_password:
            return self._admin.create(member.email, member.demo_password)
        return self._admin.invite(member.email)
