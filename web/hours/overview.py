"""The first page of time: everybody's week, what else there is to set, the pause, and a box to try a time."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from edge_bridge.db.changes import Explanation, explain
from web.accounts.signed_in import as_person, login_required
from web.hours.room import PROBLEMS, again, pages, show
from web.typed import BadField, Typed

PAGE = "hours/hours.html"


@pages.get("")
@login_required
def hours(business_id: UUID) -> ResponseReturnValue:
    """As it all is now; with `starts` and `service` in the address, whether customers would be offered that time."""
    typed = Typed(request.args)
    if not typed.fields:
        return show(PAGE, business_id)
    try:
        return show(PAGE, business_id, typed.fields, explanation=_explained(business_id, typed))
    except PROBLEMS as problem:
        return again(PAGE, business_id, typed, problem)


def _explained(business_id: UUID, typed: Typed) -> Explanation:
    service = typed.uuid("service")
    if service is None:
        raise BadField("Choose the service.")
    place = (typed.text("suburb"), typed.text("postcode", 10))
    return as_person().run(explain(str(business_id), service, typed.wall_time("starts"), None, *place))
