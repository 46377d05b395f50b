"""Encoders: vectors of pictures and words, and clear words where one cannot be had."""

from __future__ import annotations

import builtins
import json
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoders import OnnxEncoder, OpenClipEncoder, garment_vector, load_encoder
from embeddings.encoders.onnx_encoder import WEIGHTS
from embeddings.errors import ModelError


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


def test_many_texts_take_the_memory_of_a_few(encoder, monkeypatch):
    passes = []

    def run(tokens):
        passes.append(len(tokens))
        return [tokens[:, :2].astype(np.float32)]

    monkeypatch.setattr(encoder.texts, "run", run)
    assert encoder.encode_texts(["coat"] * 1000).shape == (1000, 2)
    assert passes == [256, 256, 256, 232]


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


def test_korean_words_find_the_colour_they_name(encoder):
    colours = {"빨간색": (200, 20, 30), "파란색": (30, 60, 160), "초록색": (30, 120, 50), "검은색": (15, 15, 15)}
    pictures = encoder.encode_images([shirt(colour) for colour in colours.values()])
    words = encoder.encode_texts([f"{name} 티셔츠" for name in colours])
    assert (words @ pictures.T).argmax(1).tolist() == [0, 1, 2, 3]


def test_one_look_gives_vectors_and_features(encoder):
    pictures = [shirt((200, 0, 0)), shirt((0, 0, 200))]
    vectors, features = encoder.look(pictures)
    np.testing.assert_array_equal(vectors, encoder.encode_images(pictures))
    assert features.shape == (2, encoder.width)
    assert encoder.look([])[1].shape == (0, encoder.width)


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((8, 8, 3), np.uint8),
        np.full((1, 1, 3), 255, np.uint8),
        np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 200, 0).repeat(3, 2),
    ],
    ids=["eight black pixels", "one white pixel", "grey, as by infrared light"],
)
def test_a_picture_that_shows_little_still_has_a_finite_vector(encoder, picture):
    vectors, features = encoder.look([picture])
    assert np.isfinite(vectors).all()
    assert np.isfinite(features).all()


@pytest.mark.parametrize("text", ["ملابس", "Ελληνικά", "👗👠", "\x00\n\t", "word " * 10_000, "a" * 100_000])
def test_words_of_any_script_and_length_have_a_finite_vector(encoder, text):
    assert np.isfinite(encoder.encode_texts([text])).all()


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


def test_a_cut_file_of_merges_is_named(tmp_path):
    for file in WEIGHTS.iterdir():
        shutil.copy(file, tmp_path)
    (tmp_path / "merges.txt.gz").write_bytes((WEIGHTS / "merges.txt.gz").read_bytes()[:-999])
    with pytest.raises(ModelError, match=r"merges\.txt\.gz is missing or damaged.*reinstall"):
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
