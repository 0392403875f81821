"""Which provider the settings name, and what is said when they cannot be right."""

from __future__ import annotations

import pytest

from edge_bridge.settings import WorkerSettings, read_settings
from edge_bridge.travel.measure import Travel

NEEDED = {
    "SUPABASE_URL": "http://127.0.0.1:1",
    "SUPABASE_SECRET_KEY": "sb_secret_x",
    "EDGE_URL": "http://127.0.0.1:1",
    "DASHBOARD_URL": "http://127.0.0.1:1",
    "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
    "TWILIO_AUTH_TOKEN": "0" * 32,
}


def settings(monkeypatch: pytest.MonkeyPatch, **more: str) -> WorkerSettings:
    for name, value in (NEEDED | more).items():
        monkeypatch.setenv(name, value)
    return read_settings(WorkerSettings)


def test_no_router_is_asked_unless_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = settings(monkeypatch, TRAVEL_API_KEY="a-secret-key")
    assert chosen.travel_router is None
    assert Travel.from_settings(chosen).asks_again is None


@pytest.mark.parametrize(
    ("router", "more"),
    [
        ("osrm", {"TRAVEL_URL": "http://127.0.0.1:1"}),
        ("valhalla", {"TRAVEL_URL": "http://127.0.0.1:1"}),
        ("ors", {"TRAVEL_API_KEY": "a-secret-key"}),
        ("google", {"TRAVEL_API_KEY": "a-secret-key"}),
    ],
)
def test_a_named_router_is_asked(monkeypatch: pytest.MonkeyPatch, router: str, more: dict[str, str]) -> None:
    assert Travel.from_settings(settings(monkeypatch, TRAVEL_ROUTER=router, **more)).asks_again == router


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"TRAVEL_ROUTER": "osrm"}, "TRAVEL_URL"),
        ({"TRAVEL_ROUTER": "valhalla", "TRAVEL_API_KEY": "a-secret-key"}, "TRAVEL_URL"),
        ({"TRAVEL_ROUTER": "ors"}, "TRAVEL_API_KEY"),
        ({"TRAVEL_ROUTER": "google", "TRAVEL_URL": "http://127.0.0.1:1"}, "TRAVEL_API_KEY"),
        ({"TRAVEL_ROUTER": "mapquest"}, "TRAVEL_ROUTER"),
        ({"TRAVEL_ROUTER": "osrm", "TRAVEL_URL": "over there"}, "TRAVEL_URL"),
    ],
)
def test_a_router_without_what_it_needs_stops_the_start_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: dict[str, str], missing: str
) -> None:
    with pytest.raises(SystemExit):
        settings(monkeypatch, **given)
    lines = capsys.readouterr().err.splitlines()[1:]
    assert [line.split(":")[0].strip() for line in lines] == [missing]
