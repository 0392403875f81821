"""What the database can answer besides rows, by name. One place maps codes; a PostgREST client sees no HTTP status."""

import httpx
from postgrest.exceptions import APIError


class DatabaseError(Exception):
    """The database refused, for a reason the caller did not foresee."""


class NotFound(DatabaseError):
    """It is not there, or it is not the caller's to see: the two are not told apart."""


class BadInput(DatabaseError):
    """The values cannot be right; nothing was changed."""


class Conflict(DatabaseError):
    """Somebody else was first; nothing was changed."""


class Unavailable(DatabaseError):
    """The database did not answer; whether anything was changed is not known."""


_BY_CODE: dict[str, type[DatabaseError]] = {
    "PT400": BadInput,
    "PT404": NotFound,
    "PT409": Conflict,
    "PGRST116": NotFound,
    "22P02": BadInput,
    "22007": BadInput,
    "22008": BadInput,
    "23502": BadInput,
    "23514": BadInput,
    "23503": Conflict,
    "23505": Conflict,
    "23P01": Conflict,
    "40001": Conflict,
    "57014": Unavailable,
    "57P01": Unavailable,
}


def named(error: APIError | httpx.HTTPError) -> DatabaseError:
    """The named error for whatever a client raised."""
    if isinstance(error, httpx.HTTPError):
        return Unavailable(f"The database did not answer ({type(error).__name__}).")
    code = str(error.code or "")
    if code.startswith(("08", "53", "PGRST00")) or code in ("502", "503", "504"):
        return Unavailable(error.message or "The database is not available.")
    return _BY_CODE.get(code, DatabaseError)(error.message or code)
