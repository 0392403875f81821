"""Messages as the API writes them: one, and pages of them.

Fields: https://www.twilio.com/docs/messaging/api/message-resource ; pages: https://www.twilio.com/docs/usage/twilios-response
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from email.utils import format_datetime
from itertools import dropwhile, islice
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from edge_bridge.twilio.simulator.api_errors import DELIVERY_ERRORS
from edge_bridge.twilio.simulator.texts import Text

ROOT = "/2010-04-01/Accounts"


def as_message(text: Text, account_sid: str) -> dict[str, Any]:
    """All documented fields. Counts are strings, the error code is a number, dates are RFC 2822 in GMT."""
    uri = f"{ROOT}/{account_sid}/Messages/{text.sid}"
    return {
        "account_sid": account_sid,
        "api_version": "2010-04-01",
        "body": text.body,
        "date_created": _rfc_2822(text.created_at),
        "date_sent": _rfc_2822(text.sent_at),
        "date_updated": _rfc_2822(text.updated_at),
        "direction": text.direction,
        "error_code": text.error_code,
        "error_message": DELIVERY_ERRORS.get(text.error_code or 0),
        "from": None if text.status == "accepted" else text.from_number,
        "messaging_service_sid": text.messaging_service_sid,
        "num_media": str(len(text.media)),
        "num_segments": "0" if text.status == "accepted" else str(text.num_segments),
        "price": None,
        "price_unit": "USD",
        "sid": text.sid,
        "status": text.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": text.to_number,
        "uri": f"{uri}.json",
    }


def page_of(texts: Iterable[Text], query: QueryParams, account_sid: str) -> dict[str, Any]:
    """One page of the texts that pass the filters To, From, DateSent, DateSent< and DateSent> (both inclusive)."""
    size = min(max(_number(query.get("PageSize"), 50), 1), 1000)
    page = _number(query.get("Page"), 0)
    token = query.get("PageToken", "").removeprefix("PA")
    passing: Iterable[Text] = (text for text in texts if _passes(text, query))
    if token:
        passing = islice(dropwhile(lambda text: text.sid != token, passing), 1, None)
    found = list(islice(passing, size + 1))
    shown = found[:size]
    next_page = {"Page": page + 1, "PageToken": f"PA{shown[-1].sid}"} if len(found) > size else None
    return {
        "messages": [as_message(text, account_sid) for text in shown],
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(len(shown) - 1, 0),
        "uri": _uri(account_sid, query, {"Page": page}),
        "first_page_uri": _uri(account_sid, query, {"Page": 0, "PageToken": None}),
        "next_page_uri": _uri(account_sid, query, next_page) if next_page else None,
        "previous_page_uri": None if page == 0 else _uri(account_sid, query, {"Page": 0, "PageToken": None}),
    }


def _passes(text: Text, query: QueryParams) -> bool:
    if query.get("To", text.to_number) != text.to_number or query.get("From", text.from_number) != text.from_number:
        return False
    limits = {sign: query[f"DateSent{sign}"] for sign in ("", "<", ">") if query.get(f"DateSent{sign}")}
    if not limits:
        return True
    if text.sent_at is None:
        return False
    sent = text.sent_at.astimezone(UTC).replace(microsecond=0)
    return all(_within(sent, sign, limit) for sign, limit in limits.items())


def _within(sent: datetime, sign: str, limit: str) -> bool:
    """A date alone means its whole day in GMT; a limit nobody can read lets nothing pass."""
    try:
        moment = datetime.fromisoformat(limit)
    except ValueError:
        return False
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not sign:
        return sent.date() == moment.date()
    if sign == ">":
        return sent >= moment
    return sent <= (datetime.combine(moment.date(), time.max, UTC) if "T" not in limit else moment)


def _uri(account_sid: str, query: QueryParams, changes: dict[str, Any]) -> str:
    merged = {**dict(query), **changes}
    kept = {name: value for name, value in merged.items() if value is not None}
    return f"{ROOT}/{account_sid}/Messages.json?{urlencode(kept)}"


def _number(given: str | None, default: int) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 9 else default


def _rfc_2822(moment: datetime | None) -> str | None:
    return format_datetime(moment.astimezone(UTC)) if moment else None
