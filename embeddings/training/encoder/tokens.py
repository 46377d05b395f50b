"""The frozen blocks' output for every training picture, worked out once and kept on disk.

DINOv2's first blocks stay as they are, so their output is a constant of the picture: an epoch then
costs only the blocks that learn. bfloat16, N×257×384 a view.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from embeddings.encoders.ground import SIDE, network_input
from embeddings.training.encoder.items import Item
from embeddings.training.encoder.views import changed, plain
from embeddings.training.vit import Block, VisionTransformer

log = logging.getLogger(__name__)

FROZEN = 8
"""Blocks that do not learn."""
GRID = SIDE // 14
COUNT = 1 + GRID * GRID
WIDTH = 384
BATCH = 32


def embed_patches(trunk: VisionTransformer, images: Tensor) -> Tensor:
    """B×3×224×224 to the B×257×384 tokens that enter the first block."""
    patches = trunk.patch_embed(images) + trunk.positions(GRID, GRID)
    first = trunk.cls_token + trunk.pos_embed[:, :1]
    return torch.cat([first.expand(len(images), -1, -1), patches.flatten(2).transpose(1, 2)], 1)


def frozen(block: Block, tokens: Tensor) -> Tensor:
    """A block's output when no gradient is wanted: torch's fused attention is a third faster then."""
    attention = block.attn
    batch, count, width = tokens.shape
    qkv = attention.qkv(block.norm1(tokens)).reshape(batch, count, 3, attention.heads, width // attention.heads)
    query, key, value = qkv.permute(2, 0, 3, 1, 4).unbind(0)
    mixed = F.scaled_dot_product_attention(query, key, value).transpose(1, 2).reshape(batch, count, width)
    tokens = tokens + block.ls1(attention.proj(mixed))
    return tokens + block.ls2(block.mlp(block.norm2(tokens)))  # type: ignore[no-any-return]


class Tokens:
    """The cache of one view of all items: rows of 257×384, filled from the front."""

    def __init__(self, path: Path, count: int) -> None:
        shape = (count, COUNT, WIDTH)
        there = path.is_file() and path.stat().st_size == 2 * int(np.prod(shape))
        self._rows: NDArray[np.int16] = np.memmap(path, np.int16, "r+" if there else "w+", shape=shape)
        self._progress = path.with_suffix(".done")
        self.done = int(self._progress.read_text()) if there and self._progress.is_file() else 0

    def write(self, tokens: Tensor) -> None:
        """Append rows and note how far the cache reaches."""
        end = self.done + len(tokens)
        self._rows[self.done : end] = tokens.to(torch.bfloat16).view(torch.int16).cpu().numpy()
        self.done = end

    def note(self) -> None:
        """Make what is written count after a restart."""
        self._progress.write_text(str(self.done))

    def read(self, indices: NDArray[np.int64]) -> Tensor:
        """B×257×384 bfloat16."""
        return torch.from_numpy(self._rows[indices]).view(torch.bfloat16)


def cache(start: dict[str, Tensor], found: Sequence[Item], path: Path, view: int, device: str, seed: int) -> Tokens:
    """Fill the cache of ``view`` (0 the plain, 1 the changed one); goes on where it was stopped."""
    tokens = Tokens(path, len(found))
    trunk = VisionTransformer()
    trunk.load_state_dict(start)
    trunk.eval().to(device)
    since, before = time.monotonic(), tokens.done
    with torch.inference_mode():
        while tokens.done < len(found):
            batch = range(tokens.done, min(tokens.done + BATCH, len(found)))
            squares = [
                plain(found[i].load())
                if view == 0
                else changed(found[i].load(), np.random.default_rng([seed, view, i]))
                for i in batch
            ]
            images = torch.from_numpy(np.stack([network_input(square) for square in squares])).to(device)
            with torch.autocast(device, torch.bfloat16):
                mixed = embed_patches(trunk, images).float()
                for block in trunk.blocks[:FROZEN]:
                    assert isinstance(block, Block)
                    mixed = frozen(block, mixed)
            tokens.write(mixed)
            if tokens.done % (BATCH * 16) < BATCH or tokens.done == len(found):
                tokens.note()
                pace = (tokens.done - before) / (time.monotonic() - since)
                log.info("tokens of view %d: %d of %d, %.1f pictures/s", view, tokens.done, len(found), pace)
    return tokens
