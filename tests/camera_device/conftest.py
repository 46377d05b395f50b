"""What the tests of the camera share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A picture of a wall."""
    import cv2

    path = tmp_path / "empty.png"
    cv2.imwrite(str(path), np.full((640, 480, 3), 150, np.uint8))
    return path
