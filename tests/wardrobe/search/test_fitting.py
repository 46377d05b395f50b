"""How true words are of a garment."""

from __future__ import annotations

import pytest

from embeddings.query import Wish, understand
from tests.wardrobe.search.conftest import garment
from wardrobe.garments import GarmentItem
from wardrobe.search.fitting import categories_of, share_true, truth

SHIRT = garment(kind=("shirt", 0.8), colours="blue, white", pattern=("striped", 0.7), sleeve=("long", 0.9), warmth=0.4)
JEANS = garment(category="pants", kind=("jeans", 1.0), colours="dark blue", formality=0.1, length=("long", 0.9))
BAG = garment(category="bag", colours="purple")
BARE = garment()


def wish(text: str) -> Wish:
    (one,) = understand(text).wishes
    return one


@pytest.mark.parametrize(
    ("item", "text", "least", "most"),
    [
        (SHIRT, "top", 1, 1),
        (SHIRT, "outerwear", 0.3, 0.5),  # a cardigan may be either
        (SHIRT, "dress", 0, 0),
        (SHIRT, "shoes", 0, 0),
        (SHIRT, "shirt", 0.9, 0.95),
        (SHIRT, "blouse", 0.5, 0.6),  # much alike
        (SHIRT, "hoodie", 0.2, 0.3),
        (SHIRT, "jeans", 0, 0),
        (JEANS, "jeans", 1, 1),
        (JEANS, "shorts", 0, 0),  # the person's word is certain
        (BARE, "shirt", 0.6, 0.6),
        (BARE, "gloves", 0, 0),  # nothing of the parser's
        (SHIRT, "blue", 1, 1),
        (SHIRT, "white", 1, 1),
        (SHIRT, "purple", 0.3, 0.5),  # a neighbour
        (SHIRT, "green", 0, 0),
        (SHIRT, "dark blue", 0.8, 0.8),
        (JEANS, "dark blue", 1, 1),
        (JEANS, "light blue", 0.5, 0.6),
        (JEANS, "dark", 1, 1),
        (JEANS, "light", 0, 0),
        (SHIRT, "striped", 0.7, 0.7),
        (SHIRT, "plain", 0.1, 0.2),
        (SHIRT, "long-sleeved", 0.9, 0.9),
        (JEANS, "long-sleeved", 0, 0),  # trousers have none
        (BAG, "long", 0, 0),
        (SHIRT, "summer", 1, 1),
        (SHIRT, "winter", 0.1, 0.3),
        (JEANS, "formal", 0, 0),
        (JEANS, "casual", 1, 1),
        (JEANS, "denim", 1, 1),
    ],
)
def test_how_true_a_word_is(item: GarmentItem, text: str, least: float, most: float) -> None:
    true = truth(item, wish(text))
    assert true is not None and least <= true <= most


@pytest.mark.parametrize("text", ["striped", "long-sleeved", "short", "warm", "formal", "leather", "hooded", "dark"])
def test_what_is_not_known_is_neither_true_nor_false(text: str) -> None:
    assert truth(BARE, wish(text)) is None


@pytest.mark.parametrize(
    ("truths", "either", "share"),
    [
        ({}, (), None),
        ({"colour": [1.0], "kind": [0.6]}, (), 0.8),
        ({"colour": [1.0, 0.4]}, (), 0.4),
        ({"colour": [1.0, 0.0]}, ("colour",), 1.0),
        ({"colour": [1.0, 0.0]}, (), 0.0),
        ({"kind": [0.9, 0.0]}, (), 0.9),
        ({"colour": [1.0], "pattern": [0.1], "kind": [1.0]}, (), 0.0),
    ],
)
def test_shares_are_means_and_one_wrong_thing_spoils_all(
    truths: dict[str, list[float]], either: tuple[str, ...], share: float | None
) -> None:
    assert share_true(truths, frozenset(either)) == (share if share is None else pytest.approx(share))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("jeans", {"pants"}),
        ("cardigan", {"upper-clothes", "outerwear"}),
        ("blue dress or skirt", {"dress", "skirt"}),
        ("not a dress", set()),
        ("blue", set()),
    ],
)
def test_nouns_say_which_categories_come_into_question(text: str, categories: set[str]) -> None:
    assert categories_of(understand(text).wishes) == categories
