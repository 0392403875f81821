"""Stands in front of the Supabase API and loses what it is told to lose: requests, answers, Realtime."""

import http.client
import re
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

JOINED = b"Subscribed to PostgreSQL"  # the server's word that changes are being listened for


class ApiProxy:
    """`url` goes where Supabase's would. Everything else is for the test."""

    def __init__(self, port: int, upstream: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.upstream = urlsplit(upstream)
        self.lost: list[str] = []  # the paths of what was lost
        self.refuses_realtime = False
        self.mutes_realtime = False  # what the server says no longer arrives; the connection stands
        self.joined = threading.Event()
        self.muted = 0  # bytes that did not arrive
        self._loses, self._unasked = re.compile("$^"), False

    def lose(self, paths: str, asked: bool = True) -> None:
        """From now on requests for these paths break off: after they were carried out, or instead."""
        self._loses, self._unasked = re.compile(paths), not asked

    def behave(self) -> None:
        """Loses nothing more."""
        self.lose("$^")
        self.refuses_realtime = self.mutes_realtime = False

    # for the handler

    def loses(self, path: str) -> bool:
        if not self._loses.search(path):
            return False
        self.lost.append(path)
        return True

    @property
    def asks_first(self) -> bool:
        return not self._unasked


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    proxy: ApiProxy

    def handle_error(self, request: object, client_address: object) -> None:
        """Broken connections are what we are here for."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if self.headers.get("Upgrade"):
            self._realtime()
        else:
            self._ask()

    def do_POST(self) -> None:
        self._ask()

    def _ask(self) -> None:
        proxy = self.server.proxy
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        lost = proxy.loses(self.path)
        if lost and not proxy.asks_first:
            return self._break_off()
        upstream = http.client.HTTPConnection(proxy.upstream.hostname or "", proxy.upstream.port, timeout=30)
        try:
            upstream.request(self.command, self.path, body, dict(self.headers.items()))
            answer = upstream.getresponse()
            said = answer.read()
        except OSError:
            return self._break_off()
        finally:
            upstream.close()
        if lost:
            return self._break_off()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "keep-alive"):
                self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _break_off(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _realtime(self) -> None:
        proxy = self.server.proxy
        self.close_connection = True
        if proxy.refuses_realtime:
            proxy.lost.append(self.path)
            self.send_error(503)
            return
        with socket.create_connection((proxy.upstream.hostname, proxy.upstream.port)) as upstream:
            head = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
            upstream.sendall(f"{self.requestline}\r\n{head}\r\n".encode("latin-1"))
            while not proxy.refuses_realtime:
                ready, _, _ = select.select([upstream, self.connection], [], [], 0.1)
                for source in ready:
                    said = source.recv(65536)
                    if not said:
                        return
                    if source is self.connection:
                        upstream.sendall(said)
                    elif proxy.mutes_realtime:
                        proxy.muted += len(said)
                    else:
                        if JOINED in said:
                            proxy.joined.set()
                        self.connection.sendall(said)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to say."""


@contextmanager
def api_proxy(upstream: str) -> Iterator[ApiProxy]:
    """Serves on a free port of this process."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.proxy = ApiProxy(server.server_port, upstream)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.proxy
    finally:
        server.proxy.refuses_realtime = True  # ends what is joined
        server.shutdown()
        server.server_close()
        thread.join()
