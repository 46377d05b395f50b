"""The trained network as ONNX: first in float32, then quantised to 8 bits.

Quantisation: the transformer's linear layers get 8-bit weights a channel and activations measured
at run time (dynamic); the decoder's convolutions get 8-bit activations calibrated on training
photos (static). Attention, layer norms and the last layer stay in float.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from onnxruntime.quantization import QuantFormat, QuantType, quantize_dynamic, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from embeddings.training.onnx_files import Images, export_onnx
from embeddings.training.parser.network import ParserNetwork

EXAMPLE = (504, 336)
OUTPUTS = ("logits", "presence", "features")


class Exported(nn.Module):
    """The network as it serves, batch norms folded away."""

    def __init__(self, network: ParserNetwork) -> None:
        super().__init__()
        self.network = folded(network)

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """1×3×H×W normalised -> ``OUTPUTS``: 1×17×H/2×W/2, 1×12, 1×384×H/14×W/14."""
        parsed = self.network(image)
        return tuple(getattr(parsed, name) for name in OUTPUTS)


def folded(network: ParserNetwork) -> ParserNetwork:
    """A copy for inference whose batch norms live in the convolutions beside them."""
    network = copy.deepcopy(network).float().cpu().eval()
    if not network.norm:
        return network
    for module in network.modules():
        if isinstance(module, nn.Sequential) and len(module) > 1:
            conv, norm = module[0], module[1]
            if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                module[0], module[1] = torch.nn.utils.fuse_conv_bn_eval(conv, norm), nn.Identity()
    norm, _, first = network.decoder.inner
    assert isinstance(norm, nn.BatchNorm2d) and isinstance(first, nn.Sequential)
    conv = first[0]
    assert norm.running_var is not None and norm.running_mean is not None
    assert isinstance(conv, nn.Conv2d) and conv.bias is not None
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    shift = norm.bias - norm.running_mean * scale
    with torch.no_grad():  # a 1×1 convolution, so that the norm before it folds in exactly
        conv.bias += conv.weight[:, :, 0, 0] @ shift
        conv.weight *= scale[None, :, None, None]
    network.decoder.inner[0] = nn.Identity()
    network.norm = False
    return network


def export(network: ParserNetwork, path: Path) -> None:
    """Write float32 ONNX: input ``image`` 1×3×H×W, outputs ``OUTPUTS``, H and W free."""
    sides = ("height", "width"), ("half_height", "half_width"), ("rows", "columns")
    free = {name: dict(enumerate(side, 2)) for name, side in zip(("image", "logits", "features"), sides, strict=True)}
    export_onnx(Exported(network), path, EXAMPLE, OUTPUTS, free)


def quantise(source: Path, target: Path, images: Iterable[NDArray[np.float32]]) -> None:
    """Write the 8-bit model. ``images`` 3×H×W, normalised, calibrate the decoder."""
    with TemporaryDirectory(dir=target.parent) as folder:
        plain, static, dynamic = (Path(folder) / name for name in ("plain.onnx", "static.onnx", "dynamic.onnx"))
        quant_pre_process(str(source), str(plain), skip_symbolic_shape=True)
        graph = onnx.load(str(plain)).graph
        constants = {each.name for each in graph.initializer}
        linear = [
            n.name for n in graph.node if n.op_type == "MatMul" and "/blocks." in n.name and constants & set(n.input)
        ]
        convolutions = [n.name for n in graph.node if n.op_type == "Conv" and "/decoder/" in n.name]
        quantize_static(
            str(plain),
            str(static),
            Images(images),
            quant_format=QuantFormat.QDQ,
            nodes_to_quantize=convolutions[:-1],
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
        quantize_dynamic(
            str(static),
            str(dynamic),
            op_types_to_quantize=["MatMul"],
            nodes_to_quantize=linear,
            per_channel=True,
            weight_type=QuantType.QInt8,
        )
        model = onnx.load(str(dynamic))
        _halve(model)
        onnx.checker.check_model(model)
        partial = target.with_suffix(".part")
        onnx.save(model, str(partial))
        partial.replace(target)


def _halve(model: Any, least: int = 100_000) -> None:
    """Keep the large float tables that are left (positions, patches) in 16 bits; a Cast brings them back."""
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size >= least:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
            casts.append(onnx.helper.make_node("Cast", [f"{name}_half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
