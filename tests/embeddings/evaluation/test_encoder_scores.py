"""The encoder's scores are right where the right answer is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra torch")

from embeddings.evaluation import encoder as scores
from embeddings.evaluation.worn_kinds import PRECISION, TAG_KINDS, shown
from embeddings.ontology import KINDS
from embeddings.training.encoder.captions import CLOTHING_KINDS, Known, article
from embeddings.training.encoder.items import Item


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


def garment(label: str, group: str) -> Item:
    return Item("clothing", label, None, {"label": label, "group": group}, label)  # type: ignore[arg-type]


def test_a_group_may_be_right_where_the_label_is_wrong():
    found = [garment("Shirt", "upper"), garment("Polo", "upper"), garment("Dress", "dress")]
    told = Told({article(CLOTHING_KINDS[label][0]): i for i, label in enumerate(("Shirt", "Polo", "Dress"))})
    vectors = np.eye(16, dtype=np.float32)[[1, 1, 0]]
    by_words = scores.clothing(told, found, vectors, None)["by_words"]
    assert by_words["labels_17"]["value"] == pytest.approx(1 / 3)
    assert by_words["groups_7"]["value"] == pytest.approx(2 / 3)


def test_a_garment_found_by_its_own_words_has_rank_one_and_a_twin_caption_counts_apart():
    about = [Known((caption,), ()) for caption in ("red dress", "blue hat", "blue hat")]
    told = Told({"red dress": 0, "blue hat": 1})
    vectors = np.eye(16, dtype=np.float32)[[0, 1, 2]]
    found = scores.text_to_image(told, [garment("", "")] * 3, about, vectors)["short"]
    assert found["recall_at_1"]["value"] == pytest.approx(2 / 3)
    assert found["same_caption_recall_at_1"]["value"] == 1
    assert found["mrr"] == pytest.approx((1 + 1 + 1 / 2) / 3)


def test_kinds_are_shown_from_where_on_enough_are_right():
    sure, doubtful = [0.9 + i / 1000 for i in range(20)], [0.4 + i / 1000 for i in range(20)]
    found = shown(sure + doubtful, [True] * 20 + [False] * 20)
    assert found["from"] > 0.41
    assert found["right"]["value"] >= PRECISION
    assert shown([0.9, 0.8], [False, False])["from"] > 1


def test_every_tag_stands_for_kinds_of_the_head():
    assert {kind for kinds in TAG_KINDS.values() for kind in kinds} <= set(KINDS)
