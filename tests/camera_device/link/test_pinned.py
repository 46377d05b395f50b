"""Nothing is said to anybody but the holder of the pinned certificate."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from camera_device.errors import PairingError, SettingsError, UnreachableError, UntrustedError
from camera_device.link.client import IDLE, Client
from camera_device.link.pinned import certificate, checked_fingerprint, require_secure
from camera_device.link.replies import NotNowError, StatusError
from tests.camera_device.link.fake import TOKEN, Fake, make_certificate, serving


@dataclass
class Overheard:
    """A TLS server that keeps what it is told, once the handshake is over."""

    url: str
    fingerprint: str
    heard: list[bytes] = field(default_factory=list)
    served: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def overheard(tmp_path: Path) -> Iterator[Overheard]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    fingerprint = make_certificate(tmp_path / "other.pem")
    context.load_cert_chain(tmp_path / "other.pem")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        state = Overheard(f"https://127.0.0.1:{listener.getsockname()[1]}", fingerprint)

        def serve() -> None:
            while True:
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(plain, server_side=True) as wrapped:
                        wrapped.settimeout(2)
                        state.heard.append(wrapped.recv(65_536))
                except OSError:
                    pass
                state.served.set()

        threading.Thread(target=serve, daemon=True).start()
        yield state


def test_another_certificate_is_refused_before_anything_is_sent(overheard: Overheard, tmp_path: Path) -> None:
    ours = make_certificate(tmp_path / "ours.pem")
    with Client(overheard.url, ours, TOKEN) as client, pytest.raises(UntrustedError, match="another certificate"):
        client.call("POST", "/captures", content=b"picture")
    assert overheard.served.wait(3)
    assert b"".join(overheard.heard) == b""
    overheard.served.clear()
    with Client(overheard.url, overheard.fingerprint, TOKEN, timeout=3) as client, pytest.raises(UnreachableError):
        client.call("GET", "/health")
    assert overheard.served.wait(3)
    assert TOKEN.encode() in overheard.heard[-1]


def test_the_pinned_certificate_is_enough_whoever_signed_it_and_whatever_it_is_called(tmp_path: Path) -> None:
    fingerprint = make_certificate(tmp_path / "c.pem", "somebody else entirely")
    with serving(Fake(), tmp_path / "c.pem") as fake:
        assert certificate(fake.url) == fingerprint
        with Client(fake.url, fingerprint.upper(), TOKEN) as client:
            client.check()
        assert fake.asked == [("GET", fake.asked[0][1])]


def test_without_a_pin_a_certificate_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    make_certificate(tmp_path / "c.pem")
    with serving(Fake(), tmp_path / "c.pem") as fake, Client(fake.url, None, TOKEN) as client:
        with pytest.raises(UntrustedError, match="trusted by nobody"):
            client.check()
        assert fake.asked == []


def test_the_environment_has_no_say_in_whom_the_camera_speaks_to(monkeypatch: pytest.MonkeyPatch, fake: Fake) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with Client(fake.url, None, TOKEN) as client:
        client.check()
    assert len(fake.asked) == 1


@pytest.mark.parametrize(
    "server",
    ["http://127.0.0.1:8600", "http://127.9.9.9", "http://[::1]:8600", "http://localhost:1", "https://192.168.1.2:1"],
)
def test_a_way_that_nobody_can_listen_on_is_good(server: str) -> None:
    assert require_secure(server).geturl() == server


@pytest.mark.parametrize(
    "server",
    [
        "http://192.168.1.20:8600",
        "http://otjang.local:8600",
        "http://0.0.0.0:8600",
        "http://[fe80::1]:8600",
        "http://[::ffff:192.168.1.20]",
        "http://127.0.0.1.example.org",
        "http://2130706433x",
        "http://localhost.example.org",
    ],
)
def test_plain_http_to_another_machine_is_refused(server: str) -> None:
    with pytest.raises(UntrustedError, match="not encrypted"):
        require_secure(server)
    with pytest.raises(UntrustedError):
        Client(server, None, TOKEN)


def test_a_localhost_that_leads_elsewhere_is_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [(2, 1, 6, "", ("192.168.1.9", 0))])
    with pytest.raises(UntrustedError):
        require_secure("http://localhost:8600")


def test_a_pinned_server_is_never_spoken_to_in_plain(tmp_path: Path, fake: Fake) -> None:
    fingerprint = make_certificate(tmp_path / "c.pem")
    with pytest.raises(UntrustedError):
        Client(fake.url, fingerprint, TOKEN)
    with Client("https://127.0.0.1:9", fingerprint, TOKEN) as client:
        with pytest.raises(UntrustedError):
            client.move(fake.url)
        assert client.server == "https://127.0.0.1:9"


@pytest.mark.parametrize("server", ["", "wardrobe", "ftp://a", "http://", "https://a:99999", "http://[", "https://u@a"])
def test_what_is_no_address_is_told(server: str) -> None:
    with pytest.raises(SettingsError, match="no address"):
        require_secure(server)


@pytest.mark.parametrize("text", ["", "ab", "g" * 64, "a" * 63, "옷" * 64])
def test_what_is_no_fingerprint_is_told(text: str) -> None:
    with pytest.raises(SettingsError, match="no fingerprint"):
        checked_fingerprint(text)


def test_a_fingerprint_is_read_in_every_usual_spelling() -> None:
    assert checked_fingerprint(":".join(["AB"] * 32)) == "ab" * 32


def test_a_server_without_tls_has_no_certificate_to_read(fake: Fake) -> None:
    with pytest.raises(UnreachableError, match="by TLS"):
        certificate(fake.url.replace("http", "https"))


@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, StatusError), (404, StatusError), (302, StatusError), (500, NotNowError)],
)
def test_an_answer_that_is_no_yes_is_told_in_the_servers_words(fake: Fake, status: int, kind: type[Exception]) -> None:
    fake.faults.append((status, {"Location": "http://127.0.0.1:9/"}))
    with Client(fake.url, None, TOKEN) as client, pytest.raises(kind, match=r"No\. Do this"):
        client.call("GET", "/captures/x")
    assert len(fake.asked) == 1


def test_a_camera_that_was_let_go_is_told_what_to_do_and_that_nothing_is_lost(fake: Fake) -> None:
    fake.faults.append((401, {}))
    with Client(fake.url, None, TOKEN) as client, pytest.raises(PairingError) as caught:
        client.check()
    assert str(caught.value) == (
        "The server does not know this camera any more. "
        "Pair it again with `otjang-camera pair`. What waits to be sent is kept."
    )


@pytest.mark.parametrize("token", ["", "옷", "a\nb"])
def test_a_token_that_cannot_be_is_told(token: str) -> None:
    with pytest.raises(SettingsError, match="token"):
        Client("http://127.0.0.1:1", None, token)


def test_an_idle_connection_is_given_up_before_the_server_closes_it() -> None:
    assert uvicorn.Config("any").timeout_keep_alive > IDLE


def test_a_client_that_is_closed_says_so_as_a_server_that_is_away(fake: Fake) -> None:
    client = Client(fake.url, None, TOKEN)
    client.close()
    with pytest.raises(UnreachableError, match="closed"):
        client.check()


def test_a_request_during_which_the_server_moves_is_told_as_one_that_failed(fake: Fake) -> None:
    with Client(fake.url, None, TOKEN) as client:
        ask = client._http.request

        def move_first(*given: Any, **more: Any) -> Any:
            client.move(fake.url)
            return ask(*given, **more)

        client._http.request = move_first  # type: ignore[method-assign]
        with pytest.raises(UnreachableError, match="closed"):
            client.check()
        client.check()
