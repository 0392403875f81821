"""The desk over a real database, for texts made from real rows."""

from tests.supabase.rules.conftest import desk, shared

__all__ = ["desk", "shared"]
