"""The chat's API over the real stack, and a visitor's browser at it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.edge_bridge.edge import Edge, edge_over
from tests.stack import Stack


@dataclass
class Visitor:
    """Somebody in the chat window of a business."""

    edge: Edge
    business: str
    session: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def token(self) -> str:
        (row,) = self.edge.rows("select token from public.widgets where business_id = %s", self.business)
        return str(row["token"])

    def begins(self, **more: Any) -> httpx.Response:
        answer = self.edge.client.post("/chat/v1/sessions", json={"token": self.token, **more})
        if answer.status_code == 200:
            self.session = answer.json()["session"]
            self.headers = {"Authorization": f"Bearer {self.session}"}
        return answer

    def says(self, body: str, client_id: str | None = None) -> httpx.Response:
        said = {"client_id": client_id or str(uuid.uuid4()), "body": body}
        return self.edge.client.post("/chat/v1/messages", json=said, headers=self.headers)

    def reads(self, after: int = 0) -> dict[str, Any]:
        answer = self.edge.client.get(f"/chat/v1/messages?after={after}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest.fixture(scope="module")
def edge(module_stack: Stack) -> Iterator[Edge]:
    with edge_over(module_stack) as running:
        yield running


@pytest.fixture
def visitor(edge: Edge) -> Visitor:
    made = Visitor(edge, edge.cast.lawns.id)
    assert made.begins().status_code == 200
    return made
