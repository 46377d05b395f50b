"""The built-in encoder as an open_clip folder, for torch: fine-tuning, GPUs, other tools.

The repository holds one copy of the weights, the 8-bit ONNX files. Their initialisers carry the
model's own parameter names, so that they can be read back, each integer times its scale.

    python -m embeddings.encoders.open_clip_folder FOLDER
    open_clip.create_model_and_transforms("local-dir:FOLDER")
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders.onnx_encoder import WEIGHTS
from embeddings.errors import ModelError

TRANSPOSED: Final = (".transposed", "_Transposed")
"""How our exporter and ONNX Runtime's quantiser mark a weight that stands the other way round."""


def write_open_clip_folder(target: Path, weights: Path = WEIGHTS) -> Path:
    """Write ``open_clip_config.json`` and ``open_clip_model.safetensors`` (float32) into ``target``.

    Raises ``ModelError`` when the packages of the extra ``torch`` are missing.
    """
    try:
        from safetensors.numpy import save_file
    except ImportError as error:
        raise ModelError(
            "Writing an open_clip model needs {missing}.",
            missing=error.name or "safetensors",
            remedy="Install it with: pip install otjang[torch]",
        ) from error
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(weights / "open_clip_config.json", target / "open_clip_config.json")
    save_file(read_weights(weights), target / "open_clip_model.safetensors")
    return target


def read_weights(weights: Path = WEIGHTS) -> dict[str, NDArray[np.float32]]:
    """All parameters by open_clip's names, float32."""
    try:
        import onnx
    except ImportError as error:
        raise ModelError(
            "Reading the weights out of ONNX files needs onnx.", remedy="Install it with: pip install otjang[torch]"
        ) from error
    state: dict[str, NDArray[np.float32]] = {}
    for file in ("image.onnx", "text.onnx"):
        model = onnx.load(str(weights / file))
        values = {each.name: onnx.numpy_helper.to_array(each) for each in model.graph.initializer}
        state |= _parameters(values)
        state |= {
            each.key: np.array(float(each.value), np.float32)
            for each in model.metadata_props
            if each.key == "logit_scale"
        }
    return state


def _parameters(values: dict[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    found = {}
    for name, value in values.items():
        if name.endswith(("_scale", "_zero_point")) or name.startswith(("/", "onnx::")):
            continue
        whole = value.astype(np.float32)
        if name.endswith("_quantized"):
            name = name.removesuffix("_quantized")
            whole = whole * values[f"{name}_scale"].astype(np.float32)
        name = name.removesuffix("_half")
        if name.endswith(TRANSPOSED):
            name = next(name.removesuffix(mark) for mark in TRANSPOSED if name.endswith(mark))
            whole = whole.T
        if "positional_embedding" in name:
            whole = whole.reshape(-1, whole.shape[-1])
        elif name.endswith(("class_embedding", "bias", "gamma")):
            whole = whole.ravel()
        found[name] = np.ascontiguousarray(whole)
    return found


def main() -> None:
    """Write the folder that the command line names."""
    options = argparse.ArgumentParser(prog="python -m embeddings.encoders.open_clip_folder", description=__doc__)
    options.add_argument("folder", type=Path)
    print(f"local-dir:{write_open_clip_folder(options.parse_args().folder)}")


if __name__ == "__main__":
    main()
