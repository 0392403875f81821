"""The page of calendar sync: feeds that other calendars read, and other calendars whose busy times count."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edge_bridge.db import pages as reads
from edge_bridge.db import sync as calendars
from edge_bridge.db.errors import BadInput
from web.accounts.signed_in import as_person, login_required
from web.parts import parts
from web.sync.addresses import address, hash_of, new_nonce, token_of
from web.sync.google import is_set_up
from web.typed import Typed

pages = Blueprint("sync", __name__, url_prefix="/dashboard/<uuid:business_id>/settings/sync")
UNPROCESSABLE = 422


@dataclass(frozen=True)
class Feed:
    """One feed as the page shows it: `made` without an `address` when that can't be told any more."""

    staff_id: str
    name: str
    made: bool
    address: str | None
    read: bool

    @property
    def webcal(self) -> str:
        """The address as calendars open it."""
        return "webcal://" + (self.address or "").partition("://")[2]


@pages.get("")
@login_required
def page(business_id: UUID) -> ResponseReturnValue:
    """As it all is now."""
    return _page(str(business_id))


@pages.post("/feed")
@login_required
def make_feed(business_id: UUID) -> ResponseReturnValue:
    """A new address for one of the member's feeds; the old one stops."""
    typed, nonce = Typed(request.form), new_nonce()
    token = token_of(_key(), nonce)
    as_person().run(calendars.make_feed(str(business_id), nonce, hash_of(token), typed.uuid("staff")))
    words = (
        "The new address works; the old one has stopped." if typed.ticked("again") else "Your private address is ready."
    )
    flash(words, "success")
    return _back(business_id)


@pages.post("/feed/stop")
@login_required
def stop_feed(business_id: UUID) -> ResponseReturnValue:
    """One of the member's feeds stops."""
    as_person().run(calendars.stop_feed(str(business_id), Typed(request.form).uuid("staff")))
    flash("That address has stopped.", "success")
    return _back(business_id)


@pages.post("/addresses")
@login_required
def add_address(business_id: UUID) -> ResponseReturnValue:
    """Another calendar, by its address."""
    typed = Typed(request.form)
    try:
        as_person().run(calendars.add_address(str(business_id), typed.text("url", 2001), typed.uuid("staff")))
    except BadInput as refused:
        return _page(str(business_id), typed.fields, f"Nothing was saved. {refused}"), UNPROCESSABLE
    flash("Saved. It is read within a minute, and every 15 minutes from then on.", "success")
    return _back(business_id)


@pages.post("/calendars/<uuid:source_id>/read")
@login_required
def read_now(business_id: UUID, source_id: UUID) -> ResponseReturnValue:
    """Another calendar is read soon."""
    as_person().run(calendars.read_now(str(business_id), str(source_id)))
    flash("It is read within a minute.", "info")
    return _back(business_id)


@pages.post("/calendars/<uuid:source_id>/remove")
@login_required
def remove(business_id: UUID, source_id: UUID) -> ResponseReturnValue:
    """Another calendar counts no more."""
    as_person().run(calendars.remove_source(str(business_id), str(source_id)))
    flash("Removed. Its busy times don’t count any more.", "success")
    return _back(business_id)


def _page(business_id: str, values: dict[str, str] | None = None, problem: str = "") -> str:
    database = as_person()
    business = database.run(reads.business(business_id))
    shown = database.run(calendars.sync_page(business_id))
    return render_template(
        "sync/sync.html",
        business=business,
        shown=shown,
        feeds=_feeds(shown),
        values=values or {},
        problem=problem,
        google=is_set_up(parts().settings),
    )


def _feeds(shown: calendars.SyncPage) -> list[Feed]:
    """That of all calendars first; those of one each only where there are several."""
    everybody = [("", "All bookings")]
    each = [(one.id, one.name) for one in shown.staff] if len(shown.staff) > 1 else []
    made = {feed.staff_id or "": feed for feed in shown.feeds}
    return [_feed(staff_id, name, made.get(staff_id)) for staff_id, name in everybody + each]


def _feed(staff_id: str, name: str, made: calendars.OwnFeed | None) -> Feed:
    edge = parts().settings.edge_url
    where = address(edge, _key(), made) if made and edge else None
    return Feed(staff_id, name, made is not None, where, made is not None and made.read_at is not None)


def _key() -> str:
    return parts().settings.web_secret_key.get_secret_value()


def _back(business_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("sync.page", business_id=business_id))
