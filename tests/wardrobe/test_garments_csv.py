"""The wardrobe as a CSV file and back: nothing lost, nothing run as a formula, every row that fails is listed."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wardrobe.conftest import fill
from wardrobe.errors import ChangeError
from wardrobe.garments_csv import COLUMNS, _guarded, _plain, write_csv
from wardrobe.garments_import import Taken, take_csv
from wardrobe.house import House

TODAY = date(2026, 7, 1)


@pytest.fixture
def wardrobe(house: House) -> tuple[int, list[int]]:
    home = fill(house, [["A"], ["A", "B"], ["A", "C"]])
    return home, sorted(item.id for item in house.garments.list(home))


def take(house: House, home: int, text: str | bytes, *, dry_run: bool = False) -> Taken:
    data = text.encode() if isinstance(text, str) else text
    items = house.garments.list(home)
    return take_csv(house.belongings, home, items, data, "x.csv", dry_run=dry_run, today=TODAY)


def table(data: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter))


def test_every_garment_is_a_row_with_what_is_known(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, *_) = wardrobe
    house.garments.rename(home, one, "검은 바지")
    house.belongings.set(home, one, price_minor=30000, currency="EUR", occasions=["casual", "office"], tags=["a", "b"])
    house.belongings.to_wash(home, [one])
    data = write_csv(house.garments.list(home))
    assert data.startswith(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by its mark"
    rows = table(data)
    assert tuple(rows[0]) == COLUMNS and len(rows) == 3
    row = next(row for row in rows if row["id"] == str(one))
    wanted = {
        "name": "검은 바지",
        "category": "pants",
        "price": "300.00",
        "currency": "EUR",
        "occasions": "casual; office",
        "tags": "a; b",
        "in_wash": "yes",
        "put_away": "no",
        "wears": "3",
        "last_worn": "2026-01-03",
        "cost_per_wear": "100.00",
    }
    assert {name: row[name] for name in wanted} == wanted


@pytest.mark.parametrize("semicolons", [False, True])
def test_what_was_written_changes_nothing_when_it_is_read(
    house: House, wardrobe: tuple[int, list[int]], semicolons: bool
) -> None:
    home, (one, other, _) = wardrobe
    house.garments.rename(home, one, '=HYPERLINK(1); "x"\n\'+')
    house.belongings.set(
        home,
        one,
        brand="@home",
        size="-1",
        price_minor=129999,
        currency="KWD",
        bought_on=date(2025, 1, 2),
        weight_grams=400,
        tags=["+1", "x"],
    )
    house.belongings.put_away(home, [other])
    data = write_csv(house.garments.list(home), semicolons=semicolons)
    assert (b"129,999" in data) is semicolons
    found = take(house, home, data)
    assert found == Taken((), 3, ())
    assert [change.kind for change in house.journal.latest(home)] == ["put-away", "facts", "rename"]


def test_no_cell_begins_like_a_formula(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, *_) = wardrobe
    house.garments.rename(home, one, '=cmd|"/c calc"!A0')
    house.belongings.set(home, one, brand="+49", size="-", tags=["@x"])
    for row in table(write_csv(house.garments.list(home))):
        assert not any(cell[:1] in tuple("=+-@") for cell in row.values() if cell)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8).map(str.strip))
def test_the_guard_against_formulas_is_taken_away_exactly(text: str) -> None:
    assert _plain(_guarded(text)) == text


def test_facts_are_taken_by_id_and_undone_together(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, other, _) = wardrobe
    file = (
        "id;name;brand;price;currency;bought on;tags;in wash\r\n"
        f"{one};Old jeans;Acme;1.299,50;EUR;3.4.2025;a|b;ja\r\n"
        f'{other};"two\r\nlines";Beta;39,000 ₩;;2025. 4. 3.;;\r\n'
    )
    dry = take(house, home, file, dry_run=True)
    assert dry == Taken((one, other), 0, ())
    assert house.garments.get(home, one).name is None and house.journal.latest(home) == []
    found = take(house, home, file)
    assert (found.changed, found.faults) == ((one, other), ())
    known = house.garments.get(home, one)
    assert known.name == "Old jeans"
    assert (known.belonging.brand, known.belonging.price_minor, known.belonging.currency) == ("Acme", 129950, "EUR")
    assert (known.belonging.bought_on, known.belonging.tags) == (date(2025, 4, 3), ("a", "b"))
    assert known.belonging.in_wash
    second = house.garments.get(home, other)
    assert (second.name, second.belonging.price_minor, second.belonging.currency) == ("two lines", 39000, "KRW")
    assert take(house, home, file) == Taken((), 2, ()), "a second run changes nothing"
    assert found.change_id is not None
    house.journal.undo(home, found.change_id)
    assert house.garments.get(home, one).name is None
    assert house.garments.get(home, other).belonging.price_minor is None


def test_a_garment_is_found_by_its_name_where_that_is_unique(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, other, third) = wardrobe
    for id, name in ((one, "Coat"), (other, "Twin"), (third, "Twin")):
        house.garments.rename(home, id, name)
    found = take(house, home, "name,brand\ncoat,Acme\nTwin,Beta\nHat,Gamma\n")
    assert found.changed == (one,)
    assert house.garments.get(home, one).name == "Coat", "the name that finds it is no change"
    assert [(fault.line, fault.field, fault.fault.template) for fault in found.faults] == [
        (3, "name", "Several garments are called {text}."),
        (4, "name", "There is no garment called {text}."),
    ]


def test_an_empty_cell_takes_a_fact_back_and_a_column_that_is_not_there_leaves_it(
    house: House, wardrobe: tuple[int, list[int]]
) -> None:
    home, (one, *_) = wardrobe
    house.belongings.set(home, one, brand="Acme", size="M", price_minor=5, currency="EUR")
    take(house, home, f"id,brand,price\n{one},,\n")
    known = house.garments.get(home, one).belonging
    assert (known.brand, known.size, known.price_minor, known.currency) == (None, "M", None, None)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("ID,,,,,,,,", "id"),
        ("99999,,,,,,,,", "id"),
        (",,,,,,,,", None),
        (",,Acme,,,,,,", "id"),
        ("ONE,x,,lots,EUR,,,,", "price"),
        ("ONE,x,,5,,,,,", "currency"),
        ("ONE,x,,5,XYZ,,,,", "currency"),
        ("ONE,x,,,,05/03/2024,,,", "bought_on"),
        ("ONE,x,,,,2024-02-30,,,", "bought_on"),
        ("ONE,x,,,,2031-01-01,,,", "bought_on"),
        ("ONE,x,,,,,heavy,,", "weight_grams"),
        ("ONE,x,,,,,,war,", "occasions"),
        ("ONE,x,,,,,,,perhaps", "in_wash"),
        ("ONE,x,,,,,,,no,more", "?"),
        ("ONE," + "x" * 81 + ",,,,,,,", "name"),
    ],
)
def test_a_row_that_fails_is_listed_with_its_line_and_field_and_the_rest_is_taken(
    house: House, wardrobe: tuple[int, list[int]], row: str, field: str | None
) -> None:
    home, (one, other, _) = wardrobe
    heading = "id,name,brand,price,currency,bought_on,weight_grams,occasions,in_wash"
    found = take(house, home, f"{heading}\n{row.replace('ONE', str(one))}\n{other},,Beta,,,,,,\n")
    assert found.changed == (other,)
    assert house.garments.get(home, one).name is None
    assert [(fault.line, fault.field) for fault in found.faults] == ([(2, field)] if field else [])


def test_a_garment_that_comes_twice_is_taken_once(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, *_) = wardrobe
    found = take(house, home, f"id,brand\n{one},First\n{one},Second\n")
    assert house.garments.get(home, one).belonging.brand == "First"
    (fault,) = found.faults
    assert (fault.line, str(fault.fault)) == (3, "The garment is on line 2 already.")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no column id or name"),
        (b"colour,brand\nred,x\n", "no column id or name"),
        (b"id,brand,brand\n1,x,y\n", "the column brand twice"),
        ("id,name\n1,Größe\n".encode("cp1252"), "not a text in UTF-8"),
        (b'id,name\n1,"' + b"x" * 200_000 + b'"\n', "cannot be read from line 2"),
        (b"x" * 10_000_001, "too large"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_said(
    house: House, wardrobe: tuple[int, list[int]], data: bytes, said: str
) -> None:
    with pytest.raises(ChangeError, match=said):
        take(house, wardrobe[0], data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_encodings_and_separators_of_spreadsheets_are_understood(
    house: House, wardrobe: tuple[int, list[int]], encoding: str, mark: str
) -> None:
    home, (one, *_) = wardrobe
    text = f"ID,Brand\r\n{one},Größe\r\n".replace(",", mark)
    assert take(house, home, text.encode(encoding)).changed == (one,)
    assert house.garments.get(home, one).belonging.brand == "Größe"


def test_another_households_garments_cannot_be_reached(house: House, wardrobe: tuple[int, list[int]]) -> None:
    home, (one, *_) = wardrobe
    other = fill(house, [["A"]])
    found = take(house, other, f"id,brand\n{one},Mine\n")
    assert found.changed == () and [fault.field for fault in found.faults] == ["id"]
    assert house.garments.get(home, one).belonging.brand is None
