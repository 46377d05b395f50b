"""Where somebody stands in a picture: five parts of the body and what framing asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.types import Mask

BODY_PARTS: Final = ("background", "head", "torso", "legs", "feet")
"""In the order of the maps' pixel values. Hands are torso: framing cares for what is up and what is down."""

RIM: Final = 0.01
"""How near to the picture's edge the person touches it, as a share of the picture's side."""
TOUCH: Final = 0.03
"""How much of the person's breadth or height has to lie at an edge: less is a stray hair or a fingertip."""


@dataclass(frozen=True, slots=True, eq=False)
class BodyMap:
    """Which part of the main person each pixel shows; all background where there is nobody.

    ``labels`` H×W uint8, values of ``BODY_PARTS``; ``person`` H×W float32 in 0..1, the probability
    of the main person. Both have the picture's aspect and are at most 288 pixels long.
    """

    labels: NDArray[np.uint8]
    person: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.labels.ndim != 2 or self.labels.dtype != np.uint8:
            raise ValueError("labels must be H×W uint8")
        if self.person.shape != self.labels.shape:
            raise ValueError("person must have the shape of labels")
        if self.labels.size and int(self.labels.max()) >= len(BODY_PARTS):
            raise ValueError(f"labels must be below {len(BODY_PARTS)}")

    @property
    def mask(self) -> Mask:
        """H×W bool: the main person's pixels."""
        return self.labels > 0

    @property
    def share(self) -> float:
        """How much of the picture the person covers, 0..1; 0 where there is nobody."""
        return float(self.mask.mean()) if self.labels.size else 0.0

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """Left, top, right, bottom of the person as shares of the picture's width and height; None: nobody."""
        rows, columns = np.flatnonzero(self.mask.any(1)), np.flatnonzero(self.mask.any(0))
        if not rows.size:
            return None
        height, width = self.labels.shape
        left, right = int(columns[0]) / width, (int(columns[-1]) + 1) / width
        return left, int(rows[0]) / height, right, (int(rows[-1]) + 1) / height

    @property
    def seen(self) -> frozenset[str]:
        """The parts of the body that are in the picture."""
        there = np.flatnonzero(np.bincount(self.labels.ravel(), minlength=len(BODY_PARTS)))
        return frozenset(BODY_PARTS[number] for number in there if number)

    @property
    def touches(self) -> frozenset[str]:
        """The edges that cut the person off, or nearly: any of ``top``, ``bottom``, ``left``, ``right``."""
        mask = self.mask
        down, across = (max(1, round(RIM * side)) for side in mask.shape)
        tall, broad = int(np.count_nonzero(mask.any(1))), int(np.count_nonzero(mask.any(0)))
        at_edge = {
            "top": mask[:down].any(0).sum() > TOUCH * broad,
            "bottom": mask[-down:].any(0).sum() > TOUCH * broad,
            "left": mask[:, :across].any(1).sum() > TOUCH * tall,
            "right": mask[:, -across:].any(1).sum() > TOUCH * tall,
        }
        return frozenset(edge for edge, cut in at_edge.items() if cut)
