"""Multiplications are counted from the graph and the shapes that an input gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="writes small ONNX files; install the extra `dev`")

from tests.benchmarks.operations import Board, count  # noqa: E402


def test_products_are_counted_by_the_kind_of_their_numbers(tmp_path: Path) -> None:
    helper, kinds = onnx.helper, onnx.TensorProto
    image = helper.make_tensor_value_info("image", kinds.FLOAT, [1, 2, "height", "width"])
    end = helper.make_tensor_value_info("end", kinds.FLOAT, None)
    kernel = helper.make_tensor("kernel", kinds.FLOAT, [4, 2, 3, 3], np.ones(72))
    eight = helper.make_tensor("eight", kinds.INT8, [6, 5], np.ones(30, np.int8).tobytes(), raw=True)
    nodes = [
        helper.make_node("Conv", ["image", "kernel"], ["maps"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node("DynamicQuantizeLinear", ["maps"], ["whole", "scale", "zero"]),
        helper.make_node("MatMulInteger", ["whole", "eight", "zero"], ["sums"]),
        helper.make_node("Cast", ["sums"], ["end"], to=kinds.FLOAT),
    ]
    graph = helper.make_graph(nodes, "counted", [image], [end], [kernel, eight])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(tmp_path / "m.onnx"))
    counted = count(tmp_path / "m.onnx", image=np.ones((1, 2, 7, 6), np.float32))
    assert counted == {"float": 4 * 7 * 6 * 2 * 9, "integer": 4 * 7 * 5 * 6}
    assert Board("a board", (1e-6, 2e-6), (1e-6, 2e-6)).seconds(counted) == pytest.approx((1.932, 3.864))
