"""Without a session there is nothing: no page, no picture, no WebSocket, whatever the path or method."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import Iterator
from unittest.mock import MagicMock
from urllib.parse import urlsplit

import httpx
import pytest
import websockets
from starlette.routing import Mount, WebSocketRoute
from streamlit.web.server.starlette import starlette_app

from tests.wardrobe.server.conftest import PASSWORD, Running
from wardrobe.house import House
from wardrobe.server.application import FOR_CAMERAS, FOR_PEOPLE
from wardrobe.server.guard import is_open
from wardrobe.settings import Settings

STREAM = "/_stcore/stream"
UUID = "8a7f6a52-1111-4222-8333-94a5b6c7d8e9"
IDS = {
    **{"look_id": "1", "sighting_id": "1", "item_id": "1", "device_id": "1", "number": "1", "size": "small"},
    **{"key": UUID, "pairing_id": "0a" * 16, "join_key": "k" * 43},
}


def asked(url: str, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request with the path exactly as written; httpx would tidy it up."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in {"Content-Length": "0", **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        reply = connection.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def every_route(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Method and path of all that the process answers to: our own routes and Streamlit's."""
    house = House.open(Settings.load(data_dir=tmp_path_factory.mktemp("routes")))
    try:
        own = [route for part in (*FOR_CAMERAS, *FOR_PEOPLE) for route in part.routes(house).routes]
    finally:
        house.close()
    streamlits = starlette_app.create_streamlit_routes(MagicMock())  # the paths do not depend on the runtime
    return sorted(set(_methods_and_paths([*own, *streamlits])))


def _methods_and_paths(routes: list[object]) -> Iterator[tuple[str, str]]:
    for route in routes:
        if isinstance(route, Mount | WebSocketRoute):
            continue
        path = route.path.replace(":path", "")
        for name, value in IDS.items():
            path = path.replace(f"{{{name}}}", value)
        for method in {*route.methods, "GET", "HEAD", "POST", "PUT", "DELETE"}:
            yield method, path


def test_every_route_of_the_process_is_closed_to_strangers(
    running: Running, every_route: list[tuple[str, str]]
) -> None:
    assert len(every_route) > 60
    assert not [path for _, path in every_route if path.startswith(("/api", "/media/cameras")) and "{" in path]
    for method, path in every_route:
        if is_open(method, path):
            continue
        status, headers, body = asked(running.url, method, path)
        assert status == 401, f"{method} {path} answered {status}"
        assert method == "HEAD" or set(json.loads(body)) == {"error", "remedy"}
        assert "set-cookie" not in headers


@pytest.mark.parametrize(
    ("path", "status"),
    [("/login", 200), ("/setup", 303), ("/login.css", 200), ("/api/v1/health", 200)],
)
def test_the_open_paths_show_nothing_of_the_wardrobe(running: Running, path: str, status: int) -> None:
    answer, _, body = asked(running.url, "GET", path)
    assert answer == status
    assert str(running.data_dir).encode() not in body and b"Mina" not in body


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "//",
        "/wardrobe",
        "/index.html",
        "/static/js/index.js",
        "/favicon.png",
        "/login/",
        "/LOGIN",
        "/login/../",
        "/login/../media/looks/1/small",
        "/login%2f..%2fmedia/looks/1/small",
        "/login.css/../_stcore/health",
        "/api/v1/health/",
        "/api/v1/",
        "/api/v1/../../media/looks/1/small",
        "/api/v1/captures/1",
        "//login",
        "/./login",
        "/login;x",
        "/login%00",
        "/media/looks/1/small?path=/login",
        "http://x/media/looks/1/small",
    ],
)
def test_no_spelling_of_a_path_gets_past_the_guard(running: Running, look_id: int, path: str) -> None:
    assert asked(running.url, "GET", path)[0] in (400, 401)


OPEN_TO_CAMERAS = {
    ("GET", "/api/v1/health"),
    ("POST", "/api/v1/captures"),
    *((method, f"/api/v1/captures/{UUID}") for method in ("PUT", "PATCH", "GET", "DELETE")),
    ("POST", "/api/v1/pairings"),
    ("POST", "/api/v1/pairings/claim"),
    ("GET", f"/api/v1/pairings/{'0a' * 16}"),
    ("PUT", f"/api/v1/pairings/{'0a' * 16}/nonce"),
    ("DELETE", "/api/v1/devices/me"),
    ("POST", "/api/v1/devices/me/poll"),
    ("PUT", "/api/v1/devices/me/frame"),
    ("POST", "/api/v1/intents"),
}


def test_of_the_api_no_more_is_open_than_cameras_need(every_route: list[tuple[str, str]]) -> None:
    methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    paths = {path for _, path in every_route}
    found = {(method, path) for method in methods for path in paths if is_open(method, path)}
    assert {one for one in found if one[1].startswith("/api/")} == OPEN_TO_CAMERAS
    assert not {path for _, path in found if path.startswith(("/media", "/_st"))}


@pytest.mark.parametrize(
    "path",
    [
        f"/api/v1/captures/{UUID}/",
        f"/api/v1/captures/{UUID}/x",
        f"/api/v1/captures/{UUID}\n",
        f"/api/v1/captures/{UUID.upper()}",
        f"/api/v1/captures/{UUID}/../../../media/looks/1/small",
        f"//api/v1/captures/{UUID}",
        "/api/v1/captures/1",
        "/api/v1/captures/",
        f"/api/v1/pairings/{'0a' * 16}/",
        f"/api/v1/pairings/{'0a' * 16}/nonce/x",
        f"/api/v1/pairings/{'0a' * 17}",
        "/api/v1/pairings/nonce",
        "/api/v1/devices/1",
        "/api/v1/devices/me/",
        "/media/cameras/1/live",
        "/media/cameras/1/frame",
    ],
)
def test_a_path_that_only_begins_or_ends_like_an_open_one_is_closed(path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
        assert not is_open(method, path)


def test_a_cameras_routes_ask_for_its_token_behind_the_guard(running: Running) -> None:
    for method, path in OPEN_TO_CAMERAS:
        if "pairings" in path or "health" in path:
            continue
        status, _, body = asked(running.url, method, path)
        assert status == 401 and b"device token" in body, f"{method} {path}"


@pytest.mark.parametrize("cookie", ["", "otjang_session=", "otjang_session=0", "otjang_session=' OR 1=1", "x=y; ;=;"])
def test_a_made_up_session_opens_nothing(running: Running, look_id: int, cookie: str) -> None:
    assert asked(running.url, "GET", f"/media/looks/{look_id}/small", Cookie=cookie)[0] == 401


def test_a_page_asked_for_by_a_browser_leads_to_the_log_in_and_back(running: Running) -> None:
    status, headers, _ = asked(running.url, "GET", "/garment?garment=3", Accept="text/html")
    assert (status, headers["location"]) == (303, "/login?next=%2Fgarment%3Fgarment%3D3")


def test_the_owner_gets_the_app_and_the_device_api_does_not_take_her_session(running: Running) -> None:
    with running.owner() as browser:
        page = browser.get("/", headers={"Accept": "text/html"})
        assert page.status_code == 200 and "streamlit" in page.text.lower()
        assert browser.post("/api/v1/captures", content=b"x").status_code == 401


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "{url}"}, True),
        ({}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[bad"}, False),
        ({"Origin": "http://127.0.0.1"}, False),
    ],
)
def test_a_form_is_only_taken_from_our_own_pages(running: Running, headers: dict[str, str], allowed: bool) -> None:
    sent = {name: value.format(url=running.url) for name, value in headers.items()}
    reply = httpx.post(f"{running.url}/login", data={"name": "nobody", "password": "x" * 12}, headers=sent, timeout=20)
    assert (reply.status_code != 403 or "text/html" in reply.headers["content-type"]) is allowed


async def _greeting(running: Running, **options: object) -> int | None:
    """The HTTP status with which a WebSocket is refused; None when it opens."""
    address = running.url.replace("http", "ws") + STREAM
    try:
        async with websockets.connect(address, **options):
            return None
    except websockets.InvalidStatus as refused:
        return int(refused.response.status_code)


def _cookie(running: Running) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in running.cookies.items())}


def test_the_web_socket_opens_for_the_owner_alone(running: Running) -> None:
    assert asyncio.run(_greeting(running)) == 403
    assert asyncio.run(_greeting(running, additional_headers={"Cookie": "otjang_session=0"})) == 403
    assert asyncio.run(_greeting(running, additional_headers=_cookie(running))) is None


def test_another_sites_page_cannot_use_the_owners_web_socket(running: Running) -> None:
    assert asyncio.run(_greeting(running, additional_headers=_cookie(running), origin="https://evil.example")) == 403
    assert asyncio.run(_greeting(running, additional_headers=_cookie(running), origin=running.url)) is None


def test_an_open_web_socket_is_deaf_once_the_session_is_ended(running: Running) -> None:
    with running.stranger() as browser:
        browser.post("/login", data={"name": "Mina", "password": PASSWORD})
        cookie = {"Cookie": f"otjang_session={browser.cookies['otjang_session']}"}

        async def talk() -> int:
            address = running.url.replace("http", "ws") + STREAM
            async with websockets.connect(address, additional_headers=cookie) as socket:
                browser.post("/logout")
                await socket.send(b"\x00")
                with pytest.raises(websockets.ConnectionClosed):
                    while True:
                        await asyncio.wait_for(socket.recv(), 10)
                return int(socket.close_code or 0)

        assert asyncio.run(talk()) == 4401


def test_every_answer_carries_the_security_headers(running: Running) -> None:
    with running.owner() as browser:
        for path in ("/", "/login", "/api/v1/health", "/_stcore/health", "/media/looks/999999/small"):
            headers = browser.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            assert "frame-ancestors" in headers["content-security-policy"]
            assert "server" not in headers
