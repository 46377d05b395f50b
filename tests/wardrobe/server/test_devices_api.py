"""What a camera tells and is told over HTTP, and what people see of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime

import httpx
import pytest
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.wardrobe.conftest import fill
from tests.wardrobe.server.conftest import Running
from wardrobe.accounts import Device, Person
from wardrobe.house import House
from wardrobe.server.application import own_routes
from wardrobe.server.guard import SESSION_COOKIE

POLL, FRAME = "/api/v1/devices/me/poll", "/api/v1/devices/me/frame"
STATE = {
    "version": "1.0",
    "phase": "framing",
    "listening": True,
    "camera": "picamera2",
    "captures_waiting": 2,
    "bytes_waiting": 3_000_000,
    "spool_share": 0.25,
    "hint": "step back",
    "faults": [{"error": "The microphone is gone.", "remedy": "Plug it in."}],
}
JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"


@pytest.fixture
def token(house: House, home: int) -> str:
    return house.accounts.add_device(home, "hallway")


@pytest.fixture
def device(house: House, token: str) -> Device:
    found = house.accounts.device_for(token)
    assert found is not None
    return found


@pytest.fixture
def camera(house: House, token: str) -> Iterator[TestClient]:
    with TestClient(own_routes(house), headers={"Authorization": f"Bearer {token}"}) as client:
        yield client


def test_a_camera_tells_how_it_is_and_hears_what_is_wanted(
    house: House, home: int, device: Device, camera: TestClient
) -> None:
    command = house.cameras.ask(home, device.id, "turn", force=True)
    reply = camera.post(POLL, json={"state": STATE, "done": [], "wait": 0})
    assert reply.status_code == 200 and reply.headers["cache-control"] == "no-store"
    assert reply.json()["commands"] == [{"id": command, "kind": "turn", "params": {"force": True}}]
    assert datetime.fromisoformat(reply.json()["time"]).tzinfo is not None
    state = house.cameras.state(home, device.id)
    assert (
        state is not None
        and state.online
        and (state.phase, state.hint, state.listening)
        == (
            "framing",
            "step back",
            True,
        )
    )
    assert [(one.error, one.remedy) for one in state.faults] == [("The microphone is gone.", "Plug it in.")]
    assert camera.post(POLL, json={"state": STATE, "done": [command]}).json()["commands"] == []
    assert house.cameras.done(command)


@pytest.mark.parametrize(
    "change",
    [
        {"state": None},
        {"state": []},
        {"state": STATE | {"phase": "dancing"}},
        {"state": STATE | {"faults": [1]}},
        {"state": STATE | {"captures_waiting": -1}},
        {"state": STATE | {"spool_share": "full"}},
        {"state": STATE | {"version": 1}},
        {"done": "x"},
        {"done": [1]},
        {"wait": -1},
        {"wait": "long"},
        {"wait": True},
    ],
)
def test_what_is_no_state_is_refused(camera: TestClient, change: dict[str, object]) -> None:
    reply = camera.post(POLL, json={"state": STATE, "done": [], "wait": 0} | change)
    assert reply.status_code == 400 and set(reply.json()) == {"error", "remedy"}


def test_texts_of_a_camera_are_held_to_their_measure(
    house: House, home: int, device: Device, camera: TestClient
) -> None:
    wild = STATE | {"hint": "a\x00b\n" + "x" * 5000, "spool_share": 7, "faults": [{"error": "e"}] * 50}
    assert camera.post(POLL, json={"state": wild}).status_code == 200
    state = house.cameras.state(home, device.id)
    assert state is not None and state.hint is not None
    assert len(state.hint) < 300 and state.hint.startswith("abx") and state.spool_share == 1 and len(state.faults) == 20


def test_when_it_was_last_seen_is_written_at_most_once_a_minute(
    house: House, home: int, device: Device, camera: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert device.last_seen_at is None
    camera.post(POLL, json={"state": STATE})
    seen = house.accounts.device(home, device.id).last_seen_at
    assert seen is not None
    with monkeypatch.context() as patched:
        patched.setattr(house.database, "write", lambda: pytest.fail("written again"))
        camera.post(POLL, json={"state": STATE})
    assert house.accounts.device(home, device.id).last_seen_at == seen


@pytest.mark.parametrize(("body", "status"), [(JPEG, 200), (b"", 415), (b"GIF89a", 415), (JPEG + b"\0" * 300_000, 413)])
def test_frames_are_jpegs_of_a_bounded_size(camera: TestClient, body: bytes, status: int) -> None:
    reply = camera.put(FRAME, content=body)
    assert reply.status_code == status
    assert status != 200 or reply.json() == {"watching": False}


class _As:
    """Stands where the guard does: everybody is this person."""

    def __init__(self, app: ASGIApp, person: Person) -> None:
        self._app, self._person = app, person

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["person"] = self._person
        await self._app(scope, receive, send)


def test_a_frame_is_shown_to_its_household_alone(house: House, home: int, device: Device, camera: TestClient) -> None:
    app = own_routes(house)
    mine, other = (TestClient(_As(app, Person(1, household, "x", household))) for household in (home, fill(house, [])))
    where = f"/media/cameras/{device.id}/frame"
    assert mine.get(where).status_code == 204
    assert camera.put(FRAME, content=JPEG).json() == {"watching": True}
    shown = mine.get(where)
    assert (shown.content, shown.headers["content-type"], shown.headers["cache-control"]) == (
        JPEG,
        "image/jpeg",
        "no-store",
    )
    assert other.get(where).status_code == other.get(f"/media/cameras/{device.id}/live").status_code == 404
    assert mine.get("/media/cameras/0/frame").status_code == 422


def test_no_camera_can_know_what_parts_its_pictures(house: House, home: int, device: Device) -> None:
    """Else a frame could hold the end of its part, and a page of its own as the next one."""
    house.cameras.close()  # the stream ends at once
    with TestClient(_As(own_routes(house), Person(1, home, "x", home)), cookies={SESSION_COOKIE: "any"}) as browser:
        kinds = [browser.get(f"/media/cameras/{device.id}/live").headers["content-type"] for _ in range(2)]
    boundaries = {kind.partition("boundary=")[2] for kind in kinds}
    assert len(boundaries) == 2 and all(len(boundary) == 32 for boundary in boundaries)


def paired(running: Running) -> dict[str, str]:
    return {"Authorization": f"Bearer {running.token}"}


def test_a_question_that_is_open_is_answered_by_the_real_server_when_somebody_watches(running: Running) -> None:
    """The page, on one loop, wakes the camera on the other."""
    with running.owner() as browser, httpx.Client(base_url=running.url, headers=paired(running), timeout=30) as camera:
        camera.post(POLL, json={"state": STATE, "wait": 0})
        answers: list[tuple[float, dict[str, object]]] = []

        def wait() -> None:
            begun = time.monotonic()
            told = camera.post(POLL, json={"state": STATE, "wait": 20}).json()
            answers.append((time.monotonic() - begun, told["commands"][0]))

        waiting = threading.Thread(target=wait)
        waiting.start()
        time.sleep(0.5)
        assert browser.get("/media/cameras/1/frame").status_code == 204
        waiting.join(10)
        took, command = answers[0]
        assert command["kind"] == "live" and took < 3
        camera.post(POLL, json={"state": STATE, "done": [command["id"]], "wait": 0})


def test_the_live_view_moves_and_ends_with_the_session(running: Running) -> None:
    with running.stranger() as browser:
        assert browser.get("/media/cameras/1/live").status_code == 401
        browser.post("/login", data={"name": "Mina", "password": "correct horse battery"})
        stop = threading.Event()

        def film() -> None:
            with httpx.Client(base_url=running.url, headers=paired(running), timeout=30) as camera:
                number = 0
                while not stop.is_set():
                    number += 1
                    camera.put(FRAME, content=JPEG + b"%04d" % number)
                    time.sleep(0.05)

        filming = threading.Thread(target=film)
        filming.start()
        try:
            got = b""
            with browser.stream("GET", "/media/cameras/1/live") as live:
                kind, _, boundary = live.headers["content-type"].partition("; boundary=")
                assert (live.status_code, kind, live.headers["cache-control"]) == (
                    200,
                    "multipart/x-mixed-replace",
                    "no-store",
                )
                ended = False
                for chunk in live.iter_raw():
                    got += chunk
                    if got.count(b"Content-Type: image/jpeg") >= 3 and not ended:
                        ended = True
                        with running.stranger() as other:
                            other.cookies.update(browser.cookies)
                            other.post("/logout")
                        over = time.monotonic()
            assert time.monotonic() - over < 12, "the stream ends soon after the session"
        finally:
            stop.set()
            filming.join(10)
    parts = got.split(f"--{boundary}\r\n".encode())
    head, _, body = parts[1].partition(b"\r\n\r\n")
    assert f"Content-Length: {len(JPEG) + 4}".encode() in head and body[: len(JPEG)] == JPEG
