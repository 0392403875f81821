"""A carrier that takes every text at once, does nothing with it and notes when the request arrived."""

import json
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

PATIENCE = 10.0


class NoOpTwilio:
    """`url` goes where Twilio's address would; `arrival` waits for the next request."""

    def __init__(self, port: int, arrivals: "queue.SimpleQueue[float]") -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._arrivals = arrivals

    def arrival(self) -> float:
        """When the next request's first line was here, on `time.perf_counter`'s clock. Raises queue.Empty after 10 s."""
        return self._arrivals.get(timeout=PATIENCE)


@contextmanager
def no_op_twilio() -> Iterator[NoOpTwilio]:
    """Serves on a free port of this process."""
    arrivals: queue.SimpleQueue[float] = queue.SimpleQueue()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(arrivals))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield NoOpTwilio(server.server_port, arrivals)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(arrivals: "queue.SimpleQueue[float]") -> type[BaseHTTPRequestHandler]:
    numbers = count(1)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1  # head and body leave together

        def parse_request(self) -> bool:
            arrivals.put(time.perf_counter())
            return super().parse_request()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps({"sid": f"SM{next(numbers):032x}", "status": "queued"}).encode()
            self.send_response(201)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to say."""

    return Handler
