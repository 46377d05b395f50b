"""The shelves: what is on sale is found by style, by words and by looks; what is gone or another's is not."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from embeddings.index import ApproximateIndex
from tests.wardrobe.matching.shop import Shop, unit
from wardrobe.catalogue import item_index
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.catalogue.item_index import ItemIndex
from wardrobe.catalogue.shelves import Shelves
from wardrobe.house import House


@pytest.fixture
def shop(house: House, home: int) -> Shop:
    return Shop(house, home)


def near(
    shop: Shop, type_: str = "top", look: tuple[float, ...] = (1,), filters: ItemFilters | None = None
) -> list[int]:
    dim = shop.house.models.encoder.dim
    found = shop.house.shelves.near(shop.household, type_, unit(look, dim), 10, filters)
    return sorted(found, key=lambda id: -found[id])


def test_an_empty_shop_finds_nothing(shop: Shop) -> None:
    assert shop.house.shelves.counts(shop.household) == {}
    assert near(shop) == []
    assert shop.house.shelves.described(shop.household, "red shirt", 5) == []
    assert shop.house.shelves.goods([1]).ids.tolist() == []


def test_the_nearest_of_a_type_come_first(shop: Shop) -> None:
    far, close = shop.sells("upper-clothes", (1, 3)), shop.sells("upper-clothes", (3, 1))
    shop.sells("pants", (1,))
    assert near(shop) == [close, far]
    assert shop.house.shelves.counts(shop.household) == {"top": 2, "pants": 1}


def test_what_comes_goes_and_changes_its_picture_is_followed(shop: Shop) -> None:
    one, other = shop.sells("upper-clothes", (1,)), shop.sells("upper-clothes", (1, 1))
    assert near(shop) == [one, other]
    shop.change(one, gone_at=datetime(2026, 1, 2, tzinfo=UTC))
    assert near(shop) == [other]
    new = shop.sells("upper-clothes", (1,))
    assert near(shop) == [new, other]
    shop.change(other, category="pants")
    assert near(shop) == [new] and near(shop, "pants") == [other]


def test_changes_are_noticed_by_themselves_after_a_while(shop: Shop, house: House) -> None:
    time = [0.0]
    shelves = Shelves(house.database, house.models, house.settings.data_dir, clock=lambda: time[0])
    assert shelves.counts(shop.household) == {}
    shop.sells("upper-clothes")
    assert shelves.counts(shop.household) == {}
    time[0] = 10
    assert shelves.counts(shop.household) == {"top": 1}


def test_a_household_sees_its_own_catalogues_and_everybodys(shop: Shop) -> None:
    own, everybodys = shop.sells("upper-clothes"), shop.sells("upper-clothes", catalogue=shop.open(None))
    others = shop.sells("upper-clothes", catalogue=shop.open(shop.neighbour()))
    assert sorted(near(shop)) == [own, everybodys]
    assert others not in [hit.id for hit in shop.house.shelves.described(shop.household, "black", 9)]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (ItemFilters(), "abdf"),
        (ItemFilters(most_minor=3000, currency="EUR"), "a"),
        (ItemFilters(least_minor=3000), "bf"),
        (ItemFilters(most_minor=9000, currency="USD"), ""),
        (ItemFilters(size=" m "), "abd"),
        (ItemFilters(size="L"), "bdf"),
        (ItemFilters(audience="female"), "abdf"),
        (ItemFilters(audience="male"), "bdf"),
        (ItemFilters(audience="kids"), "e"),
        (ItemFilters(available=False), "abcdf"),
        (ItemFilters(types=["pants"]), ""),
    ],
)
def test_filters_let_pass_what_they_say(shop: Shop, filters: ItemFilters, wanted: str) -> None:
    ids = {
        "a": shop.sells("upper-clothes", price=2000, sizes=["S", "M"], audience="female"),
        "b": shop.sells("upper-clothes", price=4000),
        "c": shop.sells("upper-clothes", available=False),
        "d": shop.sells("upper-clothes", price=None, sizes=["m", "l"], audience="unisex"),
        "e": shop.sells("upper-clothes", audience="kids"),
        "f": shop.sells("upper-clothes", price=6000, sizes=["L"]),
    }
    assert set(near(shop, filters=filters)) == {ids[name] for name in wanted}


def test_words_find_what_looks_like_them_and_a_noun_says_the_type(shop: Shop) -> None:
    encoder = shop.house.models.encoder
    red, blue = encoder.encode_texts(["red"])[0].tolist(), encoder.encode_texts(["blue"])[0].tolist()
    shirt, other = shop.sells("upper-clothes", red, "red"), shop.sells("upper-clothes", blue, "blue")
    trousers = shop.sells("pants", red, "red")
    found = [hit.id for hit in shop.house.shelves.described(shop.household, "red", 9)]
    assert set(found[:2]) == {shirt, trousers} and found[2] == other
    assert [hit.id for hit in shop.house.shelves.described(shop.household, "red shirt", 9)] == [shirt, other]
    assert shop.house.shelves.described(shop.household, "  ", 9) == []


def test_what_looks_like_an_item_is_found(shop: Shop) -> None:
    one, like, _unlike = (shop.sells("dress", look) for look in ((1, 0.1), (1, 0.2), (0, 0, 1)))
    embedding = shop.house.shelves.embedding(one)
    assert embedding is not None
    assert [hit.id for hit in shop.house.shelves.alike(shop.household, embedding, 2)] == [one, like]


def test_styles_of_another_model_are_made_anew(shop: Shop) -> None:
    scorer = shop.house.models.compatibility
    kept = shop.sells("upper-clothes", (1, 1), style_id=scorer.model_id)
    stale = shop.sells("upper-clothes", (1, 1), style_id="an older one")
    goods = shop.house.shelves.goods([stale, 999, kept])
    assert goods.ids.tolist() == [stale, kept] and goods.types == ("top", "top")
    np.testing.assert_allclose(goods.styles[0], goods.styles[1], atol=1e-3)


def test_a_start_reads_the_file_and_follows_what_has_changed_since(shop: Shop, house: House) -> None:
    one, other = shop.sells("upper-clothes", (1,)), shop.sells("upper-clothes", (1, 1))
    assert near(shop) == [one, other]
    house.shelves.save()
    shop.change(one, state="failed")
    new = shop.sells("upper-clothes", (1, 0.1))
    again = Shelves(house.database, house.models, house.settings.data_dir)
    found = again.near(shop.household, "top", unit((1,), 8), 10)
    assert sorted(found) == [other, new]


def test_a_damaged_file_is_made_anew(shop: Shop, house: House) -> None:
    one = shop.sells("upper-clothes")
    near(shop)
    house.shelves.save()
    folder = house.settings.data_dir / "cache" / "catalogue"
    assert {path.name for path in folder.iterdir()} >= {"style-top", "style-top.held"}
    for path in folder.glob("style-*"):
        path.write_bytes(b"broken")
    again = Shelves(house.database, house.models, house.settings.data_dir)
    assert [*again.near(shop.household, "top", unit((1,), 8), 10)] == [one]


def rows(count: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_a_large_part_of_a_large_catalogue_is_approximate_and_knows_its_recall(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_index, "APPROXIMATE_FROM", 3000)
    monkeypatch.setattr(item_index, "WORTH_IT", 1000)
    vectors = rows(4000)

    def read(ids: np.ndarray) -> object:
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            yield some, vectors[some]

    index = ItemIndex(tmp_path / "one", "model")  # type: ignore[operator]
    marks = np.zeros(4000, np.int64)
    index.follow(np.arange(900), marks[:900], read, 4000)  # type: ignore[arg-type]
    assert index.approximate is None and len(index) == 900
    index.follow(np.arange(2000), marks[:2000], read, 4000)  # type: ignore[arg-type]
    assert isinstance(index.approximate, ApproximateIndex) and index.approximate.recall.measured >= 0.95
    built = index.approximate
    index.follow(np.arange(1000, 3000), marks[:2000], read, 4000)  # type: ignore[arg-type]
    assert index.approximate is built and len(index) == 2000, "it grows without being built anew"
    assert index.search(vectors[2500], 1)[0].id == 2500
    index.follow(np.arange(4000), marks, read, 4000)  # type: ignore[arg-type]
    assert len(index) == 4000
    loaded = ItemIndex(tmp_path / "one", "model")  # type: ignore[operator]
    loaded.follow(np.arange(4000), marks, lambda ids: pytest.fail("nothing is read again"), 4000)
    assert loaded.search(vectors[7], 1)[0].id == 7
    assert 0 < loaded.bytes < 4000 * 100


def test_the_thread_opens_every_index_and_ends_when_it_is_told(shop: Shop, house: House) -> None:
    shop.sells("upper-clothes"), shop.sells("pants")
    house.shelves.start()
    house.shelves.start()
    house.shelves.stop()
    house.shelves.stop()
    house.shelves._stop.clear()
    house.shelves.open()
    assert not house.shelves.opening and house.shelves.bytes > 0
    folder = house.settings.data_dir / "cache" / "catalogue"
    assert {"style-top", "style-pants"} <= {path.name for path in folder.iterdir()}


def test_a_large_catalogue_that_is_opened_for_the_first_time_says_so(
    shop: Shop, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wardrobe.catalogue.shelves.APPROXIMATE_FROM", 1)
    shop.sells("upper-clothes")
    house.shelves.counts(shop.household)
    assert not house.shelves.opening, "nobody opens it: the first search does"
    monkeypatch.setattr(house.shelves, "_thread", object())
    assert house.shelves.opening
    house.shelves.open()
    assert not house.shelves.opening
    monkeypatch.setattr(house.shelves, "_thread", None)
