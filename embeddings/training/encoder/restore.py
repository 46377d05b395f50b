"""The shipped 8-bit files back into the learner, to go on from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from embeddings.encoders.open_clip_folder import read_weights
from embeddings.training.encoder.network import FROZEN, Learner, block_names
from embeddings.training.vit import Block


def restore(folder: Path, learner: Learner) -> None:
    """Load towers and heads of ``folder`` into ``learner``, which holds DINOv2's frozen blocks already.

    The teacher's two ways and the colour regression are not shipped: they learn anew. Raises ``KeyError``
    when the files are of another architecture.
    """
    weights = {name: torch.from_numpy(values) for name, values in read_weights(folder).items()}
    texts = {name: value for name, value in weights.items() if not name.startswith("visual.")}
    kept = learner.text.state_dict()
    learner.text.load_state_dict({name: texts[name].reshape(kept[name].shape) for name in kept if name in texts})
    image = learner.image
    with torch.no_grad():
        for index, block in enumerate(image.trunk.blocks):
            if index >= FROZEN:
                assert isinstance(block, Block)
                for name, own in block_names(block).items():
                    _copy(own, weights[f"visual.transformer.resblocks.{index}.{name}"])
        _copy(image.trunk.norm.weight, weights["visual.ln_post.weight"])
        _copy(image.trunk.norm.bias, weights["visual.ln_post.bias"])
        _copy(image.proj, weights["visual.proj"])
        with np.load(folder / "attributes.npz") as heads:
            for name, head in [*learner.heads.items(), *learner.scales.items()]:
                assert isinstance(head, nn.Linear)
                _copy(head.weight, torch.from_numpy(heads[f"{name}.weight"]).T)
                _copy(head.bias, torch.from_numpy(heads[f"{name}.bias"]))


def _copy(own: Tensor, value: Tensor) -> None:
    own.copy_(value.reshape(own.shape))
