"""The models of one process, as the settings want them."""

from __future__ import annotations

import pytest

from embeddings.encoders import OnnxEncoder
from wardrobe.models import Models
from wardrobe.settings import Settings


@pytest.mark.parametrize(("setting", "idle"), [(2.5, 2.5), (0, None)])
def test_every_built_in_network_is_closed_when_idle_for_as_long_as_the_setting_says(
    setting: float, idle: float | None
) -> None:
    models = Models(Settings(model_idle_seconds=setting, threads=1))
    encoder = models.encoder
    assert isinstance(encoder, OnnxEncoder)
    networks = [models.parser.model, encoder.images, encoder.texts]
    assert [network.idle for network in networks] == [idle] * 3
    assert not any(network.is_open for network in networks)
