"""gunicorn around the app: one process whose threads mostly wait for live streams and the database."""

import socket
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from web.app import create_app
from web.settings import Settings

THREADS = 64  # each open live stream keeps one; `web.live` leaves enough for pages


class Server(BaseApplication):  # type: ignore[misc]
    """The dashboard on an already open socket."""

    def __init__(self, app: Flask, listener: socket.socket) -> None:
        self._app = app
        self._options: dict[str, Any] = {
            "bind": f"fd://{listener.fileno()}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "preload_app": True,
            "graceful_timeout": 2,
            "timeout": 60,
            "keepalive": 15,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def serve(settings: Settings, listener: socket.socket) -> None:
    """Serves until a signal comes. One process: the cap on live streams then holds per person."""
    app = create_app(settings)
    print(f"Dashboard: {settings.dashboard_url}/", flush=True)
    Server(app, listener).run()
