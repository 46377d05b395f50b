"""A small server that speaks docs/device-api.md, and can be told to misbehave; and a certificate for it."""

from __future__ import annotations

import hashlib
import json
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TOKEN = "otj_token"
Fault = str | tuple[int, dict[str, str]]
"""``cut``: the connection breaks before anything is done; ``lost``: after it; else status and headers of an answer."""


@dataclass
class Received:
    """A capture on the server."""

    described: dict[str, Any]
    content: bytearray = field(default_factory=bytearray)
    stored: bool = False

    def told(self, capture_id: str) -> dict[str, Any]:
        return {
            "id": capture_id,
            "state": "stored" if self.stored else "receiving",
            "offset": len(self.content),
            "size": self.described["size"],
            "sha256": self.described["sha256"],
            "look_id": 7 if self.stored else None,
        }


@dataclass
class Fake:
    """What it holds, what it was asked, and how it will misbehave."""

    url: str = ""
    faults: deque[Fault] = field(default_factory=deque)
    """For the next requests, one each."""
    always: Callable[[str, str], Fault | None] = lambda method, path: None
    captures: dict[str, Received] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    """JSON bodies of everything but captures."""
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: dict[tuple[str, str], deque[tuple[int, dict[str, Any]]]] = field(default_factory=dict)
    """What to answer to requests that have nothing to do with captures; the last one stays."""
    token: str = TOKEN
    spoil: bool = False
    """Turn a bit of every body that arrives."""


def handler(fake: Fake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except OSError:
                self.close_connection = True

        def serve(self) -> None:
            path = self.path.removeprefix("/api/v1")
            fake.asked.append((self.command, path))
            fake.headers.append({name.lower(): value for name, value in self.headers.items()})
            fault = fake.always(self.command, path) or (fake.faults.popleft() if fake.faults else None)
            if fault == "cut":
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            if isinstance(fault, tuple):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.answer(fault[0], {"error": "No.", "remedy": "Do this."}, fault[1])
                return
            status, body = self.act(path)
            if fault == "lost":
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            self.answer(status, body)

        do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = serve  # noqa: N815 (the base class names them)

        def act(self, path: str) -> tuple[int, dict[str, Any]]:
            length = int(self.headers.get("Content-Length", 0))
            prepared = fake.answers.get((self.command, path))
            if prepared:
                content = self.rfile.read(length)
                fake.bodies.append(json.loads(content) if content[:1] == b"{" else content)
                return prepared.popleft() if len(prepared) > 1 else prepared[0]
            if self.headers.get("Authorization") != f"Bearer {fake.token}":
                self.rfile.read(length)
                return 401, {"error": "The token is not valid.", "remedy": "Pair again."}
            capture_id = path.removeprefix("/captures/")
            known = fake.captures.get(capture_id)
            if self.command == "PUT":
                described = json.loads(self.rfile.read(length))
                if known and known.described["sha256"] != described["sha256"]:
                    return 409, {"error": "Known with another SHA-256.", "remedy": ""}
                fake.captures.setdefault(capture_id, Received(described))
                return (200 if known else 201), fake.captures[capture_id].told(capture_id)
            if self.command == "DELETE":
                fake.deleted.append(capture_id)
                fake.captures.pop(capture_id, None)
                return 204, {}
            if known is None:
                self.rfile.read(length)
                return 404, {"error": "Not known.", "remedy": ""}
            if self.command == "PATCH":
                return self.append(known, length, capture_id)
            return 200, known.told(capture_id)

        def append(self, known: Received, length: int, capture_id: str) -> tuple[int, dict[str, Any]]:
            if int(self.headers["Upload-Offset"]) != len(known.content):
                self.rfile.read(length)
                return 409, {"error": "Wrong offset.", "remedy": "", **known.told(capture_id)}
            while length:
                piece = self.rfile.read1(min(length, 16_384))
                if not piece:
                    raise ConnectionResetError
                known.content += piece
                length -= len(piece)
            if fake.spoil:
                known.content[0] ^= 1
            if len(known.content) == known.described["size"]:
                if hashlib.sha256(known.content).hexdigest() != known.described["sha256"]:
                    known.content.clear()
                    return 422, {"error": "The SHA-256 does not fit.", "remedy": "", **known.told(capture_id)}
                known.stored = True
            return 200, known.told(capture_id)

        def answer(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
            content = b"" if status == 204 else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**(headers or {}), "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Handshakes that the client ends are what some tests are about."""


@contextmanager
def serving(fake: Fake, certificate: Path | None = None) -> Iterator[Fake]:
    server = Quiet(("127.0.0.1", 0), handler(fake))
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    fake.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


def make_certificate(path: Path, name: str = "Otjang") -> str:
    """Writes key and certificate to one file; the SHA-256 of the certificate in hex."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(9999, 12, 31, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return made.fingerprint(hashes.SHA256()).hex()
