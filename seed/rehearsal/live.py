"""A live business's own settings, copied into a scratch database. The live one is only read, as the service.

Rows are copied as they are, with whatever columns they have; its people, customers, bookings and conversations are not.
"""

from datetime import date, timedelta
from typing import Any, cast

from psycopg import sql
from psycopg.types.json import Jsonb

from edge_bridge.db import Database, NotFound
from edge_bridge.db.client import Call
from seed.rehearsal.house import Connection, House, house, one

TABLES = (
    "places", "staff", "services", "service_staff", "working_hours", "date_hours", "holidays", "blocked_times",
    "travel_times", "answers",
)  # fmt: skip
STAND_IN_NUMBER = "+61480000000"
OWNER = "rehearsal@owner.example"


def copied(db: Database, slug: str, connection: Connection) -> House:
    """The copy, with a stand-in owner and taking bookings. Raises NotFound where there is no such business."""
    found = db.run(_rows("businesses", "slug", slug))
    if not found:
        raise NotFound(f"There is no business called {slug}.")
    (business,) = found
    business |= {"sms_number": business["sms_number"] or STAND_IN_NUMBER, "paused_at": None, "paused_until": None}
    _insert(connection, "businesses", [business])
    for table in TABLES:
        _insert(connection, table, db.run(_rows(table, "business_id", business["id"])))
    _give_owner(connection, business["id"])
    connection.commit()
    return house(connection, business["id"])


def next_monday(today: date) -> date:
    """The Monday after today."""
    return today + timedelta(days=7 - today.weekday())


def _rows(table: str, column: str, value: str) -> Call[list[dict[str, Any]]]:
    return Call(
        lambda client: client.table(table).select("*").eq(column, value).limit(10_000),
        lambda data: cast(list[dict[str, Any]], data),
    )


def _insert(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    name = sql.Identifier("public", table)
    statement = sql.SQL("insert into {} select * from jsonb_populate_recordset(null::{}, %s)").format(name, name)
    connection.execute(statement, [Jsonb(rows)])


def _give_owner(connection: Connection, business: str) -> None:
    user = one(
        connection, "insert into auth.users (id, email) values (gen_random_uuid(), %s) returning id::text", OWNER
    )
    connection.execute(
        "insert into public.members (business_id, user_id, role, name, email, phone) values (%s, %s, 'owner', 'Owner', %s, %s)",
        [business, user, OWNER, "+61400000001"],
    )
