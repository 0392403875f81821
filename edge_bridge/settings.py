"""Settings, read once from the environment or `.env`, all odd ones named together. `.env.example` lists every one."""

import sys
from typing import Annotated, Literal, NoReturn, TypeVar

from pydantic import AfterValidator, Field, HttpUrl, TypeAdapter, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from edge_bridge.mail.address import read_address, read_smtp_url

_URL = TypeAdapter(HttpUrl)


def _base_url(value: str) -> str:
    _URL.validate_python(value)
    return value.rstrip("/")


def _smtp_url(value: str) -> str:
    read_smtp_url(value)
    return value


BaseUrl = Annotated[str, AfterValidator(_base_url)]
Port = Annotated[int, Field(ge=1, le=65535)]
Key = Annotated[str, Field(min_length=8)]
SmtpUrl = Annotated[str, AfterValidator(_smtp_url)]
MailAddress = Annotated[str, AfterValidator(read_address)]
RouterName = Literal["osrm", "valhalla", "ors", "google"]


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
    """For the workers. Without a Twilio address texts go to Twilio itself; without a Claude key the offline engine answers.

    Without a mail server no e-mail is sent, and each that would be says so. Without a router drives are measured offline.
    OSRM and Valhalla are one's own servers, ORS and Google want a key.
    """

    edge_url: BaseUrl
    dashboard_url: BaseUrl
    twilio_account_sid: Annotated[str, Field(pattern=r"^AC[0-9a-fA-F]{32}$")]
    twilio_auth_token: Key
    twilio_api_url: BaseUrl | None = None
    smtp_url: SmtpUrl | None = None
    mail_from: MailAddress | None = Field(default=None, validate_default=True)
    anthropic_api_key: Key | None = None
    anthropic_base_url: BaseUrl | None = None
    anthropic_model: str = "claude-haiku-5-5"
    anthropic_deadline_seconds: Annotated[float, Field(gt=0, le=45)] = 20.0
    answer_workers: Annotated[int, Field(ge=1, le=32)] = 2
    travel_router: RouterName | None = None
    travel_url: BaseUrl | None = Field(default=None, validate_default=True)
    travel_api_key: Key | None = Field(default=None, validate_default=True)

    @field_validator("mail_from")
    @classmethod
    def _what_a_mail_server_needs(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("smtp_url"):
            raise ValueError("needed with SMTP_URL: the address e-mails come from")
        return value

    @field_validator("travel_url", "travel_api_key")
    @classmethod
    def _what_the_router_needs(cls, value: str | None, info: ValidationInfo) -> str | None:
        router = info.data.get("travel_router")
        needed = {"osrm": "travel_url", "valhalla": "travel_url", "ors": "travel_api_key", "google": "travel_api_key"}
        if value is None and router and needed[router] == info.field_name:
            raise ValueError(f"needed for TRAVEL_ROUTER={router}")
        return value


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
