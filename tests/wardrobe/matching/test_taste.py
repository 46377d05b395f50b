"""A taste is learnt from ten looks on, said in words, bounded, and taken back."""

from __future__ import annotations

import time
from itertools import product

import numpy as np
import pytest

from embeddings.attributes import Attributes
from embeddings.colour import Colour
from tests.wardrobe.matching.dressed import FIRST, Dressed
from wardrobe.catalogue.schema import CatalogueRow, ItemRow
from wardrobe.errors import NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.house import House
from wardrobe.matching.preferences import CAP, Event, Preferences
from wardrobe.matching.taste import FROM
from wardrobe.schema import now

FAMILIES = ("black", "white", "grey", "beige", "blue", "red")


@pytest.fixture
def dressed(house: House) -> Dressed:
    return Dressed(house)


@pytest.fixture
def wardrobe(dressed: Dressed) -> tuple[list[int], list[int]]:
    """Six tops and six pairs of trousers, one of each colour, shown in two looks."""
    tops = [dressed.garment("upper-clothes", one, kind="shirt") for one in FAMILIES]
    pants = [dressed.garment("pants", one, kind="jeans") for one in FAMILIES]
    dressed.look(*tops)
    dressed.look(*pants)
    return tops, pants


def test_before_ten_looks_nothing_is_added_and_nothing_is_said(
    dressed: Dressed, wardrobe: tuple[list[int], list[int]]
) -> None:
    tops, pants = wardrobe
    for _ in range(FROM - 3):
        dressed.look(tops[4], pants[3])
    taste = dressed.house.taste
    assert taste.adjust(dressed.id, None, [[tops[4], pants[3]]]).tolist() == [0]
    assert taste.why(dressed.id, None, [tops[4], pants[3]]) == []
    dressed.look(tops[4], pants[3])
    assert taste.adjust(dressed.id, None, [[tops[4], pants[3]]])[0] > 0.2
    assert taste.adjust(dressed.id, None, []).shape == (0,)
    assert taste.adjust(dressed.id, None, [[], [tops[4]], [98, 99]])[[0, 2]].tolist() == [0, 0]


def test_what_is_worn_together_is_said_in_words(dressed: Dressed, wardrobe: tuple[list[int], list[int]]) -> None:
    tops, pants = wardrobe
    for number in range(12):
        dressed.look(tops[4], pants[3] if number % 3 else pants[0])
    why = [str(reason) for reason in dressed.house.taste.why(dressed.id, None, [tops[4], pants[3]])]
    assert "you have worn these two together 8 times" in why
    assert "you often wear beige with blue" in why
    points = dressed.house.taste.points(dressed.id, None, [tops[4], pants[3]])
    assert all(set(point.garment_ids) <= {tops[4], pants[3]} and point.weight > 0 for point in points)


def test_colours_that_are_avoided_are_said_too(dressed: Dressed) -> None:
    tops = [dressed.garment("upper-clothes", one) for one in ("red", "blue")]
    pants = [dressed.garment("pants", one) for one in ("black", "grey")]
    for number in range(20):
        dressed.look(tops[1], pants[number % 2])
    dressed.look(tops[0])
    assert "you seldom wear black with red" in map(str, dressed.house.taste.why(dressed.id, None, [tops[0], pants[0]]))


def test_likes_and_skips_order_outfits_and_can_be_taken_back(
    dressed: Dressed, wardrobe: tuple[list[int], list[int]]
) -> None:
    tops, pants = wardrobe
    for top, bottom in product(tops, pants):
        dressed.look(top, bottom)
    taste, one, other = dressed.house.taste, [tops[0], pants[0]], [tops[1], pants[1]]
    neutral = taste.adjust(dressed.id, None, [one, other])
    assert neutral == pytest.approx([0, 0], abs=0.05)
    kept = [taste.skip(dressed.id, None, one), taste.skip(dressed.id, None, one), taste.like(dressed.id, None, other)]
    first, second = taste.adjust(dressed.id, None, [one, other])
    assert first < -0.1 < 0.1 < second
    assert "you skipped this pair twice" in map(str, taste.why(dressed.id, None, one))
    assert "you liked these two together" in map(str, taste.why(dressed.id, None, other))
    assert [one.kind for one in taste.said(dressed.id, None)] == ["liked", "skipped", "skipped"]
    for feedback in kept:
        taste.undo(dressed.id, feedback.id)
    assert taste.adjust(dressed.id, None, [one, other]) == pytest.approx(neutral)
    with pytest.raises(NotFoundError):
        taste.undo(dressed.id, kept[0].id)


def test_ratings_count(dressed: Dressed, wardrobe: tuple[list[int], list[int]]) -> None:
    tops, pants = wardrobe
    mina = dressed.person("Mina")
    looks = {(top, bottom): dressed.look(top, bottom, person=mina) for top, bottom in product(tops, pants)}
    for top, bottom in zip(tops, pants, strict=True):
        dressed.house.ratings.rate(dressed.id, looks[top, bottom], mina, 1 if top == tops[0] else 5)
    worse, better = dressed.house.taste.adjust(dressed.id, mina, [[tops[0], pants[0]], [tops[1], pants[1]]])
    assert worse < -0.05 < 0.05 < better


def test_an_opinion_on_an_item_is_none_on_the_garments(dressed: Dressed, wardrobe: tuple[list[int], list[int]]) -> None:
    tops, pants = wardrobe
    for _ in range(FROM):
        dressed.look(tops[0], pants[0])
    taste, outfit = dressed.house.taste, [[tops[0], pants[0]]]
    before = taste.adjust(dressed.id, None, outfit)
    taste.skip(dressed.id, None, outfit[0], item_id=item(dressed))
    assert taste.adjust(dressed.id, None, outfit) == before
    taste.skip(dressed.id, None, outfit[0])
    assert taste.adjust(dressed.id, None, outfit) < before


def test_each_person_has_a_taste_of_their_own(dressed: Dressed, wardrobe: tuple[list[int], list[int]]) -> None:
    tops, pants = wardrobe
    mina, jun = dressed.person("Mina"), dressed.person("Jun")
    for _ in range(12):
        dressed.look(tops[4], pants[3], person=mina)
        dressed.look(tops[0], pants[5], person=jun)
    outfits = [[tops[4], pants[3]], [tops[0], pants[5]]]
    hers, his, ours = (dressed.house.taste.adjust(dressed.id, one, outfits) for one in (mina, jun, None))
    assert hers[0] > 0.2 > hers[1] and his[1] > 0.2 > his[0] and ours.min() > 0.1


def test_looks_of_nobody_are_theirs_who_lives_alone(dressed: Dressed, wardrobe: tuple[list[int], list[int]]) -> None:
    tops, pants = wardrobe
    mina = dressed.person("Mina")
    for _ in range(12):
        dressed.look(tops[4], pants[3])
    assert dressed.house.taste.adjust(dressed.id, mina, [[tops[4], pants[3]]])[0] > 0.2
    dressed.person("Jun")
    dressed.look(tops[0])  # another version of the household
    assert dressed.house.taste.adjust(dressed.id, mina, [[tops[4], pants[3]]])[0] == 0


def test_forgetting_erases_what_one_person_said(dressed: Dressed, wardrobe: tuple[list[int], list[int]]) -> None:
    tops, pants = wardrobe
    dressed.look(tops[0], pants[0])
    mina, jun = dressed.person("Mina"), dressed.person("Jun")
    taste = dressed.house.taste
    taste.save(dressed.id, mina, [tops[0], pants[0]])
    taste.like(dressed.id, jun, [tops[0], pants[0]])
    assert taste.forget(dressed.id, mina) == 1
    assert [one.person_id for one in taste.said(dressed.id, None)] == [jun]
    assert taste.forget(dressed.id, None) == 1 and taste.said(dressed.id, None) == []


def test_another_household_sees_and_changes_nothing(
    house: House, dressed: Dressed, wardrobe: tuple[list[int], list[int]]
) -> None:
    tops, pants = wardrobe
    for _ in range(FROM):
        dressed.look(tops[0], pants[0])
    other, taste, coat = Dressed(house), house.taste, item(dressed)
    kept = taste.like(dressed.id, None, [tops[0]])
    assert taste.adjust(other.id, None, [[tops[0], pants[0]]]).tolist() == [0] and taste.said(other.id, None) == []
    for call in (
        lambda: taste.like(other.id, None, [tops[0]]),
        lambda: taste.undo(other.id, kept.id),
        lambda: taste.like(dressed.id, other.person("Eve"), [tops[0]]),
        lambda: taste.like(dressed.id, None, []),
        lambda: taste.like(other.id, None, [], item_id=coat),
        lambda: taste.like(dressed.id, None, [tops[0]], item_id=999),
    ):
        with pytest.raises(NotFoundError):
            call()
    assert taste.forget(other.id, None) == 0 and len(taste.said(dressed.id, None)) == 1


def test_hidden_looks_teach_nothing(dressed: Dressed, wardrobe: tuple[list[int], list[int]]) -> None:
    tops, pants = wardrobe
    looks = [dressed.look(tops[0], pants[0]) for _ in range(FROM - 2)]
    assert dressed.house.taste.adjust(dressed.id, None, [[tops[0], pants[0]]])[0] > 0
    dressed.house.looks.delete(dressed.id, looks[0])
    assert dressed.house.taste.adjust(dressed.id, None, [[tops[0], pants[0]]])[0] == 0


def item(dressed: Dressed) -> int:
    """Something that a shop sells."""
    with dressed.house.database.write() as session:
        shop = CatalogueRow(household_id=dressed.id, name="shop", source="", format="csv", created_at=now())
        session.add(shop)
        session.flush()
        row = ItemRow(catalogue_id=shop.id, key="1", title="A coat", row_hash="", added_on=FIRST)
        session.add(row)
        session.flush()
        return row.id


class Person:
    """Somebody simulated: chooses outfits by what a judge says of them and by a taste in colours."""

    def __init__(self, seed: int, strength: float) -> None:
        self.random = np.random.default_rng(seed)
        self.garments, self.types = [], []
        for type_, category, count in (("top", "upper-clothes", 10), ("pants", "pants", 8), ("shoes", "shoes", 5)):
            for _ in range(count):
                self.garments.append(_item(len(self.garments) + 1, category, str(self.random.choice(FAMILIES))))
                self.types.append(type_)
        tops, pants, shoes = (
            [one.id for one, of in zip(self.garments, self.types, strict=True) if of == type_]
            for type_ in ("top", "pants", "shoes")
        )
        self.outfits = list(product(tops, pants, shoes))
        fits = self.random.normal(0, 1, (99, 99))
        likes = self.random.normal(0, 1, (len(FAMILIES), len(FAMILIES)))
        colour = {one.id: FAMILIES.index(one.colours[0].family) for one in self.garments}
        self.judged = np.array([(fits[a, b] + fits[b, c] + fits[a, c]) / 3**0.5 for a, b, c in self.outfits])
        taste = np.array([likes[colour[a], colour[b]] + likes[colour[b], colour[c]] / 2 for a, b, c in self.outfits])
        odds = np.exp(self.judged + strength * taste)
        self.chance = odds / odds.sum()

    def wears(self, count: int) -> list[tuple[int, ...]]:
        return [self.outfits[i] for i in self.random.choice(len(self.outfits), count, p=self.chance)]

    def told(self, scores: np.ndarray) -> float:
        """How often an outfit that they would choose is ranked above one drawn from the wardrobe."""
        chosen = self.random.choice(len(self.outfits), 2000, p=self.chance)
        other = self.random.integers(0, len(self.outfits), 2000)
        return float(np.mean(scores[chosen] > scores[other]) + np.mean(scores[chosen] == scores[other]) / 2)


def _item(id: int, category: str, family: str) -> GarmentItem:
    colour = Colour(family, family, (50.0, 0.0, 0.0), 1.0)
    return GarmentItem(id, category, None, (colour,), None, id, 1, FIRST, FIRST, Attributes(), {})


def gained(seed: int, strength: float, looks: int) -> float:
    """What the taste adds to the ranking by the judge alone."""
    person = Person(seed, strength)
    taste = Preferences(person.garments, person.types, [Event(ids, worn=1) for ids in person.wears(looks)])
    added = taste.adjust(person.outfits)
    assert np.abs(added).max() <= CAP
    return person.told(person.judged + added) - person.told(person.judged)


@pytest.mark.parametrize(("looks", "least"), [(10, 0.05), (50, 0.06)])
def test_a_person_with_a_taste_is_ranked_better_after_ten_looks(looks: int, least: float) -> None:
    gains = [gained(seed, 1.5, looks) for seed in range(20)]
    assert np.mean(gains) > least and np.mean(np.array(gains) > 0) >= 0.9


@pytest.mark.parametrize("looks", [10, 50])
def test_a_person_without_one_loses_next_to_nothing(looks: int) -> None:
    assert np.mean([gained(seed, 0.0, looks) for seed in range(20)]) > -0.02


def test_a_thousand_outfits_take_milliseconds() -> None:
    person = Person(0, 1.0)
    taste = Preferences(person.garments, person.types, [Event(ids, worn=1) for ids in person.wears(200)])
    outfits = (person.outfits * 3)[:1000]
    taste.adjust(outfits)
    started = time.perf_counter()
    taste.adjust(outfits)
    assert time.perf_counter() - started < 0.1  # 2 ms where nothing else runs
