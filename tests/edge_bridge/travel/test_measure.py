"""From a customer's suburb to drives in the database, through the real data API and a real router's answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog.testing

from edge_bridge.db import Database, conversations
from edge_bridge.db.conversations import Turn
from edge_bridge.receptionist.tools import Tools
from edge_bridge.travel.gazetteer import Gazetteer
from edge_bridge.travel.matrix import matrix_of
from edge_bridge.travel.measure import Travel
from edge_bridge.travel.router import Router
from tests.edge_bridge.travel.roads import Roads
from tests.edge_bridge.travel.suburbs import gazetteer
from tests.stack import Stack
from tests.supabase.rules.desk import Desk, connect
from tests.supabase.rules.travel.known import add_job, allowed, known, mower, place
from tests.support.cast import CUSTOMER, Business, make_cast

OFFLINE = {(5, "offline"), (15, "offline")}


@pytest.fixture(scope="module")
def made(module_stack: Stack) -> Iterator[Desk]:
    with connect(module_stack.database_url, autocommit=True) as connection:
        yield Desk(connection, make_cast(connection))


class World:
    """A mower in Brisbane with a job in Ashgrove on Wednesday, and who measures for it. Counts the calls."""

    def __init__(self, desk: Desk, shop: Business, db: Database, travel: Travel, calls: list[str]) -> None:
        self.desk, self.shop, self.db, self.travel, self.calls = desk, shop, db, travel, calls

    def prepare(self, suburb: str, postcode: str = "") -> list[str]:
        """The calls it took."""
        self.calls.clear()
        self.travel.prepare(self.db, self.shop.id, suburb, postcode, self.desk.now)
        return list(self.calls)

    def known(self) -> dict[tuple[str, str], tuple[int, str]]:
        """Drives by suburb."""
        names = {str(r["id"]): r["suburb"] for r in self.desk.rows("select id, suburb from public.places")}
        return {(names[a], names[b]): told for (a, b), told in known(self.desk, self.shop).items()}


@pytest.fixture
def world(made: Desk, module_stack: Stack, tmp_path: Path) -> Iterator[World]:
    calls: list[str] = []

    def count(request: httpx.Request) -> None:
        calls.append(request.url.path.rsplit("/", 1)[1])

    number = f"+6148{made.value('select count(*) from public.businesses'):07d}"
    shop = mower(made, slug=f"mower-{number[-7:]}", sms_number=number, travel_minutes=30)
    add_job(made, shop, "2026-11-04T10:00:00+10:00", "Ashgrove", "4060")
    with httpx.Client(timeout=10, event_hooks={"request": [count]}) as http:
        db = Database(module_stack.url, module_stack.secret_key, http=http)
        yield World(made, shop, db, Travel(gazetteer(tmp_path)), calls)
    made.do("delete from public.travel_gaps")


@pytest.fixture
def roads() -> Iterator[Roads]:
    server = Roads()
    yield server
    server.stop()


def by_road(world: World, roads: Roads, folder: Path) -> None:
    world.travel = Travel(gazetteer(folder), Router("osrm", matrix_of("osrm", roads.url, None)))


def test_a_new_suburb_is_found_and_measured_in_two_calls_and_then_known_in_one(world: World) -> None:
    assert world.prepare("toowong", "4066") == ["travel_wanted", "keep_travel_times"]
    there, same = (15, "offline"), (5, "offline")
    assert world.known() == {
        ("toowong", "Ashgrove"): there,
        ("Ashgrove", "toowong"): there,
        ("toowong", "toowong"): same,
    }
    assert world.prepare("Toowong", "4066") == ["travel_wanted"]


def test_a_place_nobody_knows_is_stored_nowhere_and_takes_the_businesss_own_figure(world: World) -> None:
    assert world.prepare("Ashgrove", "4060") == ["travel_wanted", "keep_travel_times"]
    assert world.prepare("Atlantis") == world.prepare("Atlantis") == ["travel_wanted"]
    assert all("Atlantis" not in pair for pair in world.known())
    here, job = place(world.desk, world.shop, "Atlantis"), place(world.desk, world.shop, "Ashgrove", "4060")
    assert allowed(world.desk, world.shop, here, job) == 30


def test_a_router_is_believed_and_named(world: World, roads: Roads, tmp_path: Path) -> None:
    roads.told = lambda starts, ends: [[1500.0 if len(starts) == 1 else 2100.0] * len(ends) for _ in starts]
    by_road(world, roads, tmp_path)
    world.prepare("Toowong", "4066")
    assert {source for _, source in world.known().values()} == {"osrm"}
    assert world.known()["Toowong", "Ashgrove"] == (25, "osrm")


def test_what_a_router_cannot_tell_is_worked_out_here_and_asked_again_another_day(
    world: World, roads: Roads, tmp_path: Path
) -> None:
    by_road(world, roads, tmp_path)
    roads.told = lambda starts, ends: [[None for _ in ends] for _ in starts]
    world.prepare("Toowong", "4066")
    assert set(world.known().values()) == OFFLINE
    roads.told = lambda starts, ends: [[1500.0 for _ in ends] for _ in starts]
    assert world.prepare("Toowong", "4066") == ["travel_wanted"]
    start = world.desk.now
    world.desk.later(hours=25)
    world.prepare("Toowong", "4066")
    world.desk.now = start
    assert set(world.known().values()) == {(25, "osrm")}


@pytest.mark.parametrize("trouble", ["status", "body", "gone"])
def test_a_router_in_trouble_changes_nothing_for_the_customer(
    world: World, roads: Roads, tmp_path: Path, trouble: str
) -> None:
    by_road(world, roads, tmp_path)
    if trouble == "status":
        roads.status = 500
    elif trouble == "body":
        roads.body = "<html>"
    else:
        roads.stop()
    world.prepare("Toowong", "4066")
    assert set(world.known().values()) == OFFLINE


def test_without_the_suburbs_file_drives_are_the_businesss_own_and_nothing_is_tried_over_and_over(
    world: World, tmp_path: Path
) -> None:
    world.travel = Travel(Gazetteer(tmp_path / "missing.csv"))
    assert world.prepare("Toowong", "4066") == ["travel_wanted"]
    assert world.known() == {}
    assert world.travel.measure_next(world.db, world.desk.now)
    assert not world.travel.measure_next(world.db, world.desk.now)


def test_a_database_that_does_not_answer_is_logged_and_holds_nobody_up(world: World) -> None:
    with Database("http://127.0.0.1:9", "a-secret-key") as nobody, structlog.testing.capture_logs() as logs:
        world.travel.prepare(nobody, world.shop.id, "Toowong", "4066", world.desk.now)
    assert [(line["event"], line["business"]) for line in logs] == [("drives not measured", world.shop.id)]


def turn_of(world: World, business: Business) -> Turn:
    world.desk.receive("When could you come?", CUSTOMER, business)
    turn = world.db.run(conversations.claim_turn(world.desk.now))
    assert turn is not None
    world.calls.clear()
    return turn


def search(world: World, turn: Turn, **where: Any) -> list[str]:
    tools = Tools(world.db, turn, world.desk.now, world.travel)
    world.calls.clear()
    found = tools.find_slots(turn.services[0].id, {"day_from": "2026-11-04", "day_to": "2026-11-04"}, **where)
    assert found.offers
    return list(world.calls)


def test_the_receptionist_measures_before_it_looks_and_only_where_someone_drives(world: World) -> None:
    turn = turn_of(world, world.shop)
    assert search(world, turn) == ["find_slots"], "no place is known yet"
    assert search(world, turn, suburb="Toowong", postcode="4066") == [
        "travel_wanted",
        "keep_travel_times",
        "find_slots",
    ]
    assert search(world, turn, suburb="Toowong", postcode="4066") == ["travel_wanted", "find_slots"]
    on_site = turn_of(world, world.desk.cast.salon)
    assert search(world, on_site, suburb="Toowong") == ["find_slots"]


def test_what_is_offered_leaves_room_for_the_measured_drive(world: World) -> None:
    turn = turn_of(world, world.shop)
    wish = {"day_from": "2026-11-04", "day_to": "2026-11-04", "minute_from": 11 * 60, "minute_to": 11 * 60 + 30}
    service = turn.services[0].id
    blind = Tools(world.db, turn, world.desk.now).find_slots(service, wish, None, "Toowong", "4066")
    assert blind.match != "wished", "half an hour unless measured"
    seen = Tools(world.db, turn, world.desk.now, world.travel).find_slots(service, wish, None, "Toowong", "4066")
    assert (seen.match, [offer.words.time for offer in seen.offers]) == ("wished", ["11:20 AM"])
