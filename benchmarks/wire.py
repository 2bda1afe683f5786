"""Counting what a request says to its database: SQLite's statements, PostgreSQL's round trips."""

import selectors
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def sqlite_statements() -> Iterator[list[str]]:
    """Every statement that SQLite runs on connections opened from now on, triggers' own excepted."""
    heard: list[str] = []

    def listen(connection: Any, _record: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(heard.append)

    event.listen(Engine, "connect", listen)
    try:
        yield heard
    finally:
        event.remove(Engine, "connect", listen)


def working(statements: list[str]) -> list[str]:
    """Without transaction control and the comments by which SQLite reports a trigger's inner statements."""
    return [text for text in statements if not text.startswith("--") and not text.upper().startswith(CONTROL)]


class TurnCounter:
    """A loopback proxy that counts turns: the client speaks, then the server; the client's next word is a new turn.

    A pipelined batch is one turn, as it is one wait for the network.
    """

    def __init__(self, family: int, upstream: tuple[str, int] | str):
        """``family`` is AF_INET or AF_UNIX, ``upstream`` the server's address in it."""
        self.family, self.upstream = family, upstream
        self.turns = 0
        self.sockets: dict[socket.socket, socket.socket] = {}
        self.clients: set[socket.socket] = set()
        self.listening: set[socket.socket] = set()
        self.selector = selectors.DefaultSelector()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.door.getsockname()[1])
        self.selector.register(self.door, selectors.EVENT_READ)
        self.closing = False
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while not self.closing:
            for key, _ in self.selector.select(0.1):
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                if sock is self.door:
                    self.accept()
                else:
                    self.forward(sock)

    def accept(self) -> None:
        client, server = self.door.accept()[0], socket.socket(self.family)
        server.connect(self.upstream)
        self.sockets |= {client: server, server: client}
        self.clients.add(client)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for sock in (client, server):
            self.selector.register(sock, selectors.EVENT_READ)

    def forward(self, sock: socket.socket) -> None:
        """Pass on what came. A turn begins when a client speaks whose server had the last word, or that is new."""
        words, other = sock.recv(65536), self.sockets[sock]
        if not words:
            return self.hang_up(sock, other)
        if sock in self.clients and sock not in self.listening:
            self.turns += 1
            self.listening.add(sock)
        self.listening.discard(other)
        other.sendall(words)

    def hang_up(self, *both: socket.socket) -> None:
        for sock in both:
            self.selector.unregister(sock)
            self.sockets.pop(sock)
            sock.close()

    def reset(self) -> None:
        self.turns = 0

    def close(self) -> None:
        self.closing = True
        self.thread.join()
        for sock in [*self.sockets, self.door]:
            sock.close()
