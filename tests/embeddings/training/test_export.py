"""The network in torch and in ONNX Runtime gives the same numbers; 8 bits give nearly the same classes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the reference runtime; install the extra `torch`")
pytest.importorskip("onnx", reason="writes ONNX files; install the extra `dev`")

from embeddings.runtime import OnnxModel  # noqa: E402
from embeddings.training.parser.export import OUTPUTS, export, quantise  # noqa: E402
from embeddings.training.parser.network import ParserNetwork  # noqa: E402

SHAPES = [(504, 336), (336, 504), (406, 406), (196, 644)]
TOLERANCE = 1e-4
"""Largest difference of float logits, as a share of their deviation."""
SAME_CLASS = 0.95
"""Least share of pixels for which the 8-bit model chooses the class of the float one."""


def image(height: int, width: int, seed: int = 0) -> np.ndarray:
    """Smooth blobs with some noise: flat enough to be like a photo."""
    generator = torch.Generator().manual_seed(seed)
    blobs = torch.nn.functional.interpolate(
        torch.randn(1, 3, 6, 5, generator=generator), size=(height, width), mode="bicubic"
    )
    return (blobs + 0.1 * torch.randn(1, 3, height, width, generator=generator)).numpy()


@pytest.fixture(scope="module")
def network() -> ParserNetwork:
    """A small network of random weights whose batch norms have seen some pictures."""
    torch.manual_seed(0)
    network = ParserNetwork(decoder=32, width=96, depth=6, heads=3)
    torch.nn.init.normal_(network.vit.pos_embed, std=0.5)
    for block in network.vit.blocks:
        torch.nn.init.uniform_(block.ls1.gamma, 0.1, 1)
    network.train()
    with torch.no_grad():
        for seed in range(20):
            network(torch.from_numpy(np.concatenate([image(252, 168, seed), image(252, 168, seed + 99)])))
    return network.eval()


@pytest.fixture(scope="module")
def folder(network: ParserNetwork, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both exports."""
    folder = tmp_path_factory.mktemp("export")
    export(network, folder / "float.onnx")
    quantise(folder / "float.onnx", folder / "int8.onnx", (image(504, 336, seed)[0] for seed in range(4)))
    return folder


@pytest.mark.parametrize("shape", SHAPES)
def test_torch_and_onnx_give_the_same_numbers(network: ParserNetwork, folder: Path, shape: tuple[int, int]) -> None:
    picture = image(*shape)
    found = OnnxModel(folder / "float.onnx", None, 1).run(image=picture)
    with torch.inference_mode():
        parsed = network(torch.from_numpy(picture))
    for name, given in zip(OUTPUTS, found, strict=True):
        expected = getattr(parsed, name).numpy()
        assert given.shape == expected.shape
        assert np.abs(given - expected).max() < TOLERANCE * expected.std(), name
    assert found[0].shape == (1, 17, shape[0] // 2, shape[1] // 2)


def test_a_network_without_norms_is_exported_as_it_is(tmp_path: Path) -> None:
    torch.manual_seed(1)
    plain = ParserNetwork(decoder=16, norm=False, width=48, depth=3, heads=2).eval()
    export(plain, tmp_path / "plain.onnx")
    picture = image(252, 168)
    found = OnnxModel(tmp_path / "plain.onnx", None, 1).run(image=picture)[0]
    with torch.inference_mode():
        expected = plain(torch.from_numpy(picture)).logits.numpy()
    assert np.abs(found - expected).max() < TOLERANCE * expected.std()


@pytest.mark.parametrize("shape", SHAPES)
def test_eight_bits_choose_the_same_classes(folder: Path, shape: tuple[int, int]) -> None:
    picture = image(*shape)
    plain = OnnxModel(folder / "float.onnx", None, 1).run(image=picture)[0]
    eight = OnnxModel(folder / "int8.onnx", None, 1).run(image=picture)[0]
    assert (plain.argmax(1) == eight.argmax(1)).mean() >= SAME_CLASS


def test_exporting_leaves_the_network_as_it_was(network: ParserNetwork, folder: Path) -> None:
    picture = torch.from_numpy(image(252, 168))
    with torch.inference_mode():
        before = network(picture)[0]
        export(network, folder / "again.onnx")
        assert torch.equal(network(picture)[0], before)
