"""torchvision beside a CPU build of torch."""

from __future__ import annotations

import subprocess
import sys

import pytest

torch = pytest.importorskip("torch", reason="needs the extra torch")


def test_open_clip_imports_after_the_shim():
    code = "from embeddings import torchvision_cpu; import open_clip, torchvision.ops; print(open_clip.__version__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_where_the_operators_are_there_nothing_is_declared():
    code = (
        "import torch; library = torch.library.Library('torchvision', 'DEF');"
        "library.define('nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor');"
        "import embeddings, importlib.machinery; find = importlib.machinery.PathFinder.find_spec;"
        "no_binary = lambda name, *others: None if name == '_C' else find(name, *others);"
        "importlib.machinery.PathFinder.find_spec = staticmethod(no_binary);"
        "from embeddings import torchvision_cpu; assert torchvision_cpu._library is None"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_suppression_keeps_the_best_of_overlapping_boxes():
    from embeddings.torchvision_cpu import nms

    boxes = torch.tensor([[0.0, 0, 10, 10], [1, 1, 10, 10], [20, 20, 30, 30], [0, 0, 4, 10]])
    scores = torch.tensor([0.8, 0.9, 0.1, 0.5])
    assert nms(boxes, scores, 0.5).tolist() == [1, 3, 2]
    assert nms(boxes[:0], scores[:0], 0.5).tolist() == []


def test_the_operator_that_torchvision_calls_is_there():
    from embeddings import torchvision_cpu  # noqa: F401
    from torchvision.ops import nms  # isort: skip

    boxes = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 9]])
    assert nms(boxes, torch.tensor([0.1, 0.2]), 0.5).tolist() == [1]
