"""Reads the calendars kept elsewhere that are due: their busy times count as ours. One that can't be read stays as it was."""

from datetime import datetime

import structlog

from edge_bridge.calendars.busy import NotACalendar, busy_times
from edge_bridge.calendars.fetch import Fetcher, NotFetched
from edge_bridge.calendars.google_places import GoogleAccess
from edge_bridge.calendars.sealing import Sealer
from edge_bridge.db import Database
from edge_bridge.db.sync import ClaimedSource, claim_source, fail_source, keep_busy
from edge_bridge.settings import WorkerSettings
from workers.google_sync import GoogleSync

log = structlog.get_logger()


class Sync:
    """The duty, with how it reaches them."""

    def __init__(self, fetcher: Fetcher, google: GoogleSync | None = None) -> None:
        self._fetcher, self._google = fetcher, google

    @classmethod
    def from_settings(cls, settings: WorkerSettings) -> "Sync":
        """As the settings say."""
        return cls(Fetcher(settings.calendar_allow_loopback), _google(settings))

    def run_once(self, db: Database, now: datetime | None) -> bool:
        """One of them."""
        source = db.run(claim_source(now))
        if source is None:
            return False
        if source.kind == "ics":
            self._read_address(db, source, now)
        elif self._google:
            self._google.step(db, source, now)
        else:
            db.run(fail_source(source, "Google Calendar isn’t set up here any more.", now))
        return True

    def _read_address(self, db: Database, source: ClaimedSource, now: datetime | None) -> None:
        try:
            got = self._fetcher.fetch(source.url or "", source.etag, source.last_modified)
            busy = None if got.content is None else busy_times(got.content, source.starts, source.ends)
        except (NotFetched, NotACalendar) as error:
            pause = error.pause if isinstance(error, NotFetched) else 0
            db.run(fail_source(source, str(error), now, pause_seconds=pause))
            log.warning("calendar not read", source=source.id, reason=str(error))
            return
        db.run(keep_busy(source, busy, now, etag=got.etag, last_modified=got.last_modified))


def _google(settings: WorkerSettings) -> GoogleSync | None:
    if not (settings.google_client_id and settings.google_client_secret and settings.calendar_key):
        return None
    where = (settings.google_token_url, settings.google_revoke_url, settings.google_api_url)
    return GoogleSync(
        GoogleAccess(settings.google_client_id, settings.google_client_secret, *where), Sealer(settings.calendar_key)
    )
