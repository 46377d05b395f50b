"""Networks as ONNX files, and their descriptions: each whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader
from torch import nn

OPSET: Final = 17


class Images(CalibrationDataReader):  # type: ignore[misc]
    """Pictures, 3×H×W float32, for the ranges of 8-bit activations."""

    def __init__(self, images: Iterable[NDArray[np.float32]]) -> None:
        self._images = iter(images)

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        """The next one as the network's input."""
        image = next(self._images, None)
        return None if image is None else {"image": image[None]}


def export_onnx(
    network: nn.Module, path: Path, size: tuple[int, int], outputs: Sequence[str], free: Mapping[str, Mapping[int, str]]
) -> None:
    """Write float32 ONNX with the input ``image`` 1×3×H×W; ``size`` is an example's height and width.

    ``free`` names the axes that may have any length, by input or output.
    """
    partial = path.with_suffix(".part")
    with torch.inference_mode():
        torch.onnx.export(
            network.eval(),
            (torch.zeros(1, 3, *size),),
            str(partial),
            input_names=["image"],
            output_names=list(outputs),
            dynamic_axes=free,
            opset_version=OPSET,
            dynamo=False,
        )
    partial.replace(path)


def write_model_json(folder: Path, model_id: str, file: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Write ``model.json`` beside the ONNX file ``file`` in ``folder`` and give what it says."""
    checksum = hashlib.sha256((folder / file).read_bytes()).hexdigest()
    description = {"model_id": model_id, "file": file, "sha256": checksum, **facts}
    partial = folder / "model.part"
    partial.write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")
    partial.replace(folder / "model.json")
    return description
