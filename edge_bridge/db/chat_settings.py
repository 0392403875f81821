"""A business's chat window as its members set it. Read and set as the signed-in member; only an owner may change it."""

from typing import Any, Literal

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.inbox import Done
from edge_bridge.db.pages import only
from edge_bridge.db.words import Row

COLUMNS = ("token", "is_on", "origins", "colour", "side", "greeting", "avatar", "privacy_line")


class ChatSettings(Row):
    """How the window looks and where it may be shown; `token` is public. No origins: any website. Empty words: usual ones."""

    token: str
    is_on: bool
    origins: list[str]
    colour: str
    side: Literal["left", "right"]
    greeting: str
    avatar: str
    privacy_line: str


def chat_settings(business_id: str) -> Call[ChatSettings]:
    """Raises NotFound when the business is not the person's."""
    return Call(
        lambda client: client.table("widgets").select(",".join(COLUMNS)).eq("business_id", business_id),
        only(ChatSettings),
    )


def set_widget(business_id: str, settings: dict[str, Any]) -> Call[Done]:
    """All that is named in COLUMNS but the token. Raises BadInput with every mistake in words, also for who is no owner."""
    return rpc("set_widget", {"p_business": business_id, "p_settings": settings}, Done.model_validate)


def renew_widget_token(business_id: str, old: str) -> Call[Done]:
    """A new token in place of that one, which stops; `again` when it was replaced already."""
    return rpc("renew_widget_token", {"p_business": business_id, "p_old": old}, Done.model_validate)
