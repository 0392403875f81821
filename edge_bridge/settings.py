"""Settings, read once from the environment or `.env`, all odd ones named together. `.env.example` lists every one."""

import sys
from typing import Annotated, Literal, NoReturn, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from edge_bridge.calendars import google_places
from edge_bridge.mail.address import read_address, read_smtp_url

_URL = TypeAdapter(HttpUrl)


def _base_url(value: str) -> str:
    _URL.validate_python(value)
    return value.rstrip("/")


def _smtp_url(value: str) -> str:
    read_smtp_url(value)
    return value


def _calendar_key(value: str) -> str:
    from edge_bridge.calendars.sealing import check_keys  # 60 ms that only who has keys need pay

    return check_keys(value)


BaseUrl = Annotated[str, AfterValidator(_base_url)]
Port = Annotated[int, Field(ge=1, le=65535)]
Key = Annotated[str, Field(min_length=8)]
SmtpUrl = Annotated[str, AfterValidator(_smtp_url)]
MailAddress = Annotated[str, AfterValidator(read_address)]
CalendarKey = Annotated[str, AfterValidator(_calendar_key)]
RouterName = Literal["osrm", "valhalla", "ors", "google"]


class Settings(BaseSettings):
    """What every process of ours that acts as the service needs."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True)

    supabase_url: BaseUrl
    supabase_secret_key: Key


Most = Annotated[int, Field(ge=0, le=1_000_000)]


class ChatLimits(BaseModel):
    """How much of the chat there is: for an address in ten minutes (sessions) or a minute (messages), for a visitor in a minute
    and a day, for a business in a day, where they cap what the chat costs."""

    model_config = ConfigDict(frozen=True)

    sessions_per_address: int
    messages_per_address: int
    messages_per_minute: int
    messages_per_day: int
    visitors_per_business: int
    messages_per_business: int


class EdgeSettings(Settings):
    """For the public ingress. `edge_url` is the address Twilio knows it by; signatures are checked against it."""

    edge_url: BaseUrl
    edge_port: Port = 8000
    twilio_auth_token: Key
    chat_secret_key: Annotated[SecretStr, Field(min_length=32)]
    chat_sessions_per_address: Most = 20
    chat_messages_per_address: Most = 60
    chat_messages_per_minute: Most = 20
    chat_messages_per_day: Most = 200
    chat_visitors_per_business: Most = 500
    chat_messages_per_business: Most = 5000

    @property
    def chat_limits(self) -> ChatLimits:
        """Those of them that count what the chat may cost."""
        return ChatLimits(**{name: getattr(self, f"chat_{name}") for name in ChatLimits.model_fields})


class WorkerSettings(Settings):
    """For the workers. Without a Twilio address texts go to Twilio itself; without a Claude key the offline engine answers.

    Without a mail server no e-mail is sent, and each that would be says so. Without a router drives are measured offline.
    OSRM and Valhalla are one's own servers, ORS and Google want a key. `calendar_allow_loopback` is for development and
    tests alone: addresses of calendars may then lead to this machine.
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
    calendar_allow_loopback: bool = False
    calendar_key: CalendarKey | None = None
    google_client_id: Key | None = None
    google_client_secret: Key | None = Field(default=None, validate_default=True)
    google_token_url: BaseUrl = google_places.TOKEN_URL
    google_revoke_url: BaseUrl = google_places.REVOKE_URL
    google_api_url: BaseUrl = google_places.API_URL
    travel_router: RouterName | None = None
    travel_url: BaseUrl | None = Field(default=None, validate_default=True)
    travel_api_key: Key | None = Field(default=None, validate_default=True)

    @field_validator("mail_from")
    @classmethod
    def _what_a_mail_server_needs(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("smtp_url"):
            raise ValueError("needed with SMTP_URL: the address e-mails come from")
        return value

    @field_validator("google_client_secret")
    @classmethod
    def _what_google_needs(cls, value: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("google_client_id") and not (value and info.data.get("calendar_key")):
            raise ValueError("needed with GOOGLE_CLIENT_ID, and CALENDAR_KEY too")
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
