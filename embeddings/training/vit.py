"""Vision transformer in plain torch, with timm's parameter names.

timm's own model is not used here because the parser needs what it does not offer: the maps after
several blocks, any grid of patches in one ONNX file, and position embeddings resized without
antialiasing (which ONNX Resize reproduces exactly).

Source: Dosovitskiy et al. 2020 (ViT), Touvron et al. 2021 (LayerScale), Oquab et al. 2023 (DINOv2).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Attention(nn.Module):
    """Multi-head self-attention."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.scale = (width // heads) ** -0.5
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, tokens: Tensor) -> Tensor:
        """B×N×D tokens in and out."""
        batch, count, width = tokens.shape
        qkv = self.qkv(tokens).reshape(batch, count, 3, self.heads, width // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        # Written out: on CPUs with bf16 tiles torch's fused attention goes back 4 times as slowly.
        weights = (query * self.scale @ key.transpose(-2, -1)).softmax(-1)
        mixed = weights.to(value.dtype) @ value
        return self.proj(mixed.transpose(1, 2).reshape(batch, count, width))  # type: ignore[no-any-return]


class Mlp(nn.Module):
    """Two linear layers with GELU between them."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)

    def forward(self, tokens: Tensor) -> Tensor:
        """B×N×D tokens in and out."""
        return self.fc2(F.gelu(self.fc1(tokens)))  # type: ignore[no-any-return]


class LayerScale(nn.Module):
    """One learned factor a channel."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width))

    def forward(self, tokens: Tensor) -> Tensor:
        """B×N×D tokens in and out."""
        return tokens * self.gamma.to(tokens.dtype)


class Block(nn.Module):
    """Pre-norm transformer block."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads)
        self.ls1 = LayerScale(width)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = Mlp(width, 4 * width)
        self.ls2 = LayerScale(width)

    def forward(self, tokens: Tensor) -> Tensor:
        """B×N×D tokens in and out."""
        mixed: Tensor = tokens + self.ls1(self.attn(self.norm1(tokens)))
        moved: Tensor = mixed + self.ls2(self.mlp(self.norm2(mixed)))
        return moved


class PatchEmbed(nn.Module):
    """One linear projection of each patch of pixels."""

    def __init__(self, width: int, patch: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(3, width, patch, patch)

    def forward(self, image: Tensor) -> Tensor:
        """B×3×H×W image to B×D×h×w."""
        return self.proj(image)  # type: ignore[no-any-return]


class VisionTransformer(nn.Module):
    """Maps of patch tokens after chosen blocks, for any picture whose sides are multiples of the patch."""

    def __init__(self, width: int = 384, depth: int = 12, heads: int = 6, patch: int = 14, grid: int = 37) -> None:
        super().__init__()
        self.width, self.patch, self.grid = width, patch, grid
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + grid * grid, width))
        self.patch_embed = PatchEmbed(width, patch)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width, eps=1e-6)

    def positions(self, height: int, width: int) -> Tensor:
        """1×D×h×w position embeddings for a grid of ``height`` × ``width`` patches.

        Bicubic, as two products with the weights of rows and of columns: ONNX Runtime takes longer to
        resize 384 planes (30 ms) than for all linear layers of three blocks.
        """
        square = self.pos_embed[:, 1:].reshape(1, self.grid, self.grid, self.width).permute(0, 3, 1, 2)
        same = torch.eye(self.grid, device=square.device)[None, None]
        rows = F.interpolate(same, size=(height, self.grid), mode="bicubic")
        columns = F.interpolate(same, size=(width, self.grid), mode="bicubic")
        grid: Tensor = rows @ square.float() @ columns.transpose(2, 3)
        return grid

    def forward(self, image: Tensor, after: tuple[int, ...] = (11,), first: bool = False) -> list[Tensor]:
        """B×3×H×W normalised image to one B×D×h×w map for each block in ``after`` (counted from 0).

        The last block's map is layer-normed; earlier ones are the raw residual stream. With
        ``first`` the class token, B×D, of the last of these blocks comes behind the maps.
        """
        patches = self.patch_embed(image)
        height, width = patches.shape[2:]
        patches = patches + self.positions(height, width).to(patches.dtype)
        class_token = (self.cls_token + self.pos_embed[:, :1]).to(patches.dtype)
        tokens = torch.cat([class_token.expand(image.shape[0], -1, -1), patches.flatten(2).transpose(1, 2)], 1)
        maps = []
        for index, block in enumerate(self.blocks):
            tokens = block(tokens)
            if index in after:
                seen = self.norm(tokens) if index == len(self.blocks) - 1 else tokens
                maps.append(seen[:, 1:].transpose(1, 2).reshape(image.shape[0], self.width, height, width))
        return [*maps, seen[:, 0]] if first else maps
