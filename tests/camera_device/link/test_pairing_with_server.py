"""Pairing with the real server, by the commands that people use; and with somebody in between."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from threading import Thread

import httpx
import pytest

from camera_device.capture import Capture, Kind
from camera_device.clock import now
from camera_device.link import credentials
from camera_device.link.client import Client
from camera_device.link.pinned import certificate
from camera_device.link.uploader import IDLE, Uploader
from camera_device.spool import Spool
from tests.camera_device.link.fake import Quiet, make_certificate
from tests.camera_device.link.house import House, photo
from tests.wardrobe.server.conftest import ROOT


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("house") / "data")
    yield made
    made.down()


def camera(state: Path, *arguments: str) -> subprocess.Popen[str]:
    """`otjang-camera` with a state folder of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTJANG")}
    return subprocess.Popen(
        [sys.executable, "-m", "camera_device.cli", *arguments],
        cwd=ROOT,
        env=environment | {"OTJANG_CAMERA_STATE_DIR": str(state), "OTJANG_CAMERA_CONFIG": str(state / "none.toml")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ran(state: Path, *arguments: str) -> tuple[int, str, str]:
    process = camera(state, *arguments)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def shown_code(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"Type (\d{3}) (\d{3}) in the app", line):
            return found[1] + found[2]
    raise AssertionError(process.stderr.read() if process.stderr else "")


def test_a_camera_is_paired_by_its_code_sends_and_leaves_again(house: House, tmp_path: Path) -> None:
    process = camera(tmp_path, "pair", "--server", house.device_url, "--name", "hallway mirror")
    code = shown_code(process)
    house.cli("device", "approve", code)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0 and "Paired with" in out, err
    pairing = credentials.load(tmp_path)
    assert pairing is not None and pairing.fingerprint == certificate(house.device_url)
    assert "hallway mirror" in [each["name"] for each in json.loads(house.cli("device", "list", "--json"))]

    before = house.looks()
    with closing(Spool(tmp_path / "spool", 10**9, reserve=0)) as spool, Client.of(pairing) as client:
        first = spool.add(Capture(Kind.PHOTO, now()), photo(1, 300))
        assert Uploader(client, spool).round() == IDLE
        second = spool.add(Capture(Kind.PHOTO, now()), photo(2, 300))
    assert house.looks() == before + 1 and first.sha256 in house.originals()

    code_, out, err = ran(tmp_path, "status", "--json")
    told = json.loads(out)
    assert (code_, told["captures_waiting"], told["faults"], told["server"]) == (0, 1, [], house.device_url), err
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(photo(3, 300))
    code_, out, err = ran(tmp_path, "send", str(picture))
    assert code_ == 0 and "look" in out, err

    code_, _, err = ran(tmp_path, "unpair")
    assert code_ == 1 and "1 captures were not sent" in err and second.path.exists()
    assert ran(tmp_path, "unpair", "--force")[0] == 0
    assert credentials.load(tmp_path) is None and not second.path.exists()
    with Client.of(pairing) as client, pytest.raises(Exception, match="does not know this camera"):
        client.check()
    code_, out, _ = ran(tmp_path, "status", "--json")
    assert code_ == 1 and "not paired" in json.loads(out)["faults"][0]


def test_a_camera_is_paired_by_the_qr_code_of_the_app_once(house: House, tmp_path: Path) -> None:
    (text,) = re.findall(r"otjang://pair\?\S+", house.cli("device", "invite", "--server", house.device_url))
    code, out, err = ran(tmp_path, "pair", "--qr", text)
    assert code == 0 and "Paired with" in out, err
    pairing = credentials.load(tmp_path)
    assert pairing is not None and pairing.fingerprint == certificate(house.device_url)
    with Client.of(pairing) as client:
        client.check()
    code, _, err = ran(tmp_path / "other", "pair", "--qr", text)
    assert code == 1 and "used already" in err


def test_over_plain_http_on_the_same_machine_the_code_is_good_too(house: House, tmp_path: Path) -> None:
    process = camera(tmp_path, "pair", "--server", house.url)
    house.cli("device", "approve", shown_code(process))
    assert process.wait(60) == 0
    pairing = credentials.load(tmp_path)
    assert pairing is not None and pairing.fingerprint is None and pairing.server == house.url


@pytest.fixture
def between(house: House, tmp_path: Path) -> Iterator[str]:
    """The address of somebody who passes everything on to the server, with a certificate of their own."""
    make_certificate(tmp_path / "between.pem")
    onward = httpx.Client(base_url=house.device_url, verify=False)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def serve(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kept = {name: value for name, value in self.headers.items() if name in ("Authorization", "Content-Type")}
            reply = onward.request(self.command, self.path, content=content, headers=kept)
            self.send_response(reply.status_code)
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        do_GET = do_PUT = do_POST = serve  # noqa: N815 (the base class names them)

        def log_message(self, *_: object) -> None:
            pass

    server = Quiet(("127.0.0.1", 0), Handler)
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "between.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    onward.close()


def test_with_somebody_in_between_the_camera_shows_a_code_that_the_server_does_not_know(
    house: House, between: str, tmp_path: Path
) -> None:
    devices = house.cli("device", "list", "--json")
    process = camera(tmp_path, "pair", "--server", between)
    code = shown_code(process)
    with pytest.raises(subprocess.CalledProcessError) as refused:
        house.cli("device", "approve", code)
    assert "No camera shows this code" in refused.value.stderr
    process.kill()
    process.communicate()
    assert credentials.load(tmp_path) is None and house.cli("device", "list", "--json") == devices


def test_a_paired_camera_says_nothing_to_somebody_in_between(house: House, between: str, tmp_path: Path) -> None:
    with (
        Client(between, certificate(house.device_url), house.token) as client,
        pytest.raises(Exception, match="another certificate"),
    ):
        client.check()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["pair", "--server", "http://192.168.1.20:8600"], 1, "not encrypted"),
        (["pair", "--server", "wardrobe"], 2, "no address"),
        (["pair", "--server", "https://127.0.0.1:9"], 1, "cannot be reached"),
        (["pair", "--qr", "hello"], 1, "no QR code"),
        (["send", "a.jpg"], 2, "otjang-camera pair"),
        (["send", "a.jpg", "--server", "http://127.0.0.1:9"], 2, "both --server and --token"),
        (["unpair"], 0, ""),
    ],
)
def test_wrong_use_is_told(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    returned, _, err = ran(tmp_path, *arguments)
    assert (returned, words in err) == (code, True), err
