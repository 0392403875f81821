"""Sends texts that are due. Each is claimed before anything leaves; what became of it is recorded after."""

from collections.abc import Mapping
from datetime import datetime

import structlog

from edge_bridge.db import Database, texts
from edge_bridge.db.texts import ClaimedText, Failure
from edge_bridge.texts.render import render
from edge_bridge.twilio.client import SendFailed
from workers.carriers import Carrier

log = structlog.get_logger()


class Send:
    """The duty, with a carrier for each medium and the address its texts carry."""

    def __init__(self, carriers: Mapping[str, Carrier], dashboard_url: str) -> None:
        self._carriers, self._dashboard_url = carriers, dashboard_url

    def run_once(self, db: Database, now: datetime | None) -> bool:
        """One batch. A text that cannot be rendered fails alone, visibly."""
        claimed = db.run(texts.claim_texts(now))
        for text in claimed:
            self._send(db, text, now)
        return bool(claimed)

    def _send(self, db: Database, text: ClaimedText, now: datetime | None) -> None:
        try:
            body = wording(text, self._dashboard_url)
        except Exception as error:
            log.error("text not rendered", kind=text.kind, text=text.id, error=repr(error))
            db.run(texts.fail_text(text, "failed", None, f"The text could not be worded: {error!r}", now=now))
            return
        try:
            taken = self._carriers[text.medium].take(text, body)
        except SendFailed as failed:
            outcome: Failure = "unknown" if failed.unknown else "failed" if failed.permanent else "retry"
            db.run(texts.fail_text(text, outcome, failed.code, failed.message, body, now))
            log.warning(
                "text not sent", kind=text.kind, medium=text.medium, text=text.id, outcome=outcome, code=failed.code
            )
            return
        db.run(texts.finish_text(text, taken.provider_id, body, taken.encoding, taken.segments, now=now))
        log.info("text sent", kind=text.kind, medium=text.medium, text=text.id, business=text.business_id)


def wording(text: ClaimedText, dashboard_url: str) -> str:
    """What the text says. Raises when a row its template needs is missing."""
    rows = {
        name: getattr(text.context, name) for name in ("business", "booking", "lead", "offers", "message", "detail")
    }
    link = dashboard_url
    if text.context.booking:
        link = f"{dashboard_url}/dashboard/{text.business_id}/bookings/{text.context.booking.id}"
    return render(text.kind, text.context.business.style, link=link, **rows)
