"""The doctor finds each fault and says what to do, and changes nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from tests.wardrobe.conftest import BLUE, fill, photo
from wardrobe.database import Database
from wardrobe.doctor import WEIGHTS, examine
from wardrobe.house import House
from wardrobe.schema import LookRow, SightingRow
from wardrobe.settings import Settings
from wardrobe.vectors import vector_row

NETWORKS = ("parser", "small_parser", "encoder", "compatibility")
MODELS = (*NETWORKS, "turning")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return Settings.load(data_dir=tmp_path / "data", port=probe.getsockname()[1], threads=1)


@pytest.fixture
def copied(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder with copies of the models named, which may be damaged; the others take no time to check."""

    def copy(*models: str) -> Path:
        folder = light_models(tmp_path / "weights")
        for model in models:
            shutil.rmtree(folder / model)
            shutil.copytree(WEIGHTS / model, folder / model)
        return folder

    return copy


def faults(settings: Settings, weights: Path | None = None) -> dict[str, str]:
    """The faults told; without ``weights`` of models that take no time to check."""
    findings = examine(settings, weights or light_models(settings.data_dir.parent / "light"))
    return {finding.name: str(finding.fault) for finding in findings if finding.fault}


def told(settings: Settings) -> dict[str, str]:
    """What is said of each check that is well."""
    findings = examine(settings, light_models(settings.data_dir.parent / "light"))
    return {finding.name: finding.detail for finding in findings}


def light_models(folder: Path) -> Path:
    for model in MODELS:
        (folder / model).mkdir(parents=True, exist_ok=True)
        (folder / model / "a.npz").write_bytes(b"light")
        card = {"model_id": model, "file": "a.npz", "sha256": hashlib.sha256(b"light").hexdigest()}
        (folder / model / "model.json").write_text(json.dumps(card))
    return folder


def test_a_fresh_installation_is_well_and_stays_untouched(settings: Settings) -> None:
    findings = list(examine(settings))
    assert [finding for finding in findings if finding.fault] == []
    assert [finding.name for finding in findings] == [
        *(f"model {name}" for name in sorted(MODELS)),
        "data folder",
        "disk space",
        "database",
        "vectors",
        "search index",
        "port",
    ]
    assert all(finding.detail for finding in findings)
    assert not settings.data_dir.exists()


@pytest.mark.parametrize("model", NETWORKS)
def test_a_model_that_is_missing_or_damaged_is_named_with_the_remedy(
    settings: Settings, copied: Callable[..., Path], model: str
) -> None:
    weights = copied(model)
    file = max((weights / model).glob("*.onnx"), key=lambda path: path.stat().st_size)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    told = faults(settings, weights)
    assert list(told) == [f"model {model}"] and file.name in told[f"model {model}"]
    assert "reinstall" in told[f"model {model}"].lower()
    file.unlink()
    assert list(faults(settings, weights)) == [f"model {model}"]
    shutil.rmtree(weights / model)
    assert list(faults(settings, weights)) == [f"model {model}"]


@pytest.mark.parametrize("card", ["{", "{}", "[]", '{"file": "parser.onnx"}', '{"files": {}}', '{"files": {"a": 1}}'])
def test_a_card_that_names_nothing_to_check_is_a_fault(
    settings: Settings, copied: Callable[..., Path], card: str
) -> None:
    weights = copied()
    (weights / "parser" / "model.json").write_text(card)
    assert "cannot be read" in faults(settings, weights)["model parser"]


@pytest.mark.parametrize("model", ["parser", "encoder"])
def test_every_file_of_a_model_is_checked_not_only_the_networks(
    settings: Settings, copied: Callable[..., Path], model: str
) -> None:
    weights = copied(model)
    card = json.loads((weights / model / "model.json").read_text())
    for name in [card["file"]] if "file" in card else card["files"]:
        path = weights / model / name
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        assert list(faults(settings, weights)) == [f"model {model}"], name
        path.write_bytes(whole)
    assert faults(settings, weights) == {}


def test_another_encoder_in_the_settings_is_tried_too(settings: Settings) -> None:
    wrong = settings.model_copy(update={"encoder": "no-such-model"})
    assert "OTJANG_ENCODER" in faults(wrong)["encoder of the settings"]


def test_a_database_of_today_is_sound_and_an_older_one_is_announced(settings: Settings) -> None:
    settings.data_dir.mkdir()
    database = Database(settings.url)
    database.migrate()
    database.close()
    assert told(settings)["database"].startswith("opens, sound")
    with sqlite3.connect(settings.data_dir / "otjang.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    assert "next start brings it" in told(settings)["database"]


@pytest.mark.parametrize("kind", ["foreign", "garbage", "torn"])
def test_a_database_that_cannot_be_used_is_told(settings: Settings, kind: str) -> None:
    settings.data_dir.mkdir()
    path = settings.data_dir / "otjang.db"
    if kind == "foreign":
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE recipes (name TEXT)")
    elif kind == "garbage":
        path.write_bytes(b"this is no database at all" * 100)
    else:
        database = Database(settings.url)
        database.migrate()
        database.close()
        path.write_bytes(path.read_bytes()[:9000])
    before = path.read_bytes()
    assert list(faults(settings)) == ["database"]
    assert path.read_bytes() == before


def test_a_database_that_was_begun_and_not_made_is_no_fault(settings: Settings) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / "otjang.db").touch()
    assert "not made yet" in told(settings)["database"]


def test_a_locked_database_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.data_dir.mkdir()
    database = Database(settings.url)
    database.migrate()
    database.close()
    monkeypatch.setattr("wardrobe.database.BUSY_SECONDS", 0.2)
    holder = sqlite3.connect(settings.data_dir / "otjang.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        assert "locked" in faults(settings)["database"]
    finally:
        holder.close()


def give_photos(house: House) -> None:
    """Originals for looks that have none."""
    with house.database.write() as session:
        for look in session.scalars(select(LookRow)):
            look.sha256 = house.media.put(photo(seed=look.id, pants=BLUE)).sha256


def test_looks_whose_photos_are_lost_are_named_instead_of_promised(settings: Settings) -> None:
    house = House.open(settings)
    fill(house, [["A"], ["A"], ["A"], ["A"]])
    give_photos(house)
    gone, changed, _, _ = house.looks.page(1)
    originals = house.media.originals
    with house.database.read() as session:
        paths = [originals.path(session.get_one(LookRow, look.id).sha256) for look in (gone, changed)]
    house.close()
    paths[0].unlink()
    paths[1].write_bytes(b"damaged")
    assert faults(settings)["vectors"] == (
        f"The photos of these looks cannot be read, so their garments get no vectors: {gone.name}, {changed.name}. "
        "Put the folder originals back from a backup, or delete these looks."
    )
    shutil.rmtree(originals.folder)
    assert "vectors" in faults(settings)
    assert not originals.folder.exists(), "nothing is changed"


def test_the_change_to_another_encoder_and_its_index_are_told_without_being_a_fault(settings: Settings) -> None:
    house = House.open(settings)
    encoder = house.models.encoder.model_id
    fill(house, [["A", "B"], ["A"]])
    give_photos(house)
    histogram = np.zeros(800, np.float32)

    def embed(model_id: str, count: int) -> None:
        with house.database.write() as session:
            for row in session.scalars(select(SightingRow).order_by(SightingRow.id).limit(count)):
                session.add(vector_row(row, model_id, np.eye(1, 8, dtype=np.float32)[0], histogram))

    assert (
        told(settings)["vectors"] == f"0 of 3 garments on photos have those of {encoder}; the server makes the others"
    )
    embed("older", 3)
    assert told(settings)["vectors"].endswith("the server makes the others, until then those of older serve")
    assert told(settings)["search index"] == "no file yet, it is written when the server stops"
    embed(encoder, 3)
    assert told(settings)["vectors"] == f"all 3 garments on photos have those of {encoder}"
    with house.database.read() as session:
        house.vectors.open(session)
    house.close()
    assert told(settings)["search index"] == f"3 vectors of {encoder}, intact"
    file = settings.data_dir / "cache" / "index.faiss"
    file.write_bytes(file.read_bytes()[:-1])
    assert "it is cut short; it is made anew from the database" in told(settings)["search index"]
    file.write_bytes(b"otjang-index-9" + file.read_bytes()[14:])
    assert "it is from another version; it is made anew" in told(settings)["search index"]
    assert faults(settings) == {}


def test_a_folder_that_is_a_file_is_told(settings: Settings) -> None:
    settings.data_dir.write_text("")
    assert "OTJANG_DATA_DIR" in faults(settings)["data folder"]


def test_little_space_is_told_with_the_number(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardrobe.doctor.LITTLE_SPACE", 10**18)
    assert "MB are free" in faults(settings)["disk space"]


@pytest.fixture
def listener(settings: Settings) -> Iterator[socket.socket]:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", settings.port))
        other.listen()
        yield other


def test_a_port_in_use_by_something_else_is_told(
    settings: Settings, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wardrobe.doctor.PATIENCE", 0.2)
    assert "in use" in faults(settings)["port"]


def test_findings_are_json_for_scripts(settings: Settings, tmp_path: Path) -> None:
    from tests.wardrobe.cli.conftest import process

    ran = process("doctor", "--json", data_dir=settings.data_dir, OTJANG_PORT=str(settings.port))
    assert ran.returncode == 0, ran.stderr
    assert {entry["check"] for entry in json.loads(ran.stdout)} >= {"model parser", "database", "port"}
    assert all(entry["ok"] for entry in json.loads(ran.stdout))
    settings.data_dir.write_text("")
    broken = process("doctor", data_dir=settings.data_dir, OTJANG_PORT=str(settings.port))
    assert broken.returncode == 2 and "FAULT" in broken.stdout and "→" in broken.stdout
