"""`otjang backup` and `otjang restore`."""

from __future__ import annotations

from pathlib import Path

from tests.wardrobe.cli.conftest import Otjang


def test_everything_is_packed_and_comes_back(owned: Otjang, data_dir: Path, tmp_path: Path) -> None:
    packed = owned("backup", tmp_path / "backup.zip")
    assert packed.code == 0 and "holds everything" in packed.out and "Keep it where nobody else" in packed.told
    refused = owned("restore", tmp_path / "backup.zip")
    assert refused.code == 2 and "is not empty" in refused.told
    data_dir.rename(tmp_path / "before")
    restored = owned("restore", tmp_path / "backup.zip")
    assert restored.code == 0 and "Start with" in restored.told
    assert [one["name"] for one in owned("people", "list", "--json").json] == ["Mina"]
