"""The only Python that talks to Supabase's data API: one function per SQL function, typed rows, errors by name."""

from edge_bridge.db.client import AsyncDatabase, Call, Database
from edge_bridge.db.errors import BadInput, Conflict, DatabaseError, NotFound, Unavailable

__all__ = ["AsyncDatabase", "BadInput", "Call", "Conflict", "Database", "DatabaseError", "NotFound", "Unavailable"]
