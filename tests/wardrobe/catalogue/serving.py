"""A shop's server on this machine, with every bad habit that servers have."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Shop:
    """What is served, and what was asked for."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of the last request for each path."""


@contextmanager
def shop() -> Iterator[Shop]:
    """Runs until the end of the block."""
    known = Shop()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            known.asked[path] += 1
            known.headers[path] = {name.lower(): value for name, value in self.headers.items()}
            answer = getattr(self, "at_" + path.strip("/").split("/")[0].replace(".", "_"), None)
            if answer is not None:
                answer()
            elif path in known.files:
                self.send(known.files[path])
            else:
                self.send(b"", 404)

        def send(self, data: bytes, status: int = 200, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def at_round(self) -> None:
            self.send(b"", 302, Location="/round")

        def at_to(self) -> None:
            self.send(b"", 302, Location=self.path.split("?to=")[1])

        def at_slow(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            try:
                for _ in range(1000):
                    self.wfile.write(b".")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                pass

        def at_drips(self) -> None:
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                for _ in range(100):
                    self.wfile.write(b".")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                pass
            self.close_connection = True

        def at_endless(self) -> None:
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass

        def at_claims(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "999999999")
            self.end_headers()
            self.close_connection = True

        def at_cut(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"x" * 10)
            self.close_connection = True

        def at_busy(self) -> None:
            self.send(b"", 503, Retry_After="120")

        def at_broken(self) -> None:
            self.send(b"", 500)

        def at_tagged(self) -> None:
            data = known.files.get("tagged", b"")
            if self.headers.get("If-None-Match") == '"one"':
                self.send(b"", 304, ETag='"one"')
            else:
                self.send(data, ETag='"one"')

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    known.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
