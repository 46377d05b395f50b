"""The encoder's scores are right where the right answer is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra torch")

from embeddings.evaluation import attributes, encoder, search
from embeddings.evaluation.ranking import found, places
from embeddings.evaluation.vectors_of import Described
from embeddings.training.encoder.captions import article, captions
from embeddings.training.encoder.items import Item
from embeddings.training.encoder.sources import CLOTHING_KINDS


class Told:
    """An encoder that has a vector for each text it was told, and none of its own."""

    model_id = "told"
    dim = 16

    def __init__(self, texts: dict[str, int]) -> None:
        self.texts = texts

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        return np.eye(self.dim, dtype=np.float32)[[self.texts.get(text, self.dim - 1) for text in texts]]

    def encode_images(self, images: Sequence[np.ndarray]) -> np.ndarray:
        raise AssertionError("no pictures here")


def own(label: str, group: str) -> Item:
    return Item("clothing", label, None, {"label": label, "group": group}, label)  # type: ignore[arg-type]


def product(number: int, label: str, colour: str, model: str = "") -> Item:
    about = dict(
        product=str(number), model=model or str(number), name="Ida", label=label, color=colour, pattern="Solid"
    )
    about |= dict(pattern="Solid", color_master=colour, department="Divided", desc=f"{label} number {number}.")
    return Item("hm", str(number), None, about, str(number))  # type: ignore[arg-type]


def test_a_group_may_be_right_where_the_label_is_wrong():
    seen = [own("Shirt", "upper"), own("Polo", "upper"), own("Dress", "dress")]
    told = Told({article(CLOTHING_KINDS[label][0]): i for i, label in enumerate(("Shirt", "Polo", "Dress"))})
    vectors = np.eye(16, dtype=np.float32)[[1, 1, 0]]
    by_words = encoder.clothing(told, Described(seen, vectors, None), None)["by_words"]
    assert by_words["labels_17"]["value"] == pytest.approx(1 / 3)
    assert by_words["groups_7"]["value"] == pytest.approx(2 / 3)


def test_a_garment_found_by_its_own_words_has_place_one_and_a_twin_caption_counts_apart():
    items = [product(1, "Dress", "Red"), product(2, "Hat", "Blue"), product(2, "Hat", "Blue")]
    told = Told({captions(each)[0].text: i for i, each in enumerate(items[:2])})
    vectors = np.eye(16, dtype=np.float32)[[0, 1, 2]]
    scores = encoder.text_to_image(told, Described(items, vectors, None))["description"]
    assert scores["recall_at_1"]["value"] == pytest.approx(2 / 3)
    assert scores["any_so_described"]["recall_at_1"]["value"] == 1
    assert scores["mrr"] == pytest.approx((1 + 1 + 1 / 3) / 3)


def test_an_answer_that_cannot_tell_gains_nothing():
    scores = np.zeros((1, 4))
    assert places(scores, np.array([[False, True, False, False]])).tolist() == [4]
    assert found(np.array([1, 4, 11]))["recall_at_10"]["value"] == pytest.approx(2 / 3)


def test_denim_trousers_may_be_called_jeans_and_sneakers_are_shoes():
    items = [product(1, "Sneakers", "White"), product(2, "Dress", "White")]
    told = Told({"a pair of shoes": 0, "a dress": 1})
    vectors = np.eye(16, dtype=np.float32)[[0, 1]]
    assert encoder.types(told, Described(items, vectors, None), None)["by_words"]["value"] == 1
    assert len({encoder.coarser(kind) for kind in encoder.KINDS}) == 38


def test_words_change_the_colour_of_what_a_picture_shows():
    items = [product(1, "Dress", "Red", "a"), product(2, "Dress", "Blue", "a"), product(3, "Hat", "Blue", "b")]
    vectors = np.zeros((3, 16), np.float32)
    vectors[0, 0], vectors[1, [0, 1]], vectors[2, [1, 2]] = 1, 0.7071, 0.7071
    found_ = search.but(Told({"blue dress": 1, "red dress": 3}), Described(items, vectors, None))
    assert found_["mean of both"]["recall_at_1"]["value"] == 1
    assert found_["picture + asked − own"]["recall_at_1"]["value"] == 1
    assert found_["mean of both"]["n"] == 2


def test_a_fitting_garment_has_the_kind_the_colour_and_the_pattern_asked_for():
    items = [
        product(1, "Dress", "Red"),
        product(2, "Dress", "Blue"),
        product(3, "Skirt", "Red"),
        product(4, "Dress", "Red"),
    ]
    assert search._fits(items)[0].tolist() == [True, False, False, True]


def test_a_slip_changes_a_word_but_not_the_others():
    slipped = search._slip("dark blue trousers", np.random.default_rng(0))
    assert slipped != "dark blue trousers"
    assert slipped.startswith("dark blue tr")


def test_an_aspect_is_right_where_its_label_allows_it_and_unknown_ones_do_not_count():
    rows = np.array([[0.9, 0.1], [0.2, 0.8], [1, 0]], np.float32)
    allowed = np.array([[True, False], [True, False], [False, False]])
    told = attributes._aspect(rows, allowed)
    assert told["right"]["value"] == 0.5
    assert told["right"]["n"] == 2
    assert told["most_frequent"] == 1


def test_a_scale_is_judged_by_its_side_and_its_order():
    told = attributes._scale(np.array([0.9, 0.6, 0.4, 0.1]), np.array([True, False, True, False]))
    assert told["right"]["value"] == 0.5
    assert told["auc"] == 0.75
