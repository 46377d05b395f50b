"""The uplink and the real server: what was sent is a look, byte for byte, and once."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from camera_device.errors import RefusedError
from camera_device.uplink import Uplink
from tests.wardrobe.server.conftest import OWNER, PASSWORD, ROOT, command, start, stop

LOOK = ROOT / "tests" / "pictures" / "look-04.jpg"


@dataclass(frozen=True)
class Wardrobe:
    """A server with an owner, and the token of a camera."""

    url: str
    token: str
    data_dir: Path

    def originals(self) -> list[str]:
        """SHA-256 of every file in the store, of its bytes."""
        stored = self.data_dir.joinpath("originals").glob("[0-9a-f][0-9a-f]/*")
        return sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in stored)


@pytest.fixture(scope="module")
def wardrobe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wardrobe]:
    data_dir = tmp_path_factory.mktemp("wardrobe") / "data"
    process, url = start(data_dir, OTJANG_MAX_BYTES="3000000")
    httpx.post(f"{url}/setup", data={"name": OWNER, "password": PASSWORD, "again": PASSWORD}, timeout=20)
    made = subprocess.run(
        command("device", "add", "hallway", data_dir=data_dir), cwd=ROOT, capture_output=True, text=True, check=True
    )
    yield Wardrobe(url, made.stdout.strip(), data_dir)
    stop(process)


def test_a_capture_is_stored_byte_for_byte_and_known_again(wardrobe: Wardrobe, tmp_path: Path) -> None:
    same = tmp_path / "오늘.jpg"
    same.write_bytes(LOOK.read_bytes())
    with Uplink(wardrobe.url, wardrobe.token) as uplink:
        first, again = uplink.send(LOOK), uplink.send(same)
    assert not first.duplicate and again.duplicate and first.look_id == again.look_id
    assert wardrobe.originals().count(first.sha256) == 1


def test_what_the_server_does_not_want_is_refused_in_its_words(wardrobe: Wardrobe, tmp_path: Path) -> None:
    text, large, empty = tmp_path / "text.jpg", tmp_path / "large.jpg", tmp_path / "empty.jpg"
    text.write_text("Dear diary")
    large.write_bytes(LOOK.read_bytes() + bytes(4_000_000))
    empty.touch()
    before = wardrobe.originals()
    with Uplink(wardrobe.url, wardrobe.token) as uplink:
        for path, words in {text: "not a JPEG", large: "larger than 3 MB", empty: "is empty"}.items():
            with pytest.raises(RefusedError, match=words):
                uplink.send(path)
    with Uplink(wardrobe.url, "wrong") as stranger, pytest.raises(RefusedError, match="otjang device add"):
        stranger.send(LOOK)
    assert wardrobe.originals() == before


def test_the_command_takes_address_and_token_from_the_environment(wardrobe: Wardrobe) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "camera_device.cli", "send", str(LOOK), "--json"],
        cwd=ROOT,
        env={"OTJANG_SERVER": wardrobe.url, "OTJANG_TOKEN": wardrobe.token, "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["look_id"] > 0


def test_the_device_needs_neither_the_wardrobe_nor_torch() -> None:
    code = "import sys, camera_device.cli; print({'wardrobe', 'app', 'embeddings', 'torch', 'numpy'} & {*sys.modules})"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
