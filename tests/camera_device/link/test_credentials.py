"""The token on the disk: whole, for one user, and gone when it is to be gone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from camera_device.errors import FileError, PairingError
from camera_device.link import credentials
from camera_device.link.credentials import Pairing

PAIRING = Pairing("https://192.168.1.20:8601", "ab" * 32, "otj_secret", 3, "Kim 가족")


def test_what_was_saved_is_loaded_and_only_this_user_can_read_it(tmp_path: Path) -> None:
    state = tmp_path / "new" / "state"
    assert credentials.load(state) is None
    credentials.save(state, PAIRING)
    assert credentials.load(state) == PAIRING
    assert stat.S_IMODE((state / credentials.FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


def test_a_token_is_never_shown(tmp_path: Path) -> None:
    assert "otj_secret" not in repr(PAIRING)


def test_saving_that_fails_leaves_the_old_pairing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials.save(tmp_path, PAIRING)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(credentials.os, "fsync", fail)
    with pytest.raises(FileError, match="No space left"):
        credentials.save(tmp_path, Pairing("https://a", None, "b", 4, "c"))
    assert credentials.load(tmp_path) == PAIRING


def test_a_leftover_of_a_power_cut_is_no_pairing_and_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "pairing.json.new").write_text('{"server')
    assert credentials.load(tmp_path) is None
    credentials.save(tmp_path, PAIRING)
    assert credentials.load(tmp_path) == PAIRING
    credentials.wipe(tmp_path)
    credentials.wipe(tmp_path)
    assert list(tmp_path.iterdir()) == [] and credentials.load(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"server": 1}', '{"token": "x"}'])
def test_a_damaged_file_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / credentials.FILE).write_text(content)
    with pytest.raises(PairingError, match="damaged"):
        credentials.load(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root writes for others: run it as root")
def test_what_root_writes_can_be_read_by_whom_the_folder_belongs_to(tmp_path: Path) -> None:
    os.chown(tmp_path, 65534, 65534)
    credentials.save(tmp_path, PAIRING)
    found = (tmp_path / credentials.FILE).stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (65534, 65534, 0o600)
