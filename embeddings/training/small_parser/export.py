"""The trained network as ONNX: first in float32, then with convolutions in 8 bits.

Quantisation is static: weights in 8 bits a channel, activations by ranges measured on training
pictures, written as QuantizeLinear and DequantizeLinear (QDQ) around the convolutions.

Source: ONNX Runtime, "Quantize ONNX models".
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from embeddings.training.onnx_files import Images, export_onnx
from embeddings.training.small_parser.network import SmallNetwork

EXAMPLE: Final = (288, 192)


def export(network: SmallNetwork, path: Path) -> None:
    """Write float32 ONNX: input ``image`` 1×3×H×W, output ``logits`` 1×5×H/2×W/2; H, W multiples of 32.

    The exporter folds the batch norms into the convolutions before them.
    """
    free = {"image": {2: "height", 3: "width"}, "logits": {2: "half_height", 3: "half_width"}}
    plain = network.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    export_onnx(plain, path, EXAMPLE, ("logits",), free)


def quantise(source: Path, target: Path, images: Iterable[NDArray[np.float32]]) -> None:
    """Write the 8-bit model. ``images`` 3×H×W, normalised, are what the ranges are measured on.

    Weights keep to 7 of their 8 bits: x86 processors without VNNI add pairs of products in 16 bits.
    """
    partial = target.with_suffix(".part")
    with TemporaryDirectory(dir=target.parent) as folder:
        plain = Path(folder) / "plain.onnx"
        quant_pre_process(str(source), str(plain), skip_symbolic_shape=True)
        quantize_static(
            str(plain),
            str(partial),
            Images(images),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv"],
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
    partial.replace(target)
