"""The [chat] part of a business's file: the chat window on its website."""

from typing import Annotated, Any, Literal

from pydantic import Field

from seed.values import Part


class Chat(Part):
    """What is left out stays as its members have set it. The database says what is no website."""

    on: bool | None = None
    origins: Annotated[list[str], Field(max_length=20)] | None = None
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    side: Literal["left", "right"] | None = None
    greeting: Annotated[str, Field(max_length=300)] | None = None
    avatar: Annotated[str, Field(max_length=8)] | None = None
    privacy: Annotated[str, Field(max_length=300)] | None = None

    def row(self) -> dict[str, Any]:
        """As the database takes it."""
        return self.model_dump(exclude_none=True)
