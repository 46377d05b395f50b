"""The built-in encoder is an open_clip model: both runtimes say the same."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from PIL import Image

from embeddings.encoders import OnnxEncoder, OpenClipEncoder, load_encoder
from embeddings.encoders.ground import letterbox, network_input
from embeddings.encoders.open_clip_folder import read_weights, write_open_clip_folder
from embeddings.errors import ModelError

pytest.importorskip("torch", reason="needs the extra torch")
pytest.importorskip("onnx", reason="needs the package onnx")

TOLERANCE = 0.99
"""Least cosine between the two runtimes: ONNX Runtime also rounds what flows between the layers to 8 bits."""
TEXTS = ["a black dress", "blue striped shirt", "a pair of white sneakers", "빨간 치마"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_open_clip_folder(tmp_path_factory.mktemp("open_clip"))


@pytest.fixture(scope="module")
def in_torch(folder):
    return OpenClipEncoder(f"local-dir:{folder}")


@pytest.fixture(scope="module")
def in_onnx():
    return OnnxEncoder(threads=1)


def garments() -> list[np.ndarray]:
    """Drawn garments of several colours, shapes and sizes on white."""
    rng = np.random.default_rng(0)
    pictures = []
    for number in range(6):
        height, width = 120 + 60 * number, 300 - 30 * number
        picture = np.full((height, width, 3), 255, np.uint8)
        picture[height // 8 : -height // 8, width // 4 : -width // 4] = rng.integers(0, 256, 3)
        picture[height // 3 : height // 2, width // 4 : -width // 4 : 7] = rng.integers(0, 256, 3)
        pictures.append(picture)
    return pictures


def test_every_parameter_is_in_the_files(folder):
    from embeddings import torchvision_cpu  # noqa: F401
    import open_clip  # isort: skip

    model, _, _ = open_clip.create_model_and_transforms(f"local-dir:{folder}")
    wanted = model.state_dict()
    found = read_weights()
    assert found.keys() == wanted.keys()
    for name, value in wanted.items():
        np.testing.assert_array_equal(found[name], value.numpy(), err_msg=name)


def test_pictures_have_the_same_vectors_in_both_runtimes(in_torch, in_onnx):
    pictures = garments()
    likeness = (in_torch.encode_images(pictures) * in_onnx.encode_images(pictures)).sum(1)
    assert likeness.min() > TOLERANCE


def test_texts_have_the_same_vectors_in_both_runtimes(in_torch, in_onnx):
    likeness = (in_torch.encode_texts(TEXTS) * in_onnx.encode_texts(TEXTS)).sum(1)
    assert likeness.min() > TOLERANCE


def test_real_photos_have_the_same_vectors_in_both_runtimes(in_torch, in_onnx, data_folder):
    files = sorted((data_folder / "garments" / "clothing").iterdir())[::500]
    pictures = [np.asarray(Image.open(file).convert("RGB")) for file in files]
    likeness = (in_torch.encode_images(pictures) * in_onnx.encode_images(pictures)).sum(1)
    assert likeness.min() > TOLERANCE


def test_the_network_sees_what_open_clips_preprocessing_gives(folder):
    from embeddings import torchvision_cpu  # noqa: F401
    import open_clip  # isort: skip

    _, _, prepare = open_clip.create_model_and_transforms(f"local-dir:{folder}")
    for picture in garments():
        theirs = prepare(Image.fromarray(picture)).numpy()
        np.testing.assert_allclose(network_input(letterbox(picture)), theirs, atol=1e-5)


def test_a_model_name_with_a_path_to_weights_is_loaded(folder, in_torch, tmp_path):
    from embeddings import torchvision_cpu  # noqa: F401
    import open_clip  # isort: skip

    config = json.loads((folder / "open_clip_config.json").read_text())["model_cfg"]
    (tmp_path / "wardrobe-test.json").write_text(json.dumps(config))
    open_clip.add_model_config(tmp_path)
    named = load_encoder(f"wardrobe-test:{folder / 'open_clip_model.safetensors'}")
    assert named.dim == in_torch.dim
    np.testing.assert_allclose(named.encode_texts(TEXTS), in_torch.encode_texts(TEXTS), atol=1e-5)
    assert named.encode_images([]).shape == (0, named.dim)


@pytest.mark.parametrize("value", [float("nan"), 0.0])
def test_a_broken_model_is_refused_when_it_is_loaded(folder, tmp_path, value):
    from safetensors.numpy import load_file, save_file

    weights = load_file(folder / "open_clip_model.safetensors")
    save_file(
        {name: np.full_like(each, value) for name, each in weights.items()}, tmp_path / "open_clip_model.safetensors"
    )
    shutil.copy(folder / "open_clip_config.json", tmp_path)
    with pytest.raises(ModelError, match="fails its self-test"):
        load_encoder(f"local-dir:{tmp_path}").encode_texts(["a coat"])


def test_many_texts_are_read_in_batches(in_torch, monkeypatch):
    passes = []
    model, _, _ = in_torch._model()

    def encode(tokens):
        passes.append(len(tokens))
        return tokens[:, :2]

    monkeypatch.setattr(model, "encode_text", encode)
    assert in_torch.encode_texts(["coat"] * 600).shape == (600, 2)
    assert passes == [256, 256, 88]
