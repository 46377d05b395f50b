"""What is kept of a household is counted; sizes are told where nobody else's are among them."""

from __future__ import annotations

from tests.wardrobe.conftest import BLUE, RED, fill, finish, photo, receive
from wardrobe.house import House
from wardrobe.schema import HouseholdRow
from wardrobe.stored import stored


def test_everything_is_counted_and_weighed(house: House, home: int) -> None:
    data = photo(upper_clothes=RED, pants=BLUE)
    receive(house, home, data)
    finish(house)
    house.people.add(home, "Jun")
    house.accounts.add_device(home, "hallway")
    with house.database.write() as session:
        session.add(HouseholdRow(name="Sample", sample_of_id=home))
    found = stored(house.database, house.settings.data_dir, home)
    assert (found.looks, found.garments, found.cut_outs, found.vectors) == (1, 2, 2, 2)
    assert (found.people, found.devices, found.sessions, found.items, found.links) == (1, 1, 0, 0, 0)
    sizes = found.sizes
    assert sizes is not None and sizes.originals == len(data)
    assert sizes.total == sum(path.stat().st_size for path in house.settings.data_dir.rglob("*") if path.is_file())


def test_nothing_of_neighbours_is_told(house: House, home: int) -> None:
    fill(house, [["A"], ["A"]])
    found = stored(house.database, house.settings.data_dir, home)
    assert (found.looks, found.sizes) == (0, None)
