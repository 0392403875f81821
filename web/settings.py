"""What the dashboard must be told. It is never given the service key, and would not read it."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, HttpUrl, SecretStr, TypeAdapter, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from edge_bridge.calendars.google_places import AUTHORIZE_URL, TOKEN_URL
from edge_bridge.calendars.sealing import check_keys

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
    edge_url: str | None = Field(default=None, description="the edge's http or https address, where calendar feeds are")
    calendar_key: SecretStr | None = Field(
        default=None, description="a name, a colon and 32 random bytes in base64url; several with commas between"
    )
    google_client_id: str | None = Field(default=None, description="our client id with Google")
    google_client_secret: SecretStr | None = Field(default=None, description="the secret that goes with it")
    google_authorize_url: str = Field(default=AUTHORIZE_URL, description="where people allow us their calendar")
    google_token_url: str = Field(default=TOKEN_URL, description="where Google gives tokens")
    web_port: int = Field(ge=1, le=65535, description="a port number from 1 to 65535")
    trusted_proxies: int = Field(
        default=0, ge=0, le=10, description="how many proxies of ours stand before the dashboard, 0 to 10"
    )
    google_sign_in: bool = Field(default=False, description="true where the Supabase project signs in with Google")

    @field_validator("supabase_url", "dashboard_url", "edge_url", "google_authorize_url", "google_token_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        _WEB_ADDRESS.validate_python(value)
        return value.rstrip("/")

    @field_validator("calendar_key")
    @classmethod
    def _keys(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            check_keys(value.get_secret_value())
        return value

    @field_validator(
        "supabase_jwt_secret", "edge_url", "calendar_key", "google_client_id", "google_client_secret", mode="before"
    )
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
