"""Somebody retired from a business's file and named again is the same person: their bookings still count."""

from __future__ import annotations

from typing import Any

import psycopg

from tests.support.cast import LAWNS, make_cast, provision


def test_staff_named_again_keep_their_calendar(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        cast = make_cast(connection)
        first = dict(cast.lawns.staff)
        (name, file) = next((s["name"], s) for s in LAWNS["staff"])
        without: dict[str, Any] = LAWNS | {"staff": [file | {"name": "Somebody Else"}]}
        assert name not in provision(connection, without).staff
        assert provision(connection, LAWNS).staff[name] == first[name]


def test_a_service_named_again_is_the_same_service(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        cast = make_cast(connection)
        name, file = LAWNS["services"][0]["name"], LAWNS["services"][0]
        provision(connection, LAWNS | {"services": [file | {"name": "Something Else"}]})
        assert provision(connection, LAWNS).services[name] == cast.lawns.services[name]
