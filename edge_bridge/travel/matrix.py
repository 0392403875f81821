"""Routers and maps APIs, through routingpy: a matrix of drives in seconds. One try each, with the caller's patience."""

from collections.abc import Callable, Sequence
from typing import Any

import httpx
from routingpy import ORS, OSRM, Google, Valhalla  # type: ignore[import-untyped]
from routingpy.client_base import BaseClient  # type: ignore[import-untyped]
from routingpy.matrix import Matrix as Answer  # type: ignore[import-untyped]

from edge_bridge.settings import RouterName
from edge_bridge.travel.drives import Spot

Matrix = Callable[[Sequence[Spot], Sequence[Spot]], list[list[Any]]]

MOST_SECONDS = 10.0  # nobody waits longer for an answer that comes at all


def matrix_of(name: RouterName, url: str | None, key: str | None) -> Matrix:
    """Asks a router for the seconds from each spot to each other: a row for each start. Raises whatever goes wrong."""
    router, options = _ROUTERS[name](url, key)

    def ask(starts: Sequence[Spot], ends: Sequence[Spot]) -> list[list[Any]]:
        spots = [[spot.longitude, spot.latitude] for spot in [*starts, *ends]]
        sources, destinations = list(range(len(starts))), list(range(len(starts), len(spots)))
        answer = router.matrix(spots, sources=sources, destinations=destinations, **options)
        return _checked(answer.durations, len(starts), len(ends))

    return ask


def _checked(rows: Any, starts: int, ends: int) -> list[list[Any]]:
    if (
        not isinstance(rows, list)
        or len(rows) != starts
        or any(not isinstance(r, list) or len(r) != ends for r in rows)
    ):
        raise ValueError("the answer is no matrix of these places")
    return rows


class _OneTry(BaseClient):  # type: ignore[misc]
    """In place of the library's own client, which tries again for a minute, sleeping."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        headers = {**self.headers, **self.kwargs.get("headers", {})}
        self._http = httpx.Client(timeout=MOST_SECONDS, headers=headers)

    def _request(self, url: str, get_params: Any = None, post_params: Any = None, **_: Any) -> Any:
        address = self.base_url + self._generate_auth_url(url, get_params)
        answer = self._http.get(address) if post_params is None else self._http.post(address, json=post_params)
        return answer.raise_for_status().json()


class _Google(Google):  # type: ignore[misc]
    """The library fails as a whole where one drive has no road."""

    @staticmethod
    def parse_matrix_json(response: Any) -> Answer:
        """Seconds, none where there is no road."""
        rows = [[cell.get("duration", {}).get("value") for cell in row["elements"]] for row in response["rows"]]
        return Answer(durations=rows)


def _google(url: str | None, key: str | None) -> tuple[Any, dict[str, Any]]:
    router = _Google(api_key=key, client=_OneTry)
    router.client.base_url = url or router.client.base_url
    return router, {"profile": "driving"}


_ROUTERS: dict[RouterName, Callable[[str | None, str | None], tuple[Any, dict[str, Any]]]] = {
    "osrm": lambda url, key: (OSRM(url, client=_OneTry), {"profile": "driving", "annotations": ["duration"]}),
    "valhalla": lambda url, key: (Valhalla(url, client=_OneTry), {"profile": "auto"}),
    "ors": lambda url, key: (
        ORS(key, url or "https://api.openrouteservice.org", client=_OneTry),
        {"profile": "driving-car", "metrics": ["duration"]},
    ),
    "google": _google,
}
