"""Captures from a camera: taken once, whole, or refused with the reason and what to do."""

from __future__ import annotations

import errno
import hashlib
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import numpy as np
import pytest
from fastapi.testclient import TestClient

from tests.conftest import ROOT, encode
from tests.wardrobe.server.conftest import Running, command
from wardrobe.errors import StorageError
from wardrobe.house import House
from wardrobe.server.application import own_routes
from wardrobe.settings import Settings

CAPTURES = "/api/v1/captures"


def picture(seed: int) -> bytes:
    return encode(np.random.default_rng(seed).integers(0, 255, (80, 60, 3), np.uint8))


@pytest.fixture
def camera(running: Running) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {running.token}"}
    with httpx.Client(base_url=running.url, headers=headers, timeout=20) as client:
        yield client


def test_a_capture_is_taken_once_and_known_again_by_its_bytes(camera: httpx.Client) -> None:
    data = picture(1)
    sha256 = hashlib.sha256(data).hexdigest()
    headers = {"X-Content-SHA256": sha256.upper(), "X-Filename": quote("오늘 1.jpg")}
    first = camera.post(CAPTURES, content=data, headers=headers)
    again = camera.post(CAPTURES, content=data)
    form = camera.post(CAPTURES, files={"file": ("other.jpg", data, "image/jpeg")})
    assert (first.status_code, again.status_code, form.status_code) == (201, 200, 200)
    assert first.json() == {"look_id": first.json()["look_id"], "sha256": sha256, "duplicate": False}
    assert again.json() == form.json() == first.json() | {"duplicate": True}


def test_ten_cameras_that_send_the_same_bytes_at_once_make_one_look(running: Running) -> None:
    data = picture(2)

    def send(_: int) -> httpx.Response:
        headers = {"Authorization": f"Bearer {running.token}"}
        return httpx.post(running.url + CAPTURES, content=data, headers=headers, timeout=30)

    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(send, range(10)))
    assert sorted(reply.status_code for reply in replies) == [200] * 9 + [201]
    assert len({reply.json()["look_id"] for reply in replies}) == 1


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic {token}", "{token}"])
def test_without_the_right_token_nothing_is_taken(running: Running, authorization: str) -> None:
    headers = {"Authorization": authorization.format(token=running.token)}
    reply = httpx.post(running.url + CAPTURES, content=picture(3), headers=headers, timeout=20)
    assert reply.status_code == 401 and "otjang device add" in reply.json()["remedy"]
    assert reply.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "headers", "status", "words"),
    [
        (b"", {}, 400, "empty"),
        (picture(4), {"X-Content-SHA256": "0" * 64}, 400, "arrived damaged"),
        (b"Dear diary, today I wore a hat.", {"X-Filename": "photo.jpg"}, 415, "photo.jpg is not a JPEG"),
        (b"GIF89a" + bytes(100), {}, 415, "is not a JPEG"),
        (b"%PDF-1.7", {}, 415, "is not a JPEG"),
        (bytes(3_000_001), {}, 413, "larger than 3 MB"),
    ],
)
def test_a_capture_at_fault_is_refused_with_the_reason_and_the_remedy(
    camera: httpx.Client, body: bytes, headers: dict[str, str], status: int, words: str
) -> None:
    reply = camera.post(CAPTURES, content=body, headers=headers)
    assert reply.status_code == status
    assert words in reply.json()["error"] and reply.json()["remedy"]


def test_a_refusal_is_told_in_korean_to_those_who_ask_for_it(camera: httpx.Client) -> None:
    reply = camera.post(CAPTURES, content=b"", headers={"Accept-Language": "ko"})
    assert any("가" <= letter <= "힣" for letter in reply.json()["remedy"])


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\photos\\me.jpg", "%00%0a", "%ff", "a" * 5000, quote("😀") * 90, ""]
)
def test_any_file_name_is_taken_for_what_it_is(camera: httpx.Client, running: Running, name: str) -> None:
    data = picture(int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]))
    assert camera.post(CAPTURES, content=data, headers={"X-Filename": name}).status_code == 201
    assert all(path.is_relative_to(running.data_dir) for path in running.data_dir.rglob("*"))


@pytest.mark.parametrize(
    "bad",
    [
        b"\xff\xd8\xff\xe0" + bytes(50),  # cut short
        encode(np.zeros((1, 1, 3), np.uint8), "PNG"),  # one pixel
        picture(5)[:900],
    ],
)
def test_a_damaged_picture_is_kept_and_told_on_its_look_not_lost(camera: httpx.Client, bad: bytes) -> None:
    assert camera.post(CAPTURES, content=bad).status_code in (201, 415)


def test_a_body_without_a_length_is_cut_off_at_the_limit(running: Running, camera: httpx.Client) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 200_000_000:
            sent += 65_536
            yield bytes(65_536)

    reply = camera.post(CAPTURES, content=endless())
    assert reply.status_code == 413
    assert sent < 20_000_000


def test_a_form_that_is_too_large_or_has_no_file_is_refused(camera: httpx.Client) -> None:
    assert camera.post(CAPTURES, files={"file": ("a.jpg", bytes(4_000_000))}).status_code == 413
    assert camera.post(CAPTURES, files={"picture": ("a.jpg", picture(6))}).status_code == 400
    broken = camera.post(CAPTURES, content=b"--x\r\n", headers={"Content-Type": "multipart/form-data; boundary=y"})
    assert broken.status_code == 400


def test_a_camera_that_vanishes_half_way_leaves_nothing_and_the_server_answers(
    running: Running, camera: httpx.Client
) -> None:
    address = urlsplit(running.url)
    with socket.create_connection((address.hostname, address.port)) as half:
        lines = f"POST {CAPTURES} HTTP/1.1", "Host: x", f"Authorization: Bearer {running.token}", "Content-Length: 9999"
        half.sendall("\r\n".join(lines).encode() + b"\r\n\r\n\xff\xd8\xff")
    time.sleep(0.2)
    assert camera.get("/api/v1/health").json()["ok"] is True


@pytest.mark.parametrize("temporary", [True, False])
def test_a_full_disk_is_a_507_so_that_the_camera_keeps_the_capture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, temporary: bool
) -> None:
    house = House.open(Settings.load(data_dir=tmp_path))
    try:
        person = house.accounts.create_owner("Mina", "correct horse battery")
        token = house.accounts.add_device(person.household_id, "hallway")

        def full(*_: object, **__: object) -> None:
            if temporary:
                raise OSError(errno.ENOSPC, "No space left on device")
            raise StorageError("The disk is full.", remedy="Free some space.")

        monkeypatch.setattr("wardrobe.originals.write_whole", full)
        client = TestClient(own_routes(house))
        reply = client.post(CAPTURES, content=picture(7), headers={"Authorization": f"Bearer {token}"})
        assert reply.status_code == 507 and reply.json()["remedy"] and reply.headers["retry-after"]
    finally:
        house.close()


def test_a_revoked_device_is_turned_away(running: Running, camera: httpx.Client) -> None:
    def otjang(*arguments: str) -> str:
        done = subprocess.run(
            command(*arguments, data_dir=running.data_dir), cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    token = otjang("device", "add", "bedroom")
    headers = {"Authorization": f"Bearer {token}"}
    assert camera.post(CAPTURES, content=picture(8), headers=headers).status_code == 201
    (device,) = (one for one in json.loads(otjang("device", "list", "--json")) if one["name"] == "bedroom")
    otjang("device", "revoke", str(device["id"]))
    assert camera.post(CAPTURES, content=picture(8), headers=headers).status_code == 401
