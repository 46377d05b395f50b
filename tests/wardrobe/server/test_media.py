"""Pictures: in three sizes, without metadata, kept by the browser, and only for their own household."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select

from tests.conftest import ROOT
from tests.wardrobe.server.conftest import Running
from tests.wardrobe.turning import TurningModels, film
from wardrobe.accounts import Person
from wardrobe.house import House
from wardrobe.schema import HouseholdRow, LookRow
from wardrobe.server.application import own_routes
from wardrobe.server.guard import Guard
from wardrobe.settings import Settings

PICTURE = ROOT / "tests" / "pictures" / "look-02.jpg"


@pytest.mark.parametrize(("size", "side"), [("small", 320), ("medium", 800), ("large", 1080)])
def test_each_size_is_as_long_as_it_says_and_carries_no_metadata(
    running: Running, look_id: int, size: str, side: int
) -> None:
    with running.owner() as browser:
        reply = browser.get(f"/media/looks/{look_id}/{size}")
    picture = Image.open(io.BytesIO(reply.content))
    assert (picture.format, max(picture.size)) == ("WEBP", side)
    assert not picture.getexif() and not picture.info.get("icc_profile") and not picture.info.get("xmp")
    assert reply.headers["content-type"] == "image/webp"
    assert reply.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_browser_that_has_a_picture_is_not_sent_it_again(running: Running, look_id: int) -> None:
    path = f"/media/looks/{look_id}/small"
    with running.owner() as browser:
        first = browser.get(path)
        assert first.headers["cache-control"] == "private, no-cache"
        same = browser.get(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
        assert (same.status_code, same.content) == (304, b"")
        assert (
            same.headers["etag"]
            == first.headers["etag"]
            != browser.get(path.replace("small", "medium")).headers["etag"]
        )
        kept = browser.get(path, params={"v": "1"})
        assert "immutable" in kept.headers["cache-control"] and "private" in kept.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "looks/999999/small",
        "sightings/999999/small",
        "looks/-1/small",
        "looks/x/small",
        "looks/1/huge",
        "looks/1/small?background=none",
        "looks/99999999999999999999999/small",
        "looks/1/..%2f..%2fotjang.db",
    ],
)
def test_what_is_not_there_is_not_found_and_no_fault(running: Running, path: str) -> None:
    with running.owner() as browser:
        assert browser.get(f"/media/{path}").status_code in (400, 404, 422)


def test_another_households_pictures_are_as_unknown_as_those_that_are_not_there(tmp_path: Path) -> None:
    house = House.open(Settings.load(data_dir=tmp_path))
    try:
        owner = house.accounts.create_owner("Mina", "correct horse battery")
        with house.database.write() as session:
            session.add(HouseholdRow(name="next door"))
            session.flush()
            theirs = session.scalars(select(HouseholdRow.id).where(HouseholdRow.id != owner.household_id)).one()
        mine, hers = (
            house.intake.receive(PICTURE.read_bytes(), "a.jpg", household_id=household, source="upload").look_id
            for household in (owner.household_id, theirs)
        )
        client = TestClient(_as(own_routes(house), owner))
        assert client.get(f"/media/looks/{mine}/small").status_code == 200
        for suffix in ("small", "small?background=blurred", "small?background=removed", "large?v=1"):
            strange, missing = (client.get(f"/media/looks/{id}/{suffix}") for id in (hers, 10**6))
            assert (
                (strange.status_code, strange.json()) == (missing.status_code, missing.json()) == (404, missing.json())
            )

        house.looks.delete(owner.household_id, mine)
        assert client.get(f"/media/looks/{mine}/small").status_code == 404, "a deleted look is gone at once"
    finally:
        house.close()


def test_a_picture_that_cannot_be_decoded_is_told_and_no_fault_of_the_server(tmp_path: Path) -> None:
    house = House.open(Settings.load(data_dir=tmp_path))
    try:
        owner = house.accounts.create_owner("Mina", "correct horse battery")
        cut = PICTURE.read_bytes()[:20_000]
        look = house.intake.receive(cut, "cut.jpg", household_id=owner.household_id, source="upload").look_id
        reply = TestClient(_as(own_routes(house), owner)).get(f"/media/looks/{look}/small")
        assert reply.status_code == 400 and "cut.jpg" in reply.json()["error"]
        with house.database.read() as session:
            assert session.get_one(LookRow, look).name == "cut.jpg"
    finally:
        house.close()


def test_the_views_of_a_turn_are_for_the_own_household_alone(tmp_path: Path) -> None:
    settings = Settings.load(data_dir=tmp_path)
    house = House.open(settings, TurningModels(settings))
    try:
        owner = house.accounts.create_owner("Mina", "correct horse battery")
        with house.database.write() as session:
            session.add(HouseholdRow(name="next door"))
            session.flush()
            theirs = session.scalars(select(HouseholdRow.id).where(HouseholdRow.id != owner.household_id)).one()
        video = film(tmp_path / "turn.mp4")
        mine, hers = (
            house.intake.receive(video, "a.mp4", household_id=household, source="upload").look_id
            for household in (owner.household_id, theirs)
        )
        while house.intake.work_once():
            pass
        client = TestClient(_as(own_routes(house), owner))
        reply = client.get(f"/media/looks/{mine}/turn/12/small?v=1")
        assert (reply.status_code, reply.headers["content-type"]) == (200, "image/webp")
        assert Image.open(io.BytesIO(reply.content)).size == (213, 320)
        same = client.get(f"/media/looks/{mine}/turn/12/small", headers={"If-None-Match": reply.headers["etag"]})
        assert same.status_code == 304
        assert client.get(f"/media/looks/{mine}/turn/11/small").headers["etag"] != reply.headers["etag"]
        strange, missing = (client.get(f"/media/looks/{id}/turn/12/small") for id in (hers, 10**6))
        assert (strange.status_code, strange.json()) == (missing.status_code, missing.json()) == (404, missing.json())
        for wrong in ("24/small", "-1/small", "x/small", "3/huge"):
            assert client.get(f"/media/looks/{mine}/turn/{wrong}").status_code in (400, 404, 422)
        house.looks.delete(owner.household_id, mine)
        assert client.get(f"/media/looks/{mine}/turn/12/small").status_code == 404
        stranger = TestClient(Guard(own_routes(house), house), follow_redirects=False)
        assert stranger.get(f"/media/looks/{mine}/turn/12/small").status_code in (303, 401, 403)
    finally:
        house.close()


def _as(app: object, person: Person) -> object:
    """The routes as they are behind the guard, which hands the person on."""

    async def guarded(scope: dict[str, object], receive: object, send: object) -> None:
        scope["state"] = {"person": person}
        await app(scope, receive, send)  # type: ignore[operator]

    return guarded
