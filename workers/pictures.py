"""Fetches the pictures customers sent: the carrier deletes them in time, and shows them to nobody else."""

from datetime import datetime

import structlog

from edge_bridge.db import Database
from edge_bridge.db.pictures import claim_pictures, fail_picture, keep_picture
from edge_bridge.settings import WorkerSettings
from edge_bridge.twilio.media import MediaFetcher, NotFetched

log = structlog.get_logger()


class Pictures:
    """The duty, with whom it asks."""

    def __init__(self, fetcher: MediaFetcher) -> None:
        self._fetcher = fetcher

    @classmethod
    def from_settings(cls, settings: WorkerSettings) -> "Pictures":
        """With the account the texts are sent by."""
        return cls(MediaFetcher(settings.twilio_account_sid, settings.twilio_auth_token, settings.twilio_api_url))

    def run_once(self, db: Database, now: datetime | None) -> bool:
        """A few of them. One that cannot be had stands in nobody's way."""
        claimed = db.run(claim_pictures(now))
        for picture in claimed:
            try:
                kind, content = self._fetcher.fetch(picture.url)
            except NotFetched as error:
                db.run(fail_picture(picture, str(error), error.final))
                log.warning("picture not fetched", picture=picture.id, reason=str(error), final=error.final)
                continue
            db.run(keep_picture(picture, kind, content, now))
        return bool(claimed)
