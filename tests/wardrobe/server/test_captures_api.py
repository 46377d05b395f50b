"""Captures in parts over HTTP: announced, sent from wherever it stopped, checked, taken back."""

from __future__ import annotations

import hashlib
import json
import socket
import time
import uuid
from collections import namedtuple
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.wardrobe.conftest import RED, photo
from tests.wardrobe.server.conftest import Running
from wardrobe.captures import MOST_OPEN
from wardrobe.database import disk_full
from wardrobe.house import House
from wardrobe.schema import now
from wardrobe.server.application import own_routes

DATA = photo(upper_clothes=RED, seed=5)


def address(key: str | None = None) -> str:
    return f"/api/v1/captures/{key or uuid.uuid4()}"


def said(data: bytes = DATA, **given: object) -> dict[str, object]:
    about = {"kind": "photo", "media_type": "image/jpeg", "name": "look.jpg", "size": len(data)}
    return about | {"sha256": hashlib.sha256(data).hexdigest(), "taken_at": None, "age_seconds": 1.5} | given


def at(offset: int) -> dict[str, str]:
    return {"Upload-Offset": str(offset)}


def throw(error: Exception) -> NoReturn:
    raise error


@pytest.fixture
def connect(house: House, home: int) -> Iterator[Callable[[], TestClient]]:
    """Connects another camera of the household each time."""
    app = own_routes(house)

    def one() -> TestClient:
        token = house.accounts.add_device(home, "hallway")
        return TestClient(app, headers={"Authorization": f"Bearer {token}"})

    yield one


@pytest.fixture
def camera(connect: Callable[[], TestClient]) -> TestClient:
    return connect()


def test_a_capture_is_announced_sent_in_parts_and_stored(house: House, home: int, camera: TestClient) -> None:
    where = address()
    first = camera.put(where, json=said())
    assert first.status_code == 201 and first.headers["cache-control"] == "no-store"
    assert first.json() == {
        "id": where.rsplit("/", 1)[1],
        "state": "receiving",
        "offset": 0,
        "size": len(DATA),
        "sha256": hashlib.sha256(DATA).hexdigest(),
        "look_id": None,
    }
    half = camera.patch(where, content=DATA[:5000], headers=at(0))
    assert (half.status_code, half.json()["offset"], half.json()["state"]) == (200, 5000, "receiving")
    assert camera.put(where, json=said()).json() == half.json() == camera.get(where).json()
    done = camera.patch(where, content=DATA[5000:], headers=at(5000))
    look = house.looks.get(home, done.json()["look_id"])
    assert done.json() | {"look_id": 0} == half.json() | {"state": "stored", "offset": len(DATA), "look_id": 0}
    assert look.name == "look.jpg" and house.media.originals.read(done.json()["sha256"]) == DATA
    again = camera.put(where, json=said())
    assert (again.status_code, again.json()) == (200, done.json())
    assert camera.patch(where, content=DATA, headers=at(0)).json() == done.json(), "sent once more, it is known"


def test_the_same_bytes_sent_all_at_once_are_the_same_look(camera: TestClient) -> None:
    where = address()
    camera.put(where, json=said())
    look_id = camera.patch(where, content=DATA, headers=at(0)).json()["look_id"]
    reply = camera.post("/api/v1/captures", content=DATA)
    assert (reply.status_code, reply.json()["look_id"]) == (200, look_id)


@pytest.mark.parametrize("offset", [0, 99, 101, 9_999_999])
def test_a_wrong_offset_is_answered_with_the_right_one(camera: TestClient, offset: int) -> None:
    where = address()
    camera.put(where, json=said())
    camera.patch(where, content=DATA[:100], headers=at(0))
    if offset >= len(DATA):  # nothing can follow there: it is told where the capture stands
        assert camera.patch(where, content=b"", headers=at(offset)).json()["offset"] == 100
        return
    reply = camera.patch(where, content=DATA[offset:], headers=at(offset))
    assert (reply.status_code, reply.json()["offset"]) == (409, 100) and reply.json()["error"]


def test_other_bytes_than_announced_are_refused_and_begun_again(camera: TestClient) -> None:
    where = address()
    camera.put(where, json=said())
    reply = camera.patch(where, content=b"\0" * len(DATA), headers=at(0))
    assert (reply.status_code, reply.json()["offset"]) == (422, 0) and "damaged" in reply.json()["error"]
    assert camera.get(where).json()["offset"] == 0
    assert camera.patch(where, content=DATA, headers=at(0)).json()["state"] == "stored"


def test_more_bytes_than_announced_are_not_written(camera: TestClient) -> None:
    where = address()
    camera.put(where, json=said())
    assert camera.patch(where, content=DATA + b"x", headers=at(0)).status_code == 409
    assert camera.get(where).json()["state"] == "receiving"


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"kind": "film"}, 400, "kind"),
        ({"kind": []}, 400, "kind"),
        ({"media_type": "image/png"}, 415, "image/png"),
        ({"media_type": "video/mp4"}, 415, "video/mp4"),
        ({"kind": "turn"}, 415, "image/jpeg"),
        ({"sha256": "abc"}, 400, "sha256"),
        ({"sha256": None}, 400, "sha256"),
        ({"size": 0}, 400, "size"),
        ({"size": True}, 400, "size"),
        ({"size": "12"}, 400, "size"),
        ({"size": 60_000_001}, 413, "60 MB"),
        ({"kind": "turn", "media_type": "video/mp4", "size": 200_000_001}, 413, "200 MB"),
        ({"name": 7}, 400, "name"),
        ({"taken_at": "yesterday"}, 400, "taken_at"),
        ({"taken_at": "2026-03-10T12:00:00"}, 400, "taken_at"),
        ({"age_seconds": -1}, 400, "age_seconds"),
        ({"age_seconds": "old"}, 400, "age_seconds"),
        ({"media_type": "\ud800"}, 400, "JSON"),
        ({"compare_with": "the last one"}, 400, "UUID"),
        ({"compare_with": 3}, 400, "compare_with"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_anything_is_sent(
    camera: TestClient, change: dict[str, object], status: int, words: str
) -> None:
    where = address()
    reply = camera.put(where, content=json.dumps(said(**change)))
    assert reply.status_code == status and words in reply.json()["error"], reply.text
    assert camera.get(where).status_code == 404


@pytest.mark.parametrize("age", ["1e999", "NaN", "-0.5"])
def test_an_age_that_is_no_time_is_refused(camera: TestClient, age: str) -> None:
    assert camera.put(address(), content=json.dumps(said()).replace("1.5", age)).status_code == 400


@pytest.mark.parametrize("age", [10**400, 1e300])
def test_an_age_beyond_all_measure_is_not_believed(house: House, home: int, camera: TestClient, age: float) -> None:
    where = address()
    assert camera.put(where, content=json.dumps(said(age_seconds=age))).status_code == 201
    look = house.looks.get(home, camera.patch(where, content=DATA, headers=at(0)).json()["look_id"])
    assert abs((now() - look.received_at).total_seconds()) < 60


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 4000, b'"x"'])
def test_what_is_no_announcement_is_refused(camera: TestClient, body: bytes) -> None:
    assert camera.put(address(), content=body).status_code == 400


@pytest.mark.parametrize(
    ("key", "status"), [("1", 400), ("..", 404), ("a" * 36, 400), ("0f1f2f3f-4f5f-4a6f-8f7f-8f9fafbfcfdf", 404)]
)
def test_only_uuids_name_captures(camera: TestClient, key: str, status: int) -> None:
    assert camera.get(f"/api/v1/captures/{key}").status_code in (status, 405)


@pytest.mark.parametrize("given", ["", "-1", "x", "1.5", "9" * 13])
def test_an_offset_must_be_a_number(camera: TestClient, given: str) -> None:
    where = address()
    camera.put(where, json=said())
    reply = camera.patch(where, content=b"x", headers={"Upload-Offset": given})
    assert reply.status_code == 400 and "Upload-Offset" in reply.json()["error"]


def test_an_id_that_is_known_with_other_bytes_is_a_conflict(camera: TestClient) -> None:
    where = address()
    camera.put(where, json=said())
    assert camera.put(where, json=said(photo(upper_clothes=RED, seed=6))).status_code == 409


def test_two_cameras_cannot_see_each_others_captures(connect: Callable[[], TestClient]) -> None:
    one, other, where = connect(), connect(), address()
    one.put(where, json=said())
    one.patch(where, content=DATA[:100], headers=at(0))
    assert other.get(where).status_code == other.delete(where).status_code == 404
    assert other.patch(where, content=DATA[100:], headers=at(100)).status_code == 404
    assert other.put(where, json=said()).json()["offset"] == 0
    assert one.get(where).json()["offset"] == 100


def test_a_capture_can_be_taken_back_again_and_again(house: House, home: int, camera: TestClient) -> None:
    where = address()
    assert camera.delete(where).status_code == 404
    camera.put(where, json=said())
    camera.patch(where, content=DATA, headers=at(0))
    assert [camera.delete(where).status_code for _ in range(2)] == [204, 204]
    assert house.looks.page(home) == []
    for act in (camera.get, lambda where: camera.put(where, json=said())):
        assert act(where).status_code == 410


def test_a_full_disk_is_told_and_what_is_there_stays(camera: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    where = address()
    camera.put(where, json=said())
    camera.patch(where, content=DATA[:100], headers=at(0))
    usage = namedtuple("usage", "total used free")
    with monkeypatch.context() as full:
        full.setattr("wardrobe.parts.shutil.disk_usage", lambda _: usage(100, 100, 0))
        reply = camera.patch(where, content=DATA[100:], headers=at(100))
        assert reply.status_code == 507 and reply.headers["retry-after"]
        assert camera.put(address(), json=said()).status_code == 507
    with monkeypatch.context() as full:  # full where the look is to be: the bytes are all here, and stay
        full.setattr("wardrobe.intake.Intake.receive", lambda *_, **__: throw(disk_full(Path("/"))))
        assert camera.patch(where, content=DATA[100:], headers=at(100)).status_code == 507
        held = camera.get(where).json()
        assert (held["state"], held["offset"]) == ("receiving", len(DATA))
    done = camera.patch(where, content=b"", headers=at(len(DATA)))
    assert (done.status_code, done.json()["state"]) == (200, "stored")


def test_no_camera_can_announce_without_end(camera: TestClient) -> None:
    for _ in range(MOST_OPEN):
        assert camera.put(address(), json=said()).status_code == 201
    reply = camera.put(address(), json=said())
    assert reply.status_code == 429 and reply.headers["retry-after"]


def test_faults_are_told_in_the_language_of_the_camera(camera: TestClient) -> None:
    reply = camera.get(address(), headers={"Accept-Language": "ko"})
    assert set(reply.json()) == {"error", "remedy"}


@pytest.fixture
def real(running: Running) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {running.token}"}
    with httpx.Client(base_url=running.url, headers=headers, timeout=20) as client:
        yield client


def test_what_came_before_the_connection_was_cut_stays(running: Running, real: httpx.Client) -> None:
    data = photo(upper_clothes=RED, seed=7, size=(640, 960))
    where = address()
    real.put(where, json=said(data))
    url = urlsplit(running.url)
    for cut in (3000, 20_000, 30_000):
        offset = real.get(where).json()["offset"]
        head = (
            f"PATCH {where} HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Bearer {running.token}\r\n"
            f"Upload-Offset: {offset}\r\nContent-Length: {len(data) - offset}\r\n\r\n"
        )
        with socket.create_connection((url.hostname, url.port)) as wire:
            wire.sendall(head.encode() + data[offset:cut])
        deadline = time.monotonic() + 10
        while real.get(where).json()["offset"] != cut and time.monotonic() < deadline:
            time.sleep(0.02)
        assert real.get(where).json()["offset"] == cut
    done = real.patch(where, content=data[30_000:], headers=at(30_000))
    assert done.json()["state"] == "stored"


def test_a_newer_request_goes_on_while_an_older_hangs(running: Running, real: httpx.Client) -> None:
    data = photo(upper_clothes=RED, seed=8)
    where = address()
    real.put(where, json=said(data))
    url = urlsplit(running.url)
    head = (
        f"PATCH {where} HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Bearer {running.token}\r\n"
        f"Upload-Offset: 0\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    with socket.create_connection((url.hostname, url.port), timeout=10) as hanging:
        hanging.sendall(head.encode() + data[:1000])
        deadline = time.monotonic() + 10
        while real.get(where).json()["offset"] != 1000 and time.monotonic() < deadline:
            time.sleep(0.02)
        done = real.patch(where, content=data[1000:], headers=at(1000))
        assert done.json()["state"] == "stored"
        hanging.sendall(data[1000:2000])
        assert b" 409 " in hanging.recv(4096).split(b"\r\n")[0]
    assert real.get(where).json()["offset"] == len(data)


def test_ten_requests_at_the_same_moment_make_one_look_of_the_right_bytes(running: Running) -> None:
    data = photo(upper_clothes=RED, seed=9)
    where = address()
    headers = {"Authorization": f"Bearer {running.token}"}

    def send(_: int) -> httpx.Response:
        with httpx.Client(base_url=running.url, headers=headers, timeout=30) as client:
            for _ in range(50):
                held = client.put(where, json=said(data)).json()
                if held["state"] == "stored":
                    break
                client.patch(where, content=data[held["offset"] :], headers=at(held["offset"]))
            return client.get(where)

    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(send, range(10)))
    assert {(reply.json()["state"], reply.json()["sha256"]) for reply in replies} == {
        ("stored", hashlib.sha256(data).hexdigest())
    }
    assert len({reply.json()["look_id"] for reply in replies}) == 1
