"""The calls of `edge_bridge.db` straight to a PostgreSQL connection, so that a whole conversation can be undone.

Each call is kept or undone by itself, as behind the data API, inside the transaction of whoever opened it. Clients that
want nothing but functions are enough: that is all the receptionist uses.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
from postgrest.exceptions import APIError
from psycopg import sql
from psycopg.types.json import Jsonb

from edge_bridge.db import Database
from edge_bridge.db.client import Call
from edge_bridge.db.errors import named

T = TypeVar("T")
_SIGNATURES = """
  select p.proname, p.proretset, p.proargnames, array(select t::regtype::text from unnest(p.proargtypes) t)
  from pg_proc p where p.pronamespace = 'public'::regnamespace"""


@dataclass(frozen=True)
class _Answer:
    data: Any


@dataclass(frozen=True)
class _Request:
    name: str
    params: dict[str, Any]
    database: "Direct"

    def execute(self) -> _Answer:
        """What the function returned: a list where it returns rows."""
        return _Answer(self.database.call(self.name, self.params))


class Direct(Database):
    """A `Database` on one connection, which stays its opener's to commit, undo and close."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        rows = connection.execute(_SIGNATURES).fetchall()
        self._signatures = {row[0]: (row[1], dict(zip(row[2] or [], row[3], strict=False))) for row in rows}

    def run(self, call: Call[T]) -> T:
        """As `Database.run`."""
        try:
            with self.connection.transaction():
                return call.read(call.build(self).execute().data)
        except psycopg.Error as error:
            message = error.diag.message_primary or str(error)
            raise named(APIError({"code": error.sqlstate or "", "message": message})) from error

    def rpc(self, name: str, params: dict[str, Any]) -> _Request:
        """What a PostgREST client would send."""
        return _Request(name, params, self)

    def call(self, name: str, params: dict[str, Any]) -> Any:
        """Calls public.`name` with named parameters."""
        many, types = self._signatures[name]
        given = {key: Jsonb(value) if types[key] == "jsonb" else value for key, value in params.items()}
        marks = [
            sql.SQL("{} => {}::{}").format(sql.Identifier(key), sql.Placeholder(key), sql.SQL(types[key]))
            for key in given
        ]
        statement = sql.SQL("select public.{}({})").format(sql.Identifier(name), sql.SQL(", ").join(marks))
        rows = [row[0] for row in self.connection.execute(statement, given).fetchall()]
        return rows if many else rows[0]

    def close(self) -> None:
        """The connection is not this one's to close."""
