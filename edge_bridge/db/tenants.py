"""Bringing a business to life from its file."""

from typing import Any

from edge_bridge.db.client import Call, rpc


def provision_business(file: dict[str, Any]) -> Call[str]:
    """Makes or updates a business; the same file again changes nothing. Its id."""
    return rpc("provision_business", {"p_file": file}, str)
