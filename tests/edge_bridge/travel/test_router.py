"""Routers and maps APIs at the wire: what they say is used, and nothing they do holds anyone up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import structlog.testing
from hypothesis import given
from hypothesis import strategies as st

from edge_bridge.settings import RouterName
from edge_bridge.travel.drives import Drive, Spot
from edge_bridge.travel.matrix import matrix_of
from edge_bridge.travel.router import MOST_PLACES, REST_SECONDS, Router, stars
from tests.edge_bridge.travel.roads import Roads

TOOWONG, ASHGROVE, SPRINGFIELD = Spot(-27.4843, 152.9837), Spot(-27.4412, 152.9824), Spot(-27.65, 152.9)
THERE, BACK = Drive(TOOWONG, ASHGROVE), Drive(ASHGROVE, TOOWONG)
PATIENCE = 5.0
KEY = "a-secret-key"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def roads() -> Iterator[Roads]:
    server = Roads()
    yield server
    server.stop()


def router(roads: Roads, name: RouterName = "osrm", clock: Clock | None = None) -> Router:
    return Router(name, matrix_of(name, roads.url, KEY), clock or Clock())


NAMES: list[RouterName] = ["osrm", "valhalla", "ors", "google"]


@pytest.mark.parametrize("name", NAMES)
def test_every_router_is_asked_for_the_right_places_and_read_right(roads: Roads, name: RouterName) -> None:
    seconds = {THERE: 601, BACK: 900, Drive(TOOWONG, SPRINGFIELD): 2400}
    roads.told = lambda starts, ends: [[seconds[Drive(start, end)] for end in ends] for start in starts]
    assert router(roads, name).minutes([*seconds], PATIENCE) == {THERE: 15, BACK: 15, Drive(TOOWONG, SPRINGFIELD): 40}
    assert {asked for asked, _, _ in roads.asked} == {name}
    assert set(roads.keys) == ({KEY} if name in ("ors", "google") else {None})


@pytest.mark.parametrize("name", NAMES)
def test_a_drive_without_a_road_is_left_out_and_the_others_are_told(roads: Roads, name: RouterName) -> None:
    roads.told = lambda starts, ends: [[None if end == SPRINGFIELD else 600 for end in ends] for _ in starts]
    assert router(roads, name).minutes([THERE, Drive(TOOWONG, SPRINGFIELD)], PATIENCE) == {THERE: 10}


@pytest.mark.parametrize("seconds", [-1, 10, "600", True, [600], float("nan"), float("inf"), {}])
def test_seconds_that_cannot_be_are_left_out(roads: Roads, seconds: Any) -> None:
    roads.told = lambda starts, ends: [[seconds if end == ASHGROVE else 2400 for end in ends] for _ in starts]
    far = Drive(TOOWONG, SPRINGFIELD)
    assert router(roads).minutes([THERE, far], PATIENCE) == {far: 40}


def test_a_drive_is_never_allowed_more_than_a_day(roads: Roads) -> None:
    roads.told = lambda starts, ends: [[1e9]]
    assert router(roads).minutes([THERE], PATIENCE) == {THERE: 1440}


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 502, 503])
def test_a_refusal_or_failure_is_no_answer_and_is_not_tried_again(roads: Roads, status: int) -> None:
    roads.status = status
    assert router(roads).minutes([THERE, BACK], PATIENCE) == {}
    assert len(roads.asked) == 1


@pytest.mark.parametrize(
    "body",
    ["", "<html>", "null", "[]", "7", "{}", '{"durations": null}', '{"durations": []}', '{"durations": [[]]}',
     '{"durations": [[600, 600]]}', '{"durations": [600]}', '{"durations": "soon"}', '{"code": "NoTable"}'],
)  # fmt: skip
def test_nonsense_is_no_answer(roads: Roads, body: str) -> None:
    roads.body = body
    assert router(roads).minutes([THERE], PATIENCE) == {}


def test_a_slow_router_is_not_waited_for(roads: Roads) -> None:
    roads.slow = True
    slow = Router("osrm", matrix_of("osrm", roads.url, None))
    done = threading.Event()
    told: list[Any] = []

    def ask() -> None:
        told.append(slow.minutes([THERE], 0.2))
        done.set()

    threading.Thread(target=ask, daemon=True).start()
    assert done.wait(PATIENCE), "the server answers after 30 seconds"
    assert told == [{}]


def test_what_came_in_time_counts_though_the_rest_did_not(roads: Roads) -> None:
    clock = Clock()

    def told(starts: list[Spot], ends: list[Spot]) -> list[list[float]]:
        clock.now += 3
        return [[600.0] * len(ends) for _ in starts]

    roads.told = told
    drives = [Drive(TOOWONG, Spot(-27.4 - n / 1000, 152.98)) for n in range(MOST_PLACES + 1)]
    late = router(roads, clock=clock)
    assert len(late.minutes(drives, 2)) == MOST_PLACES
    assert len(roads.asked) == 1
    assert len(late.minutes(drives, 5)) == MOST_PLACES + 1, "no failure, so it may be asked again at once"


def test_nobody_at_that_port_is_no_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert Router("osrm", matrix_of("osrm", url, None)).minutes([THERE], PATIENCE) == {}


def test_after_a_failure_it_is_left_alone_for_a_while(roads: Roads) -> None:
    clock = Clock()
    resting = router(roads, clock=clock)
    roads.status = 500
    assert resting.minutes([THERE], PATIENCE) == {}
    roads.status = 200
    clock.now += REST_SECONDS - 1
    assert resting.minutes([THERE], PATIENCE) == {}
    assert len(roads.asked) == 1
    clock.now += 2
    assert resting.minutes([THERE], PATIENCE) == {THERE: 10}


def test_a_failure_is_logged_without_the_key(roads: Roads) -> None:
    roads.status = 403
    with structlog.testing.capture_logs() as logs:
        assert router(roads, "google").minutes([THERE], PATIENCE) == {}
    assert logs == [{"event": "router failed", "router": "google", "error": "HTTPStatusError", "log_level": "warning"}]


def test_one_place_and_many_take_two_questions_and_no_cell_too_many(roads: Roads) -> None:
    others = [Spot(-27.4 - n / 1000, 152.98) for n in range(20)]
    drives = [Drive(TOOWONG, other) for other in others] + [Drive(other, TOOWONG) for other in others]
    assert len(router(roads).minutes(drives, PATIENCE)) == 40
    assert sorted((len(starts), len(ends)) for _, starts, ends in roads.asked) == [(1, 20), (20, 1)]


spots = st.builds(Spot, st.integers(-30, -27).map(float), st.integers(150, 153).map(float))


@given(st.sets(st.builds(Drive, spots, spots)))
def test_the_questions_cover_each_drive_once_and_no_other(drives: set[Drive]) -> None:
    asked = [Drive(start, end) for starts, ends in stars(drives) for start in starts for end in ends]
    assert sorted(asked) == sorted(drives)
    assert all(len(starts) <= MOST_PLACES >= len(ends) for starts, ends in stars(drives))
