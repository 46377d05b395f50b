"""The parser's network: DINOv2 ViT-S/14 and a light decoder with a detail branch on the pixels.

The transformer knows what is shown but only on a grid of 14 pixels; the detail branch sees edges
at half resolution and knows nothing. The decoder climbs from the one to the other. A small head
beside it says which garments the whole photo shows: a skirt and the lower half of a dress differ
in what is around them more than in their pixels.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from embeddings.parsing.labels import CLASSES, GARMENT_CATEGORIES
from embeddings.training.vit import VisionTransformer

LAYERS = (2, 5, 8, 11)
"""Blocks whose maps the decoder sees: a quarter, half, three quarters and all of the way."""


class Parsed(NamedTuple):
    """What the network says of a batch of B pictures."""

    logits: Tensor
    """B×17×H/2×W/2."""
    coarse: Tensor
    """B×17×H/14×W/14, for the training alone."""
    presence: Tensor
    """B×12 logits of each garment category being in the picture."""
    features: Tensor
    """B×384×H/14×W/14, the last block's tokens."""


def unit(width_in: int, width_out: int, kernel: int = 3, stride: int = 1, norm: bool = True) -> nn.Sequential:
    """Convolution, batch norm, ReLU. Without norm: the same network once its norms are folded away."""
    conv = nn.Conv2d(width_in, width_out, kernel, stride, kernel // 2, bias=not norm)
    return nn.Sequential(conv, nn.BatchNorm2d(width_out) if norm else nn.Identity(), nn.ReLU(inplace=True))


class Residual(nn.Module):
    """Two convolutions around a shortcut."""

    def __init__(self, width: int, norm: bool = True) -> None:
        super().__init__()
        self.first = unit(width, width, norm=norm)
        self.second = unit(width, width, norm=norm)[:2]

    def forward(self, x: Tensor) -> Tensor:
        """B×C×H×W in and out."""
        return F.relu(x + self.second(self.first(x)))


class Decoder(nn.Module):
    """Token maps at 1/14 and the image to logits at 1/2."""

    def __init__(self, tokens: int, width: int = 192, classes: int = len(CLASSES), norm: bool = True) -> None:
        super().__init__()
        first = nn.BatchNorm2d(tokens) if norm else nn.Identity()
        self.inner = nn.Sequential(first, nn.Dropout2d(0.1), unit(tokens, width, 1, norm=norm))
        self.context = nn.Sequential(Residual(width, norm), Residual(width, norm))
        self.coarse = nn.Conv2d(width, classes, 1)
        self.up = unit(width, 96, norm=norm)
        self.edges_half = nn.Sequential(unit(3, 16, 3, 2, norm), unit(16, 16, norm=norm))
        self.edges_quarter = nn.Sequential(unit(16, 32, 3, 2, norm), unit(32, 32, norm=norm))
        self.join_quarter = nn.Sequential(unit(96 + 32, 64, norm=norm), unit(64, 64, norm=norm))
        self.join_half = nn.Sequential(unit(64 + 16, 32, norm=norm), nn.Conv2d(32, classes, 1))

    def forward(self, tokens: Tensor, image: Tensor) -> tuple[Tensor, Tensor]:
        """B×T×h×w tokens, B×3×H×W image -> logits B×C×H/2×W/2 and auxiliary ones B×C×h×w."""
        x = self.context(self.inner(tokens))
        coarse = self.coarse(x)
        half = self.edges_half(image)
        quarter = self.edges_quarter(half)
        x = self.up(F.interpolate(x, scale_factor=2.0, mode="bilinear"))
        x = self.join_quarter(torch.cat([F.interpolate(x, size=quarter.shape[2:], mode="bilinear"), quarter], 1))
        return self.join_half(torch.cat([F.interpolate(x, size=half.shape[2:], mode="bilinear"), half], 1)), coarse


class ParserNetwork(nn.Module):
    """Image to logits of the 17 classes; ``decoder`` is its width, ``vit`` goes to the transformer."""

    def __init__(self, decoder: int = 192, norm: bool = True, **vit: int) -> None:
        super().__init__()
        self.norm = norm
        self.vit = VisionTransformer(**vit)
        self.layers = tuple(layer for layer in LAYERS if layer < len(self.vit.blocks))
        self.decoder = Decoder(self.vit.width * len(self.layers), decoder, norm=norm)
        self.presence = nn.Sequential(nn.Dropout(0.2), nn.Linear(2 * self.vit.width, len(GARMENT_CATEGORIES)))

    def forward(self, image: Tensor) -> Parsed:
        """B×3×H×W, normalised, sides multiples of 14."""
        *maps, first = self.vit(image, self.layers, first=True)
        whole = torch.cat([first, maps[-1].mean((2, 3))], 1)
        logits, coarse = self.decoder(torch.cat([_unit_power(each) for each in maps], 1), image)
        return Parsed(logits, coarse, self.presence(whole), maps[-1])


def _unit_power(x: Tensor) -> Tensor:
    """Early and late blocks differ in size by a factor of ten: bring each map to unit power."""
    power = x.float().pow(2).mean((1, 2, 3), keepdim=True)
    return x * torch.rsqrt(power + 1e-6).to(x.dtype)
