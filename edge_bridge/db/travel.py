"""Places and the drives between them: what to measure, and what was measured or said. Minutes are whole; degrees are WGS 84."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from edge_bridge.db.client import Call, rpc
from edge_bridge.db.words import Row


class Where(Row):
    """A spot on the map."""

    latitude: float
    longitude: float


class Place(Row):
    """A suburb and postcode as somebody said them; no state and latitude until it was recognised."""

    id: str
    suburb: str
    postcode: str
    state: str
    latitude: float | None
    longitude: float | None


class Recognised(Row):
    """Where a place is."""

    id: str
    state: str
    latitude: float
    longitude: float


class Pair(Row):
    """From one place to another, by their ids."""

    start: str
    end: str


class Measured(Pair):
    """Its minutes, and the name of the provider that measured them."""

    minutes: int
    source: str


class Sheet(Row):
    """What there is to measure for a business. `near` is where it is, given while a place is to be recognised."""

    business_id: str
    state: str | None
    places: list[Place]
    pairs: list[Pair]
    near: list[Where]
    gaps: list[int]


def travel_wanted(
    business_id: str, suburb: str, postcode: str, provider: str | None = None, now: datetime | None = None
) -> Call[Sheet]:
    """As the service: what to measure before times are looked for there. What `provider` did not measure is old after a day."""
    params = {"p_business": business_id, "p_suburb": suburb, "p_postcode": postcode}
    return rpc("travel_wanted", params | _measurer(provider, now), _sheet)


def unmeasured_travel(provider: str | None = None, now: datetime | None = None) -> Call[list[Sheet]]:
    """As the service: what bookings and bases left unmeasured, a sheet per business; none when nothing is."""
    return rpc("unmeasured_travel", _measurer(provider, now), lambda rows: [_sheet(row) for row in rows])


def keep_travel_times(
    sheet: Sheet, places: Sequence[Recognised], times: Sequence[Measured], now: datetime | None = None
) -> Call[None]:
    """As the service: keeps what was found out for a sheet and closes its gaps. What the owner said stays."""
    params = {
        "p_business": sheet.business_id,
        "p_places": [place.model_dump() for place in places],
        "p_times": [
            {"from": time.start, "to": time.end, "minutes": time.minutes, "source": time.source} for time in times
        ],
        "p_gaps": sheet.gaps,
        "p_now": now and now.isoformat(),
    }
    return rpc("keep_travel_times", params, lambda _: None)


def set_travel_minutes(
    business_id: str, start: tuple[str, str], end: tuple[str, str], minutes: int | None, both_ways: bool = True
) -> Call[str]:
    """As a member: what a drive takes, whatever is measured; None takes it back. 'set' or 'removed'.

    A place is its suburb and postcode, either may be empty. Raises BadInput with a sentence for people.
    """
    params = {
        "p_business": business_id,
        "p_from_suburb": start[0],
        "p_from_postcode": start[1],
        "p_to_suburb": end[0],
        "p_to_postcode": end[1],
        "p_minutes": minutes,
        "p_both_ways": both_ways,
    }
    return Call(lambda client: client.rpc("set_travel_minutes", params), _outcome)


def set_base(business_id: str, staff_id: str, suburb: str, postcode: str) -> Call[str]:
    """As a member: where a calendar's day starts and ends; both empty clears it. 'set', 'cleared' or 'unchanged'."""
    params = {"p_business": business_id, "p_staff": staff_id, "p_suburb": suburb, "p_postcode": postcode}
    return rpc("set_base", params, _outcome)


def _measurer(provider: str | None, now: datetime | None) -> dict[str, Any]:
    return {"p_provider": provider, "p_now": now and now.isoformat()}


def _sheet(row: Any) -> Sheet:
    pairs = [{"start": pair["from"], "end": pair["to"]} for pair in row["pairs"]]
    return Sheet.model_validate({**row, "pairs": pairs})


def _outcome(row: Any) -> str:
    return str(row["outcome"])
