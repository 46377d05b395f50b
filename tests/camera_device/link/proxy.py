"""A stretch of network that breaks: a TCP proxy that cuts connections after so many bytes to the server."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress

PIECE = 8192
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: closing sends a reset."""


class Proxy:
    """Stands at ``port`` of this machine, before ``target``, another port of it, which may change."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.cut_after: int | None = None
        """Bytes to the server after which a connection breaks; None: never."""
        self.only_once = False
        self.abrupt = False
        """Break by a reset instead of by a farewell."""
        self.per_second: float | None = None
        """Bytes to the server in a second."""
        self.passed = 0
        """Bytes to the server so far, over all connections."""
        self.cuts = 0
        self.at: tuple[int, Callable[[], object]] | None = None
        """Something to do once so many bytes have passed."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            threading.Thread(target=self._up, args=(near, far), daemon=True).start()
            threading.Thread(target=self._down, args=(far, near), daemon=True).start()

    def _up(self, near: socket.socket, far: socket.socket) -> None:
        carried = 0
        with suppress(OSError):
            while True:
                room = PIECE if self.cut_after is None else min(PIECE, self.cut_after - carried)
                if room <= 0:
                    self.cuts += 1
                    if self.only_once:
                        self.cut_after = None
                    break
                piece = near.recv(room)
                if not piece:
                    break
                far.sendall(piece)
                carried += len(piece)
                self.passed += len(piece)
                if self.per_second:
                    time.sleep(len(piece) / self.per_second)
                if self.at and self.passed >= self.at[0]:
                    (_, act), self.at = self.at, None
                    act()
        self._break(near)
        self._break(far)

    def _down(self, far: socket.socket, near: socket.socket) -> None:
        with suppress(OSError):
            while piece := far.recv(PIECE):
                near.sendall(piece)
        self._break(near)

    def _break(self, connection: socket.socket) -> None:
        with suppress(OSError):
            if self.abrupt:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            else:
                connection.shutdown(socket.SHUT_RDWR)
        connection.close()
