"""Pictures of things on sale: served to who sees the catalogue, to nobody else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select

from tests.wardrobe.catalogue.test_preparing import product
from tests.wardrobe.conftest import RED, DrawnModels, fill
from tests.wardrobe.server.conftest import Running
from wardrobe.accounts import Person
from wardrobe.catalogue.schema import ItemRow
from wardrobe.house import House
from wardrobe.server.application import own_routes
from wardrobe.settings import Settings


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = Settings(data_dir=tmp_path / "data")
    house = House.open(settings, DrawnModels(settings))
    yield house
    house.close()


def as_person(house: House, household: int) -> TestClient:
    """A browser behind the guard, which hands the person on."""
    app = own_routes(house)
    person = Person(1, household, "Mina", household)

    async def guarded(scope: dict[str, object], receive: object, send: object) -> None:
        scope["state"] = {"person": person}
        await app(scope, receive, send)  # type: ignore[arg-type]

    return TestClient(guarded)


def test_a_picture_is_served_in_its_sizes_without_metadata_to_its_own_household(house: House, tmp_path: Path) -> None:
    mine, theirs = fill(house, []), fill(house, [])
    (tmp_path / "a.jpg").write_bytes(product(RED, (900, 1200)))
    feed = tmp_path / "feed.csv"
    feed.write_text("id,title,image\n1,Dress,a.jpg\n2,Coat,gone.jpg\n")
    id = house.catalogues.create(mine, "Shop", str(feed), pictures=str(tmp_path))
    house.catalogues.import_feed(mine, id, now=datetime(2026, 5, 4, tzinfo=UTC))
    house.preparing.work()
    with house.database.read() as session:
        good, bad = session.scalars(select(ItemRow.id).order_by(ItemRow.key))
    own, strange = as_person(house, mine), as_person(house, theirs)
    for size, side in (("small", 320), ("medium", 640), ("large", 640)):
        reply = own.get(f"/media/items/{good}/{size}?v=1")
        picture = Image.open(io.BytesIO(reply.content))
        assert (reply.status_code, picture.format) == (200, "WEBP")
        assert 0.9 * side <= max(picture.size) <= side, "a JPEG is decoded at a half or a quarter where that is enough"
        assert not picture.getexif() and "immutable" in reply.headers["cache-control"]
        again = own.get(f"/media/items/{good}/{size}", headers={"If-None-Match": reply.headers["etag"]})
        assert again.status_code == 304
        assert strange.get(f"/media/items/{good}/{size}").status_code == 404
    assert own.get(f"/media/items/{bad}/small").status_code == 404
    assert own.get("/media/items/999/small").status_code == 404


def test_nobody_gets_a_picture_without_logging_in(running: Running) -> None:
    with running.stranger() as browser:
        assert browser.get("/media/items/1/small").status_code == 401
    with running.owner() as browser:
        assert browser.get("/media/items/1/small").status_code == 404
