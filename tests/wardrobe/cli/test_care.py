"""`otjang wash`, `away`, `facts` and `trip`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.wardrobe.cli.conftest import Otjang
from wardrobe.garments import GarmentItem
from wardrobe.house import House
from wardrobe.schema import GarmentRow, LookRow, SightingRow, now
from wardrobe.settings import Settings

Read = Callable[[], list[GarmentItem]]


@pytest.fixture
def three(owned: Otjang, data_dir: Path) -> Read:
    """Three garments seen today; reads the wardrobe as it is."""
    with_rows = House.open(Settings(data_dir=data_dir))
    home = with_rows.accounts.households()[0]
    with with_rows.database.write() as session:
        look = LookRow(
            household_id=home, sha256="0" * 64, name="x.jpg", source="upload", received_at=now(),
            worn_on=now().date(), state="ready",
        )  # fmt: skip
        session.add(look)
        session.flush()
        for category in ("upper-clothes", "pants", "shoes"):
            garment = GarmentRow(household_id=home, category=category)
            session.add(garment)
            session.flush()
            seen = SightingRow(
                look_id=look.id, category=category, colours=[], left=0, top=0, right=1, bottom=1, grid_width=1,
                grid_height=1, mask=b"", area_share=0.1, confidence=0.9, content_hash=category,
                garment_id=garment.id, decision="new",
            )  # fmt: skip
            session.add(seen)
    with_rows.close()

    def read() -> list[GarmentItem]:
        house = House.open(Settings(data_dir=data_dir))
        try:
            return sorted(house.garments.list(home), key=lambda item: item.id)
        finally:
            house.close()

    return read


def test_garments_go_into_the_wash_and_come_out_clean(owned: Otjang, three: Read) -> None:
    assert "Nothing is in the wash" in owned("wash").told
    assert owned("wash", 1, 2, "--json").json == {"in_wash": [2, 1], "time_to_wash": []}
    assert [item.belonging.in_wash for item in three()] == [True, True, False]
    assert owned("wash", 2, "--take-out").code == 0
    assert owned("wash", "--done", "--on", "2026-01-02", "--json").json["in_wash"] == []
    assert [str(item.belonging.washed_on) for item in three()] == ["2026-01-02", "None", "None"]


@pytest.mark.parametrize("wrong", [["--done", "--take-out"], ["--take-out"], ["--on", "yesterday"], [99]])
def test_wrong_use_of_the_wash_changes_nothing(owned: Otjang, three: Read, wrong: list[object]) -> None:
    assert owned("wash", *wrong).code == 2
    assert not any(item.belonging.in_wash for item in three())


def test_garments_are_put_away_and_brought_back(owned: Otjang, three: Read) -> None:
    assert "Nothing is put away" in owned("away").told
    assert owned("away", 3, "--json").json["put_away"] == [3]
    assert owned("away", 3, "--back", "--json").json["put_away"] == []


def test_facts_go_out_and_come_back(owned: Otjang, three: Read, tmp_path: Path) -> None:
    file = tmp_path / "wardrobe.csv"
    assert owned("facts", "export", file).code == 0
    text = file.read_text("utf-8-sig")
    assert text == owned("facts", "export", "-").out
    assert owned("facts", "import", file).told == "0 changed, 3 unchanged, 0 failed."
    file.write_text("id,brand,price,currency\n1,Acme,12,EUR\n2,Beta,much,EUR\n")
    dry = owned("facts", "import", file, "--dry-run")
    assert dry.code == 1 and "line 3, price: much is no price." in dry.told and "1 would be changed" in dry.told
    assert three()[0].belonging.brand is None
    ran = owned("facts", "import", file, "--json")
    assert (ran.json["changed"], [one["line"] for one in ran.json["failed"]]) == ([1], [3])
    assert three()[0].belonging.brand == "Acme"


def test_a_file_of_facts_that_is_not_there_is_told(owned: Otjang, three: Read, tmp_path: Path) -> None:
    ran = owned("facts", "import", tmp_path / "none.csv")
    assert ran.code == 2 and "none.csv cannot be read" in ran.told


def test_a_trip_is_planned_shown_and_deleted(owned: Otjang, three: Read) -> None:
    assert "No trip yet" in owned("trip", "list").told
    made = owned(
        "trip", "new", "Busan", "2026-05-01", "2026-05-03", "--weather", "hot", "--occasion", "casual", "--json"
    )
    assert made.code == 0, made.told
    assert (made.json["name"], made.json["first"]) == ("Busan", "2026-05-01")
    assert "4 × underwear" in [thing["words"] for thing in made.json["things"]]
    shown = owned("trip", "show", made.json["id"])
    assert "Trip 1: Busan, 2026-05-01 to 2026-05-03" in shown.told and "Swimwear" in shown.told
    assert "Busan" in owned("trip", "list").told
    assert owned("trip", "delete", 1).code == 0
    assert owned("trip", "show", 1).code == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["2026-05-03", "2026-05-01"], "before the first"),
        (["2026-05-01", "2026-05-03", "--weather", "fine"], "none of: hot"),
        (["2026-05-01", "2026-05-03", "--occasion", "war"], "no occasion war"),
        (["tomorrow", "2026-05-03"], "tomorrow"),
    ],
)
def test_a_trip_that_cannot_be_is_refused(owned: Otjang, three: Read, wrong: list[str], said: str) -> None:
    ran = owned("trip", "new", "Busan", *wrong)
    assert ran.code == 2 and said in ran.told
