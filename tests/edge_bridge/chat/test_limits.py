"""How much of the chat one address, one visitor and one business get: over all processes, said in plain words, nothing stored of who."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.testclient import TestClient

from edge_bridge.app import create_app
from edge_bridge.chat.limits import network
from tests.edge_bridge.chat.conftest import Visitor
from tests.edge_bridge.edge import PLENTY, Edge, edge_settings
from tests.stack import Stack


@contextmanager
def strict(edge: Edge, stack: Stack, few: str) -> Iterator[Edge]:
    """Another process over the same database, with an allowance of two."""
    limits = PLENTY | {f"chat_{few}": 2}
    with TestClient(create_app(edge_settings(stack, limits=limits)), raise_server_exceptions=False) as client:
        yield Edge(client, edge.database, edge.cast)


@pytest.mark.parametrize(
    ("few", "seconds"),
    [
        ("messages_per_address", 60),
        ("messages_per_minute", 60),
        ("messages_per_day", 86400),
        ("messages_per_business", 86400),
    ],
)
def test_what_is_too_much_is_refused_with_when_to_come_back_and_not_stored(
    edge: Edge, module_stack: Stack, few: str, seconds: int
) -> None:
    with strict(edge, module_stack, few) as one:
        edge.rows("delete from private.tries returning 1")
        visitor = Visitor(one, edge.cast.lawns.id)
        visitor.begins()
        assert [visitor.says(f"Word {n}").status_code for n in range(3)] == [202, 202, 429]
        refused = visitor.says("Word 3")
        assert refused.headers["content-type"] == "application/problem+json"
        assert 1 <= int(refused.headers["retry-after"]) <= seconds
        assert "is kept" in refused.json()["detail"]
        assert len(visitor.reads()["messages"]) == 2


@pytest.mark.parametrize("few", ["sessions_per_address", "visitors_per_business"])
def test_new_visitors_are_counted_over_all_processes_and_known_ones_are_not(
    edge: Edge, module_stack: Stack, few: str
) -> None:
    with strict(edge, module_stack, few) as one, strict(edge, module_stack, few) as other:
        edge.rows("delete from private.tries returning 1")
        first, second = Visitor(one, edge.cast.lawns.id), Visitor(other, edge.cast.lawns.id)
        assert (first.begins().status_code, second.begins().status_code) == (200, 200)
        assert first.begins().status_code == 429
        assert first.begins(session=first.session).status_code == 200
        kept = edge.rows("select key from private.tries where key like 'chat:%%'")
        assert len(kept) == 2
        assert all(len(row["key"]) == 5 + 64 for row in kept)


def test_an_ipv6_connection_is_one_whatever_addresses_it_takes() -> None:
    assert network("2001:db8::1") == network("2001:db8::ffff:2") != network("2001:db8:0:1::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1")


def test_another_website_s_script_is_refused_and_our_window_is_not(visitor: Visitor) -> None:
    for site, status in (("same-origin", 200), ("none", 200), ("same-site", 403), ("cross-site", 403)):
        headers = visitor.headers | {"Sec-Fetch-Site": site}
        assert visitor.edge.client.get("/chat/v1/messages", headers=headers).status_code == status


def test_what_is_not_there_or_not_possible_is_a_problem_too(edge: Edge) -> None:
    for method, path, status in (("GET", "/chat/v1/nowhere", 404), ("PUT", "/chat/v1/sessions", 405)):
        answer = edge.client.request(method, path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status
    assert edge.client.get("/nowhere").headers["content-type"].startswith("text/plain")
