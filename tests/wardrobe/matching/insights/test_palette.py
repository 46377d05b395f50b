"""The palette: swatches of what is worn beside what is owned."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.colour import NAMES
from tests.wardrobe.matching.insights.made import item
from wardrobe.matching.insights.palette import MOST, palette

colours = st.lists(st.sampled_from(NAMES), min_size=1, max_size=30)


@given(colours, st.data())
@settings(deadline=None)
def test_the_shares_of_all_swatches_are_the_whole(names: list[str], data: st.DataObject) -> None:
    garments = [item(number, colour=name) for number, name in enumerate(names)]
    wears = {number: data.draw(st.integers(0, 9)) for number in range(len(names))}
    found = palette(garments, wears)
    assert 1 <= len(found) <= MOST
    assert sum(one.owned for one in found) == pytest.approx(1)
    assert sum(one.worn for one in found) == pytest.approx(1 if sum(wears.values()) else 0)
    assert palette(garments, wears) == found


def test_what_is_owned_but_never_worn_stands_beside_what_is_worn_all_the_time() -> None:
    garments = [item(1, colour="black"), *(item(id, colour="red") for id in (2, 3, 4))]
    black, red = palette(garments, {1: 30})
    assert (black.family, black.owned, black.worn) == ("black", 0.25, 1.0)
    assert (red.family, red.owned, red.worn) == ("red", 0.75, 0.0)
    assert black.hex.startswith("#1") or black.hex.startswith("#2")


def test_no_garments_or_no_colours_give_no_swatch() -> None:
    assert palette([], {}) == ()
    assert palette([item(1, colour=None)], {1: 3}) == ()
