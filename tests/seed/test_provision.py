"""From a file to a live tenant, through the data API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from seed.entries import Block, Closed, Holiday
from seed.file import BusinessFile
from seed.provision import Provisioner
from tests.stack import Stack
from tests.support.product import GREEN_BLADE, HARBOUR_HAIR

TABLES = ["businesses", "staff", "working_hours", "services", "service_staff", "members", "date_hours", "blocked_times"]
TABLES += ["holidays", "places", "business_files"]


@pytest.fixture
def provisioner(stack: Stack) -> Iterator[Provisioner]:
    provisioner = Provisioner(stack.url, stack.secret_key, stack.site_url)
    yield provisioner
    provisioner.close()


def rows(stack: Stack, query: str, *values: Any) -> list[dict[str, Any]]:
    with psycopg.connect(stack.database_url, row_factory=dict_row) as connection:
        return connection.execute(query, values).fetchall()


def everything(stack: Stack) -> dict[str, list[Any]]:
    return {table: rows(stack, f"select t::text as t from public.{table} t order by 1") for table in TABLES}


def test_a_file_applied_again_changes_nothing(stack: Stack, provisioner: Provisioner) -> None:
    ids = [provisioner.apply(file) for file in (GREEN_BLADE, HARBOUR_HAIR)]
    before = everything(stack)
    assert [provisioner.apply(file) for file in (GREEN_BLADE, HARBOUR_HAIR)] == ids
    assert everything(stack) == before


def test_its_states_holidays_are_suggested_at_once(stack: Stack, provisioner: Provisioner) -> None:
    made = provisioner.apply(GREEN_BLADE)
    query = "select name, closed from public.holidays where business_id = %s and extract(doy from on_date) >= 359"
    christmas = rows(stack, f"{query} and name = 'Christmas Day' and edited_at is null", made)
    assert christmas
    assert all(row["closed"] for row in christmas)
    (reach,) = rows(stack, "select holidays_until - current_date as days from public.businesses where id = %s", made)
    assert reach["days"] >= 365


def test_without_a_state_none_are(stack: Stack, provisioner: Provisioner) -> None:
    provisioner.apply(GREEN_BLADE.model_copy(update={"state": None}))
    assert rows(stack, "select from public.holidays") == []


def test_dates_and_blocks_of_a_file_are_there(stack: Stack, provisioner: Provisioner) -> None:
    file: BusinessFile = HARBOUR_HAIR.model_copy(
        update={
            "closed": [Closed(date=date(2030, 12, 24))],
            "holidays": [Holiday(date=date(2030, 12, 26), name="Boxing Day", works=True)],
            "blocks": [Block.model_validate({"from": "2030-12-27T00:00:00", "to": "2030-12-28T00:00:00"})],
        }
    )
    provisioner.apply(file)
    assert len(rows(stack, "select from public.date_hours where on_date = '2030-12-24' and opens is null")) == 2
    (works,) = rows(stack, "select closed from public.holidays where on_date = '2030-12-26'")
    assert works == {"closed": False}
    (block,) = rows(stack, "select during from public.blocked_times")
    assert block["during"].lower.isoformat() == "2030-12-26T13:00:00+00:00"


def test_daves_day_has_lunch_and_a_base(stack: Stack, provisioner: Provisioner) -> None:
    provisioner.apply(GREEN_BLADE)
    (lunch,) = rows(stack, "select weekdays, from_time::text, to_time::text, reason from public.blocked_times")
    assert lunch == {"weekdays": [1, 2, 3, 4, 5], "from_time": "12:00:00", "to_time": "12:30:00", "reason": "Lunch"}
    base = "select p.suburb from public.staff s join public.places p on p.id = s.base_place_id"
    assert rows(stack, base) == [{"suburb": "Ashgrove"}]
