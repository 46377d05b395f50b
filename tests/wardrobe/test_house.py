"""The house opens in good order, or says why not; and does its main job with the real models."""

from __future__ import annotations

import errno
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.wardrobe.conftest import fill
from wardrobe.errors import StorageError
from wardrobe.house import House, current, use
from wardrobe.models import Models
from wardrobe.settings import Settings

PICTURES = sorted((ROOT / "tests" / "pictures").glob("look-*.jpg"))


def test_a_house_can_be_closed_and_opened_again(open_house: Callable[..., House]) -> None:
    house = open_house()
    house.accounts.create_owner("Mina", "correct horse battery")
    house.close()
    assert open_house().accounts.has_owner()


def test_a_read_only_folder_is_told(monkeypatch: pytest.MonkeyPatch, open_house: Callable[..., House]) -> None:
    # As root every folder can be written, so the file system's answer is played.
    def refuse(*_: object, **__: object) -> object:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(StorageError, match="cannot be written") as caught:
        open_house()
    assert "--data-dir" in caught.value.advice


def test_a_folder_that_is_a_file_is_told(tmp_path: Path, open_house: Callable[..., House]) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be written"):
        open_house(tmp_path / "file")


def test_opening_loads_no_model_and_no_torch(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from wardrobe.house import House
from wardrobe.settings import Settings
house = House.open(Settings(data_dir=Path({str(tmp_path)!r})))
assert not house.models.__dict__.keys() & {{"_parser", "_encoder"}}
assert not {{"torch", "streamlit", "fastapi"}} & sys.modules.keys()
house.close()
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_process_has_one_house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OTJANG_DATA_DIR", str(tmp_path))
    use(None)
    house = current()
    try:
        assert house is current()
        assert house.settings.data_dir == tmp_path
    finally:
        use(None)
        house.close()


@pytest.mark.parametrize(
    ("same", "ask", "expected"),
    [(None, None, (0.9, 0.75)), (0.8, None, (0.8, 0.75)), (0.7, None, (0.7, 0.7)), (0.8, 0.5, (0.8, 0.5))],
)
def test_thresholds_come_from_the_encoder_unless_they_are_set(
    monkeypatch: pytest.MonkeyPatch, same: float | None, ask: float | None, expected: tuple[float, float]
) -> None:
    monkeypatch.setattr("wardrobe.models.read_card", lambda: {"thresholds": {"same": 0.9, "ask": 0.75}})
    found = Models(Settings(same_threshold=same, ask_threshold=ask)).thresholds
    assert (found.same, found.ask) == expected


@pytest.fixture(scope="module")
def real_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The project's own rendered looks, taken in by the real parser and encoder."""
    house = House.open(Settings(data_dir=tmp_path_factory.mktemp("real") / "data"))
    fill(house, [])
    for path in PICTURES:
        house.intake.receive(path.read_bytes(), path.name, household_id=1, source="folder")
    while house.intake.work_once():
        pass
    yield house
    house.close()


def test_real_models_turn_pictures_into_a_wardrobe(real_house: House) -> None:
    looks = real_house.looks.page(1, limit=100)
    assert [look.state for look in looks] == ["ready"] * len(PICTURES)
    garments = real_house.garments.list(1)
    assert len(garments) >= 10
    assert all(item.colours for item in garments)
    assert sum(len(look.sightings) for look in looks) >= 3 * len(PICTURES)


def test_each_sighting_has_a_cut_out_in_every_size(real_house: House) -> None:
    look = real_house.looks.page(1, limit=1)[0]
    for sighting in look.sightings:
        for size in ("small", "medium", "large"):
            assert real_house.media.rendition("cut-out", sighting.id, size).stat().st_size > 500  # type: ignore[arg-type]
    assert real_house.media.rendition("blurred", look.id, "large").stat().st_size > 5000


def test_a_picture_of_a_look_finds_the_garments_in_it(real_house: House) -> None:
    look = real_house.looks.page(1, limit=1)[0]
    data = (ROOT / "tests" / "pictures" / look.name).read_bytes()
    hits = real_house.search.picture(1, data, look.name)
    own = {sighting.garment_id for sighting in look.sightings if sighting.garment_id}
    assert own <= {hit.garment_id for hit in hits[: len(own) + 3]}
    assert hits[0].score > 0.99


@pytest.mark.slow
def test_real_photos_are_finished_and_the_same_photo_again_is_recognised(data_folder: Path, tmp_path: Path) -> None:
    house = House.open(Settings(data_dir=tmp_path / "data"))
    fill(house, [])
    paths = sorted((data_folder / "parsing" / "images").glob("*.jpg"))[:6]
    for path in paths:
        house.intake.receive(path.read_bytes(), path.name, household_id=1, source="folder")
        house.intake.work_once()
    owned = len(house.garments.list(1))
    again = house.intake.receive(paths[0].read_bytes() + b"\0", "again.jpg", household_id=1, source="upload")
    house.intake.work_once()
    first, second = house.looks.page(1, limit=10)[-1], house.looks.get(1, again.look_id)
    assert {look.state for look in house.looks.page(1)} == {"ready"}
    assert second.twin_id == first.id
    decided = [sighting.decision for sighting in second.sightings]
    assert decided and set(decided) <= {"same", "ask"}
    assert len(house.garments.list(1)) == owned
    assert all(hit.reasons for hit in house.search.words(1, "dark blue jeans"))
    house.close()
