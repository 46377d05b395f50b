"""The trained model as two 8-bit ONNX files that still know the open_clip model's parameter names.

There is one copy of the weights: ``embeddings.encoders.open_clip_folder`` reads these files back into
an open_clip folder. Linear weights are symmetric 8-bit integers a channel (their names end in
``.transposed_quantized`` or ``_quantized``, with ``_scale``), the table of words has one scale a word, other
large tables are 16-bit floats (``_half``), and the rest is as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from embeddings.encoders.ground import SIDE
from embeddings.training.encoder.network import CONTEXT

OPSET = 17
TABLE = "token_embedding.weight"
LARGE = 50_000
"""Float tables with more numbers than this are kept in 16 bits."""


class PictureTower(nn.Module):
    """B×3×``SIDE``×``SIDE`` normalised pictures to B×256 vectors, not normalised, and B×768 features.

    The vectors are open_clip's ``encode_image``; the features are the class token and the patches' mean.
    """

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.visual = model.visual

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """See the class."""
        visual = self.visual
        pooled, patches = visual._pool(visual.transformer(visual._embeds(image)))
        return pooled @ visual.proj, torch.cat([pooled, patches.mean(1)], 1)


class TextTower(nn.Module):
    """B×``CONTEXT`` token numbers to B×256 vectors, not normalised."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.token_embedding: nn.Module = model.token_embedding
        self.transformer: nn.Module = model.transformer
        self.ln_final: nn.Module = model.ln_final
        self.positional_embedding: nn.Parameter = model.positional_embedding
        self.text_projection: nn.Parameter = model.text_projection
        self.register_buffer("attn_mask", model.attn_mask, persistent=False)

    def forward(self, tokens: Tensor) -> Tensor:
        """See the class."""
        words = self.token_embedding(tokens) + self.positional_embedding
        mixed = self.ln_final(self.transformer(words, attn_mask=self.attn_mask))
        end = mixed[torch.arange(tokens.shape[0]), tokens.argmax(1)]
        return end @ self.text_projection  # type: ignore[no-any-return]


def export(model: Any, folder: Path) -> None:
    """Write ``image.onnx`` and ``text.onnx`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    model = model.float().cpu().eval()
    state = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    _write(PictureTower(model), torch.zeros(2, 3, SIDE, SIDE), "image", state, folder / "image.onnx")
    tokens = torch.zeros(2, CONTEXT, dtype=torch.int64)
    tokens[:, 1] = 1
    text = folder / "text.onnx"
    _write(TextTower(model), tokens, "tokens", state, text)
    graph = onnx.load(str(text))
    helper.set_model_props(graph, {"logit_scale": repr(float(state["logit_scale"]))})
    _save(graph, text)


def _write(tower: nn.Module, example: Tensor, name: str, state: dict[str, Any], target: Path) -> None:
    outputs = ["vectors", "features"] if name == "image" else ["vectors"]
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)  # it has no ONNX form
    try:
        with TemporaryDirectory(dir=target.parent) as folder, torch.inference_mode():
            plain, quantised = Path(folder) / "plain.onnx", Path(folder) / "quantised.onnx"
            torch.onnx.export(
                tower.eval(),
                (example,),
                str(plain),
                input_names=[name],
                output_names=outputs,
                dynamic_axes={each: {0: "batch"} for each in (name, *outputs)},
                opset_version=OPSET,
                dynamo=False,
            )
            model = onnx.load(str(plain))
            name_weights(model, state)
            onnx.save(model, str(plain))
            quantize_dynamic(
                str(plain),
                str(quantised),
                op_types_to_quantize=["MatMul"],
                per_channel=True,
                weight_type=QuantType.QInt8,
            )
            model = onnx.load(str(quantised))
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
    table_of_words(model)
    halve(model)
    onnx.checker.check_model(model)
    _save(model, target)


def _save(model: Any, target: Path) -> None:
    partial = target.with_suffix(".part")
    onnx.save(model, str(partial))
    partial.replace(target)


def name_weights(model: Any, state: dict[str, Any]) -> None:
    """Give initialisers that lost their parameter's name it back; transposed ones with ``.transposed``.

    The exporter folds constants: linear weights come transposed, positions with one more dimension.
    """
    taken = {tensor.name for tensor in model.graph.initializer}
    for tensor in model.graph.initializer:
        if tensor.name in state:
            continue
        values = numpy_helper.to_array(tensor)
        for name, wanted in state.items():
            if name in taken or wanted.size != values.size or values.dtype != np.float32:
                continue
            if np.array_equal(wanted.ravel(), values.ravel()):
                new = name
            elif wanted.ndim == 2 and np.array_equal(wanted.T, values):
                new = f"{name}.transposed"
            else:
                continue
            _rename(model, tensor.name, new)
            taken.add(name)
            break


def _rename(model: Any, old: str, new: str) -> None:
    for node in model.graph.node:
        node.input[:] = [new if name == old else name for name in node.input]
    next(tensor for tensor in model.graph.initializer if tensor.name == old).name = new


def table_of_words(model: Any) -> None:
    """Keep the table of words in 8 bits with a scale a word; only the words of a text are ever expanded."""
    tables = [tensor for tensor in model.graph.initializer if tensor.name == TABLE]
    if not tables:
        return
    values = numpy_helper.to_array(tables[0])
    scale = (np.abs(values).max(1, keepdims=True) / 127).astype(np.float16)
    scale[scale == 0] = 1
    whole = np.clip(np.round(values / scale.astype(np.float32)), -127, 127).astype(np.int8)
    model.graph.initializer.remove(tables[0])
    model.graph.initializer.extend(
        [numpy_helper.from_array(whole, f"{TABLE}_quantized"), numpy_helper.from_array(scale, f"{TABLE}_scale")]
    )
    nodes = []
    for node in model.graph.node:
        if node.op_type != "Gather" or node.input[0] != TABLE:
            nodes.append(node)
            continue
        words, out = node.input[1], node.output[0]
        for part in ("quantized", "scale"):
            nodes.append(helper.make_node("Gather", [f"{TABLE}_{part}", words], [f"{out}_{part}"], axis=0))
            nodes.append(helper.make_node("Cast", [f"{out}_{part}"], [f"{out}_{part}_float"], to=TensorProto.FLOAT))
        nodes.append(helper.make_node("Mul", [f"{out}_quantized_float", f"{out}_scale_float"], [out]))
    _replace(model, nodes)


def halve(model: Any) -> None:
    """Keep the large float tables that are left (positions, patches) in 16 bits; a Cast brings them back."""
    casts = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size >= LARGE:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
            casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    _replace(model, [*casts, *model.graph.node])


def _replace(model: Any, nodes: Iterable[Any]) -> None:
    kept = list(nodes)
    del model.graph.node[:]
    model.graph.node.extend(kept)
