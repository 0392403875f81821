"""The chat's API: sessions, writing once, reading one's own thread and nobody else's, errors as problem JSON."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

import pytest

from edge_bridge.chat.session import LASTS, BadSession, Sessions
from tests.edge_bridge.chat.conftest import Visitor
from tests.edge_bridge.edge import Edge

MINE = "0b0e7a4e-5a37-4a53-9f7d-0f9f5f0c2f11"
KEY = "a-key-for-tests-of-32-characters-or-more"


def test_a_visitor_begins_writes_and_reads_their_own_thread(visitor: Visitor) -> None:
    assert visitor.reads() == {"messages": [], "more": False, "typing": False, "person": False, "choices": []}
    assert visitor.says("I need my lawn mowed").json() == {"outcome": "stored"}
    thread = visitor.reads()
    assert [(m["seq"], m["author"], m["body"]) for m in thread["messages"]] == [(1, "you", "I need my lawn mowed")]
    assert thread["typing"]
    assert visitor.reads(after=1)["messages"] == []


def test_the_same_message_sent_twice_is_said_once(visitor: Visitor) -> None:
    mine = str(uuid.uuid4())
    assert [visitor.says("Hello", mine).json()["outcome"] for _ in range(2)] == ["stored", "duplicate"]
    (message,) = visitor.reads()["messages"]
    assert message["client_id"] == mine


def test_two_visitors_with_the_same_ids_see_only_themselves(edge: Edge) -> None:
    first, second = Visitor(edge, edge.cast.lawns.id), Visitor(edge, edge.cast.lawns.id)
    mine = str(uuid.uuid4())
    for one, words in ((first, "I am the first"), (second, "I am the second")):
        one.begins()
        assert one.says(words, mine).json()["outcome"] == "stored"
    assert [m["body"] for m in first.reads()["messages"]] == ["I am the first"]
    assert [m["body"] for m in second.reads()["messages"]] == ["I am the second"]


def test_a_session_goes_on_in_the_same_thread_and_not_with_another_business(edge: Edge, visitor: Visitor) -> None:
    visitor.says("Hello")
    again = Visitor(edge, visitor.business)
    again.begins(session=visitor.session)
    assert len(again.reads()["messages"]) == 1
    elsewhere = Visitor(edge, edge.cast.salon.id)
    elsewhere.begins(session=visitor.session)
    assert elsewhere.reads()["messages"] == []


def test_without_a_session_of_ours_nothing_is_told(edge: Edge) -> None:
    for header in (
        "",
        "Bearer",
        "Bearer nonsense",
        "Basic abc",
        f"Bearer {Sessions('k' * 40).begin(str(uuid.uuid4()), datetime.now(UTC))}",
    ):
        answer = edge.client.get("/chat/v1/messages", headers={"Authorization": header} if header else {})
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
        assert set(answer.json()) == {"type", "title", "status", "detail"}


def test_a_widget_that_is_unknown_or_off_begins_nothing(edge: Edge) -> None:
    salon = Visitor(edge, edge.cast.salon.id)
    assert edge.client.post("/chat/v1/sessions", json={"token": "nobodys-token"}).status_code == 404
    edge.rows("update public.widgets set is_on = false where business_id = %s returning 1", salon.business)
    assert salon.begins().status_code == 404
    assert edge.client.get(f"/chat/{salon.token}").status_code == 404
    edge.rows("update public.widgets set is_on = true where business_id = %s returning 1", salon.business)
    assert salon.begins().status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 5000, 400),
        (b"\xff", 400),
        (b"{}", 422),
        (b"null", 422),
        (json.dumps({"client_id": "1", "body": "x"}).encode(), 422),
        (json.dumps({"client_id": MINE, "body": " "}).encode(), 422),
        (json.dumps({"client_id": MINE, "body": "x" * 2001}).encode(), 422),
        (json.dumps({"client_id": MINE, "body": "a\x00b"}).encode(), 422),
        (json.dumps({"client_id": MINE, "body": "a", "business": "another"}).encode(), 422),
        (b"x" * 20_000, 413),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(visitor: Visitor, body: bytes, status: int) -> None:
    answer = visitor.edge.client.post("/chat/v1/messages", content=body, headers=visitor.headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["detail"].endswith(".")
    assert visitor.reads()["messages"] == []


def test_a_blocked_visitor_s_words_are_kept_and_nothing_is_typed(visitor: Visitor) -> None:
    visitor.says("Hello")
    visitor.edge.rows(
        "update public.customers set blocked_at = now() where id = (select customer_id from public.conversations c"
        " join public.messages m on m.conversation_id = c.id order by m.created_at desc limit 1) returning 1"
    )
    assert visitor.says("Hello?").status_code == 202
    assert not visitor.reads()["typing"]


def test_the_window_may_be_shown_by_the_websites_the_business_allows(edge: Edge, visitor: Visitor) -> None:
    everywhere = edge.client.get(f"/chat/{visitor.token}").headers["content-security-policy"]
    assert "frame-ancestors *" in everywhere
    edge.rows(
        "update public.widgets set origins = '{https://green.example}' where business_id = %s returning 1",
        visitor.business,
    )
    policy = edge.client.get(f"/chat/{visitor.token}").headers["content-security-policy"]
    assert policy.endswith("frame-ancestors https://green.example")
    assert "unsafe" not in policy
    edge.rows("update public.widgets set origins = '{}' where business_id = %s returning 1", visitor.business)


def test_the_loader_is_small_kept_for_an_hour_and_loadable_anywhere(edge: Edge) -> None:
    loader = edge.client.get("/widget.js")
    assert loader.headers["content-type"].startswith("text/javascript")
    assert loader.headers["cross-origin-resource-policy"] == "cross-origin"
    assert edge.client.get("/widget.js", headers={"If-None-Match": loader.headers["etag"]}).status_code == 304


def test_a_session_ends_and_cannot_be_forged() -> None:
    sessions, now = Sessions(KEY), datetime.now(UTC)
    session = sessions.begin(str(uuid.uuid4()), now)
    assert sessions.read(session, now)
    with pytest.raises(BadSession):
        sessions.read(session, now + LASTS)
    head, claims, _ = session.split(".")
    for forged in (f"{head}.{claims}.", "eyJhbGciOiJub25lIn0." + claims + ".", session[:-2], "", "a.b.c"):
        with pytest.raises(BadSession):
            sessions.read(forged, now)
