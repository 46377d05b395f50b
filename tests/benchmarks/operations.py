"""How many multiplications a network makes, counted on its ONNX graph, and what that means for a Raspberry Pi."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from tests.benchmarks.measure import Row

PRODUCTS = ("MatMul", "MatMulInteger", "Gemm", "Conv", "ConvInteger")


@dataclass(frozen=True)
class Board:
    """A board and the billions of multiply-accumulates a second that all its cores are assumed to sustain."""

    name: str
    integer: tuple[float, float]
    """8-bit products: careful and hopeful."""
    floating: tuple[float, float]

    def seconds(self, counted: Counter[str]) -> tuple[float, float]:
        """Least and most."""
        careful, hopeful = (
            counted["integer"] / 1e9 / self.integer[bound] + counted["float"] / 1e9 / self.floating[bound]
            for bound in (0, 1)
        )
        return hopeful, careful


BOARDS = (
    Board("Raspberry Pi 4 at 1.5 GHz", (8.3, 16.7), (6.7, 11.7)),
    Board("Raspberry Pi 4 at 1.8 GHz", (10, 20), (8, 14)),
    Board("Raspberry Pi 5 at 2.4 GHz", (45, 90), (23, 38)),
)
NOTE = """\
An estimate from counted operations: nothing here ran on a Raspberry Pi. Only matrix products and convolutions are
counted; softmax, GELU, norms and resizing are allowed for in the assumed rates, decoding the photo is not. Assumed for
four cores, in billions of multiply-accumulates a second, careful to hopeful:

- Pi 4 (Cortex-A72, no dot-product instructions): 10 to 20 on 8-bit numbers and 8 to 14 in float at 1.8 GHz, in
  proportion at 1.5 GHz. The float peak is 29 (4 cores × 4 lanes × 1.8 GHz). ncnn's published table for this board
  comes to 17 to 21 and 9 to 16 (MobileNet, 0.57 billion: 34 and 61 ms; ResNet-50, 4.1 billion: 197 and 263 ms).
- Pi 5 (Cortex-A76 with SDOT, 2.4 GHz): 45 to 90 on 8-bit numbers and 23 to 38 in float, which is 15 to 30 % of a peak
  of 307 (4 cores × 32 products × 2.4 GHz) and 30 to 50 % of one of 77. No published figure was at hand to check it.
"""


def count(path: Path, **inputs: np.ndarray) -> Counter[str]:
    """Multiply-accumulates for these inputs: ``integer`` on 8-bit numbers, ``float`` on the rest.

    Shapes depend on the input, so the graph is run once with the shapes of its products as outputs.
    """
    model = onnx.load(str(path))
    graph = model.graph
    nodes = [node for node in graph.node if node.op_type in PRODUCTS]
    asked = list(dict.fromkeys(name for node in nodes for name in (node.input[0], node.input[1], node.output[0])))
    del graph.output[:]
    for number, name in enumerate(asked):
        graph.node.append(onnx.helper.make_node("Shape", [name], [f"shape_{number}"]))
        graph.output.append(onnx.helper.make_tensor_value_info(f"shape_{number}", onnx.TensorProto.INT64, None))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    shapes = dict(zip(asked, session.run(None, inputs), strict=True))
    made_by = {output: node for node in graph.node for output in node.output}
    counted: Counter[str] = Counter()
    for node in nodes:
        products = int(shapes[node.output[0]].prod()) * _inner(node, shapes)
        counted["integer" if _is_integer(node, made_by) else "float"] += products
    return counted


def _inner(node: onnx.NodeProto, shapes: dict[str, np.ndarray]) -> int:
    """Products for one number of the output."""
    if node.op_type.startswith("Conv"):
        return int(shapes[node.input[1]][1:].prod())
    across = node.op_type == "Gemm" and any(each.name == "transA" and each.i for each in node.attribute)
    return int(shapes[node.input[0]][0 if across else -1])


def _is_integer(node: onnx.NodeProto, made_by: dict[str, onnx.NodeProto]) -> bool:
    if node.op_type.endswith("Integer"):
        return True
    sources = [made_by.get(name) for name in node.input[:2]]
    return all(source is not None and source.op_type == "DequantizeLinear" for source in sources)


def rows(networks: dict[str, tuple[Path, np.ndarray]]) -> list[Row]:
    """Operations of each network (its name, file and an image as it gets it), and the estimates."""
    found = []
    for name, (path, image) in networks.items():
        counted = count(path, image=image)
        whole = sum(counted.values())
        share = counted["integer"] / whole
        found.append(
            Row(f"{name}: multiply-accumulates a picture", f"{whole / 1e9:.2f} billion, {share:.0%} on 8-bit numbers")
        )
        for board in BOARDS:
            least, most = board.seconds(counted)
            found.append(Row(f"{name} on a {board.name}, estimate", _span(least, most)))
    return found


def _span(least: float, most: float) -> str:
    return f"{1000 * least:.0f} to {1000 * most:.0f} ms" if most < 1 else f"{least:.1f} to {most:.1f} s"
