"""Opening ONNX models: checked, lazy, shared."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import ModelError, OtjangError
from embeddings.runtime import OnnxModel

onnx = pytest.importorskip("onnx", reason="writes small ONNX files; install the extra `dev`")


def write_model(path: Path, factor: float) -> str:
    """A model that multiplies ``x`` by ``factor``; gives its SHA-256."""
    helper = onnx.helper
    x = helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n"])
    y = helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, ["n"])
    constant = helper.make_tensor("factor", onnx.TensorProto.FLOAT, [1], [factor])
    graph = helper.make_graph([helper.make_node("Mul", ["x", "factor"], ["y"])], "times", [x], [y], [constant])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.write_bytes(model.SerializeToString())
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_opens_at_the_first_run_and_again_after_closing(tmp_path: Path) -> None:
    checksum = write_model(tmp_path / "m.onnx", 2.0)
    model = OnnxModel(tmp_path / "m.onnx", checksum, threads=1)
    assert not model.is_open
    for _ in range(2):
        (y,) = model.run(x=np.array([1, 2], np.float32))
        assert y.tolist() == [2, 4]
        assert model.is_open
        model.close()
        assert not model.is_open


def test_threads_share_one_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checksum = write_model(tmp_path / "m.onnx", 3.0)
    model = OnnxModel(tmp_path / "m.onnx", checksum, threads=1)
    opened: list[int] = []
    original = model._open
    monkeypatch.setattr(model, "_open", lambda: opened.append(1) or original())
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda i: float(model.run(x=np.array([i], np.float32))[0][0]), range(40)))
    assert results == [3.0 * i for i in range(40)]
    assert opened == [1]


def no_file(path: Path) -> str | None:
    return None


def wrong_checksum(path: Path) -> str | None:
    write_model(path, 1.0)
    return "0" * 64


def cut_short(path: Path) -> str | None:
    write_model(path, 1.0)
    path.write_bytes(path.read_bytes()[:40])
    return None


def not_a_number(path: Path) -> str | None:
    return write_model(path, float("nan"))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (no_file, "cannot be read"),
        (wrong_checksum, "damaged"),
        (cut_short, "does not run here"),
        (not_a_number, "not finite"),
    ],
)
def test_a_bad_file_is_named_with_a_remedy(tmp_path: Path, make, says: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "m.onnx"
    model = OnnxModel(path, make(path), threads=1, probe={"x": np.ones(1, np.float32)})
    with pytest.raises(ModelError, match=says) as caught:
        model.check()
    assert isinstance(caught.value, OtjangError)
    assert str(path) in caught.value.message
    assert "otjang doctor" in caught.value.advice
    assert not model.is_open
