"""The encoder as an open_clip model, and the part of it that learns.

The image tower is DINOv2 ViT-S/14 in open_clip's own vision transformer at 224 px; the text tower is
open_clip's text transformer, narrow (width 128, 4 layers, 32 tokens), because its table of 49,408
words would otherwise outweigh the pictures' tower. Both end in one bias-free projection to 256.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from embeddings import torchvision_cpu  # noqa: F401  (before open_clip)
from embeddings.encoders.ground import MEAN, SIDE, STD, WHITE
from embeddings.training.encoder.tokens import FROZEN, GRID, WIDTH
from embeddings.training.vit import Block, VisionTransformer

DIM = 256
CONTEXT = 32
"""Tokens a text may have, start and end included."""
TEXT_WIDTH = 128

CONFIG: dict[str, Any] = {
    "model_cfg": {
        "embed_dim": DIM,
        "vision_cfg": {
            "image_size": SIDE,
            "layers": 12,
            "width": WIDTH,
            "patch_size": 14,
            "head_width": 64,
            "ls_init_value": 1.0,
            "no_ln_pre": True,
            "norm_kwargs": {"eps": 1e-6},
        },
        "text_cfg": {
            "context_length": CONTEXT,
            "vocab_size": 49408,
            "width": TEXT_WIDTH,
            "heads": 4,
            "layers": 4,
        },
    },
    "preprocess_cfg": {
        "size": [SIDE, SIDE],
        "mean": list(MEAN),
        "std": list(STD),
        "interpolation": "bicubic",
        "resize_mode": "longest",
        "fill_color": WHITE,
    },
}


def build() -> Any:
    """An untrained open_clip ``CLIP`` of this architecture."""
    from open_clip.model import CLIP

    return CLIP(**CONFIG["model_cfg"])


class Tail(nn.Module):
    """The image tower's last blocks, norm and projection: what learns of it."""

    def __init__(self, start: dict[str, Tensor]) -> None:
        super().__init__()
        trunk = VisionTransformer()
        trunk.load_state_dict(start)
        self.blocks = trunk.blocks[FROZEN:]
        self.norm = trunk.norm
        self.proj = nn.Parameter(torch.randn(WIDTH, DIM) * WIDTH**-0.5)

    def forward(self, tokens: Tensor, keep: int | None = None) -> Tensor:
        """B×257×384 frozen tokens to B×256 vectors, not normalised.

        With ``keep`` only so many random patches are looked at (FLIP, Li et al. 2023): faster, and
        nothing is learnt by heart.
        """
        if keep is not None:
            order = torch.rand(tokens.shape[:2], device=tokens.device)
            order[:, 0] = 2.0  # the class token stays
            picked = order.topk(keep + 1, 1).indices
            tokens = tokens.gather(1, picked[..., None].expand(-1, -1, tokens.shape[2]))
        first = tokens.float()
        which = 0 if keep is None else (picked == 0).int().argmax(1)
        for block in self.blocks:
            first = block(first)
        rows = torch.arange(len(first), device=first.device)
        return self.norm(first[rows, which].float()) @ self.proj  # type: ignore[no-any-return]


def encode_text(model: Any, tokens: Tensor) -> Tensor:
    """B×``CONTEXT`` token numbers to B×256, as the model's own method; empty ends are not worked through."""
    length = int((tokens != 0).sum(1).max())
    tokens = tokens[:, :length]
    words = model.token_embedding(tokens) + model.positional_embedding[:length]
    mixed = model.ln_final(model.transformer(words, attn_mask=model.attn_mask[:length, :length]))
    end = mixed[torch.arange(len(tokens), device=tokens.device), tokens.argmax(1)]
    return end.float() @ model.text_projection.float()  # type: ignore[no-any-return]


def assemble(model: Any, start: dict[str, Tensor], tail: Tail) -> Any:
    """Put DINOv2's first blocks and the trained tail into the open_clip model's image tower."""
    trunk = VisionTransformer()
    trunk.load_state_dict(start)
    for index, block in enumerate(tail.blocks):
        trunk.blocks[FROZEN + index].load_state_dict(block.state_dict())
    trunk.norm.load_state_dict(tail.norm.state_dict())
    bias = trunk.patch_embed.proj.bias
    assert bias is not None
    grid = trunk.positions(GRID, GRID).flatten(2)[0].T + bias
    state = {
        "class_embedding": trunk.cls_token[0, 0],
        "conv1.weight": trunk.patch_embed.proj.weight,
        # open_clip's patches have no bias of their own: it goes into their positions.
        "positional_embedding": torch.cat([trunk.pos_embed[0, :1], grid]),
        "ln_post.weight": trunk.norm.weight,
        "ln_post.bias": trunk.norm.bias,
        "proj": tail.proj,
    }
    for index, block in enumerate(trunk.blocks):
        assert isinstance(block, Block)
        state |= {f"transformer.resblocks.{index}.{name}": value for name, value in _block(block).items()}
    model.visual.load_state_dict({name: value.detach().clone() for name, value in state.items()})
    return model


def _block(block: Block) -> dict[str, Tensor]:
    """One block's parameters by open_clip's names."""
    return {
        "ln_1.weight": block.norm1.weight,
        "ln_1.bias": block.norm1.bias,
        "attn.in_proj_weight": block.attn.qkv.weight,
        "attn.in_proj_bias": block.attn.qkv.bias,
        "attn.out_proj.weight": block.attn.proj.weight,
        "attn.out_proj.bias": block.attn.proj.bias,
        "ls_1.gamma": block.ls1.gamma,
        "ln_2.weight": block.norm2.weight,
        "ln_2.bias": block.norm2.bias,
        "mlp.c_fc.weight": block.mlp.fc1.weight,
        "mlp.c_fc.bias": block.mlp.fc1.bias,
        "mlp.c_proj.weight": block.mlp.fc2.weight,
        "mlp.c_proj.bias": block.mlp.fc2.bias,
        "ls_2.gamma": block.ls2.gamma,
    }


class Heads(nn.Module):
    """What is asked of a vector while it learns; only the kinds are kept afterwards."""

    SCALE = 16.0

    def __init__(self, kinds: int, families: int, patterns: int) -> None:
        super().__init__()
        self.kind = nn.Linear(DIM, kinds)
        self.family = nn.Linear(DIM, families)
        self.pattern = nn.Linear(DIM, patterns)
        self.lab = nn.Linear(DIM, 3)
        self.teacher = nn.Linear(DIM, 384)

    def forward(self, vectors: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits of kind, family and pattern, and the CIELAB colour divided by 30, from unit vectors."""
        scaled = vectors * self.SCALE
        return self.kind(scaled), self.family(scaled), self.pattern(scaled), self.lab(scaled)

    def taught(self, texts: Tensor) -> Tensor:
        """Unit vectors in the teacher's space from unit text vectors."""
        return F.normalize(self.teacher(texts), dim=-1)
