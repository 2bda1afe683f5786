"""A small HTTP/1.1 server for a WSGI app, on this machine only. Connections are kept, and can be cut on purpose.

Werkzeug's own server closes after each answer, and a client that keeps its connections has to be tested.
"""

import io
import socket
import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from socketserver import ThreadingTCPServer
from threading import Lock
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

from flask import Flask
from werkzeug.test import run_wsgi_app

SOCKET = "lvxing.socket"  # the connection, in the WSGI environment


class Handler(WSGIRequestHandler):
    """Reads each body before asking the app, so that the next request starts where it should."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: "Server"

    def handle(self) -> None:
        with suppress(ConnectionError):
            BaseHTTPRequestHandler.handle(self)

    def finish(self) -> None:
        with suppress(ConnectionError):
            super().finish()

    def respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environ = self.get_environ() | {
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            SOCKET: self.connection,
        }
        parts, status, headers = run_wsgi_app(self.server.app, environ)
        self.send_response_only(int(status.split()[0]))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        for part in parts:
            self.wfile.write(part)
            self.wfile.flush()

    do_GET = do_POST = respond

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


class Server(ThreadingTCPServer):
    """Refuses, with ValueError, any address but this machine's own."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, host: str, port: int, app: Flask):
        if not ip_address(host).is_loopback:
            raise ValueError("the emulator listens on this machine only: 127.0.0.1 or ::1")
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.app = app
        self._open: set[Any] = set()
        self._guard = Lock()
        super().__init__((host, port), Handler)
        self.port: int = self.server_address[1]
        self.base_environ = {"SERVER_NAME": host, "SERVER_PORT": str(self.port), "SCRIPT_NAME": ""}

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def cut(self) -> None:
        """Cut every connection."""
        with self._guard:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
