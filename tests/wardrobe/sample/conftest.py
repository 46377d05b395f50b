"""A sample of three drawn looks, small enough to be added often."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import encode
from tests.wardrobe.conftest import BLACK, BLUE, GREEN, PLACES, RED, draw, photo
from wardrobe.house import House
from wardrobe.sample import Sample
from wardrobe.sample.owner import Owner

TODAY = date(2026, 5, 20)
TOP, LEGS = PLACES["upper-clothes"], PLACES["pants"]
TOLD = {
    "people": ["Mina", "Jun"],
    "garments": {
        "tee": {"category": "upper-clothes", "name": "Red T-shirt", "facts": {"brand": "Haneul", "bought": 30}},
        "jumper": {"category": "upper-clothes", "name": "Jumper", "facts": {"price_minor": 4990, "currency": "EUR"}},
        "jeans": {"category": "pants", "name": "Jeans", "facts": {"occasions": ["casual"]}},
    },
    "looks": [
        {
            "file": "a.jpg", "person": "Mina", "days_ago": 9, "worn": {"tee": TOP, "jeans": LEGS},
            "occasion": "casual", "ratings": {"Mina": 5, "Jun": 4},
        },
        {"file": "c.jpg", "person": "Mina", "days_ago": 0, "worn": {"tee": TOP, "jeans": LEGS}},
        {"file": "b.jpg", "person": "Jun", "days_ago": 4, "worn": {"jumper": TOP}},
    ],
    "outfit": {"name": "Sunday", "occasion": "casual", "in_days": 2, "garments": ["tee", "jeans", "nothing"]},
    "trip": {"name": "The sea", "person": "Mina", "in_days": 5, "days": 2, "warmth": 0.5, "occasions": ["casual"]},
    "in_wash": ["jumper"],
    "catalogue": {"name": "A shop", "folder": "catalogue"},
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of the sample."""
    return write(tmp_path / "sample")


def write(folder: Path) -> Path:
    """Draw the sample into a folder; gives it."""
    (folder / "catalogue").mkdir(parents=True)
    (folder / "a.jpg").write_bytes(photo(seed=1, upper_clothes=RED, pants=BLUE))
    (folder / "b.jpg").write_bytes(photo(seed=2, upper_clothes=GREEN, pants=BLACK))
    (folder / "c.jpg").write_bytes(photo(seed=3, upper_clothes=RED, pants=BLUE))
    (folder / "manifest.json").write_text(json.dumps(TOLD))
    (folder / "catalogue" / "1.jpg").write_bytes(encode(draw(upper_clothes=GREEN, person=False)))
    with (folder / "catalogue" / "feed.csv").open("w", newline="") as file:
        feed = csv.writer(file)
        feed.writerow(("id", "title", "google_product_category", "price", "link", "image_link"))
        feed.writerow(("1", "Top", "Clothing > Shirts & Tops", "10 EUR", "https://shop.example/1", "1.jpg"))
    return folder


@pytest.fixture
def sampled(data: Path) -> Callable[[House], Sample]:
    """The sample of a house, of the small folder."""

    def of(house: House) -> Sample:
        living = Owner(
            *(house.database, house.looks, house.garments, house.belongings),
            *(house.ratings, house.plans, house.packing),
        )
        return Sample(
            *(house.database, house.intake, house.catalogues, house.choices, living, house.erasing),
            folder=data,
            today=lambda: TODAY,
        )

    return of


@pytest.fixture
def sample(house: House, sampled: Callable[[House], Sample]) -> Sample:
    """The same of the test's house."""
    return sampled(house)


def live(house: House, sample: Sample, home: int) -> int:
    """Add it and do all of its work; gives its household."""
    household = sample.add(home)
    while sample.step(household) or house.intake.work_once():
        pass
    assert sample.state(home).done
    return household
