"""Reading, writing and calling functions through the official client."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import httpx
import psycopg
import pytest
from postgrest.exceptions import APIError
from supabase import Client

from tests.stack import Stack
from tests.supabase.conftest import Connect, Shop, data

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture
def visits(service: Client, shop: Shop) -> list[dict[str, Any]]:
    """Three visits, on the 1st, 2nd and 3rd."""
    rows = [
        shop.visit(1, price=12.5, tags=["a,b", 'say "hi"'], details={"dog": None, "rooms": [1, "2"]}),
        shop.visit(2, price=20, tags=[], details=None),
        shop.visit(3, price=None, tags=["x"], details={"dog": "Rex"}),
    ]
    return list(data(service.table("visits").insert(rows)))


def test_what_was_inserted_comes_back_with_its_types(visits: list[dict[str, Any]]) -> None:
    first = visits[0]
    assert first["price"] == 12.5
    assert first["tags"] == ["a,b", 'say "hi"']
    assert first["details"] == {"dog": None, "rooms": [1, "2"]}
    assert first["state"] == "pending"
    assert visits[1]["details"] is None


def test_instants_are_iso_8601_with_an_offset_at_the_top_and_embedded(
    service: Client, shop: Shop, visits: list[dict[str, Any]]
) -> None:
    assert visits[0]["starts_at"] == "2026-12-01T00:00:00+00:00"
    chair = data(service.table("chairs").select("visits(starts_at)").eq("id", shop.chair_id).single())
    assert chair["visits"][0]["starts_at"] == "2026-12-01T00:00:00+00:00"
    assert service.rpc("noon", {}).execute().data == "2026-12-01T02:00:00.25+00:00"


@pytest.mark.usefixtures("visits")
def test_filters_order_and_limit(service: Client, shop: Shop) -> None:
    found = data(
        service.table("visits")
        .select("starts_at")
        .eq("shop_id", shop.id)
        .gte("starts_at", "2026-12-01T00:00:00Z")
        .in_("state", ["pending", "confirmed"])
        .neq("price", 99)
        .order("starts_at", desc=True)
        .limit(1)
    )
    assert [row["starts_at"] for row in found] == ["2026-12-02T00:00:00+00:00"]


@pytest.mark.usefixtures("visits")
def test_filters_on_null_arrays_json_and_alternatives(service: Client, shop: Shop) -> None:
    def days(query: Any) -> list[str]:
        return [row["starts_at"][8:10] for row in query.eq("shop_id", shop.id).order("starts_at").execute().data]

    def read() -> Any:
        return service.table("visits").select("starts_at")

    assert days(read().is_("price", "null")) == ["03"]
    assert days(read().contains("tags", ["x"])) == ["03"]
    assert days(read().eq("details->>dog", "Rex")) == ["03"]
    assert days(read().or_("price.eq.20,tags.cs.{x}")) == ["02", "03"]
    assert days(read().not_.is_("price", "null")) == ["01", "02"]


@pytest.mark.usefixtures("visits")
def test_a_page_comes_with_the_whole_count(service: Client, shop: Shop) -> None:
    page = service.table("visits").select("id", count="exact").eq("shop_id", shop.id).range(0, 1).execute()  # type: ignore[arg-type]
    assert (len(page.data), page.count) == (2, 3)


@pytest.mark.usefixtures("visits")
def test_rows_are_embedded_over_composite_foreign_keys_both_ways(service: Client, shop: Shop) -> None:
    visits = data(service.table("visits").select("chairs(label, shops(name))").eq("shop_id", shop.id).limit(1))
    assert visits[0] == {"chairs": {"label": "Window", "shops": {"name": "Jim's Cuts"}}}
    chair = data(
        service.table("chairs")
        .select("label, visits(starts_at)")
        .eq("shop_id", shop.id)
        .order("starts_at", desc=True, foreign_table="visits")
        .limit(2, foreign_table="visits")
        .single()
    )
    assert [row["starts_at"][8:10] for row in chair["visits"]] == ["03", "02"]


def test_a_relationship_named_by_a_composite_key_joins_on_all_of_it(service: Client, shop: Shop) -> None:
    door = data(service.table("chairs").insert({"shop_id": shop.id, "label": "Door"}))[0]
    service.table("visits").insert([shop.visit(1), shop.visit(1, chair_id=door["id"])]).execute()
    chairs, visits = "chairs!visits_shop_id_chair_id_fkey(label)", "visits!visits_shop_id_chair_id_fkey(id)"
    found = data(service.table("visits").select(chairs).eq("shop_id", shop.id))
    assert sorted(visit["chairs"]["label"] for visit in found) == ["Door", "Window"]
    assert [len(chair["visits"]) for chair in data(service.table("chairs").select(visits).eq("shop_id", shop.id))] == [
        1,
        1,
    ]


def test_a_single_row_that_is_missing_is_none_or_refused(service: Client, shop: Shop) -> None:
    nothing = service.table("visits").select("id").eq("shop_id", shop.id)
    assert nothing.maybe_single().execute() is None
    with pytest.raises(APIError) as refusal:
        service.table("visits").select("id").eq("shop_id", shop.id).single().execute()
    assert refusal.value.code == "PGRST116"


def test_an_update_returns_the_rows_it_changed(service: Client, shop: Shop, visits: list[dict[str, Any]]) -> None:
    change = service.table("visits").update({"state": "confirmed"}).eq("shop_id", shop.id)
    assert [row["state"] for row in data(change.eq("id", visits[0]["id"]))] == ["confirmed"]


def test_an_upsert_changes_the_row_with_the_same_key(service: Client, shop: Shop) -> None:
    again = data(service.table("shops").upsert({"slug": shop.id, "name": "Jim's"}, on_conflict="slug"))
    assert [(row["id"], row["name"]) for row in again] == [(shop.id, "Jim's")]


@pytest.mark.usefixtures("visits")
def test_a_function_returns_a_set_that_can_be_filtered_and_embedded(service: Client, shop: Shop) -> None:
    everything = data(service.rpc("visits_of", {"p_shop_id": shop.id}))
    assert [row["starts_at"][8:10] for row in everything] == ["01", "02", "03"]
    part = (
        service.rpc("visits_of", {"p_shop_id": shop.id})
        .select("price, chairs(label)")
        .order("starts_at", desc=True)
        .limit(1)
        .execute()
    )
    assert part.data == [{"price": None, "chairs": {"label": "Window"}}]


@pytest.mark.usefixtures("visits")
def test_a_function_returns_a_table(service: Client, shop: Shop) -> None:
    assert service.rpc("summary_of", {"p_shop_id": shop.id}).execute().data == [
        {"state": "pending", "visits": 3, "first": "2026-12-01T00:00:00+00:00"}
    ]


def test_a_function_returns_one_row(service: Client, shop: Shop, visits: list[dict[str, Any]]) -> None:
    cancelled = service.rpc("cancel", {"p_shop_id": shop.id, "p_id": visits[0]["id"]}).execute().data
    assert cancelled == {**visits[0], "state": "cancelled"}


def test_functions_return_scalars_arrays_and_nothing(service: Client) -> None:
    assert service.rpc("seven", {}).execute().data == 7
    assert service.rpc("labels", {"p_labels": ["x,y", 'q"', "NULL"]}).execute().data == ["x,y", 'q"', "NULL"]
    assert service.rpc("touch", {}).execute().data == []


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"k": [1, "2", None]}, "object"),
        ([1, {"a": "b"}], "array"),
        ("plain", "string"),
        ("{half", "string"),
    ],
)
def test_a_json_argument_arrives_as_the_value_it_is(service: Client, given: object, kind: str) -> None:
    answer = data(service.rpc("echo", {"p_value": given}))
    assert (answer["given"], answer["type"]) == (given, kind)


def test_a_user_sees_their_own_rows_and_an_outsider_none(owner: Client, outsider: Client, visits: Any) -> None:
    assert len(owner.table("visits").select("id").execute().data) == len(visits)
    assert outsider.table("visits").select("id").execute().data == []


def test_what_a_migration_revoked_stays_revoked(connect: Connect, owner: Client, shop: Shop) -> None:
    def code(query: Any) -> str | None:
        with pytest.raises(APIError) as refusal:
            query.execute()
        return refusal.value.code

    assert owner.table("chairs").select("label").execute().data == [{"label": "Window"}]
    assert code(owner.table("chairs").select("secret_note")) == "42501"
    assert code(owner.table("visits").insert(shop.visit(4))) == "42501"
    assert code(connect(None).table("visits").select("id")) == "42501"
    assert code(owner.rpc("for_workers", {})) == "42501"
    assert code(connect(None).rpc("for_workers", {})) == "42501"


def test_revokes_survive_a_restart_of_the_api(own_stack: Stack) -> None:
    own_stack.restart()
    answer = httpx.get(f"{own_stack.url}/rest/v1/visits", headers={"apikey": own_stack.publishable_key})
    assert (answer.status_code, answer.json()["code"]) == (401, "42501")


def test_a_policy_knows_who_asks(owner: Client, shop: Shop, connect: Connect) -> None:
    known = data(owner.rpc("who", {}))
    assert (known["user"], known["role"], known["database_role"]) == (shop.owner_id, "authenticated", "authenticated")
    assert known["claims"]["sub"] == shop.owner_id
    visitor = data(connect(None).rpc("who", {}))
    assert (visitor["user"], visitor["role"], visitor["database_role"]) == (None, "anon", "anon")
    assert data(connect().rpc("who", {}))["database_role"] == "service_role"


def test_nothing_of_one_request_is_left_for_the_next(owner: Client, connect: Connect) -> None:
    visitor = connect(None)
    for _ in range(30):
        owner.rpc("who", {}).execute()
        assert data(visitor.rpc("who", {}))["user"] is None


def test_schemas_other_than_public_are_not_served(service: Client) -> None:
    with pytest.raises(APIError) as refusal:
        service.schema("auth").table("users").select("id").execute()
    assert refusal.value.code == "PGRST106"


def test_a_new_table_is_served_without_a_restart(served: Stack, service: Client) -> None:
    with psycopg.connect(served.database_url, autocommit=True) as database:
        database.execute("create table public.afterthoughts (id int primary key)")
    for _ in range(50):
        with suppress(APIError):
            assert service.table("afterthoughts").select("id").execute().data == []
            return
    pytest.fail("the new table did not appear")
