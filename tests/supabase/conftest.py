"""The contract's own small database, and the official clients as its users."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from supabase import Client, ClientOptions, create_client

from tests.stack import PostgresServer, Stack, database_name, prepare

SCHEMA = Path(__file__).parent / "contract.sql"
PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def empty_project(postgres: PostgresServer) -> str:
    """The name of a database as a new hosted project has it: prepared, without a migration."""
    url = postgres.create()
    prepare(url, None)
    return database_name(url)


@pytest.fixture(scope="session")
def contract_template(postgres: PostgresServer, empty_project: str) -> str:
    url = postgres.create(empty_project)
    with psycopg.connect(url) as connection:
        connection.execute(SCHEMA.read_bytes())
    return database_name(url)


@pytest.fixture(scope="session")
def served(postgres: PostgresServer, contract_template: str) -> Iterator[Stack]:
    """The contract's schema, served for the whole run: each test makes its own shop."""
    running = Stack(postgres.create(contract_template))
    yield running
    assert running.log() == ""
    running.stop()


@pytest.fixture
def own_stack(postgres: PostgresServer, contract_template: str) -> Iterator[Stack]:
    """The same for one test that stops, kills or restarts it."""
    url = postgres.create(contract_template)
    running = Stack(url)
    yield running
    running.stop()
    postgres.drop(url)


Connect = Callable[..., Client]


@pytest.fixture
def connect(served: Stack) -> Iterator[Connect]:
    """Makes clients: `connect()` as the service, `connect(token)` as a user, `connect(None)` as a visitor."""
    with httpx.Client(timeout=10) as http:

        def make(token: str | None = served.secret_key) -> Client:
            key = served.secret_key if token == served.secret_key else served.publishable_key
            options = ClientOptions(httpx_client=http, auto_refresh_token=False, persist_session=False)
            if token:
                options.headers["Authorization"] = f"Bearer {token}"
            return create_client(served.url, key, options)

        yield make


@dataclass
class Shop:
    """A shop with one chair and its owner."""

    id: str
    chair_id: str
    owner_email: str
    owner_id: str

    def visit(self, day: int, **values: object) -> dict[str, object]:
        """A visit from ten to eleven in Brisbane on a day of December 2026."""
        at = f"2026-12-{day:02d}T"
        times = {"starts_at": f"{at}10:00:00+10:00", "ends_at": f"{at}11:00:00+10:00"}
        return {"shop_id": self.id, "chair_id": self.chair_id, **times, **values}


@pytest.fixture
def service(connect: Connect) -> Client:
    return connect()


def data(query: Any) -> Any:
    """What a query returns, without the client's union of every JSON type."""
    return query.execute().data


def new_person(service: Client) -> tuple[str, str]:
    email = f"{uuid4().hex[:10]}@example.com"
    account = service.auth.admin.create_user({"email": email, "password": PASSWORD, "email_confirm": True})
    return email, account.user.id


@pytest.fixture
def shop(service: Client) -> Shop:
    email, user_id = new_person(service)
    shop_id, chair_id = str(uuid4()), str(uuid4())
    service.table("shops").insert({"id": shop_id, "name": "Jim's Cuts", "slug": shop_id}).execute()
    chair = {"shop_id": shop_id, "id": chair_id, "label": "Window", "secret_note": "wobbles"}
    service.table("chairs").insert(chair).execute()
    service.table("people").insert({"shop_id": shop_id, "user_id": user_id}).execute()
    return Shop(shop_id, chair_id, email, user_id)


def sign_in(connect: Connect, email: str) -> str:
    """An access token."""
    answer = connect(None).auth.sign_in_with_password({"email": email, "password": PASSWORD})
    assert answer.session is not None
    return answer.session.access_token


@pytest.fixture
def owner(connect: Connect, shop: Shop) -> Client:
    """The shop's owner, signed in."""
    return connect(sign_in(connect, shop.owner_email))


@pytest.fixture
def outsider(connect: Connect, service: Client) -> Client:
    """Somebody signed in who belongs to no shop."""
    email, _ = new_person(service)
    return connect(sign_in(connect, email))
