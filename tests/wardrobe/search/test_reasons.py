"""Why a garment was found, and why none was, in words of both languages."""

from __future__ import annotations

import pytest

from embeddings.query import understand
from tests.wardrobe.search.conftest import garment
from wardrobe.garments import GarmentItem
from wardrobe.search.reasons import PLURALS, Reason, name_of, why_found, why_nothing
from wardrobe.words import KINDS

RED = garment(1, "dress", kind=("dress", 1.0), colours="red", pattern=("plain", 0.9), warmth=0.2)
WHITE = garment(2, "dress", kind=("dress", 1.0), colours="white", pattern=("striped", 0.6))
JEANS = garment(3, "pants", kind=("jeans", 0.9), colours="dark blue")
SHIRT = garment(4, "upper-clothes", kind=("shirt", 0.8), colours="blue", pattern=("striped", 0.9))


@pytest.mark.parametrize(
    ("item", "text", "said"),
    [
        (RED, "red dress", ["red", "dress"]),
        (RED, "summer dress, not black", ["for summer", "dress", "not black"]),
        (WHITE, "striped", ["maybe striped"]),
        (RED, "pink", ["red, close to pink"]),
        (SHIRT, "blouse", ["maybe blouse"]),
        (SHIRT, "top", ["top"]),
        (SHIRT, "leather", []),
        (SHIRT, "hat", []),  # found by its name
        (RED, "green", []),
        (JEANS, "dark blue jeans", ["dark blue", "jeans"]),
    ],
)
def test_why_a_garment_was_found(item: GarmentItem, text: str, said: list[str]) -> None:
    assert [str(reason) for reason in why_found(item, understand(text).wishes, named=False)] == said


def test_a_name_is_said_as_it_was_given() -> None:
    (reason,) = why_found(garment(name="black"), (), named=True)
    assert reason.said({"called {name}": "이름: {name}", "black": "검은색"}.get) == "이름: black"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("blue dress", "There are 2 dresses here, but none is blue."),
        ("파란 원피스", "There are 2 dresses here, but none is blue."),
        ("green jeans", "There is one pair of jeans here, but it is not green."),
        ("hat", "No hats in this wardrobe."),
        ("trousers in green", "There is one pair of trousers here, but it is not green."),
        ("yellow", "There are 4 garments here, but none is yellow."),
        ("jeans, not blue", "There is one pair of jeans here, and it is blue."),
        ("dark blue dress or skirt", "There are 2 dresses or skirts here, but none is dark blue."),
        ("red striped dress", "There are 2 dresses here, but none is red and striped."),
    ],
)
def test_why_nothing_was_found(text: str, said: str) -> None:
    assert str(why_nothing([RED, WHITE, JEANS, SHIRT], understand(text))) == said


def test_nothing_can_be_said_where_no_wish_is_in_the_way() -> None:
    assert why_nothing([RED], understand("lace")) is None


def test_names_are_translated_part_by_part() -> None:
    korean = {
        "{value}": "{value}",
        "dark": "진한",
        "blue": "파란색",
        "not {value}": "{value} 아님",
        "{one} and {other}": "{one}, {other}",
    }
    translate = lambda text: korean.get(text, text)  # noqa: E731
    assert Reason("colour", "{value}", {"value": "dark blue"}).said(translate) == "진한 파란색"
    assert (
        Reason("colour", "not {value}", {"value": ["blue", "dark blue"]}).said(translate) == "파란색, 진한 파란색 아님"
    )


def test_every_noun_has_a_plural() -> None:
    assert set(KINDS) <= PLURALS.keys()
    for text in ("top", "outerwear", "pants", "bag"):
        (wish,) = understand(text).wishes
        assert name_of(wish) in PLURALS
