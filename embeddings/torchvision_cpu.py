"""Lets PyPI's torchvision import beside a CPU build of torch. Import this before torchvision or open_clip.

PyPI's torchvision wheels for Linux are built against CUDA: beside a torch without CUDA their
compiled part does not load, and the import ends in ``operator torchvision::nms does not exist``.
open_clip imports torchvision for its preprocessing, which needs none of the compiled operators.
Here the operators are declared and nms gets a body in plain torch. Where torchvision's own
operators load (CUDA builds, PyTorch's CPU index, macOS, Windows) nothing is changed.

torchvision is BSD-3-Clause; no code of it is taken over.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util

import torch

_library: torch.library.Library | None = None  # unregistered when collected, so it is held here


def _missing() -> bool:
    """Whether torchvision is installed and its operators cannot be loaded."""
    spec = importlib.util.find_spec("torchvision")
    if spec is None or not spec.submodule_search_locations:
        return False
    binary = importlib.machinery.PathFinder.find_spec("_C", list(spec.submodule_search_locations))
    if binary is not None and binary.origin:
        try:
            torch.ops.load_library(binary.origin)  # type: ignore[no-untyped-call]
        except OSError:
            return True
    try:
        torch.ops.torchvision.nms  # noqa: B018
    except (AttributeError, RuntimeError):
        return True
    return False


def nms(boxes: torch.Tensor, scores: torch.Tensor, iou_threshold: float) -> torch.Tensor:
    """Non-maximum suppression: indices of the boxes (N×4, x1 y1 x2 y2) kept, best score first."""
    order = scores.argsort(descending=True, stable=True)
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    kept = []
    while order.numel():
        best, rest = order[0], order[1:]
        kept.append(best)
        corner = torch.maximum(boxes[best, :2], boxes[rest, :2])
        opposite = torch.minimum(boxes[best, 2:], boxes[rest, 2:])
        shared = (opposite - corner).clamp(min=0).prod(1)
        order = rest[shared / (areas[best] + areas[rest] - shared) <= iou_threshold]
    return torch.stack(kept) if kept else torch.empty(0, dtype=torch.long)


def _declare() -> torch.library.Library:
    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")  # type: ignore[no-untyped-call]
    library.impl("nms", nms, "CPU")  # type: ignore[no-untyped-call]
    from torchvision.ops import boxes

    boxes._assert_has_ops = lambda: None
    return library


if _missing():
    _library = _declare()
