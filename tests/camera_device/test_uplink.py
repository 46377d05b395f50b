"""The uplink against a server that behaves badly: each capture is delivered, once, or the reason is told."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from camera_device.cli import app
from camera_device.errors import CameraError, FileError, RefusedError, UnreachableError, UntrustedError
from camera_device.uplink import Receipt, Uplink

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Wayward:
    """A server that gives one prepared answer after another; the last one stays."""

    answers: list[Answer | None] = field(default_factory=list)
    seen: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def wayward() -> Iterator[Wayward]:
    state = Wayward()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.seen.append(({name.lower(): value for name, value in self.headers.items()}, body))
            answer = state.answers.pop(0) if len(state.answers) > 1 else state.answers[0]
            if answer is None:  # the connection breaks after the capture has arrived
                self.connection.close()
                return
            status, headers, content = answer
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    path = tmp_path / "옷 1.jpg"
    path.write_bytes(b"\xff\xd8" + b"picture" * 100_000)
    return path


def stored(path: Path, *, status: int = 201, sha256: str | None = None) -> Answer:
    digest = sha256 or hashlib.sha256(path.read_bytes()).hexdigest()
    return status, {}, json.dumps({"look_id": 7, "sha256": digest, "duplicate": status == 200}).encode()


def refusal(status: int, **headers: str) -> Answer:
    return status, headers, json.dumps({"error": "No.", "remedy": "Do this."}).encode()


def test_a_capture_arrives_byte_for_byte_with_its_hash_name_and_token(wayward: Wayward, capture: Path) -> None:
    wayward.answers = [stored(capture)]
    with Uplink(wayward.url, "secret") as uplink:
        receipt = uplink.send(capture)
    assert receipt == Receipt(7, hashlib.sha256(capture.read_bytes()).hexdigest(), duplicate=False)
    headers, body = wayward.seen[0]
    assert body == capture.read_bytes()
    assert headers["authorization"] == "Bearer secret"
    assert headers["x-content-sha256"] == receipt.sha256
    assert headers["x-filename"].isascii()


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 507])
def test_a_temporary_fault_is_tried_again_until_the_capture_is_stored(
    wayward: Wayward, capture: Path, status: int
) -> None:
    wayward.answers = [refusal(status), None, stored(capture, status=200)]
    pauses: list[float] = []
    with Uplink(wayward.url, "secret", pause=pauses.append) as uplink:
        assert uplink.send(capture).duplicate
    assert len(wayward.seen) == 3
    assert 0.5 <= pauses[0] <= 1 <= pauses[1] <= 2


def test_the_wait_that_the_server_asks_for_is_kept(wayward: Wayward, capture: Path) -> None:
    wayward.answers = [refusal(503, **{"Retry-After": "17"}), stored(capture)]
    pauses: list[float] = []
    with Uplink(wayward.url, "secret", pause=pauses.append) as uplink:
        uplink.send(capture)
    assert pauses == [17.0]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (refusal(400), "No. Do this."),
        (refusal(401), "No. Do this."),
        (refusal(413), "No. Do this."),
        (refusal(415), "No. Do this."),
        ((404, {}, b"<html>"), "address"),
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), "address"),
        ((200, {}, b"hello"), "not that of Otjang"),
        ((200, {}, b'{"look_id": 1}'), "not that of Otjang"),
    ],
)
def test_a_refusal_is_told_in_the_servers_words_and_not_tried_again(
    wayward: Wayward, capture: Path, answer: Answer, words: str
) -> None:
    wayward.answers = [answer]
    with Uplink(wayward.url, "secret") as uplink, pytest.raises(RefusedError, match=words):
        uplink.send(capture)
    assert len(wayward.seen) == 1


def test_another_hash_in_the_confirmation_is_no_confirmation(wayward: Wayward, capture: Path) -> None:
    wayward.answers = [stored(capture, sha256="0" * 64)]
    with Uplink(wayward.url, "secret") as uplink, pytest.raises(RefusedError, match="changed while"):
        uplink.send(capture)


def test_a_server_that_stays_away_is_told_with_the_number_of_attempts(capture: Path) -> None:
    with (
        Uplink("http://127.0.0.1:9", "secret", attempts=3, pause=lambda _: None) as uplink,
        pytest.raises(UnreachableError, match="in 3 attempts"),
    ):
        uplink.send(capture)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: Uplink("http://[", "secret"),
        lambda: Uplink("http://127.0.0.1", "geheimnis-ü-옷"),
        lambda: Uplink("ftp://127.0.0.1", "secret"),
        lambda: Uplink("wardrobe.local", "secret"),
    ],
)
def test_an_address_or_token_that_cannot_be_is_told_at_once(attempt: Callable[[], Uplink]) -> None:
    with pytest.raises(CameraError, match="otjang up"):
        attempt()


def test_a_file_that_is_missing_is_told_with_its_path(tmp_path: Path) -> None:
    with Uplink("http://127.0.0.1:9", "secret") as uplink, pytest.raises(FileError, match=r"gone\.jpg"):
        uplink.send(tmp_path / "gone.jpg")


def test_the_command_sends_what_it_can_and_exits_with_1_when_one_failed(
    wayward: Wayward, capture: Path, tmp_path: Path
) -> None:
    wayward.answers = [stored(capture)]
    arguments = ["send", str(tmp_path / "gone.jpg"), str(capture), "--server", wayward.url, "--token", "t", "--json"]
    result = CliRunner().invoke(app, arguments)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert "gone.jpg" in lines[0]["error"] and lines[1] == {"file": str(capture), "look_id": 7, "duplicate": False}


def test_the_command_without_a_token_is_wrong_use() -> None:
    result = CliRunner().invoke(app, ["send", "a.jpg", "--server", "http://127.0.0.1:9"], env={"OTJANG_TOKEN": ""})
    assert result.exit_code == 2


def test_the_token_leaves_no_machine_unencrypted_and_no_proxy_sees_it(
    wayward: Wayward, capture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UntrustedError, match="not encrypted"):
        Uplink("http://192.168.1.20:8600", "secret")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    wayward.answers = [stored(capture)]
    with Uplink(wayward.url, "secret", attempts=1) as uplink:
        uplink.send(capture)
    assert len(wayward.seen) == 1
