"""The program's own files: fetched once, packed, for everybody who is logged in, and nothing else beside them."""

from __future__ import annotations

import re

import httpx
import pytest
from fastapi.testclient import TestClient

from wardrobe.house import House
from wardrobe.server.application import own_routes
from wardrobe.server.assets import files
from wardrobe.server.guard import BRIEFLY, Guard
from wardrobe.server.sheets import FOLDER, sheet
from wardrobe.server.shell import STATIC, ours

SCRIPT = next(name for name in files() if re.fullmatch(r"js/index\..*\.js", name))
FONT = next(name for name in files() if name.endswith(".woff2"))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stranger(house: House, clock: Clock) -> TestClient:
    return TestClient(Guard(own_routes(house), house.accounts, "en", clock), follow_redirects=False)


@pytest.fixture
def owner(house: House, stranger: TestClient) -> TestClient:
    house.accounts.create_owner("Mina", "correct horse battery")
    stranger.cookies.set("otjang_session", house.accounts.log_in("Mina", "correct horse battery"))
    return stranger


def test_every_style_sheet_is_in_the_file_that_the_page_links_to(owner: TestClient) -> None:
    page = ours((STATIC / "index.html").read_text("utf-8"), "en")
    assert f'<link rel="stylesheet" href="{sheet().address}">' in page[page.index("<body") :]
    got = owner.get(sheet().address)
    assert got.status_code == 200 and got.headers["content-type"].startswith("text/css")
    assert "immutable" in got.headers["cache-control"]
    for path in FOLDER.glob("*.css"):
        assert path.read_text("utf-8") in got.text, path.name


def test_a_sheet_of_another_version_is_not_there(owner: TestClient) -> None:
    assert owner.get("/styles/0123456789abcdef.css").status_code == 404


@pytest.mark.parametrize(("name", "packed"), [(SCRIPT, True), (FONT, False)])
def test_streamlits_files_come_as_they_are_and_packed_where_that_helps(
    owner: TestClient, name: str, packed: bool
) -> None:
    plain = (STATIC / "static" / name).read_bytes()
    got = owner.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
    assert got.content == plain and "immutable" in got.headers["cache-control"]
    assert (got.headers.get("content-encoding") == "gzip") is packed
    assert not packed or int(got.headers["content-length"]) < len(plain) / 2
    as_is = owner.get(f"/static/{name}", headers={"Accept-Encoding": "identity"})
    assert as_is.content == plain and "content-encoding" not in as_is.headers


@pytest.mark.parametrize(
    "name", ["", "js", "js/../../index.html", "..%2findex.html", "%2e%2e/index.html", "js/none.js"]
)
def test_nothing_but_those_files_is_opened(owner: TestClient, name: str) -> None:
    assert owner.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("path", [f"/static/{SCRIPT}", sheet().address])
def test_strangers_get_none_of_them(stranger: TestClient, path: str) -> None:
    assert stranger.get(path).status_code == 401
    stranger.cookies.set("otjang_session", "x" * 43)
    assert stranger.get(path).status_code == 401


def test_who_was_logged_in_gets_them_a_moment_longer_and_nothing_else(
    owner: TestClient, house: House, clock: Clock
) -> None:
    def answered(path: str) -> int:
        got: httpx.Response = owner.get(path)
        return got.status_code

    assert answered(sheet().address) == 200
    house.accounts.log_out(owner.cookies["otjang_session"])
    clock.now += BRIEFLY / 2
    assert answered(sheet().address) == 200
    assert answered("/media/looks/1/small") == 401
    clock.now += BRIEFLY
    assert answered(sheet().address) == 401
