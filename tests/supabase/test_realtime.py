"""Changes arrive through the official client: only those asked for, only to those who may see them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from realtime import AsyncRealtimeChannel
from supabase import AsyncClient, AsyncClientOptions, Client, acreate_client

from tests.stack import Stack
from tests.supabase.conftest import PASSWORD, Connect, Shop, sign_in
from tests.supabase.test_tokens import signed

PATIENCE = 15.0


class Inbox:
    """What a subscription received, one change at a time."""

    def __init__(self) -> None:
        self._changes: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def put(self, payload: Any) -> None:
        self._changes.put_nowait(dict(payload["data"]))

    async def next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self._changes.get(), PATIENCE)

    @property
    def is_empty(self) -> bool:
        return self._changes.empty()


EVERY: Any = "*"  # the client's types want its own enumeration here
INSERT: Any = "INSERT"


async def listen(client: AsyncClient, table: str = "visits", event: Any = EVERY, filter: str | None = None) -> Inbox:
    """Subscribes, and returns when the server has confirmed it."""
    inbox, confirmed = Inbox(), asyncio.Event()
    channel: AsyncRealtimeChannel = client.channel(f"test-{uuid4().hex}")
    channel.on_postgres_changes(event, schema="public", table=table, filter=filter, callback=inbox.put)
    channel.on_system(lambda _: confirmed.set())
    await channel.subscribe()
    await asyncio.wait_for(confirmed.wait(), PATIENCE)
    return inbox


@asynccontextmanager
async def online(stack: Stack, token: str | None = None, key: str | None = None) -> AsyncIterator[AsyncClient]:
    """A client: the service by default, a user with a token, a visitor with the publishable key."""
    options = AsyncClientOptions(auto_refresh_token=False, persist_session=False)
    client = await acreate_client(stack.url, key or (stack.publishable_key if token else stack.secret_key), options)
    try:
        if token:
            await client.realtime.set_auth(token)
        yield client
    finally:
        await client.realtime.close()


def insert(stack: Stack, shop: Shop, day: int, **values: object) -> str:
    """Makes a visit directly in the database."""
    row = shop.visit(day, **values)
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    statement = f"insert into public.visits ({columns}) values ({marks}) returning id::text"
    with psycopg.connect(stack.database_url) as database:
        found = database.execute(statement.encode(), list(row.values())).fetchone()
    assert found
    return str(found[0])


def execute(stack: Stack, statement: str, *values: object) -> None:
    with psycopg.connect(stack.database_url) as database:
        database.execute(statement.encode(), values)


async def test_an_insert_arrives_with_its_row_as_json(served: Stack, shop: Shop) -> None:
    async with online(served) as client:
        inbox = await listen(client, filter=f"shop_id=eq.{shop.id}")
        visit = insert(served, shop, 1, price=12.5, tags=["a,b"], details='{"dog": true}')
        change = await inbox.next()
    assert (change["type"], change["schema"], change["table"]) == ("INSERT", "public", "visits")
    assert change["record"] == {
        "shop_id": shop.id,
        "id": visit,
        "chair_id": shop.chair_id,
        "starts_at": "2026-12-01T00:00:00+00:00",
        "ends_at": "2026-12-01T01:00:00+00:00",
        "state": "pending",
        "price": 12.5,
        "tags": ["a,b"],
        "details": {"dog": True},
    }
    types = {column["name"]: column["type"] for column in change["columns"]}
    assert (types["starts_at"], types["state"], types["price"]) == ("timestamptz", "state", "numeric")


async def test_an_update_arrives_when_its_filter_matches(served: Stack, shop: Shop) -> None:
    async with online(served) as client:
        filter = f"shop_id=eq.{shop.id},state=in.(confirmed,cancelled)"
        inbox = await listen(client, event="UPDATE", filter=filter)
        visit = insert(served, shop, 1)
        execute(served, "update public.visits set price = 5 where id = %s", visit)
        execute(served, "update public.visits set state = 'confirmed' where id = %s", visit)
        change = await inbox.next()
        assert inbox.is_empty
    assert (change["type"], change["record"]["state"]) == ("UPDATE", "confirmed")
    assert change["old_record"] == {"shop_id": shop.id, "id": visit}


async def test_a_delete_carries_only_the_keys(served: Stack, shop: Shop) -> None:
    async with online(served) as client:
        inbox = await listen(client, event="DELETE", filter=f"shop_id=eq.{shop.id}")
        visit = insert(served, shop, 1)
        execute(served, "delete from public.visits where id = %s", visit)
        change = await inbox.next()
    assert "record" not in change
    assert change["old_record"] == {"shop_id": shop.id, "id": visit}


async def test_changes_arrive_in_the_order_they_were_committed(served: Stack, shop: Shop) -> None:
    async with online(served) as client:
        inbox = await listen(client, filter=f"shop_id=eq.{shop.id}")
        visits = [insert(served, shop, day) for day in range(1, 21)]
        assert [(await inbox.next())["record"]["id"] for _ in visits] == visits


async def test_what_was_rolled_back_never_happened(served: Stack, shop: Shop) -> None:
    async with online(served) as client:
        inbox = await listen(client, filter=f"shop_id=eq.{shop.id}")
        with psycopg.connect(served.database_url) as database, database.transaction(force_rollback=True):
            database.execute("update public.shops set name = 'x'")
            row = shop.visit(1)
            database.execute(
                "insert into public.visits (shop_id, chair_id, starts_at, ends_at) values (%s, %s, %s, %s)",
                [row[name] for name in ("shop_id", "chair_id", "starts_at", "ends_at")],
            )
        visit = insert(served, shop, 2)
        assert (await inbox.next())["record"]["id"] == visit


async def test_the_owner_sees_their_rows_and_an_outsider_none(
    served: Stack, shop: Shop, connect: Connect, service: Client
) -> None:
    stranger = f"stranger.{shop.owner_email}"
    service.auth.admin.create_user({"email": stranger, "password": PASSWORD, "email_confirm": True})
    async with (
        online(served, sign_in(connect, shop.owner_email)) as owner,
        online(served, sign_in(connect, stranger)) as outsider,
        online(served, key=served.publishable_key) as visitor,
        online(served) as worker,
    ):
        theirs, strangers = await listen(owner), await listen(outsider)
        visitors, workers = await listen(visitor), await listen(worker, filter=f"shop_id=eq.{shop.id}")
        visit = insert(served, shop, 1)
        execute(served, "update public.visits set state = 'confirmed' where id = %s", visit)
        seen = [await theirs.next(), await theirs.next()]
        assert [(change["type"], change["record"]["id"]) for change in seen] == [("INSERT", visit), ("UPDATE", visit)]
        await workers.next()
        await workers.next()
        assert strangers.is_empty
        assert visitors.is_empty


async def test_columns_one_may_not_read_are_left_out(served: Stack, shop: Shop, connect: Connect) -> None:
    async with online(served, sign_in(connect, shop.owner_email)) as owner:
        inbox = await listen(owner, table="chairs", event="UPDATE")
        execute(served, "update public.chairs set label = 'Door', secret_note = 'squeaks' where id = %s", shop.chair_id)
        change = await inbox.next()
    assert change["record"] == {"shop_id": shop.id, "id": shop.chair_id, "label": "Door"}
    assert [column["name"] for column in change["columns"]] == ["shop_id", "id", "label"]


@pytest.mark.parametrize("forge", [lambda _: signed("x" * 40), lambda stack: signed(stack.jwt_secret, role="postgres")])
async def test_a_forged_token_cannot_join(served: Stack, forge: Callable[[Stack], str]) -> None:
    async with online(served, forge(served)) as client:
        channel = client.channel("forged")
        channel.on_postgres_changes(EVERY, schema="public", table="visits", callback=lambda _: None)
        answer: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        await channel.subscribe(lambda state, error: answer.put_nowait((state.value, error)))
        state, error = await asyncio.wait_for(answer.get(), PATIENCE)
    assert state == "CHANNEL_ERROR"
    assert "InvalidJWTToken" in str(error)


async def test_a_channel_ends_with_its_token(served: Stack, shop: Shop) -> None:
    expired = signed(served.jwt_secret, sub=shop.owner_id, exp=1)
    async with online(served, signed(served.jwt_secret, sub=shop.owner_id)) as owner:
        inbox = await listen(owner)
        await owner.realtime.set_auth(expired)
        async with online(served) as worker:
            workers = await listen(worker, filter=f"shop_id=eq.{shop.id}")
            insert(served, shop, 1)
            await workers.next()
        assert inbox.is_empty


async def test_a_change_arrives_without_the_stack_running_a_query(own_stack: Stack) -> None:
    shop_id = str(uuid4())
    httpx.get(f"{own_stack.url}/rest/v1/shops", headers={"apikey": own_stack.secret_key})  # it has read the schema
    async with online(own_stack) as client:
        inbox = await listen(client, table="chairs")
        with psycopg.connect(own_stack.database_url, autocommit=True) as database:
            database.execute("insert into public.shops (id, name) values (%s, 'Quiet')", [shop_id])
            before = activity(database)
            assert {"walsender", "client backend"} <= {session[1] for session in before}
            database.execute("insert into public.chairs (shop_id, label) values (%s, 'One')", [shop_id])
            await inbox.next()
            with pytest.raises(TimeoutError):  # an idle second
                await asyncio.wait_for(asyncio.Event().wait(), 1)
            database.execute("insert into public.chairs (shop_id, label) values (%s, 'Two')", [shop_id])
            await inbox.next()
            assert activity(database) == before


def activity(database: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    """Every other session of this database, with the start of its last query."""
    query = """select pid, backend_type, query_start, xact_start from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type <> 'autovacuum worker'
      order by pid"""
    return database.execute(query).fetchall()


async def heard(stack: Stack, day: int) -> None:
    """A fresh client hears of a fresh change."""
    shop_id, chair_id = str(uuid4()), str(uuid4())
    async with online(stack) as client:
        inbox = await listen(client, filter=f"shop_id=eq.{shop_id}")
        execute(stack, "insert into public.shops (id, name) values (%s, 'Loud')", shop_id)
        execute(stack, "insert into public.chairs (shop_id, id, label) values (%s, %s, 'One')", shop_id, chair_id)
        insert(stack, Shop(shop_id, chair_id, "", ""), day)
        await inbox.next()


async def test_a_new_client_hears_changes_after_a_restart(own_stack: Stack) -> None:
    await heard(own_stack, 1)
    own_stack.restart()
    await heard(own_stack, 2)


@pytest.mark.filterwarnings("ignore:ConnectionClosed:DeprecationWarning")  # the client's own; fatal to it as an error
async def test_a_connected_client_joins_again_by_itself_after_a_restart(own_stack: Stack) -> None:
    async with online(own_stack) as client:
        inbox, states = Inbox(), asyncio.Queue[str]()
        channel = client.channel("patient")
        channel.on_postgres_changes(INSERT, schema="public", table="chairs", callback=inbox.put)
        channel.on_system(lambda payload: states.put_nowait(str(payload)))
        await channel.subscribe()
        await asyncio.wait_for(states.get(), PATIENCE)
        await asyncio.to_thread(own_stack.restart)
        await asyncio.wait_for(states.get(), PATIENCE)
        shop_id = str(uuid4())
        execute(own_stack, "insert into public.shops (id, name) values (%s, 'Back')", shop_id)
        execute(own_stack, "insert into public.chairs (shop_id, label) values (%s, 'Again')", shop_id)
        assert (await inbox.next())["record"]["label"] == "Again"


async def test_nothing_is_missed_when_every_connection_of_the_database_is_cut(own_stack: Stack) -> None:
    shop_id = str(uuid4())
    cut = """select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()"""
    async with online(own_stack) as client:
        inbox = await listen(client, table="chairs")
        execute(own_stack, "insert into public.shops (id, name) values (%s, 'Tough')", shop_id)
        execute(own_stack, cut)
        execute(own_stack, "insert into public.chairs (shop_id, label) values (%s, 'While away')", shop_id)
        assert (await inbox.next())["record"]["label"] == "While away"
    headers = {"apikey": own_stack.secret_key}
    url = f"{own_stack.url}/rest/v1/chairs?select=label&shop_id=eq.{shop_id}"
    while (answer := httpx.get(url, headers=headers)).status_code == 503:
        assert answer.json()["code"] == "PGRST001"
    assert answer.json() == [{"label": "While away"}]
