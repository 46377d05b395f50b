"""Style check: choosing looks, the verdict on two, and what would lift one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from embeddings.colour import COLOUR_BINS
from embeddings.compatibility.likeness import Likeness
from tests.app.conftest import Home, shown, tiles, words
from wardrobe.journal import bump
from wardrobe.schema import VectorRow
from wardrobe.sharing.comparisons import FriendsSay

Visit = Callable[..., AppTest]


class Judge(Likeness):
    """Six times the likeness, so that the two looks below are told apart."""

    def score(self, styles: object, types: object, outfits: object) -> object:  # type: ignore[override]
        return 6 * super().score(styles, types, outfits)  # type: ignore[arg-type]


@pytest.fixture
def two(home: Home, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int, dict[str, int]]:
    """A look whose garments go together, one whose shoes do not, and the garments."""
    judge = Judge(home.house.models.encoder.dim)
    monkeypatch.setattr(type(home.house.models), "compatibility", property(lambda _self: judge))
    garments = {name: home.garment(category) for name, category in
                (("top", "upper-clothes"), ("pants", "pants"), ("good", "shoes"), ("odd", "shoes"))}  # fmt: skip
    looks = []
    for days, shoes in ((2, "good"), (1, "odd")):
        look = home.look(days_ago=days)
        for name in ("top", "pants", shoes):
            category = "shoes" if name == shoes else {"top": "upper-clothes"}.get(name, name)
            seen = home.sighting(look, garments[name], category=category, kind=None, decision="same")
            with home.house.database.write() as session:
                group = 1 if name == "odd" else 0
                session.add(
                    VectorRow(
                        sighting_id=seen,
                        model_id=home.house.models.encoder.model_id,
                        content_hash="",
                        embedding=np.eye(1, judge.dim, group, dtype="<f4").tobytes(),
                        histogram=np.eye(1, COLOUR_BINS, dtype="<f4").tobytes(),
                    )
                )
                bump(session, home.household)
        looks.append(look)
    return looks[0], looks[1], garments


def test_without_looks_it_says_how_to_begin(visit: Visit) -> None:
    assert "No looks yet" in words(visit("style_check"))


def test_looks_that_are_read_can_be_chosen(home: Home, visit: Visit) -> None:
    ready = home.look()
    home.look(state="failed", failure={"template": "x", "remedy": "", "params": {}})
    assert [tile["id"] for tile in tiles(visit("style_check"))] == [ready]


def test_two_looks_stand_side_by_side_with_the_percentage(visit: Visit, two: tuple[int, int, dict[str, int]]) -> None:
    good, odd, _garments = two
    page = words(visit("style_check", one=good, other=odd))
    assert f"/media/looks/{good}/medium" in page and f"/media/looks/{odd}/medium" in page
    assert "98 %" in page and "2 %" in page and "is probably the better look" in page
    assert "pulls it down" in page and "lifts the look" in page


def test_where_it_cannot_be_told_no_percentage_is_shown(
    home: Home, visit: Visit, two: tuple[int, int, dict[str, int]]
) -> None:
    good, _odd, _garments = two
    page = words(visit("style_check", one=good, other=home.look()))
    assert (
        "Not enough is known yet" in page
        and "two garments that are known" in page
        and " %" not in page.split("</style>")[-1]
    )


def test_one_look_shows_what_would_lift_it_and_others_to_compare_with(
    visit: Visit, two: tuple[int, int, dict[str, int]]
) -> None:
    good, odd, garments = two
    page = visit("style_check", one=odd)
    assert "too few of your looks" in words(page)
    assert f"/garment?garment={garments['good']}" in words(page)
    assert [tile["id"] for tile in tiles(page)] == [good]


def test_a_look_with_nothing_to_lift_says_so(visit: Visit, two: tuple[int, int, dict[str, int]]) -> None:
    assert "Nothing in your wardrobe would clearly lift it." in words(visit("style_check", one=two[0]))


def test_unconfirmed_garments_are_counted_and_can_be_confirmed(
    home: Home, visit: Visit, two: tuple[int, int, dict[str, int]]
) -> None:
    good, _odd, garments = two
    home.sighting(good, decision="ask", candidate=garments["pants"])
    page = visit("style_check", one=good)
    assert "1 garment of this look is not confirmed yet" in words(page)
    assert "Confirm them" in [link.label for link in page.get("page_link")]


def test_the_occasion_is_spoken_of(home: Home, visit: Visit, two: tuple[int, int, dict[str, int]]) -> None:
    with home.house.database.write() as session:
        from wardrobe.schema import SightingRow

        for row in session.query(SightingRow):
            row.attributes = {"formality": 0.1}
        bump(session, home.household)
    assert "Rather casual for the occasion: formal" in words(visit("style_check", one=two[0], occasion="formal"))


def test_a_look_that_is_not_there_lets_choose_again(home: Home, visit: Visit) -> None:
    mine = home.look()
    theirs = home.look(household_id=home.neighbour())
    page = visit("style_check", one=theirs)
    assert "This look is not here" in words(page) and [tile["id"] for tile in tiles(page)] == [mine]


def test_starting_again_shows_every_look(visit: Visit, two: tuple[int, int, dict[str, int]]) -> None:
    page = visit("style_check", one=two[0], other=two[1])
    page = shown(page.button(key="style_again").click().run())
    assert len(tiles(page)) == 2


def test_the_page_of_a_look_leads_here(visit: Visit, two: tuple[int, int, dict[str, int]]) -> None:
    page = shown(visit("look", look=two[0]).button(key="do_style_check").click().run())
    assert page.title[0].value == "Style check"


def test_kept_outfits_are_chosen_and_compared_like_looks(
    home: Home, visit: Visit, two: tuple[int, int, dict[str, int]]
) -> None:
    _, _, owned = two
    plans = home.house.plans
    good = plans.save(home.household, [owned[name] for name in ("top", "pants", "good")], name="<b>Good</b>")
    odd = plans.save(home.household, [owned[name] for name in ("top", "pants", "odd")], name="Odd")
    page = shown(visit("style_check", of="outfits").button(key=f"style_outfit_{odd.id}").click().run())
    assert str(odd.id) in page.query_params["one_outfit"] and "Odd" in words(page)
    page = shown(page.button(key=f"style_outfit_{good.id}").click().run())
    assert "&lt;b&gt;Good&lt;/b&gt; is probably the better look" in words(page)
    page = shown(page.button(key="style_again").click().run())
    assert not {"one_outfit", "other_outfit"} & {*page.query_params}


def test_a_look_is_compared_with_an_outfit(home: Home, visit: Visit, two: tuple[int, int, dict[str, int]]) -> None:
    good, _, owned = two
    odd = home.house.plans.save(home.household, [owned[name] for name in ("top", "pants", "odd")], name="Odd")
    page = words(visit("style_check", one=good, other_outfit=odd.id))
    assert "is probably the better look" in page and "Odd" in page
    assert "This outfit is not here" in words(visit("style_check", one_outfit=999))


def test_what_friends_voted_stands_beside_the_verdict(
    home: Home, visit: Visit, two: tuple[int, int, dict[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    good, odd, _ = two
    said = FriendsSay(SimpleNamespace(state="open"), 1, 3)  # type: ignore[arg-type]
    monkeypatch.setattr("app.components.friends.friends_say", lambda *_: said)
    page = words(visit("style_check", one=good, other=odd))
    assert "Your friends prefer yesterday." in page.replace("Yesterday", "yesterday") and "4 votes" in page
    monkeypatch.setattr("app.components.friends.friends_say", lambda *_: replace(said, other=0, one=0))
    assert "nobody has voted yet" in words(visit("style_check", one=good, other=odd))
    monkeypatch.setattr("app.components.friends.friends_say", lambda *_: replace(said, other=1))
    assert "Your friends do not agree." in words(visit("style_check", one=good, other=odd))
