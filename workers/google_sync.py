"""A calendar at Google: our bookings go in, its busy times come out. What fails is tried again; nothing is lost meanwhile."""

from datetime import UTC, datetime
from typing import Any

import structlog

from edge_bridge.calendars.google import Gone, GoogleCalendar, NotDone, Revoked
from edge_bridge.calendars.google_places import GoogleAccess
from edge_bridge.calendars.sealing import CannotOpen, Sealer
from edge_bridge.db import Database
from edge_bridge.db import sync as calendars
from edge_bridge.db.sync import ClaimedSource, ToSend
from edge_bridge.texts.phones import national

BROKEN = "Google doesn’t let us in any more. Connect it again."
GIVE_UP_AFTER = 5  # tries to take back what Google gave us for a calendar that was removed

log = structlog.get_logger()


class GoogleSync:
    """For one account of ours with Google, and the keys that open what people gave us."""

    def __init__(self, access: GoogleAccess, sealer: Sealer) -> None:
        self._access, self._sealer = access, sealer

    def step(self, db: Database, source: ClaimedSource, now: datetime | None) -> None:
        """All there is to do for a claimed calendar."""
        try:
            google = GoogleCalendar(self._access, self._sealer.open(source.token or ""))
        except CannotOpen:
            self._end(db, source, now)
            return
        try:
            if source.removed:
                self._forget(db, google, source)
            else:
                self._exchange(db, google, source, now)
        except Revoked:
            self._end(db, source, now)
        except (NotDone, Gone) as error:
            words, pause = (str(error), error.pause) if isinstance(error, NotDone) else ("the calendar is gone.", 0)
            db.run(calendars.fail_source(source, words, now, pause_seconds=pause))
            log.warning("google calendar not read", source=source.id, reason=words)
        finally:
            google.close()

    def _end(self, db: Database, source: ClaimedSource, now: datetime | None) -> None:
        if source.removed:
            db.run(calendars.forget(source))
        else:
            db.run(calendars.fail_source(source, BROKEN, now, broken=True))
            log.warning("google calendar has to be connected again", source=source.id)

    def _forget(self, db: Database, google: GoogleCalendar, source: ClaimedSource) -> None:
        try:
            google.revoke()
        except NotDone:
            if source.failures < GIVE_UP_AFTER:
                raise
        db.run(calendars.forget(source))

    def _exchange(self, db: Database, google: GoogleCalendar, source: ClaimedSource, now: datetime | None) -> None:
        chosen = source.calendar
        if source.cursor is None or chosen is None:  # once a day
            chosen = db.run(calendars.keep_calendars(source, google.calendars()))
        if chosen is None:
            raise NotDone("the account has no calendar that can be written.")
        if source.sends:
            self._send(db, google, chosen, source, now)
        if source.cursor and not google.has_changed(chosen, source.cursor):
            db.run(calendars.keep_busy(source, None, now))
            return
        busy, cursor = google.busy(chosen, source.starts, source.ends)
        db.run(calendars.keep_busy(source, busy, now, cursor=cursor))

    def _send(
        self, db: Database, google: GoogleCalendar, chosen: str, source: ClaimedSource, now: datetime | None
    ) -> None:
        """Every booking that changed; what was done is noted one by one, so that a failure repeats little."""
        while (waiting := db.run(calendars.bookings_to_send(source, now))) and waiting.bookings:
            for booking in waiting.bookings:
                if booking.is_off:
                    google.delete(chosen, booking.booking_id)
                else:
                    google.put(chosen, booking.booking_id, event_of(booking))
                if not db.run(calendars.note_sent(source, booking, now)):
                    return
        if waiting:
            db.run(calendars.note_all_sent(source, waiting.upto))


def event_of(booking: ToSend) -> dict[str, Any]:
    """As Google has events; times in UTC."""
    phone = f"Ph: {national(booking.phone)}" if booking.phone else ""
    waits = "Not confirmed yet." if booking.status == "pending" else ""
    return {
        "summary": " - ".join(part for part in (booking.service, booking.customer) if part),
        "location": booking.address,
        "description": "\n".join(line for line in (waits, phone, f"With {booking.staff}", booking.notes) if line),
        "status": "tentative" if booking.status == "pending" else "confirmed",
        "start": {"dateTime": booking.starts_at.astimezone(UTC).isoformat()} if booking.starts_at else {},
        "end": {"dateTime": booking.ends_at.astimezone(UTC).isoformat()} if booking.ends_at else {},
    }
