"""How an outfit lies on a board."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.compatibility import TYPES
from wardrobe.errors import ChangeError
from wardrobe.matching.arranging import BOARD, LEAST_SIZE, MOST_SIZE, Laid, by_type, checked

WHOLE = [(1, "shoes"), (2, "pants"), (3, "top"), (4, "outerwear"), (5, "bag")]


def test_tops_lie_above_bottoms_shoes_below_and_the_top_over_the_trousers() -> None:
    places = {one.garment_id: one for one in by_type(WHOLE)}
    assert places[3].y < places[2].y and places[3].x == places[2].x
    assert places[4].x > places[3].x and places[4].y < places[5].y < places[1].y
    order = [one.garment_id for one in by_type(WHOLE)]
    assert order.index(2) < order.index(3)


def test_a_single_column_lies_in_the_middle() -> None:
    assert [one.x for one in by_type([(1, "top"), (2, "skirt")])] == [0.5, 0.5]
    assert [one.x for one in by_type([(1, "shoes")])] == [0.5]
    assert by_type([]) == ()


@given(st.lists(st.sampled_from(TYPES), min_size=1, max_size=20))
def test_everything_is_on_the_board_once(types: list[str]) -> None:
    layout = by_type(list(enumerate(types)))
    assert sorted(one.garment_id for one in layout) == list(range(len(types)))
    for one in layout:
        high = one.size * BOARD[0] / BOARD[1]
        assert one.y - high / 2 >= 0 and one.y + high / 2 <= 1.0001
        assert 0 < one.x < 1 and one.size > 0


def piece(**changed: Any) -> dict[str, Any]:
    return {"garment_id": 7, "x": 0.5, "y": 0.25, "size": 0.4, "turn": 0} | changed


def test_what_lies_beyond_the_board_is_brought_back() -> None:
    (one,) = checked([piece(x=-3, y=99, size=1e9, turn=370)])
    assert one == Laid(7, 0, 1, MOST_SIZE, 10)
    assert checked([piece(size=0)])[0].size == LEAST_SIZE
    assert [one.garment_id for one in checked([piece(garment_id=2), piece()])] == [2, 7]


@pytest.mark.parametrize(
    "layout",
    [
        [piece(), piece()],
        [piece(garment_id="7")],
        [piece(garment_id=True)],
        [piece(x=float("nan"))],
        [piece(y=float("inf"))],
        [piece(size="wide")],
        [piece(turn=None)],
        [piece(x=10**400)],
        [{"garment_id": 7}],
        [3],
        7,
    ],
)
def test_what_is_no_layout_is_refused(layout: Any) -> None:
    with pytest.raises(ChangeError):
        checked(layout)


@given(*[st.floats(allow_nan=False, allow_infinity=False)] * 4)
def test_any_numbers_make_a_layout_within_bounds(x: float, y: float, size: float, turn: float) -> None:
    (one,) = checked([piece(x=x, y=y, size=size, turn=turn)])
    assert 0 <= one.x <= 1 and 0 <= one.y <= 1
    assert LEAST_SIZE <= one.size <= MOST_SIZE and -180 <= one.turn <= 180
