"""A refusal reaches the client with its code, message, details and hint, under PostgREST's status."""

from __future__ import annotations

import httpx
import pytest
from postgrest.exceptions import APIError
from supabase import Client

from tests.stack import Stack
from tests.supabase.conftest import Shop

STATUS = {
    "P0001": 400,
    "P0002": 500,
    "PT402": 402,
    "PT404": 404,
    "PT409": 409,
    "PT422": 422,
    "22023": 400,
    "23505": 409,
    "23503": 409,
    "23514": 400,
    "23P01": 400,
    "28000": 403,
    "40001": 500,
    "42501": 403,
    "53300": 503,
    "55P03": 500,
    "57014": 500,
    "0A000": 400,
}


def code_of(refusal: pytest.ExceptionInfo[APIError]) -> str | None:
    return refusal.value.code


@pytest.mark.parametrize("code", STATUS)
def test_a_raised_code_keeps_its_message_details_and_hint(service: Client, code: str) -> None:
    with pytest.raises(APIError) as refusal:
        service.rpc("refuse", {"p_code": code}).execute()
    error = refusal.value
    assert (error.code, error.message, error.details, error.hint) == (code, "it was refused", "the detail", "the hint")


@pytest.mark.parametrize(("code", "status"), STATUS.items())
def test_a_raised_code_has_postgrests_status(served: Stack, code: str, status: int) -> None:
    url = f"{served.url}/rest/v1/rpc/refuse"
    assert httpx.post(url, headers={"apikey": served.secret_key}, json={"p_code": code}).status_code == status


def test_a_function_can_choose_code_and_status_itself(served: Stack) -> None:
    answer = httpx.post(f"{served.url}/rest/v1/rpc/refuse_with_status", headers={"apikey": served.secret_key})
    assert answer.status_code == 409
    assert answer.json() == {
        "code": "TAKEN",
        "message": "it is taken",
        "details": "by somebody",
        "hint": "take another",
    }


def test_an_overlap_is_23p01(service: Client, shop: Shop) -> None:
    service.table("visits").insert(shop.visit(1)).execute()
    with pytest.raises(APIError) as refusal:
        service.table("visits").insert(shop.visit(1)).execute()
    assert code_of(refusal) == "23P01"
    assert "conflicts with existing key" in str(refusal.value.details)


def test_a_duplicate_is_23505(service: Client, shop: Shop) -> None:
    with pytest.raises(APIError) as refusal:
        service.table("shops").insert({"name": "Other", "slug": shop.id}).execute()
    assert code_of(refusal) == "23505"
    assert "already exists" in str(refusal.value.details)


def test_a_missing_parent_is_23503(service: Client, shop: Shop) -> None:
    with pytest.raises(APIError) as refusal:
        service.table("visits").insert(shop.visit(1) | {"chair_id": shop.id}).execute()
    assert code_of(refusal) == "23503"


def test_a_broken_check_is_23514(service: Client, shop: Shop) -> None:
    backwards = shop.visit(1) | {"ends_at": "2026-11-30T10:00:00+10:00", "state": "cancelled"}
    with pytest.raises(APIError) as refusal:
        service.table("visits").insert(backwards).execute()
    assert code_of(refusal) == "23514"


def test_a_missing_value_is_23502(service: Client) -> None:
    with pytest.raises(APIError) as refusal:
        service.table("shops").insert({"slug": "nameless"}).execute()
    assert code_of(refusal) == "23502"


def test_a_value_of_the_wrong_type_is_22p02(service: Client) -> None:
    with pytest.raises(APIError) as refusal:
        service.table("visits").select("id").eq("id", "no-uuid").execute()
    assert code_of(refusal) == "22P02"


def test_another_shops_row_is_pt404(service: Client, shop: Shop) -> None:
    with pytest.raises(APIError) as refusal:
        service.rpc("cancel", {"p_shop_id": shop.id, "p_id": shop.chair_id}).execute()
    assert (refusal.value.code, refusal.value.hint) == ("PT404", "it may be another shop's")


def test_unknown_names_are_named(service: Client) -> None:
    with pytest.raises(APIError) as table:
        service.table("nowhere").select("id").execute()
    with pytest.raises(APIError) as function:
        service.rpc("nothing", {}).execute()
    with pytest.raises(APIError) as column:
        service.table("shops").select("nothing").execute()
    assert [code_of(refusal) for refusal in (table, function, column)] == ["PGRST205", "PGRST202", "42703"]
