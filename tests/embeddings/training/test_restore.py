"""The shipped 8-bit file in torch and in ONNX Runtime."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the reference runtime; install the extra `torch`")
pytest.importorskip("onnx", reason="reads ONNX files; install the extra `dev`")

from embeddings.parsing import Parser  # noqa: E402
from embeddings.parsing.canvas import normalise, to_canvas  # noqa: E402
from embeddings.photo import decode  # noqa: E402
from embeddings.training.parser.network import ParserNetwork  # noqa: E402
from embeddings.training.parser.restore import restore  # noqa: E402

PICTURES = sorted((Path(__file__).resolve().parents[2] / "pictures").glob("look-*.jpg"))
SAME_CLASS = 0.97
"""Least share of pixels with the same class; what differs is rounding of activations to 8 bits."""


@pytest.mark.slow
def test_the_shipped_weights_choose_the_same_classes_in_torch_and_in_onnx() -> None:
    parser = Parser(threads=1)
    network = restore(parser.model.path, ParserNetwork(norm=False)).eval()
    same = []
    for path in PICTURES[:4]:
        image = normalise(to_canvas(decode(path.read_bytes(), path.name).pixels))[None]
        found = parser.model.run(image=image)[0]
        with torch.inference_mode():
            expected = network(torch.from_numpy(image))[0].numpy()
        same.append((found.argmax(1) == expected.argmax(1)).mean())
    assert np.mean(same) >= SAME_CLASS
