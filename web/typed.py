"""What a person typed into a form, read field by field. Whatever cannot be read is said in a sentence and stays typed."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from edge_bridge.texts.phones import e164

_WALL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:00)?")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:00)?")
_PRICE = re.compile(r"\$?\s*(\d{1,7}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,2}))?")
_NOT_TYPED = ("csrf_token", "anyway", "check")


class BadField(Exception):
    """A field that cannot be read, in a sentence for the person."""


class Typed:
    """A sent form. Fields that are not there count as empty."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = {name: _clean(value) for name, value in fields.items()}

    def text(self, name: str, most: int = 200) -> str:
        """What was typed, at most so long."""
        return self.fields.get(name, "")[:most]

    def up_to(self, name: str, most: int, what: str) -> str:
        """What was typed. More than `most` characters are said rather than cut off."""
        typed = self.fields.get(name, "")
        if len(typed) > most:
            raise BadField(
                f"The {what} is {len(typed):,} characters long, and {most:,} fit. Shorten it a little; nothing was lost."
            )
        return typed

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked or a button of that name pressed."""
        return bool(self.fields.get(name))

    def uuid(self, name: str) -> str | None:
        """An id chosen from a list, or None."""
        try:
            return str(UUID(self.fields.get(name, "")))
        except ValueError:
            return None

    def chosen(self, name: str) -> list[str]:
        """The ids whose boxes were ticked, each named like 'staff-<id>'."""
        return [
            one.removeprefix(f"{name}-") for one, value in self.fields.items() if one.startswith(f"{name}-") and value
        ]

    def wall_time(self, name: str) -> datetime:
        """A date with a time on the business's clock: naive, for the database alone knows the instant."""
        typed = self.fields.get(name, "")
        try:
            if _WALL.fullmatch(typed):
                return datetime.fromisoformat(typed)
        except ValueError:
            pass
        raise BadField("Choose a date and a time that exist, written like 2026-11-05T14:00.")

    def minutes(self, name: str) -> int | None:
        """A length in minutes; None when left empty."""
        typed = self.fields.get(name, "")
        if not re.fullmatch(r"\d{0,4}", typed):
            raise BadField("Give the length in whole minutes, such as 60.")
        return int(typed) if typed else None

    def time_of_day(self, name: str) -> str:
        """A local time as the database reads it, like 17:30; empty when left empty."""
        typed = self.fields.get(name, "")
        if typed and not _TIME.fullmatch(typed):
            raise BadField("Give the times on the 24-hour clock, such as 17:30.")
        return typed[:5]

    def phone(self, name: str) -> str:
        """As E.164; empty when left empty."""
        typed = self.fields.get(name, "")
        number = e164(typed) if typed else ""
        if number is None:
            raise BadField(
                "That phone number isn't complete. Write it like 0400 123 456, or with its country like +64 21 123 4567."
            )
        return number

    def cents(self, name: str) -> int | None:
        """A price; None when left empty: quoted."""
        typed = self.fields.get(name, "")
        found = _PRICE.fullmatch(typed)
        if typed and not found:
            raise BadField("Give the price in dollars, such as 65 or 65.50, or leave it empty to quote.")
        return int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0")) if found else None

    def changed(self, *names: str) -> bool:
        """Whether any of these differs from what the page had shown, which came along hidden as 'was-…'."""
        return any(self.fields.get(name, "") != self.fields.get(f"was-{name}", "") for name in names)

    @property
    def mark(self) -> str:
        """Stands for exactly what was typed."""
        typed = sorted((name, value) for name, value in self.fields.items() if name not in _NOT_TYPED and value)
        return hashlib.sha256(json.dumps(typed).encode()).hexdigest()[:24]

    @property
    def insists(self) -> bool:
        """'Do it anyway', about what was refused and nothing else: a change after it is looked at anew."""
        return self.fields.get("anyway") == self.mark


def _clean(value: str) -> str:
    lines = value.replace("\r\n", "\n").strip()
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")
