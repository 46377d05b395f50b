"""What is shared, for the owner's eyes: the very bytes, and the same laid out; for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wardrobe.conftest import RED, DrawnModels, fill, finish, photo, receive
from tests.wardrobe.server.test_item_pictures import as_person
from tests.wardrobe.sharing.jpegs import assert_bare
from wardrobe.house import House
from wardrobe.server.guard import is_open
from wardrobe.settings import Settings
from wardrobe.sharing.shares import Share, Subject, Terms, Treatment


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = Settings(data_dir=tmp_path / "data")
    house = House.open(settings, DrawnModels(settings))
    yield house
    house.close()


@pytest.fixture
def mine(house: House) -> int:
    """A household with a look."""
    home = fill(house, [])
    receive(house, home, photo(size=(640, 960), upper_clothes=RED, pants=(25, 25, 25)))
    finish(house)
    return home


@pytest.fixture
def draft(house: House, mine: int) -> Share:
    """Of an outfit."""
    garments = tuple(garment.id for garment in house.garments.list(mine))
    return house.sharing.draft(mine, None, Subject("outfit", (), (garments,)), Treatment())


def test_the_owner_sees_the_very_bytes_that_friends_would_get(house: House, mine: int, draft: Share) -> None:
    reply = as_person(house, mine).get(f"/media/shares/{draft.id}/1")
    assert reply.content == house.sharing.picture(mine, draft.id, 1)
    assert (reply.headers["content-type"], reply.headers["cache-control"]) == ("image/jpeg", "no-store")
    assert "content-disposition" not in reply.headers
    share = house.sharing.publish(mine, draft.id, Terms())
    assert as_person(house, mine).get(f"/media/shares/{share.id}/1").content == reply.content


@pytest.mark.parametrize("form", ["story", "square"])
def test_layouts_are_kept_by_a_name_that_tells_nothing(house: House, mine: int, draft: Share, form: str) -> None:
    reply = as_person(house, mine).get(f"/media/shares/{draft.id}/{form}?save=1&day=1")
    assert reply.headers["content-disposition"] == f'attachment; filename="outfit-{form}.jpg"'
    assert reply.headers["cache-control"] == "no-store"
    assert_bare(reply.content)


def test_nobody_else_gets_anything_and_nobody_at_all_after_the_end(house: House, mine: int, draft: Share) -> None:
    theirs = fill(house, [])
    places = [f"/media/shares/{draft.id}/{name}" for name in ("1", "story", "square")]
    assert [as_person(house, theirs).get(place).status_code for place in places] == [404] * 3
    assert not any(is_open("GET", place) for place in places)
    house.sharing.end(mine, draft.id)
    assert [as_person(house, mine).get(place).status_code for place in places] == [404] * 3


@pytest.mark.parametrize("name", ["0", "3", "2", "preview", "..%2F1", "1.jpg"])
def test_other_names_are_nothing(house: House, mine: int, draft: Share, name: str) -> None:
    assert as_person(house, mine).get(f"/media/shares/{draft.id}/{name}").status_code in (404, 422)
