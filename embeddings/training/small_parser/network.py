"""The small parser's network: MobileNetV2 and a decoder of depthwise convolutions, as a U.

Sources: Sandler et al. 2018 (MobileNetV2), Ronneberger et al. 2015 (U-Net), Howard et al. 2017
(depthwise separable convolutions).
"""

from __future__ import annotations

from typing import Final

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from embeddings.parsing.body import BODY_PARTS

JOINED: Final = (13, 6, 3, 1)
"""Blocks of MobileNetV2 whose maps the decoder sees, at 1/16, 1/8, 1/4 and 1/2 of the picture."""
LAST: Final = 17
"""The last block taken, at 1/32; what follows is for ImageNet's classes."""
WIDTHS: Final = (96, 64, 48, 32)


def separable(width_in: int, width_out: int) -> nn.Sequential:
    """Depthwise 3×3 and pointwise convolution, each with batch norm and ReLU."""
    return nn.Sequential(
        nn.Conv2d(width_in, width_in, 3, padding=1, groups=width_in, bias=False),
        nn.BatchNorm2d(width_in),
        nn.ReLU(inplace=True),
        nn.Conv2d(width_in, width_out, 1, bias=False),
        nn.BatchNorm2d(width_out),
        nn.ReLU(inplace=True),
    )


def backbone(width: float) -> nn.Sequential:
    """MobileNetV2's blocks up to 1/32 of the picture, with random weights."""
    from embeddings import torchvision_cpu  # noqa: F401  (before torchvision)
    from torchvision.models import mobilenet_v2  # isort: skip

    blocks: nn.Sequential = mobilenet_v2(width_mult=width).features[: LAST + 1]
    return blocks


class SmallNetwork(nn.Module):
    """Image to logits of ``BODY_PARTS``; ``width`` multiplies MobileNetV2's channels, ``decoder`` are its own."""

    def __init__(self, width: float = 1.0, decoder: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.features = backbone(width)
        channels = [_channels_out(block) for block in self.features]
        self.top = nn.Sequential(
            nn.Conv2d(channels[LAST], decoder[0], 1, bias=False), nn.BatchNorm2d(decoder[0]), nn.ReLU(inplace=True)
        )
        self.context = nn.Conv2d(channels[LAST], decoder[0], 1)
        below = (decoder[0], *decoder)
        self.up = nn.ModuleList(
            separable(below[step] + channels[block], decoder[step]) for step, block in enumerate(JOINED)
        )
        self.last = nn.Conv2d(decoder[-1], len(BODY_PARTS), 1)

    def start(self, state: dict[str, Tensor]) -> None:
        """Take torchvision's ImageNet weights, as far as this network has them."""
        own = self.features.state_dict()
        self.features.load_state_dict({name: state[f"features.{name}"] for name in own})

    def forward(self, image: Tensor) -> Tensor:
        """B×3×H×W, normalised, sides multiples of 32 -> B×5×H/2×W/2."""
        maps: dict[int, Tensor] = {}
        x = image
        for number, block in enumerate(self.features):
            x = maps[number] = block(x)
        x = self.top(x) + self.context(F.adaptive_avg_pool2d(x, 1))
        for up, number in zip(self.up, JOINED, strict=True):
            x = up(torch.cat([F.interpolate(x, scale_factor=2.0, mode="bilinear"), maps[number]], 1))
        return self.last(x)  # type: ignore[no-any-return]


def _channels_out(block: nn.Module) -> int:
    return [module.out_channels for module in block.modules() if isinstance(module, nn.Conv2d)][-1]
