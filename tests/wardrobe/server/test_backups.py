"""The backup as a download."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.testclient import TestClient

from tests.wardrobe.conftest import PASSWORD, fill
from wardrobe.house import House
from wardrobe.restoring import restore
from wardrobe.server.application import own_routes
from wardrobe.server.guard import SESSION_COOKIE, Guard


def test_the_owner_gets_what_restore_takes_and_nobody_else_gets_anything(
    open_house: Callable[..., House], tmp_path: Path
) -> None:
    house = open_house()
    home = house.accounts.create_owner("Mina", PASSWORD).home_id
    key = house.people.invite(home, house.people.add(home, "Jun").id)
    with TestClient(Guard(own_routes(house), house.accounts), headers={"Accept-Language": "en"}) as browser:
        assert browser.post("/backup").status_code == 401
        browser.cookies.set(SESSION_COOKIE, house.accounts.log_in("Mina", PASSWORD))
        assert browser.post("/backup", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        got = browser.post("/backup")
        assert got.status_code == 200 and 'filename="otjang-' in got.headers["content-disposition"]
        assert got.headers["cache-control"] == "no-store"
        (tmp_path / "got.zip").write_bytes(got.content)
        assert restore(tmp_path / "got.zip", tmp_path / "new").bytes > 0
        fill(house, [])
        several = browser.post("/backup")
        assert several.status_code == 403 and "Several households" in several.json()["error"]
        browser.cookies.set(SESSION_COOKIE, house.people.join(key, "Jun", PASSWORD, "192.0.2.1"))
        assert browser.post("/backup").status_code == 403
