"""Who the numbers belong to, as an operator told us."""

from __future__ import annotations

from collections.abc import Iterator

ROLES = ("customer", "owner", "business")


class Names:
    """A number's name and role. Nobody has to name any: unknown phones are customers'."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[str, str]] = {}

    def set(self, number: str, name: str | None, role: str | None) -> None:
        """Name a number, or forget it. Without a role, a name that says "owner" makes the phone an owner's."""
        if not name:
            self._entries.pop(number, None)
            return
        self._entries[number] = (name, role or ("owner" if "owner" in name.lower() else "customer"))

    def name(self, number: str) -> str | None:
        """The name of a number, if it has one."""
        return self._entries[number][0] if number in self._entries else None

    def role(self, number: str) -> str:
        """customer, owner or business."""
        return self._entries[number][1] if number in self._entries else "customer"

    def with_role(self, role: str) -> list[str]:
        """The named numbers of a role."""
        return [number for number, (_, its_role) in self._entries.items() if its_role == role]

    def entries(self) -> Iterator[list[str]]:
        """Number, name and role of each."""
        return ([number, name, role] for number, (name, role) in self._entries.items())
