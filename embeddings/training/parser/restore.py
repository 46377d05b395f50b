"""The shipped 8-bit file back into torch: to go on from it, and to hold the two runtimes equal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from embeddings.training.parser.network import ParserNetwork


def restore(path: Path, network: ParserNetwork) -> ParserNetwork:
    """Load the 8-bit weights in ``path`` as floats into ``network``, one of the same sizes without norms.

    Weights that the exporter left without a name of their own are found through the names of the
    nodes that use them. The auxiliary head, which is not exported, is left as it is. Raises
    ``ValueError`` when the file lacks a weight.
    """
    graph = onnx.load(str(path)).graph
    arrays = {each.name: np.array(numpy_helper.to_array(each)) for each in graph.initializer}
    state: dict[str, Tensor] = {}
    for name, values in arrays.items():
        own = name.removeprefix("network.")
        if own.endswith("_half"):
            state[own.removesuffix("_half")] = torch.from_numpy(values.astype(np.float32))
        elif own.endswith("_Transposed"):
            state[own.removesuffix("_Transposed")] = torch.from_numpy(values.T.copy())
        elif own.endswith(("weight_quantized", "bias_quantized")):
            own = own.removesuffix("_quantized")
            scale = arrays[f"network.{own}_scale" if own.endswith("weight") else f"{name}_scale"]
            plain = values * scale.reshape(-1, *[1] * (values.ndim - 1))
            state[own] = torch.from_numpy(plain.astype(np.float32))
        else:
            state[own] = torch.from_numpy(values)
    for node in graph.node:
        own = ".".join(node.name.removeprefix("/network/").split("/")[:-1])
        if node.op_type == "MatMulInteger":
            name = node.input[1].removesuffix("_quantized")
            state[f"{own}.weight"] = torch.from_numpy((arrays[f"{name}_quantized"] * arrays[f"{name}_scale"]).T.copy())
        elif node.op_type == "Mul" and own.endswith((".ls1", ".ls2")):
            state[f"{own}.gamma"] = torch.from_numpy(next(arrays[each] for each in node.input if each in arrays))
    width = network.vit.width
    positions = next(values for values in state.values() if values.ndim == 4 and values.shape[:2] == (1, width))
    first = next(values for values in state.values() if values.shape == (1, 1, width))
    state["vit.pos_embed"] = torch.cat([first, positions.flatten(2).transpose(1, 2)], 1)
    state["vit.cls_token"] = torch.zeros_like(first)  # the exporter added it to the first position
    missing = network.load_state_dict({n: v for n, v in state.items() if n in network.state_dict()}, strict=False)
    expected = {name for name in missing.missing_keys if not name.startswith("decoder.coarse")}
    if expected:
        raise ValueError(f"{path} lacks {sorted(expected)[:5]}")
    return network
