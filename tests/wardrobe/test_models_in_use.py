"""The models of this process, told without loading any."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from wardrobe.models import Models
from wardrobe.models_in_use import InUse, in_use
from wardrobe.settings import Settings


def test_each_model_is_told_with_its_size_and_whether_it_is_in_memory(tmp_path: Path) -> None:
    models = Models(Settings(data_dir=tmp_path))
    found = in_use(models, "builtin")
    assert [one.task for one in found] == ["garments", "person", "likeness", "outfits"]
    assert all(one.model_id.startswith("otjang-") and one.bytes and one.bytes > 1_000_000 for one in found)
    assert not any(one.loaded for one in found)
    models.small_parser.parse(np.zeros((32, 32, 3), np.uint8))
    assert [one.task for one in in_use(models, "builtin") if one.loaded] == ["person"]


def test_another_encoder_is_not_loaded_to_be_named(tmp_path: Path) -> None:
    chosen = "hf-hub:somebody/somewhere"
    models = Models(Settings(data_dir=tmp_path, encoder=chosen))
    assert in_use(models, chosen)[2:] == [InUse("likeness", chosen, None, loaded=False)]
