"""Real servers on loopback that write down what they get: HTTP with scripted answers, and mail."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

Answer = int | tuple[int, dict[str, str]] | Callable[[], None]
"""A status, with headers, or something to be done instead of answering."""


@dataclass(frozen=True)
class Got:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """An HTTP server: gives the ``answers`` one after the other, then 204."""

    url: str
    got: list[Got] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


@contextmanager
def listening() -> Iterator[Listener]:
    """An HTTP server while it lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            listener.got.append(Got(self.command, self.path, headers, body))
            answer = listener.answers.pop(0) if listener.answers else 204
            if callable(answer):
                answer()
                self.close_connection = True
                return
            status, extra = answer if isinstance(answer, tuple) else (answer, {})
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        do_GET = do_PUT = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    listener = Listener(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield listener
    finally:
        listener.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Post:
    """A mail server's mails, each parsed."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    """Answers to the next mails, in place of taking them."""
    logins: list[bytes] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[Post]:
    """An SMTP server while it lasts; it takes mails from whoever logs in as mina."""

    class Handler:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
            if post.refusals:
                return post.refusals.pop(0)
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            mail["X-To"] = ", ".join(envelope.rcpt_tos)
            post.mails.append(mail)
            return "250 OK"

    def log_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, login: LoginPassword) -> AuthResult:
        post.logins.append(login.login)
        return AuthResult(success=(login.login, login.password) == (b"mina", b"secretword"), handled=False)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        post = Post(free.getsockname()[1])
    controller = Controller(
        Handler(),
        hostname="127.0.0.1",
        port=post.port,
        authenticator=log_in,
        auth_require_tls=False,
        auth_required=True,
    )
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def by_http(phone: Listener, kind: str = "json") -> str:
    """The channel that ends at this server."""
    return phone.url.replace("http://", f"{kind}://") + "/secret-topic-91"


def by_mail(post: Post) -> str:
    """The channel that ends at this mail server."""
    return f"mailto://mina:secretword@127.0.0.1:{post.port}/?mode=insecure&from=otjang@example.org&to=mina@example.org"
