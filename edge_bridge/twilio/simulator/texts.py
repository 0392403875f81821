"""One text, as the phones and the API know it."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

FINAL = frozenset({"delivered", "undelivered", "failed", "received"})


@dataclass(slots=True)
class Text:
    """`direction` is outbound-api, outbound-reply (TwiML, STOP and HELP answers) or inbound. Times are aware UTC.

    `seq` grows with every change of any text: it is the cursor readers follow. `webhook_status` (inbound only) is what
    the product answered, None while waiting or when it could not be reached.
    """

    sid: str
    from_number: str
    to_number: str
    body: str
    direction: str
    status: str
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    media: tuple[str, ...] = ()
    num_segments: int = 1
    messaging_service_sid: str | None = None
    status_callback: str | None = None
    error_code: int | None = None
    webhook_status: int | None = None
    webhook_error: str | None = None
    seq: int = 0

    @property
    def inbound(self) -> bool:
        """Whether a person wrote it, rather than a business."""
        return self.direction == "inbound"

    @property
    def person(self) -> str:
        """The phone in somebody's hand."""
        return self.from_number if self.inbound else self.to_number

    @property
    def business(self) -> str:
        """The business's side of the conversation."""
        return self.to_number if self.inbound else self.from_number

    @property
    def reached_phone(self) -> bool:
        """Whether the person can read it: nothing that failed ever arrives."""
        return self.status not in ("failed", "undelivered")

    def as_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` reads it back."""
        record = asdict(self)
        for name in ("created_at", "updated_at", "sent_at"):
            record[name] = record[name].isoformat() if record[name] else None
        return record

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Text:
        """Reads what `as_json` wrote. Raises TypeError, KeyError or ValueError for anything else."""
        times = {n: datetime.fromisoformat(record[n]) for n in ("created_at", "updated_at")}
        sent_at = datetime.fromisoformat(record["sent_at"]) if record["sent_at"] else None
        return cls(**{**record, **times, "sent_at": sent_at, "media": tuple(record["media"])})


def new_sid(media: bool) -> str:
    """SM and 32 hexadecimal digits; MM for a text with pictures."""
    return ("MM" if media else "SM") + secrets.token_hex(16)
