"""Server-sent events for open pages. Each stream keeps a thread, so they are few and end after a while."""

import queue
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic
from uuid import UUID

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from edge_bridge.db import pages as reads
from web.accounts.signed_in import as_person, login_required, signed_in
from web.live import Follower, LiveChanges, Watched
from web.parts import parts

pages = Blueprint("stream", __name__)
PER_PERSON = 6
IN_ALL = 44  # of the server's 64 threads
LONGEST = timedelta(minutes=10)
HEARTBEAT_SECONDS = 10.0


@pages.get("/dashboard/<uuid:business_id>/live")
@login_required
def live(business_id: UUID) -> ResponseReturnValue:
    """Tells an open page when to read again; with `booking`, only about that one, its moves and texts.

    With `calendar`, about blocked times too; with `inbox` about conversations, with `conversation` about one.
    Events: 'live' (read again; changes are heard from here on), 'changed'
    (read again), 'lost' (poll until 'live'), 'enough' (poll and do not come back).
    """
    as_person().run(reads.business(str(business_id)))
    person, hub = signed_in(), parts().live
    watched = _talk(business_id) or _watched(
        business_id, request.args.get("booking", type=UUID), "calendar" in request.args
    )
    follower = Follower(person.user_id, person.token, watched)
    if not hub.follow(follower, PER_PERSON, IN_ALL):
        return Response("Too many pages are open; this one checks now and then.\n", 503, mimetype="text/plain")
    seconds = min(LONGEST, person.expires_at - parts().clock()).total_seconds()
    return Response(_events(hub, follower, seconds), mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _talk(business_id: UUID) -> tuple[Watched, ...]:
    if one := request.args.get("conversation", type=UUID):
        return Watched("messages", f"conversation_id=eq.{one}"), Watched("conversations", f"id=eq.{one}")
    if "inbox" in request.args:
        return tuple(Watched(table, f"business_id=eq.{business_id}") for table in ("messages", "conversations"))
    return ()


def _watched(business_id: UUID, booking_id: UUID | None, calendar: bool) -> tuple[Watched, ...]:
    if booking_id is None:
        tables = ("bookings", "moves", *(("blocked_times",) if calendar else ()))
        return tuple(Watched(table, f"business_id=eq.{business_id}") for table in tables)
    theirs = f"booking_id=eq.{booking_id}"
    return Watched("bookings", f"id=eq.{booking_id}"), Watched("moves", theirs), Watched("outbox", theirs)


def _events(hub: LiveChanges, follower: Follower, seconds: float) -> Iterator[str]:
    ends_at = monotonic() + seconds
    try:
        yield "retry: 1000\n\n"
        while (remaining := ends_at - monotonic()) > 0:
            try:
                signal = follower.signals.get(timeout=min(HEARTBEAT_SECONDS, remaining))
            except queue.Empty:
                yield ": still here\n\n"
                continue
            yield f"event: {signal}\ndata: {signal}\n\n"
            if signal == "enough":
                return
    finally:
        hub.leave(follower)
