"""A backup holds everything but caches, comes back whole, and refuses what is not."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from embeddings.errors import OtjangError
from tests.wardrobe.conftest import BLUE, GREEN, PASSWORD, RED, fill, finish, photo, receive
from tests.wardrobe.everything import furnish, rows
from tests.wardrobe.test_erasing import files
from wardrobe.accounts import Person
from wardrobe.backup import DATABASE, MANIFEST
from wardrobe.errors import AccountError, BackupError, OverError
from wardrobe.house import House
from wardrobe.restoring import WAYS_IN, restore

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    """With a look, a row of everything, and a file of every kind."""
    house = open_house()
    household = furnish(house.database)
    receive(house, household, photo(upper_clothes=RED, pants=BLUE))
    finish(house)
    folder = house.settings.data_dir
    for name in ("items/ab/abc.webp", "feeds/0123", "shared/1/1.jpg", "groups/2026-04.json", "device.pem", "share.key"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    (folder / "otjang.toml").write_text("session_days = 20\n")
    for name in ("incoming/1-x.part", "originals/incoming/tmp1", "workers/w.lock", "cache/index.faiss"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"passing")
    return house


@pytest.fixture
def made(house: House, tmp_path: Path) -> Path:
    house.backup.write(tmp_path / "backup.zip", AT)
    return tmp_path / "backup.zip"


def lasting(house: House) -> dict[str, str]:
    passing = ("incoming/", "originals/incoming/")
    return {name: content for name, content in files(house).items() if not name.startswith(passing)}


def test_everything_comes_back_and_nothing_that_is_a_cache(
    house: House, made: Path, tmp_path: Path, open_house: Callable[..., House]
) -> None:
    told: list[tuple[int, int]] = []
    restored = restore(made, tmp_path / "new", lambda done, total: told.append((done, total)))
    again = open_house(tmp_path / "new")
    assert rows(again.database) == rows(house.database) | {name: set() for name in WAYS_IN}
    assert lasting(again) == lasting(house) and files(again) == lasting(again)
    assert (restored.files, restored.made_at) == (len(lasting(house)), AT)
    assert told[-1] == (restored.bytes, restored.bytes)
    assert again.settings.data_dir.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "share.key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "data", "new"]


def test_the_size_is_known_before(house: House, made: Path) -> None:
    plan = house.backup.plan()
    assert plan.files == len(lasting(house))
    assert plan.bytes == pytest.approx(made.stat().st_size, rel=0.05)


def test_a_second_reader_finds_a_sound_zip_file(made: Path) -> None:
    with zipfile.ZipFile(made) as zipped:
        assert zipped.testzip() is None
        assert not [name for name in zipped.namelist() if name.startswith(("cache", "workers", "incoming"))]


def test_a_backup_is_one_moment_while_others_write(house: House, tmp_path: Path) -> None:
    before = rows(house.database)
    some = house.backup.stream(AT)
    packed = [next(some)]
    fill(house, [["A"]])
    packed += list(some)
    (tmp_path / "backup.zip").write_bytes(b"".join(packed))
    restore(tmp_path / "backup.zip", tmp_path / "new")
    with sqlite3.connect(tmp_path / "new" / DATABASE) as connection:
        assert connection.execute("SELECT count(*) FROM household").fetchone() == (len(before["household"]),)
    assert not list((house.settings.data_dir / "cache").glob("backup-*")), "the copy of the database is gone"


def test_what_was_deleted_is_not_in_the_next_backup(house: House, made: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(made) as zipped:
        assert any(name.startswith("originals/") for name in zipped.namelist())
    for household in house.accounts.households():
        house.erasing.household(household)
    house.backup.write(made, AT)
    with zipfile.ZipFile(made) as zipped:
        assert not any(name.startswith("originals/") for name in zipped.namelist())


def test_a_backup_that_cannot_be_finished_leaves_the_one_before(
    house: House, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = made.read_bytes()

    def cut(*_: object) -> object:
        yield b"half"
        raise RuntimeError

    monkeypatch.setattr(house.backup, "stream", cut)
    with pytest.raises(RuntimeError):
        house.backup.write(made, AT)
    assert made.read_bytes() == before
    assert sorted(path.name for path in made.parent.iterdir()) == ["backup.zip", "data"]


def test_a_backup_in_the_data_folder_itself_is_refused(house: House) -> None:
    with pytest.raises(BackupError, match="in the data folder itself"):
        house.backup.write(house.settings.data_dir / "backup.zip", AT)


def changed(name: str, data: bytes) -> Callable[[Path], None]:
    """A backup in which one file has other bytes, or is new."""

    def change(path: Path) -> None:
        with zipfile.ZipFile(path) as zipped:
            contents = {each: zipped.read(each) for each in zipped.namelist()}
        with zipfile.ZipFile(path, "w") as zipped:
            for each, found in (contents | {name: data}).items():
                zipped.writestr(each, found)

    return change


def said(**values: object) -> Callable[[Path], None]:
    """A backup whose manifest says something else."""

    def change(path: Path) -> None:
        with zipfile.ZipFile(path) as zipped:
            manifest = json.loads(zipped.read(MANIFEST))
        changed(MANIFEST, json.dumps(manifest | values).encode())(path)

    return change


def also(name: str) -> Callable[[Path], None]:
    """A backup whose manifest lists a file of that name."""

    def change(path: Path) -> None:
        with zipfile.ZipFile(path) as zipped:
            manifest = json.loads(zipped.read(MANIFEST))
        said(files=manifest["files"] | {name: {"sha256": "0" * 64, "size": 1}})(path)

    return change


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (changed("share.key", b"another"), "share.key is not what was packed"),
        (changed("share.key", b"share.key and more"), "share.key is not what was packed"),
        (changed(MANIFEST, b"no JSON"), "no backup of Otjang"),
        (changed(MANIFEST, b"[]"), "no backup of Otjang"),
        (said(format=99), "newer version"),
        (said(schema="9999"), "newer version"),
        (said(files={}), "no backup of Otjang"),
        (also("../outside"), "no backup of Otjang"),
        (also("/outside"), "no backup of Otjang"),
        (also("C:\\outside"), "no backup of Otjang"),
        (also("not/there"), "not/there is not what was packed"),
        (lambda path: path.write_bytes(path.read_bytes()[:-200]), "damaged or no ZIP file"),
        (lambda path: path.write_bytes(b"a text"), "damaged or no ZIP file"),
        (lambda path: path.unlink(), "There is no file"),
    ],
)
def test_what_is_no_whole_backup_is_refused_and_leaves_nothing(
    made: Path, tmp_path: Path, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(made)
    with pytest.raises(BackupError, match=message):
        restore(made, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".restoring") or path.name == "outside"]


def test_only_an_empty_folder_is_restored_into(made: Path, house: House, tmp_path: Path) -> None:
    before = files(house)
    with pytest.raises(BackupError, match="is not empty"):
        restore(made, house.settings.data_dir)
    assert files(house) == before
    (tmp_path / "empty").mkdir()
    (tmp_path / ".empty.restoring").mkdir()  # of a process that was killed
    assert restore(made, tmp_path / "empty").files


def test_only_the_owner_of_the_only_household_may_take_everything(open_house: Callable[..., House]) -> None:
    house = open_house()
    owner: Person = house.accounts.create_owner("Mina", PASSWORD)
    member = house.people.add(owner.home_id, "Jun")
    house.backup.check(owner)
    furnish(house.database, sample_of_id=owner.home_id)
    house.backup.check(owner)
    with pytest.raises(AccountError, match="Only the owner"):
        house.backup.check(member)
    fill(house, [])
    with pytest.raises(AccountError, match="Several households"):
        house.backup.check(owner)


def test_a_damaged_database_in_a_backup_is_found(open_house: Callable[..., House], tmp_path: Path) -> None:
    house = open_house()
    receive(house, fill(house, []), photo(upper_clothes=GREEN))
    copy = tmp_path / "copy.db"
    house.database.copy(copy)
    data = bytearray(copy.read_bytes())
    data[4096 * 3 : 4096 * 6] = b"\xff" * (4096 * 3)
    copy.write_bytes(data)
    house.database.copy = lambda target: target.write_bytes(copy.read_bytes())  # type: ignore[method-assign]
    house.backup.write(tmp_path / "backup.zip", AT)
    with pytest.raises(BackupError, match=r"otjang\.db is not what was packed"):
        restore(tmp_path / "backup.zip", tmp_path / "new")


def packed(name: str, **how: int) -> Callable[[Path], None]:
    """A backup in which a file is packed as no backup has it."""

    def change(path: Path) -> None:
        with zipfile.ZipFile(path) as zipped:
            contents = {each: zipped.read(each) for each in zipped.namelist()}
        with zipfile.ZipFile(path, "w") as zipped:
            for each, found in contents.items():
                zipped.writestr(each, found, **(how if each == name else {}))  # type: ignore[arg-type]

    return change


def locked(path: Path) -> None:
    """A backup that says that a file in it is encrypted."""
    data = path.read_bytes()
    with zipfile.ZipFile(path) as zipped:
        first = data.index(b"PK\x01\x02")
        assert zipped.infolist()[0].filename == DATABASE
    path.write_bytes(data[:6] + b"\x01" + data[7 : first + 8] + b"\x01" + data[first + 9 :])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (packed("share.key", compress_type=zipfile.ZIP_LZMA), "share.key is not what was packed"),
        (packed(MANIFEST, compress_type=zipfile.ZIP_BZIP2), "no backup of Otjang"),
        (changed(MANIFEST, b"[" * 100_000), "no backup of Otjang"),
        (locked, "otjang.db is not what was packed"),
        (said(files={DATABASE: {"sha256": "0" * 64, "size": float("inf")}}), "no backup of Otjang"),
        (said(files={DATABASE: {"sha256": "0" * 64, "size": float("nan")}}), "no backup of Otjang"),
        (also("otjang.db/below"), "cannot be used|not what was packed|no backup"),
    ],
)
def test_a_backup_that_was_made_up_is_told_in_words_and_unpacks_nothing(
    made: Path, tmp_path: Path, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(made)
    with pytest.raises(OtjangError, match=message):
        restore(made, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".restoring")]


def test_a_backup_that_was_packed_anew_by_other_tools_is_good(made: Path, tmp_path: Path) -> None:
    for name in (DATABASE, "share.key", MANIFEST):
        packed(name, compress_type=zipfile.ZIP_DEFLATED)(made)
    assert restore(made, tmp_path / "new").files
    assert (tmp_path / "new" / "share.key").read_bytes() == b"share.key"


def test_neither_a_session_that_was_ended_nor_a_link_that_was_used_comes_back(
    open_house: Callable[..., House], tmp_path: Path
) -> None:
    house = open_house()
    owner = house.accounts.create_owner("Mina", PASSWORD)
    token = house.accounts.log_in("Mina", PASSWORD)
    key = house.people.invite(owner.home_id, house.people.add(owner.home_id, "Jun").id)
    house.backup.write(tmp_path / "backup.zip", AT)
    house.accounts.log_out_everywhere(owner.id)
    house.people.join(key, "Jun", PASSWORD, "192.0.2.1")
    restore(tmp_path / "backup.zip", tmp_path / "new")
    again = open_house(tmp_path / "new")
    assert again.accounts.person_for(token) is None
    with pytest.raises(OverError):
        again.people.join(key, "Jun", "another good password", "192.0.2.1")
    assert again.accounts.log_in("Mina", PASSWORD)
