"""Encoders: vectors of pictures and words, and clear words where one cannot be had."""

from __future__ import annotations

import builtins
import json
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoders import OnnxEncoder, OpenClipEncoder, garment_vector, kinds, load_encoder
from embeddings.encoders.onnx_encoder import WEIGHTS
from embeddings.errors import ModelError
from embeddings.ontology import KINDS_OF


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(threads=1)


def shirt(colour: tuple[int, int, int]) -> np.ndarray:
    """A drawn t-shirt on white."""
    picture = np.full((200, 200, 3), 255, np.uint8)
    picture[50:180, 65:135] = colour
    picture[50:85, 30:170] = colour
    return picture


def test_vectors_are_unit_rows_of_the_stated_length(encoder):
    images = encoder.encode_images([shirt((200, 0, 0)), np.zeros((33, 500, 3), np.uint8)])
    texts = encoder.encode_texts(["a red shirt", "", "검은 바지", "word " * 500])
    for rows in (images, texts):
        assert rows.dtype == np.float32
        assert rows.shape[1] == encoder.dim
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_nothing_asked_gives_no_rows(encoder):
    assert encoder.encode_images([]).shape == (0, encoder.dim)
    assert encoder.encode_texts([]).shape == (0, encoder.dim)


def test_a_picture_has_the_same_vector_alone_and_in_a_batch(encoder):
    pictures = [shirt((20 * number, 100, 255 - 20 * number)) for number in range(10)]
    together = encoder.encode_images(pictures)
    alone = np.concatenate([encoder.encode_images([picture]) for picture in pictures])
    assert (together * alone).sum(1).min() > 0.99


def test_words_find_the_colour_they_name(encoder):
    colours = {"red": (200, 20, 30), "blue": (30, 60, 160), "green": (30, 120, 50), "black": (15, 15, 15)}
    pictures = encoder.encode_images([shirt(colour) for colour in colours.values()])
    words = encoder.encode_texts([f"a {name} t-shirt" for name in colours])
    assert (words @ pictures.T).argmax(1).tolist() == [0, 1, 2, 3]


def test_a_kind_is_one_that_the_category_allows(encoder):
    vectors = encoder.encode_images([shirt((10, 10, 10))] * len(KINDS_OF))
    for (name, probability), category in zip(kinds(vectors, list(KINDS_OF)), KINDS_OF, strict=True):
        assert name in KINDS_OF[category]
        assert 0 < probability <= 1


@pytest.mark.parametrize("name", ["", "ViT-B-32", ":", "ViT-B-32:", ":laion", "hf-hub:", "local-dir:"])
def test_a_setting_that_names_no_model_is_told_so(name):
    with pytest.raises(ModelError, match="names no encoder"):
        load_encoder(name)


def test_a_folder_without_a_model_is_named(tmp_path):
    pytest.importorskip("torch", reason="needs the extra torch")
    with pytest.raises(ModelError, match="holds no open_clip model"):
        load_encoder(f"local-dir:{tmp_path}").encode_texts(["a shirt"])


def test_an_unknown_model_name_is_told(tmp_path):
    pytest.importorskip("torch", reason="needs the extra torch")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_encoder(f"No-Such-Model:{tmp_path / 'weights.pt'}").encode_texts(["a shirt"])


def test_without_torch_the_remedy_is_the_extra(monkeypatch):
    real = builtins.__import__

    def no_torch(name, *others, **more):
        if name.split(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")
        return real(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", no_torch)
    with pytest.raises(ModelError, match=r"pip install otjang\[torch\]"):
        OpenClipEncoder("ViT-B-32:laion2b")._model()


def test_a_damaged_model_file_is_named(tmp_path):
    for file in WEIGHTS.iterdir():
        shutil.copy(file, tmp_path)
    raw = bytearray((tmp_path / "text.onnx").read_bytes())
    raw[len(raw) // 2] ^= 1
    (tmp_path / "text.onnx").write_bytes(raw)
    with pytest.raises(ModelError, match=r"text\.onnx"):
        OnnxEncoder(tmp_path, threads=1).encode_texts(["a shirt"])


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"model_id": "x"})])
def test_a_damaged_card_is_named(tmp_path, text):
    (tmp_path / "model.json").write_text(text)
    with pytest.raises(ModelError, match=r"model\.json"):
        OnnxEncoder(tmp_path)


@given(angle=st.floats(0, 3.14), overlap=st.floats(0, 1), weight=st.floats(0, 3))
def test_likeness_is_the_weighted_mean_of_look_and_colours(angle, overlap, weight):
    first, second = np.array([1, 0], np.float32), np.array([np.cos(angle), np.sin(angle)], np.float32)
    one, two = np.array([1, 0], np.float32), np.array([overlap, np.sqrt(1 - overlap**2)], np.float32)
    likeness = garment_vector(first, one, weight) @ garment_vector(second, two, weight)
    assert likeness == pytest.approx((np.cos(angle) + weight**2 * overlap) / (1 + weight**2), abs=1e-4)
