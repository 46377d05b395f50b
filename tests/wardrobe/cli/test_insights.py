"""`otjang stats` and `otjang trends`."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from tests.wardrobe.cli.conftest import Otjang
from tests.wardrobe.conftest import DrawnModels
from tests.wardrobe.matching.insights.made import move_in
from wardrobe.house import House
from wardrobe.settings import Settings

GARMENTS = {
    "A": {"kind": "shirt", "price_minor": 6000, "currency": "EUR"},
    "B": {"category": "pants", "colour": "black"},
}


def furnish(folder: Path, looks: int) -> None:
    house = House.open(settings := Settings(data_dir=folder), DrawnModels(Settings(data_dir=folder)))
    assert settings.data_dir == folder
    (home,) = house.accounts.households()
    move_in(house, home, GARMENTS, [(date.today() - timedelta(days=n), "AB") for n in range(looks)])
    house.close()


def test_statistics_are_told_in_lines_and_as_json(owned: Otjang, data_dir: Path) -> None:
    furnish(data_dir, 40)
    told = owned("stats", "--days", 30).told
    assert "30 looks on 30 days, 60 wears of 2 garments." in told
    assert "With a price in EUR: 1, 1.50 EUR a wear." in told
    found = owned("stats", "--json").json
    assert (found["looks"], found["worn_30"], found["cost_per_wear"][0]["minor"]) == (40, 2, 150)
    assert {one["colour"]: one["worn"] for one in found["palette"]} == {"blue": 0.5, "black": 0.5}
    assert found["capsule"] is None and found["outgrown"] == []


def test_with_few_looks_the_command_says_so(owned: Otjang, data_dir: Path) -> None:
    furnish(data_dir, 2)
    assert "Too few looks in this time to compare garments." in owned("stats").told


def test_an_empty_wardrobe_has_statistics_and_trends_too(owned: Otjang) -> None:
    assert "0 looks on 0 days" in owned("stats").told
    told = owned("trends").told
    assert "Too few weeks to say what rises or falls in the looks." in told and "No catalogue with prices." in told


def test_trends_are_told_as_json(owned: Otjang, data_dir: Path) -> None:
    furnish(data_dir, 130)
    found = owned("trends", "--json").json
    assert found["looks"]["enough"] and not found["catalogues"]["enough"]
    assert {one["certain"] for one in found["looks"]["values"]} == {False}


def test_a_period_of_no_days_is_wrong_use(owned: Otjang) -> None:
    assert owned("stats", "--days", 0).code == 2
