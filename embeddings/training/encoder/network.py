"""The encoder as an open_clip model, and what of it learns.

The image tower is DINOv2 ViT-S/14 in open_clip's own vision transformer; the text tower is open_clip's text
transformer with CLIP's tokenizer, narrow (width 256, 4 layers), because its table of 49,408 words would
otherwise outweigh the pictures' tower. Both end in one bias-free projection to 256 numbers.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from embeddings import torchvision_cpu  # noqa: F401  (before open_clip)
from embeddings.encoders.ground import MEAN, SIDE, STD, WHITE
from embeddings.ontology import ASPECTS, SCALES
from embeddings.training.encoder.sources import CLOTHING_KINDS, COLOUR_FAMILIES
from embeddings.training.vit import Block, VisionTransformer

DIM = 256
CONTEXT = 77
"""Tokens a text may have, start and end included: a shop's description has about 40."""
TEXT_WIDTH = 256
WIDTH = 384
GRID = SIDE // 14
FROZEN = 4
"""The first blocks stay DINOv2's. Colour can be read best out of the fourth (``docs/experiments.md``): deeper ones lose
it unless they learn to keep it."""
FEATURES = 2 * WIDTH
TAUGHT = 384
"""Numbers in a vector of the teacher of words."""

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
HEADS: dict[str, int] = {
    **{name: len(values) for name, values in ASPECTS.items()},
    "family": len(COLOUR_FAMILIES),
    "source_label": len(CLOTHING_KINDS),
}
"""Classes of each head; the scales have one logit each."""


def build() -> Any:
    """An untrained open_clip ``CLIP`` of this architecture."""
    from open_clip.model import CLIP

    return CLIP(**CONFIG["model_cfg"])


class ImageTower(nn.Module):
    """DINOv2's backbone and a projection; all but the first blocks learn."""

    def __init__(self, start: dict[str, Tensor]) -> None:
        super().__init__()
        self.trunk = VisionTransformer()
        self.trunk.load_state_dict(start)
        self.proj = nn.Parameter(torch.randn(WIDTH, DIM) * WIDTH**-0.5)
        fixed = [self.trunk.patch_embed, *self.trunk.blocks[:FROZEN]]
        for part in [*(p for module in fixed for p in module.parameters()), self.trunk.cls_token, self.trunk.pos_embed]:
            part.requires_grad_(False)

    def forward(self, images: Tensor, keep: int | None = None) -> tuple[Tensor, Tensor]:
        """B×3×``SIDE``×``SIDE`` to B×``DIM`` vectors, not normalised, and B×``FEATURES`` features.

        The features are the class token and the patches' mean. With ``keep`` only so many patches are looked
        at, those with something on them first, by lot (FLIP, Li et al. 2023): an even ground tells nothing.
        """
        trunk = self.trunk
        with torch.no_grad():
            patches = (trunk.patch_embed(images) + trunk.positions(GRID, GRID)).flatten(2).transpose(1, 2)
            if keep is not None:
                chosen = (uneven(images) + torch.rand(patches.shape[:2])).topk(keep, 1).indices
                patches = patches.gather(1, chosen[..., None].expand(-1, -1, WIDTH))
            first = (trunk.cls_token + trunk.pos_embed[:, :1]).to(patches.dtype)
            tokens = torch.cat([first.expand(len(images), -1, -1), patches], 1)
            for block in trunk.blocks[:FROZEN]:
                tokens = block(tokens)
        for block in trunk.blocks[FROZEN:]:
            tokens = block(tokens)
        seen = trunk.norm(tokens.float())
        return seen[:, 0] @ self.proj, torch.cat([seen[:, 0], seen[:, 1:].mean(1)], 1)


def uneven(images: Tensor) -> Tensor:
    """B×``GRID``² of 0 and 1: patches that are dark, or not of one shade."""
    light = images.float().mean(1, keepdim=True)
    high, low = F.max_pool2d(light, 14), -F.max_pool2d(-light, 14)
    return ((high - low > 0.25) | (low < 1.8)).flatten(1).float()


class Learner(nn.Module):
    """Both towers, the heads that ask things of them, and the latest vectors to tell a new one from.

    The teacher of words takes part in two ways: its vectors, projected, are texts in their own right, which
    keeps the pictures' space as smooth as language is; and the text tower is asked to say what it says.
    The queue is a cross-batch memory (XBM, Wang et al. 2020): wrong answers beyond the few of one step.
    """

    centre: Tensor
    spread: Tensor
    seen: Tensor
    who: Tensor
    place: Tensor

    def __init__(self, start: dict[str, Tensor], words: Tensor, queue: int) -> None:
        super().__init__()
        self.image = ImageTower(start)
        self.text = build()
        self.text.visual = nn.Identity()
        with torch.no_grad():
            self.text.token_embedding.weight.copy_(words)
        self.register_buffer("centre", torch.zeros(TAUGHT))
        self.register_buffer("spread", torch.ones(TAUGHT))
        self.say = nn.Linear(DIM, TAUGHT)
        self.understand = nn.Sequential(nn.Linear(TAUGHT, 512), nn.GELU(), nn.Dropout(0.1), nn.Linear(512, DIM))
        self.short_way = nn.Linear(TAUGHT, DIM, bias=False)
        self.heads = nn.ModuleDict({name: nn.Linear(FEATURES, count) for name, count in HEADS.items()})
        self.scales = nn.ModuleDict({name: nn.Linear(FEATURES, 1) for name in SCALES})
        self.lab = nn.Linear(DIM, 3)
        self.register_buffer("seen", torch.zeros(queue, 3, DIM))
        self.register_buffer("who", torch.full((queue, 2), -1))
        self.register_buffer("place", torch.zeros((), dtype=torch.int64))

    def meet_teacher(self, vectors: Tensor) -> None:
        """Learn the mean and spread of the teacher's N×``TAUGHT`` vectors: what is said of clothes is much alike."""
        self.centre.copy_(vectors.mean(0))
        self.spread.copy_(vectors.std(0) + 1e-6)

    def taught(self, vectors: Tensor) -> Tensor:
        """B×``DIM`` unit vectors of texts by the teacher's B×``TAUGHT``."""
        even = (vectors - self.centre) / self.spread
        return F.normalize(self.short_way(even) + self.understand(even), dim=-1)

    def said(self, texts: Tensor) -> Tensor:
        """B×``TAUGHT`` unit vectors in the teacher's space by the text tower's B×``DIM``."""
        return F.normalize(self.say(texts), dim=-1)

    def remember(self, vectors: Tensor, who: Tensor) -> None:
        """Put a step's B×3×``DIM`` vectors (picture, text, taught) and their garment and caption into the queue."""
        rows = (self.place + torch.arange(len(who))) % len(self.who)
        self.seen[rows], self.who[rows] = vectors.detach(), who
        self.place += len(who)


def encode_text(model: Any, tokens: Tensor) -> Tensor:
    """B×``CONTEXT`` token numbers to B×``DIM``, as the model's own method; empty ends are not worked through."""
    length = int((tokens != 0).sum(1).max())
    tokens = tokens[:, :length]
    words = model.token_embedding(tokens) + model.positional_embedding[:length]
    mixed = model.ln_final(model.transformer(words, attn_mask=model.attn_mask[:length, :length]))
    end = mixed[torch.arange(len(tokens), device=tokens.device), tokens.argmax(1)]
    return end.float() @ model.text_projection.float()  # type: ignore[no-any-return]


def encode_texts(model: Any, tokens: Tensor) -> Tensor:
    """The same, short and long texts apart, so that the short ones do not wait for the long."""
    length = (tokens != 0).sum(1)
    order = length.argsort()
    halves = [encode_text(model, tokens[part]) for part in order.chunk(4)]
    return torch.cat(halves)[order.argsort()]


def assemble(learner: Learner) -> Any:
    """The open_clip model with what was learnt."""
    model = build()
    state = learner.text.state_dict()
    model.load_state_dict(state, strict=False)
    trunk = learner.image.trunk
    bias = trunk.patch_embed.proj.bias
    assert bias is not None
    grid = trunk.positions(GRID, GRID).flatten(2)[0].T + bias
    visual = {
        "class_embedding": trunk.cls_token[0, 0],
        "conv1.weight": trunk.patch_embed.proj.weight,
        # open_clip's patches have no bias of their own: it goes into their positions.
        "positional_embedding": torch.cat([trunk.pos_embed[0, :1], grid]),
        "ln_post.weight": trunk.norm.weight,
        "ln_post.bias": trunk.norm.bias,
        "proj": learner.image.proj,
    }
    for index, block in enumerate(trunk.blocks):
        assert isinstance(block, Block)
        visual |= {f"transformer.resblocks.{index}.{name}": value for name, value in block_names(block).items()}
    model.visual.load_state_dict({name: value.detach().clone() for name, value in visual.items()})
    return model


def block_names(block: Block) -> dict[str, Tensor]:
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
