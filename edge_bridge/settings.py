"""Settings, read once from the environment or `.env`, all odd ones named together. `.env.example` lists every one."""

import sys
from typing import Annotated, NoReturn, TypeVar

from pydantic import AfterValidator, Field, HttpUrl, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_URL = TypeAdapter(HttpUrl)


def _base_url(value: str) -> str:
    _URL.validate_python(value)
    return value.rstrip("/")


BaseUrl = Annotated[str, AfterValidator(_base_url)]
Port = Annotated[int, Field(ge=1, le=65535)]
Key = Annotated[str, Field(min_length=8)]


class Settings(BaseSettings):
    """What every process of ours that acts as the service needs."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True)

    supabase_url: BaseUrl
    supabase_secret_key: Key


class EdgeSettings(Settings):
    """For the public ingress. `edge_url` is the address Twilio knows it by; signatures are checked against it."""

    edge_url: BaseUrl
    edge_port: Port = 8000
    twilio_auth_token: Key


class WorkerSettings(Settings):
    """For the workers. Without a Twilio address texts go to Twilio itself; without a Claude key the offline engine answers."""

    edge_url: BaseUrl
    dashboard_url: BaseUrl
    twilio_account_sid: Annotated[str, Field(pattern=r"^AC[0-9a-fA-F]{32}$")]
    twilio_auth_token: Key
    twilio_api_url: BaseUrl | None = None
    anthropic_api_key: Key | None = None
    anthropic_base_url: BaseUrl | None = None
    anthropic_model: str = "claude-haiku-5-5"
    anthropic_deadline_seconds: Annotated[float, Field(gt=0, le=45)] = 20.0
    answer_workers: Annotated[int, Field(ge=1, le=32)] = 2


S = TypeVar("S", bound=BaseSettings)


def read_settings(kind: type[S]) -> S:
    """The settings, or one message naming everything missing or odd, and exit 2."""
    try:
        return kind()
    except ValidationError as error:
        stop("These settings are missing or odd:\n" + "\n".join(_line(e["loc"], e["msg"]) for e in error.errors()), 2)


def _line(place: tuple[int | str, ...], message: str) -> str:
    name = str(place[0]).upper() if place else "?"
    return f"  {name}: {'missing' if message == 'Field required' else message}"


def stop(message: str, code: int) -> NoReturn:
    """Ends the process with one plain message on stderr."""
    print(message, file=sys.stderr)
    raise SystemExit(code)
