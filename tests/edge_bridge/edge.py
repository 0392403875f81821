"""The edge over the real stack, and Twilio's side of its webhooks: every request is signed for real."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import httpx
import psycopg
from psycopg.rows import dict_row
from pydantic import SecretStr
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from edge_bridge.app import create_app
from edge_bridge.settings import EdgeSettings
from tests.stack import Stack
from tests.support.cast import Cast, make_cast

PUBLIC_URL, TOKEN = "https://edge.example/in", "a-made-up-token"
PLENTY = {"chat_sessions_per_address": 1000, "chat_messages_per_address": 1000}  # tests are all of one address
_numbers = itertools.count(1)


@dataclass
class Edge:
    """The running edge, its database, and the cast in it."""

    client: TestClient
    database: psycopg.Connection[dict[str, Any]]
    cast: Cast

    def webhook(self, path: str, signed: bool = True, **form: str) -> httpx.Response:
        """A form posted as Twilio would; `path` begins at the edge's own root."""
        signature = RequestValidator(TOKEN).compute_signature(PUBLIC_URL + path, form)
        return self.client.post(path, data=form, headers={"X-Twilio-Signature": signature} if signed else {})

    def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        return self.database.execute(statement, values).fetchall()


def edge_settings(stack: Stack, url: str | None = None, limits: dict[str, int] = PLENTY) -> EdgeSettings:
    """Of an edge over the stack, or over another address."""
    return EdgeSettings(
        _env_file=None,  # type: ignore[call-arg]
        supabase_url=url or stack.url,
        supabase_secret_key=stack.secret_key,
        edge_url=PUBLIC_URL,
        twilio_auth_token=TOKEN,
        chat_secret_key=SecretStr("a-key-for-tests-of-32-characters-or-more"),
        **limits,
    )


@contextmanager
def edge_over(stack: Stack, url: str | None = None) -> Iterator[Edge]:
    """The cast in the stack's database, and an edge that asks it, or another address."""
    with (
        psycopg.connect(stack.database_url, autocommit=True, row_factory=dict_row) as database,
        TestClient(create_app(edge_settings(stack, url)), raise_server_exceptions=False) as client,
    ):
        yield Edge(client, database, make_cast(database))


def sid() -> str:
    """A CallSid nobody had."""
    return f"CA{next(_numbers):032d}"


def twiml(answer: httpx.Response) -> ElementTree.Element:
    """The document in an answer that must be one."""
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    root = ElementTree.fromstring(answer.text)
    assert root.tag == "Response"
    return root
