"""What the work on looks is done with."""

from __future__ import annotations

from dataclasses import dataclass

from embeddings.photo import Limits
from embeddings.video import VideoLimits
from wardrobe.database import Database
from wardrobe.media import Media
from wardrobe.models import Models
from wardrobe.vectors import Vectors


@dataclass(frozen=True, slots=True)
class Tools:
    """Handed from the house to the intake, its steps and ``rebuild``."""

    database: Database
    media: Media
    models: Models
    vectors: Vectors
    limits: Limits
    video_limits: VideoLimits
