"""The household that advice is timed on: the same each time, and like a real one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.benchmarks.household_200 import fill, stock
from tests.wardrobe.conftest import DrawnModels
from wardrobe.house import House
from wardrobe.settings import Settings

TODAY = date(2026, 6, 15)


def made(folder: Path) -> tuple[object, ...]:
    settings = Settings(data_dir=folder)
    house = House.open(settings, DrawnModels(settings))
    home = fill(house, TODAY, looks=30, people=2)
    stock(house, home, TODAY, items=60)
    found = house.statistics.of(home, TODAY)
    rack = house.racks.of(home)
    prices = house.trends.catalogues(home, TODAY).prices
    house.close()
    assert found.looks == found.days == 30 and len(rack.garments) == found.rotation.garments
    assert sum(one.items for one in prices) == 60
    return found.wears, [one.garment.id for one in found.most_worn], found.palette


def test_the_household_is_complete_and_the_same_each_time(tmp_path: Path) -> None:
    assert made(tmp_path / "one") == made(tmp_path / "other")
