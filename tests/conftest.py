"""What several test folders share: pictures made on the spot, and the data folder where there is one."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent

if "PYTEST_XDIST_WORKER" in os.environ:
    # Workers share the cores: threads of torch that spin for each other made its tests four times slower.
    os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of real photos and labels; tests that want it are skipped where there is none."""
    folder = Path(os.environ.get("OTJANG_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "parsing" / "split.csv").is_file():
        pytest.skip("no data folder: set OTJANG_TEST_DATA to a folder laid out as docs/data.md says")
    return folder


def encode(pixels: np.ndarray | Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The bytes of a picture file made from an array or a Pillow image."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
