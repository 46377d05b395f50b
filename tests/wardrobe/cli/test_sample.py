"""`otjang sample`: added, looked at and removed at the machine itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wardrobe.cli.conftest import Otjang
from tests.wardrobe.conftest import DrawnModels
from tests.wardrobe.sample.conftest import write


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owned: Otjang) -> Otjang:
    """The command with a sample of three drawn looks, and models that know drawings."""
    monkeypatch.setattr("wardrobe.sample.sample.DATA", write(tmp_path / "sample"))
    monkeypatch.setattr("wardrobe.house.Models", DrawnModels)
    return owned


def test_it_is_added_once_and_removed(small: Otjang) -> None:
    assert "no sample household" in small("sample", "state").told
    added = small("sample", "add", "--json").json
    assert (added["looks_total"], added["looks_ready"], added["done"]) == (3, 0, False)
    assert small("sample", "add", "--json").json == added
    assert "0 of 3 looks" in small("sample", "state").told
    assert [one["name"] for one in small("people", "list", "--json").json] == ["Mina"]
    assert "removed" in small("sample", "remove").told
    assert small("sample", "state", "--json").json["household_id"] is None
    assert "no sample household" in small("sample", "remove").told


def test_with_wait_all_of_the_work_is_done_at_once(small: Otjang) -> None:
    assert small("sample", "add", "--wait", "--json").json["done"]
    assert "is there: 3 looks" in small("sample", "state").told
