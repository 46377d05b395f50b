"""What all tests of the session stand on."""

from __future__ import annotations

import pytest

from tests.camera_device.session.stage import Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()
