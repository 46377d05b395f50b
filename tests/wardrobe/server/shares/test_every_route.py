"""Every route of the real process, Streamlit's included: without a login a key opens what was shared, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import MagicMock

import httpx
import pytest
from starlette.routing import Mount, WebSocketRoute
from streamlit.web.server.starlette import starlette_app

from tests.wardrobe.server.conftest import OWNER, Running
from tests.wardrobe.server.test_guard import UUID, asked
from tests.wardrobe.sharing.links import drawn
from wardrobe.database import Database
from wardrobe.house import House
from wardrobe.server.application import FOR_CAMERAS, FOR_PEOPLE
from wardrobe.server.guard import OPEN, is_open
from wardrobe.settings import Settings
from wardrobe.sharing.shares import Subject, Terms, Treatment
from wardrobe.sharing.sharing import Sharing

WRONG = "A" * 43
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The path of every route, with its parameters."""
    house = House.open(Settings.load(data_dir=tmp_path_factory.mktemp("routes")))
    try:
        own = [route for part in (*FOR_CAMERAS, *FOR_PEOPLE) for route in part.routes(house).routes]
    finally:
        house.close()
    every = [*own, *starlette_app.create_streamlit_routes(MagicMock())]
    return sorted({route.path for route in every if not isinstance(route, Mount | WebSocketRoute)})  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def sharing(running: Running) -> Iterator[Sharing]:
    """The owner's side of the running server."""
    database = Database(Settings.load(data_dir=running.data_dir).url)
    yield Sharing(database, running.data_dir, drawn, lambda _: [])
    database.close()


def share(sharing: Sharing, look_id: int, **terms: object) -> str:
    """The path of a new link."""
    draft = sharing.draft(1, None, Subject("look", (look_id,)), Treatment())
    return sharing.path(sharing.publish(1, draft.id, Terms(**terms)))  # type: ignore[arg-type]


def filled(template: str, key: str, id: int) -> str:
    """A path with something in the place of every parameter: the key of a link, and the id of what is in it."""
    path = template.replace(":path", "")
    values = {"share_key": key, "join_key": key, "key": UUID, "pairing_id": "0a" * 16, "size": "small", "number": "1"}
    for name in {part.partition("}")[0] for part in path.split("{")[1:]}:
        path = path.replace(f"{{{name}}}", values.get(name, str(id)))
    return path


def test_a_key_opens_the_shared_picture_and_no_other_route(
    running: Running, sharing: Sharing, look_id: int, templates: list[str]
) -> None:
    path = share(sharing, look_id)
    key = path.removeprefix("/s/")
    shown = drawn(1, Subject("look", (look_id,)), Treatment())[0]
    granted = httpx.get(running.url + path, timeout=20).cookies["otjang_share"]
    assert len(templates) > 50 and "/s/{share_key}/picture/{number}" in templates
    as_friend = {"Cookie": f"otjang_share={granted}; otjang_session={key}", "Authorization": f"Bearer {key}"}
    opened = set()
    for template in templates:
        whole = filled(template, key, look_id)
        for method in METHODS:
            for headers in ({}, as_friend):
                status, told, body = asked(running.url, method, whole, **headers)
                if not is_open(method, whole):
                    assert status == 401, f"{method} {whole} answered {status}"
                told_all = body + repr(told).encode()
                for secret in (OWNER, str(running.data_dir), "look-01.jpg", "Traceback", running.token):
                    assert secret.encode() not in told_all, f"{method} {whole} tells {secret}"
                if told.get("content-type", "").startswith(("image/", "video/", "application/octet")) and status == 200:
                    opened.add(template)
                    if template.startswith("/s/") and method == "GET" and not template.endswith("preview"):
                        assert body == shown
    in_front = {path for method, path in OPEN if method == "GET"}
    assert opened - in_front == {"/s/{share_key}/picture/{number}", "/s/{share_key}/preview"}


def test_no_key_opens_nothing(running: Running, templates: list[str]) -> None:
    for template in templates:
        if template.startswith("/s/"):
            for method in METHODS:
                whole = filled(template, WRONG, 1)
                status, _, body = asked(running.url, method, whole)
                assert status == (404 if is_open(method, whole) else 401), f"{method} {whole}"
                assert method == "HEAD" or b"otjang_share" not in body


def test_the_process_ends_a_link_at_once_and_believes_no_made_up_address(
    running: Running, sharing: Sharing, look_id: int
) -> None:
    path = share(sharing, look_id, password="two words")
    statuses = [
        asked(running.url, "GET", f"/s/{number:043d}", **{"X-Forwarded-For": f"198.51.100.{number}"})[0]
        for number in range(100)
    ]
    assert statuses[-1] == 429 and 404 in statuses
    assert asked(running.url, "GET", path)[0] == 429
    sharing.end(1, sharing.list(1)[0].id)
    assert not (running.data_dir / "shared" / str(sharing.list(1)[0].id)).exists()
