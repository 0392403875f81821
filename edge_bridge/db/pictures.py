"""Pictures that customers send: fetched from the carrier by a worker, shown to members."""

import base64
from datetime import datetime
from typing import Any

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import Row


class ClaimedPicture(Row):
    """One to fetch, and where it is."""

    business_id: str
    id: str
    url: str


class Picture(Row):
    """One that a customer sent; `content` in base64, None while it has not been fetched."""

    content_type: str
    content: str | None

    @property
    def data(self) -> bytes | None:
        """The file itself."""
        return base64.b64decode(self.content) if self.content else None


def claim_pictures(now: datetime | None = None) -> Call[list[ClaimedPicture]]:
    """Those due to be fetched, each for a minute."""
    return rpc("claim_pictures", {"p_now": now and now.isoformat()}, _claimed)


def keep_picture(picture: ClaimedPicture, content_type: str, content: bytes, now: datetime | None = None) -> Call[bool]:
    """Stores it. False: it was kept already."""
    params = {
        "p_business": picture.business_id,
        "p_picture": picture.id,
        "p_content_type": content_type,
        "p_content": base64.b64encode(content).decode(),
        "p_now": now and now.isoformat(),
    }
    return rpc("keep_picture", params, bool)


def fail_picture(picture: ClaimedPicture, reason: str, final: bool) -> Call[None]:
    """Notes why not; `final`: it is not tried again."""
    params = {"p_business": picture.business_id, "p_picture": picture.id, "p_error": reason, "p_final": final}
    return rpc("fail_picture", params, lambda _: None)


def picture(business_id: str, picture_id: str) -> Call[Picture]:
    """As a member. Raises NotFound when it is not the person's."""
    return rpc("read_picture", {"p_business": business_id, "p_picture": picture_id}, Picture.model_validate)


def _claimed(rows: Any) -> list[ClaimedPicture]:
    return [ClaimedPicture.model_validate(row) for row in rows or []]
