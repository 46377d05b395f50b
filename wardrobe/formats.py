"""Is it what it says it is? Told by the first bytes, before anything is stored as a look."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from embeddings.photo import FORMATS
from embeddings.video_boxes import is_video
from wardrobe.errors import UnknownFormatError


def check_picture(data: bytes, name: str) -> None:
    """Raises ``UnknownFormatError`` unless it begins as a picture does. A fault further inside is told on the look."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS):
            pass
    except UnidentifiedImageError:
        raise UnknownFormatError(
            "{name} is not a JPEG, PNG, WebP or HEIC picture.",
            name=name,
            remedy="Open it in a photo app and export it as JPEG.",
        ) from None
    except Exception:  # a known format with something wrong inside
        pass


def check_video(data: bytes, name: str) -> None:
    """The same of an MP4 or MOV video."""
    if not is_video(data[:12]):
        raise UnknownFormatError("{name} is not an MP4 or MOV video.", name=name, remedy="Record it as MP4 (H.264).")
