"""Decode a picture file safely: upright, sRGB, within byte and pixel limits.

The pixel limit is checked on the header, before a single pixel is decoded, because 44 KB of PNG
can stand for a gigabyte of pixels.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from embeddings.errors import PhotoError

pillow_heif.register_heif_opener()
ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = None  # Limits.pixels is ours, is stricter and raises before decoding

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
DRAFT = 0.9
"""A JPEG's reduced size may fall this far below the limit."""
_EXIF_IFD, _ORIGINAL, _DIGITIZED = 0x8769, 0x9003, 0x9004
_SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps that keep one file from filling memory."""

    bytes: int = 60_000_000
    pixels: int = 120_000_000
    long_side: int = 2048
    """Decoded pixels are reduced to this long side: enough for label maps and cut-outs."""
    short_side: int = 32
    """Below this there is nothing to see."""


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """An upright sRGB picture."""

    pixels: NDArray[np.uint8]
    """H×W×3 sRGB, upright, long side at most ``Limits.long_side``."""
    full_size: tuple[int, int]
    """Width and height of the file's own picture, upright."""
    taken_at: datetime | None
    """EXIF date of the exposure, in the camera's local time."""
    animated: bool = False
    """The file holds several frames; the first was taken."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of ``pixels``."""
        height, width = self.pixels.shape[:2]
        return width, height


def decode(data: bytes, name: str, limits: Limits = Limits()) -> Photo:
    """Decode the bytes of a JPEG, PNG, WebP or HEIC/HEIF file.

    ``name`` is only used in messages. Raises ``PhotoError`` for anything that is not a whole
    picture within the limits.
    """
    if not data:
        raise PhotoError("{name} is empty.", name=name, remedy="Copy the file again and add it anew.")
    if len(data) > limits.bytes:
        raise PhotoError(
            "{name} has {mb:.0f} MB; the limit is {limit:.0f} MB.",
            name=name,
            mb=len(data) / 1e6,
            limit=limits.bytes / 1e6,
            remedy="Export it smaller, or raise OTJANG_MAX_BYTES.",
        )
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image, name, limits)
            return _read(image, limits)
    except PhotoError:
        raise
    except UnidentifiedImageError:
        raise PhotoError(
            "{name} is not a JPEG, PNG, WebP or HEIC picture.",
            name=name,
            remedy="Open it in a photo app and export it as JPEG.",
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        raise PhotoError(
            "{name} is damaged or cut short.",
            name=name,
            remedy="Copy it again from the camera or phone.",
        ) from error


def _check_size(image: Image.Image, name: str, limits: Limits) -> None:
    width, height = image.size
    if width * height > limits.pixels:
        raise PhotoError(
            "{name} has {width} × {height} pixels; the limit is {limit:.0f} megapixels.",
            name=name,
            width=width,
            height=height,
            limit=limits.pixels / 1e6,
            remedy="Scale it down, or raise OTJANG_MAX_PIXELS.",
        )
    if min(width, height) < limits.short_side:
        raise PhotoError(
            "{name} has only {width} × {height} pixels.",
            name=name,
            width=width,
            height=height,
            remedy="Add a photo of at least {least} pixels on its short side.",
            least=limits.short_side,
        )


def _read(image: Image.Image, limits: Limits) -> Photo:
    taken_at = _taken_at(image)
    animated = getattr(image, "n_frames", 1) > 1 and image.format != "HEIF"
    width, height = image.size
    turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8) and image.format != "HEIF"
    profile = image.info.get("icc_profile")
    # JPEG can decode at 1/2, 1/4 or 1/8: less memory and time for 12-megapixel photos.
    # Asked for a little less than the limit, so that a phone's 4032 pixels become 2016 and not 4032 again.
    image.draft("RGB", _fit(width, height, round(DRAFT * limits.long_side)))
    upright = ImageOps.exif_transpose(image)
    small = upright.resize(_fit(*upright.size, limits.long_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    pixels = np.asarray(_to_srgb(small, profile))
    return Photo(
        pixels=pixels,
        full_size=(height, width) if turned else (width, height),
        taken_at=taken_at,
        animated=animated,
    )


def _fit(width: int, height: int, long_side: int) -> tuple[int, int]:
    scale = min(1.0, long_side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = _eight_bit(image)
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError):
            pass  # a damaged or mismatched profile: the plain conversion below still shows the picture
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        ground = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, rgba).convert("RGB")
    return image.convert("RGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    values = np.asarray(image, dtype=np.float64)
    top = 65535.0 if image.mode.startswith("I") and values.max() > 255 else 255.0
    if math.isnan(float(values.sum())):
        values = np.nan_to_num(values)
    return Image.fromarray((values / top * 255).clip(0, 255).round().astype(np.uint8), mode="L")


def _taken_at(image: Image.Image) -> datetime | None:
    details = image.getexif().get_ifd(_EXIF_IFD)
    for tag in (_ORIGINAL, _DIGITIZED):
        text = str(details.get(tag, "")).strip("\x00 ")
        try:
            return datetime.strptime(text, "%Y:%m:%d %H:%M:%S")
        except ValueError:
            continue
    return None
