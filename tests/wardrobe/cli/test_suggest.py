"""`otjang suggest`: what on sale goes with the wardrobe, as a table and as JSON, and what cannot be said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wardrobe.cli.conftest import Otjang
from tests.wardrobe.matching.shop import Shop
from wardrobe.house import House
from wardrobe.settings import Settings


@pytest.fixture
def dressed(owned: Otjang, data_dir: Path) -> dict[str, int]:
    """Blue tops and red trousers that do not go together, and things on sale that go with the tops."""
    house = House.open(Settings(data_dir=data_dir))
    shop = Shop(house, house.accounts.households()[0])
    for place in range(4):
        shop.owns("upper-clothes", (1, 0.05 * place), "blue")
        shop.owns("pants", (0.2, 0, 1), "red")
    made = {
        "trousers": shop.sells("pants", (1, 0.1), "beige", kind="trousers", price=2990, title="Wide trousers"),
        "bag": shop.sells("bag", (1, 0.1), "brown", price=9000),
    }
    house.close()
    return made


def test_an_empty_wardrobe_and_no_catalogue_are_told(owned: Otjang) -> None:
    assert "The wardrobe is still empty" in owned("suggest").told
    nothing = owned("suggest", "--json").json
    assert nothing["suggestions"] == [] and "still empty" in nothing["nothing"]
    assert "still empty" in owned("suggest", "--gap").told


def test_suggestions_come_with_reasons(owned: Otjang, dressed: dict[str, int]) -> None:
    table = owned("suggest")
    assert table.code == 0 and "goes with 4 things you own" in table.told
    found = owned("suggest", "--json").json["suggestions"]
    by_id = {one["id"]: one for one in found}
    assert by_id.keys() == {*dressed.values()}
    trousers = by_id[dressed["trousers"]]
    assert len(trousers["goes_with"]) == 4 and trousers["price_minor"] == 2990
    assert trousers["reasons"][0] == {"about": "match", "text": "goes with 4 things you own", "count": 4}


def test_types_and_prices_narrow(owned: Otjang, dressed: dict[str, int]) -> None:
    assert [one["id"] for one in owned("suggest", "--type", "bag", "--json").json["suggestions"]] == [dressed["bag"]]
    cheap = owned("suggest", "--most", "50", "--json").json["suggestions"]
    assert [one["id"] for one in cheap] == [dressed["trousers"]]
    assert owned("suggest", "--type", "wig").code == 2


def test_the_gap_view_says_what_would_open_most(owned: Otjang, dressed: dict[str, int]) -> None:
    (first, *_) = owned("suggest", "--gap", "--json").json["gaps"]
    assert (first["type"], first["kind"], first["colour"], first["opens"]) == ("pants", "trousers", "beige", 4)
    assert "beige trousers" in owned("suggest", "--gap").told
