"""What the dashboard must be told. It is never given the service key, and would not read it."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, HttpUrl, SecretStr, TypeAdapter, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_WEB_ADDRESS = TypeAdapter(HttpUrl)


class BadSettings(Exception):
    """All that is missing or odd, one line each; never a secret's value."""


class Settings(BaseSettings):
    """Read from the environment. Addresses end without a slash."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    supabase_url: str = Field(description="the Supabase project's http or https address")
    supabase_publishable_key: str = Field(min_length=8, description="the project's publishable key")
    supabase_jwt_secret: SecretStr | None = Field(
        default=None, description="32 characters or more, or absent where tokens are signed with published keys"
    )
    dashboard_url: str = Field(description="the http or https address people reach the dashboard at")
    web_secret_key: SecretStr = Field(description="32 characters or more, signs cookies")
    web_port: int = Field(ge=1, le=65535, description="a port number from 1 to 65535")

    @field_validator("supabase_url", "dashboard_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        _WEB_ADDRESS.validate_python(value)
        return value.rstrip("/")

    @field_validator("supabase_jwt_secret", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: object) -> object:
        return value or None

    @field_validator("supabase_jwt_secret", "web_secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 32:
            raise ValueError("too short")
        return value

    @property
    def is_https(self) -> bool:
        """Whether people reach us over https, so cookies must stay on it."""
        return self.dashboard_url.startswith("https://")


def read_settings() -> Settings:
    """From the environment. Raises BadSettings naming every problem at once."""
    from_environment: dict[str, Any] = {}
    try:
        return Settings(**from_environment)
    except ValidationError as error:
        raise BadSettings("\n".join(_sentences(error))) from None


def _sentences(error: ValidationError) -> list[str]:
    fields: Mapping[str, object] = Settings.model_fields
    found = []
    for problem in error.errors(include_input=False):
        name = str(problem["loc"][0])
        wanted = getattr(fields.get(name), "description", "")
        verb = "is missing; it must be" if problem["type"] == "missing" else "must be"
        found.append(f"  - {name.upper()} {verb} {wanted}.")
    return found
