"""The wardrobe as pages list it, and what each correction does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event, insert, select

from embeddings.attributes import Attributes
from tests.wardrobe.conftest import BLUE, GREEN, RED, fill
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House
from wardrobe.journal import bump
from wardrobe.looks import Sighting
from wardrobe.schema import GarmentRow, LookRow, SightingRow


class Wardrobe:
    """A filled household; ``seen`` tells what each look shows, the oldest first, as ``fill`` is given it."""

    def __init__(self, house: House, looks: list[list[str]], categories: tuple[str, ...] = ("pants",)) -> None:
        self.home = fill(house, looks, categories)
        self.house, self.garments = house, house.garments

    def sighting(self, look: int, place: int = 0) -> Sighting:
        return self.house.looks.page(self.home)[::-1][look].sightings[place]

    def garment(self, look: int, place: int = 0) -> int:
        garment = self.sighting(look, place).garment_id
        assert garment is not None
        return garment

    def seen(self) -> list[list[str]]:
        names: dict[int | None, str] = {}
        looks = []
        for look in self.house.looks.page(self.home)[::-1]:
            shown = []
            for sighting in look.sightings:
                key = sighting.garment_id or sighting.candidate_id
                if key is None:
                    shown.append("x" if sighting.decision == "rejected" else "-")
                    continue
                name = names.setdefault(key, chr(ord("A") + len(names)))
                shown.append(name + "?" * (sighting.decision == "ask"))
            looks.append(shown)
        return looks


def test_confirm(house: House) -> None:
    it = Wardrobe(house, [["A"], ["A?"]])
    it.garments.confirm(it.home, it.sighting(1).id)
    assert it.seen() == [["A"], ["A"]]
    with pytest.raises(ChangeError):
        it.garments.confirm(it.home, it.sighting(1).id)


@pytest.mark.parametrize(
    ("looks", "which", "after"),
    [
        ([["A"], ["A?"]], 1, [["A"], ["B"]]),
        ([["A"], ["A"]], 1, [["A"], ["B"]]),
        ([["A"], ["A"]], 0, [["A"], ["B"]]),
        ([["A"], ["-"]], 1, [["A"], ["B"]]),
        ([["A"]], 0, [["A"]]),  # it is one of its own already
    ],
)
def test_separate(house: House, looks: list[list[str]], which: int, after: list[list[str]]) -> None:
    it = Wardrobe(house, looks)
    it.garments.separate(it.home, it.sighting(which).id)
    assert it.seen() == after
    assert it.sighting(which).decision == "new"


@pytest.mark.parametrize("start", ["B", "A?", "-", "B?"])
def test_assign(house: House, start: str) -> None:
    it = Wardrobe(house, [["A"], ["B"], [start]])
    it.garments.assign(it.home, it.sighting(2).id, it.garment(0))
    assert it.seen() == [["A"], ["B"], ["A"]]


def test_a_garment_that_is_left_by_its_last_sighting_is_removed(house: House) -> None:
    it = Wardrobe(house, [["A"], ["B"]])
    left = it.garment(1)
    change = it.garments.assign(it.home, it.sighting(1).id, it.garment(0))
    with pytest.raises(NotFoundError):
        it.garments.get(it.home, left)
    house.journal.undo(it.home, change)
    assert it.garments.get(it.home, left).id == left


def test_who_asked_about_a_garment_that_is_gone_is_what_it_was_asked_about(house: House) -> None:
    it = Wardrobe(house, [["A"], ["A?"], ["A?"]])
    it.garments.reject(it.home, it.sighting(0).id)
    assert it.seen() == [["x"], ["A"], ["A?"]]


def test_reject(house: House) -> None:
    it = Wardrobe(house, [["A"], ["A"]])
    it.garments.reject(it.home, it.sighting(1).id)
    assert it.seen() == [["A"], ["x"]]
    assert it.garments.list(it.home)[0].wear_count == 1


def test_merge_moves_sightings_questions_and_the_name(house: House) -> None:
    it = Wardrobe(house, [["A"], ["B"], ["B"], ["B?"]])
    it.garments.rename(it.home, it.garment(1), "Sunday best")
    it.garments.merge(it.home, it.garment(0), it.garment(1))
    assert it.seen() == [["A"], ["A"], ["A"], ["A?"]]
    (garment,) = it.garments.list(it.home)
    assert (garment.name, garment.wear_count) == ("Sunday best", 3)
    with pytest.raises(ChangeError, match="with itself"):
        it.garments.merge(it.home, garment.id, garment.id)


def test_split(house: House) -> None:
    it = Wardrobe(house, [["A"], ["A"], ["A"]])
    it.garments.split(it.home, it.garment(0), [it.sighting(1).id, it.sighting(2).id])
    assert it.seen() == [["A"], ["B"], ["B"]]
    other = it.sighting(0).id
    for wrong in ([], [other], [it.sighting(1).id, it.sighting(2).id]):
        with pytest.raises(ChangeError, match="Only some"):
            it.garments.split(it.home, it.garment(1), wrong)


def test_rename_and_take_the_name_back(house: House) -> None:
    it = Wardrobe(house, [["A"]])
    it.garments.rename(it.home, it.garment(0), "  Mum's   coat ")
    assert it.garments.get(it.home, it.garment(0)).name == "Mum's coat"
    it.garments.rename(it.home, it.garment(0), " ")
    assert it.garments.get(it.home, it.garment(0)).name is None


def test_an_unknown_category_is_refused(house: House) -> None:
    it = Wardrobe(house, [["A"]])
    with pytest.raises(ChangeError, match="no category cape"):
        it.garments.set_category(it.home, it.garment(0), "cape")


def test_delete_takes_a_garment_out_of_its_looks(house: House) -> None:
    it = Wardrobe(house, [["A", "B"], ["A"], ["A?"]])
    gone = it.garment(0)
    it.garments.rename(it.home, gone, "no longer mine")
    change = it.garments.delete(it.home, gone)
    assert it.seen() == [["x", "A"], ["x"], ["B"]]
    assert {item.name for item in it.garments.list(it.home)} == {None}
    house.journal.undo(it.home, change)
    assert it.seen() == [["A", "B"], ["A"], ["A?"]]
    assert it.garments.get(it.home, gone).name == "no longer mine"


@pytest.mark.parametrize("of", ["sighting", "garment"])
def test_what_is_not_there_cannot_be_corrected(house: House, of: str) -> None:
    it = Wardrobe(house, [["A"]])
    g, s, missing = it.garments, it.sighting(0).id, 999_999
    wrong: dict[str, list[Callable[[], object]]] = {
        "sighting": [
            lambda: g.confirm(it.home, missing),
            lambda: g.separate(it.home, missing),
            lambda: g.reject(it.home, missing),
            lambda: g.sighting(it.home, missing),
        ],
        "garment": [
            lambda: g.assign(it.home, s, missing),
            lambda: g.merge(it.home, it.garment(0), missing),
            lambda: g.split(it.home, missing, [s]),
            lambda: g.rename(it.home, missing, "x"),
            lambda: g.set_category(it.home, missing, "dress"),
            lambda: g.delete(it.home, missing),
        ],
    }
    for correction in wrong[of]:
        with pytest.raises(NotFoundError):
            correction()
    assert house.journal.latest(it.home) == []


def test_the_list_is_sorted_filtered_and_counted(house: House) -> None:
    it = Wardrobe(house, [["A", "B"], ["C"], ["A"]], ("pants", "dress", "pants"))
    a, b, c = it.garment(0, 0), it.garment(0, 1), it.garment(1)
    assert [item.id for item in it.garments.list(it.home)] == [a, c, b]
    assert [item.id for item in it.garments.list(it.home, category="pants")] == [a, c]
    assert [item.id for item in it.garments.list(it.home, offset=1, limit=1)] == [c]
    assert it.garments.counts(it.home) == {"pants": 2, "dress": 1}
    worn = it.garments.get(it.home, a)
    assert (worn.wear_count, worn.first_worn, worn.last_worn) == (2, date(2026, 1, 1), date(2026, 1, 3))


def test_the_colour_filter_takes_the_main_colour(house: House, home: int, add: Callable[..., int]) -> None:
    add(seed=1, upper_clothes=RED, pants=BLUE)
    add(seed=2, upper_clothes=GREEN)
    assert [item.category for item in house.garments.list(home, colour_family="blue")] == ["pants"]
    assert len(house.garments.list(home, colour_family="green")) == 1
    assert house.garments.list(home, colour_family="yellow") == []


def test_the_cover_is_the_largest_and_clearest(house: House) -> None:
    it = Wardrobe(house, [["B", "A"], ["A"]])  # a later place in a look is larger in ``fill``
    assert it.garments.get(it.home, it.garment(1)).cover_sighting_id == it.sighting(0, 1).id


def test_two_thousand_garments_are_read_by_as_many_queries_as_two(house: House) -> None:
    few, many = (
        fill(house, [[chr(65 + look * 2), chr(66 + look * 2), "A", "B", "C"] for look in range(looks)])
        for looks in (1, 1000)
    )
    statements: list[str] = []
    event.listen(house.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    asked = []
    for home in (few, many, many):
        statements.clear()
        house.garments.list(home)
        asked.append(len([one for one in statements if one.startswith("SELECT")]))
    assert asked == [4, 4, 1]  # what has not changed is not read again
    assert len(house.garments.list(many)) == 2000


def test_the_list_follows_what_another_process_changes(house: House, open_house: Callable[..., House]) -> None:
    it = Wardrobe(house, [["A"], ["B"]])
    assert len(it.garments.list(it.home)) == 2
    other = open_house()
    change = other.garments.merge(it.home, it.garment(0), it.garment(1))
    assert len(it.garments.list(it.home)) == 1
    other.journal.undo(it.home, change)
    assert len(it.garments.list(it.home)) == 2


def test_after_a_change_of_a_large_wardrobe_only_what_it_touched_is_made_out_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = [fill(house, [["A"]]), fill(house, [["A"]])]
    with house.database.write() as session:
        for home in homes:
            look = session.scalars(select(LookRow).where(LookRow.household_id == home)).one()
            sighting = dict(session.execute(select(SightingRow.__table__)).mappings().first() or {})
            ids = [home * 10_000 + number for number in range(5000)]
            session.execute(insert(GarmentRow), [{"id": id, "household_id": home, "category": "pants"} for id in ids])
            rows = [{**sighting, "id": id, "look_id": look.id, "garment_id": id, "area_share": id / 1e6} for id in ids]
            session.execute(insert(SightingRow.__table__), rows)
    for home in homes:
        assert len(house.garments.list(home)) == 5001
    made = []
    monkeypatch.setattr("wardrobe.garments.together", lambda *given: made.append(given) or Attributes())
    for home in homes:
        house.garments.say(home, home * 10_000 + 7, "pattern", "striped")
        assert len(house.garments.list(home)) == 5001
    assert len(made) == 2


def test_what_was_read_in_a_change_that_came_to_nothing_is_not_remembered(house: House) -> None:
    it = Wardrobe(house, [["A"]])
    with pytest.raises(RuntimeError), house.database.write() as session:
        bump(session, it.home)
        session.get_one(GarmentRow, it.garment(0)).name = "never"
        session.flush()
        assert [item.name for item in house.garments.all(session, it.home)] == ["never"]
        raise RuntimeError
    it.garments.rename(it.home, it.garment(0), "Sunday")  # brings the household to the same version
    assert [item.name for item in house.garments.list(it.home)] == ["Sunday"]
