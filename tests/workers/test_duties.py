"""Every duty is one that the database can say is due, and one that an operator can name."""

from __future__ import annotations

from edge_bridge.db.conversations import Work
from edge_bridge.settings import WorkerSettings
from workers.__main__ import duties

SETTINGS = WorkerSettings(
    _env_file=None,  # type: ignore[call-arg]
    supabase_url="http://127.0.0.1:1",
    supabase_secret_key="a-secret-key",
    edge_url="http://127.0.0.1:1",
    dashboard_url="http://127.0.0.1:1",
    twilio_account_sid="AC" + "0" * 32,
    twilio_auth_token="a-made-up-token",
)


def test_the_database_can_say_of_every_duty_that_it_is_due() -> None:
    names = [duty.name for duty in duties(SETTINGS)]
    assert len(names) > 10
    assert [name for name in names if name not in Work.model_fields] == []
