"""A router at the wire: an HTTP server that speaks as OSRM, Valhalla, ORS or Google does, well or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from edge_bridge.travel.drives import Spot

Cells = list[list[Any]]
Told = Callable[[list[Spot], list[Spot]], Any]


class Roads:
    """`told` says the seconds from each start to each end; `status`, `body` and `slow` spoil the answer. Keeps what was asked."""

    def __init__(self, told: Told = lambda starts, ends: [[600.0] * len(ends) for _ in starts]) -> None:
        self.told, self.status, self.body = told, 200, None
        self.slow = False
        self.asked: list[tuple[str, list[Spot], list[Spot]]] = []
        self.keys: list[str | None] = []
        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Lets slow answers go, and the port."""
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        roads = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(address.query).items()}
                read = _osrm if address.path.startswith("/table/v1/driving/") else _google
                roads._answer(self, *read(address.path, query))

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                read = _valhalla if self.path == "/sources_to_targets" else _ors
                roads._answer(self, *read(self.path, asked))

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def _answer(
        self,
        handler: BaseHTTPRequestHandler,
        name: str,
        key: str | None,
        starts: list[Spot],
        ends: list[Spot],
        wrapped: Callable[[Cells], Any],
    ) -> None:
        self.asked.append((name, starts, ends))
        self.keys.append(key or handler.headers.get("Authorization"))
        if self.slow:
            self._released.wait(30)
        body = self.body if self.body is not None else json.dumps(wrapped(self.told(starts, ends)))
        try:
            handler.send_response(self.status)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body.encode())))
            handler.end_headers()
            handler.wfile.write(body.encode())
        except OSError:
            handler.close_connection = True  # it did not wait for a slow answer


def _spot(longitude: Any, latitude: Any) -> Spot:
    return Spot(float(latitude), float(longitude))


def _osrm(path: str, query: dict[str, str]) -> Any:
    assert query["annotations"] == "duration"
    spots = [_spot(*pair.split(",")) for pair in path.rsplit("/", 1)[1].split(";")]
    starts, ends = ([spots[int(n)] for n in query[side].split(";")] for side in ("sources", "destinations"))
    return "osrm", None, starts, ends, lambda cells: {"code": "Ok", "durations": cells}


def _google(path: str, query: dict[str, str]) -> Any:
    assert path == "/distancematrix/json"
    starts, ends = (
        [_spot(*reversed(pair.split(","))) for pair in query[side].split("|")] for side in ("origins", "destinations")
    )

    def cell(seconds: Any) -> Any:
        return {"status": "ZERO_RESULTS"} if seconds is None else {"status": "OK", "duration": {"value": seconds}}

    return (
        "google",
        query["key"],
        starts,
        ends,
        lambda cells: {"rows": [{"elements": [*map(cell, row)]} for row in cells]},
    )


def _valhalla(_: str, asked: dict[str, Any]) -> Any:
    assert asked["costing"] == "auto"
    starts, ends = ([_spot(at["lon"], at["lat"]) for at in asked[side]] for side in ("sources", "targets"))

    def rows(cells: Cells) -> Any:
        return {"sources_to_targets": [[{"time": seconds, "distance": 1} for seconds in row] for row in cells]}

    return "valhalla", None, starts, ends, rows


def _ors(path: str, asked: dict[str, Any]) -> Any:
    assert path == "/v2/matrix/driving-car/json"
    spots = [_spot(*pair) for pair in asked["locations"]]
    starts, ends = ([spots[n] for n in asked[side]] for side in ("sources", "destinations"))
    return "ors", None, starts, ends, lambda cells: {"durations": cells}
