"""Places on the map, jobs at them, and what a worker would have measured."""

from __future__ import annotations

from typing import Any

from psycopg.types.json import Jsonb

from tests.supabase.rules.desk import Desk
from tests.supabase.rules.shop import BRISBANE, job, open_shop
from tests.support.cast import Business

AT_CUSTOMER = job(at_customer=True)
WHERE = {
    ("Ashgrove", "4060"): (-27.4412, 152.9824),
    ("Toowong", "4066"): (-27.4843, 152.9837),
    ("Toowong", ""): (-27.4843, 152.9837),
    ("Springfield", "4300"): (-27.65, 152.9),
}


def mower(desk: Desk, **settings: Any) -> Business:
    """A business in Brisbane that goes to its customers; Sam works every day from 8 to 16 on a grid of ten minutes."""
    whole = {"slot_step_minutes": 10, "travel_minutes": 20, "services": [AT_CUSTOMER]} | settings
    shop = open_shop(desk, BRISBANE, "08:00", "16:00", **whole)
    desk.settings(shop, state="QLD")
    return shop


def place(desk: Desk, shop: Business, suburb: str, postcode: str = "") -> str:
    return str(desk.call("private.place_of", shop.id, suburb, postcode))


def known_place(desk: Desk, shop: Business, suburb: str, postcode: str = "") -> str:
    """A place that was recognised."""
    made = place(desk, shop, suburb, postcode)
    keep(desk, shop, places=[recognised(made, *WHERE[suburb, postcode])])
    return made


def recognised(place_id: str, latitude: float, longitude: float, state: str = "QLD") -> dict[str, Any]:
    return {"id": place_id, "state": state, "latitude": latitude, "longitude": longitude}


def time(start: str, end: str, minutes: int, source: str = "offline") -> dict[str, Any]:
    return {"from": start, "to": end, "minutes": minutes, "source": source}


def keep(
    desk: Desk,
    shop: Business,
    places: list[dict[str, Any]] | None = None,
    times: list[dict[str, Any]] | None = None,
    gaps: list[int] | None = None,
) -> None:
    """What was measured is handed in."""
    desk.call("keep_travel_times", shop.id, Jsonb(places or []), Jsonb(times or []), gaps or [], desk.now)


def wanted(desk: Desk, shop: Business, suburb: str, postcode: str = "", provider: str | None = None) -> Any:
    return desk.call("travel_wanted", shop.id, suburb, postcode, provider, desk.now)


def unmeasured(desk: Desk, most: int = 20) -> list[Any]:
    return desk.call_all("unmeasured_travel", desk.now, most)


def pairs(sheet: Any) -> set[tuple[str, str]]:
    return {(pair["from"], pair["to"]) for pair in sheet["pairs"]}


def both(one: str, other: str) -> set[tuple[str, str]]:
    return {(one, other), (other, one)}


def known(desk: Desk, shop: Business) -> dict[tuple[str, str], tuple[int, str]]:
    """Every drive of the business: minutes and who said so."""
    rows = desk.rows("select * from public.travel_times where business_id = %s", shop.id)
    return {(str(r["from_place_id"]), str(r["to_place_id"])): (r["minutes"], r["source"]) for r in rows}


def allowed(desk: Desk, shop: Business, start: str | None, end: str | None) -> int:
    """What the search allows for a drive."""
    query = "select private.travel_minutes(b, %s, %s) from public.businesses b where id = %s"
    return int(desk.value(query, start, end, shop.id))


def add_job(desk: Desk, shop: Business, starts: str, suburb: str, postcode: str = "", **more: Any) -> Any:
    """The owner adds a job at a customer's address, at an instant; the booking."""
    details = {"name": "Ann", "suburb": suburb, "postcode": postcode} | more
    added = desk.call(
        "private.add_booking", shop.id, shop.services["Job"], shop.staff["Sam"], starts, details, True, False, None,
        desk.cast.owner.user_id, desk.now,
    )  # fmt: skip
    assert added["outcome"] == "booked", added
    return desk.booking(added["booking"])


def due(desk: Desk) -> bool:
    return bool(desk.call("due_work", desk.now)["measure"])
