"""Measures what the database asks for and hands it back. The router first, if there is one; offline what it leaves."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog

from edge_bridge.db import Database, travel
from edge_bridge.db.travel import Measured, Recognised, Sheet
from edge_bridge.settings import WorkerSettings
from edge_bridge.travel.drives import Drive, Provider, Spot
from edge_bridge.travel.gazetteer import Gazetteer
from edge_bridge.travel.locate import locate
from edge_bridge.travel.offline import Offline

SECONDS_IN_A_TURN = 2.0
SECONDS_AT_LEISURE = 20.0

log = structlog.get_logger()


class Travel:
    """Who measures drives, for every business alike."""

    def __init__(self, gazetteer: Gazetteer, router: Provider | None = None) -> None:
        self._gazetteer, self._router = gazetteer, router
        self._providers: list[Provider] = [router, Offline()] if router else [Offline()]

    @classmethod
    def from_settings(cls, settings: WorkerSettings) -> "Travel":
        """Offline, unless a router is named."""
        if settings.travel_router is None:
            return cls(Gazetteer())
        from edge_bridge.travel.matrix import matrix_of  # heavy, and seldom needed
        from edge_bridge.travel.router import Router

        matrix = matrix_of(settings.travel_router, settings.travel_url, settings.travel_api_key)
        return cls(Gazetteer(), Router(settings.travel_router, matrix))

    def prepare(self, db: Database, business_id: str, suburb: str, postcode: str, now: datetime | None) -> None:
        """Measures the drives of a place before times are looked for there. Never raises, and is soon done: somebody waits."""
        try:
            sheet = db.run(travel.travel_wanted(business_id, suburb, postcode, self.asks_again, now))
            self._measure(db, sheet, SECONDS_IN_A_TURN, now)
        except Exception as error:
            log.warning("drives not measured", business=business_id, error=repr(error))

    def measure_next(self, db: Database, now: datetime | None) -> bool:
        """Measures what bookings and bases left unmeasured, some at a time. False when there was nothing."""
        sheets = db.run(travel.unmeasured_travel(self.asks_again, now))
        for sheet in sheets:
            self._measure(db, sheet, SECONDS_AT_LEISURE, now)
        return bool(sheets)

    @property
    def asks_again(self) -> str | None:
        """Whose measurements alone last: with a router, what was measured without it is asked again some day."""
        return self._router.name if self._router else None

    def _measure(self, db: Database, sheet: Sheet, seconds: float, now: datetime | None) -> None:
        found = self._recognise(sheet)
        spots = {place.id: Spot(place.latitude, place.longitude) for place in [*_known(sheet), *found]}
        times = list(self._times(sheet, spots, seconds))
        if found or times or sheet.gaps:
            db.run(travel.keep_travel_times(sheet, found, times, now))
            log.info("drives measured", business=sheet.business_id, drives=len(times), places=len(found))

    def _recognise(self, sheet: Sheet) -> list[Recognised]:
        near = [Spot(where.latitude, where.longitude) for where in sheet.near]
        found = []
        for place in sheet.places:
            if place.latitude is None and (
                town := locate(self._gazetteer, place.suburb, place.postcode, sheet.state, near)
            ):
                latitude, longitude = town.spot
                found.append(Recognised(id=place.id, state=town.state, latitude=latitude, longitude=longitude))
        return found

    def _times(self, sheet: Sheet, spots: Mapping[str, Spot], seconds: float) -> Iterable[Measured]:
        wanted = {
            pair: Drive(spots[pair.start], spots[pair.end])
            for pair in sheet.pairs
            if pair.start in spots and pair.end in spots
        }
        for provider in self._providers:
            minutes = provider.minutes(sorted(set(wanted.values())), seconds)
            for pair, drive in list(wanted.items()):
                if drive in minutes:
                    yield Measured(start=pair.start, end=pair.end, minutes=minutes[drive], source=provider.name)
                    del wanted[pair]


def _known(sheet: Sheet) -> list[Recognised]:
    return [Recognised.model_validate(place.model_dump()) for place in sheet.places if place.latitude is not None]
