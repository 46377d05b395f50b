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


@pytest.mark.parametrize(
    "model_id",
    ["otjang-encoder-0", "ViT-Nothing-32:none", "local-dir:/nowhere", "local-dir:", ""],
    ids=["a built-in one before", "no such model", "a folder that is gone", "no folder", "nothing"],
)
def test_an_encoder_that_cannot_be_run_any_more_is_none(model_id: str) -> None:
    models = Models(Settings(threads=1))
    assert models.of(model_id) is None
    assert models.of(model_id) is None, "and is not tried again"


def test_the_encoder_in_use_is_found_by_its_id_and_so_is_the_built_in_one_behind_another() -> None:
    models = Models(Settings(threads=1))
    own = models.encoder.model_id
    assert models.of(own) is models
    other = Models(Settings(threads=1, encoder="local-dir:/nowhere"))
    built_in = other.of(own)
    assert built_in is not None and built_in.encoder.model_id == own
    assert other.of(own) is built_in, "it is loaded once"
    assert other.of("local-dir:/nowhere") is other
