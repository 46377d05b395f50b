"""What pairing left: the server, its certificate and the token, in a file that only this user can read."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from camera_device.errors import FileError, PairingError
from camera_device.spool.files import Disk

FILE: Final = "pairing.json"


@dataclass(frozen=True, slots=True)
class Pairing:
    """One camera's place in one household."""

    server: str
    fingerprint: str | None
    """SHA-256 of the server's certificate in hex; None: plain HTTP on this machine, or a proxy's public certificate."""
    token: str = field(repr=False)
    device_id: int | str
    household: str


def load(state_dir: Path) -> Pairing | None:
    """The pairing; None when there is none. Raises ``PairingError`` where its file is damaged."""
    path = state_dir / FILE
    try:
        found = json.loads(path.read_text())
        pairing = Pairing(**found)
        if not all(isinstance(each, str) for each in (pairing.server, pairing.token, pairing.household)):
            raise TypeError
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(path, error) from error
    except (ValueError, TypeError) as error:
        raise PairingError("{file} is damaged.", file=path, remedy="Remove it and pair again.") from error
    return pairing


def save(state_dir: Path, pairing: Pairing) -> None:
    """Keep it, whole or not at all, readable by this user alone. Raises ``FileError``."""
    path, written = state_dir / FILE, state_dir / f"{FILE}.new"
    try:
        state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        written.unlink(missing_ok=True)
        handle = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            _give_to_owner(handle, state_dir)
            json.dump(asdict(pairing), file)
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
        Disk().sync_folder(state_dir)
    except OSError as error:
        raise _unusable(path, error) from error


def wipe(state_dir: Path) -> None:
    """Forget it. Does nothing when there is none. Raises ``FileError``."""
    try:
        for name in (FILE, f"{FILE}.new"):
            state_dir.joinpath(name).unlink(missing_ok=True)
        if state_dir.is_dir():
            Disk().sync_folder(state_dir)
    except OSError as error:
        raise _unusable(state_dir / FILE, error) from error


def _give_to_owner(handle: int, folder: Path) -> None:
    """What root writes beside the camera's service is for the service's own user to read."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)


def _unusable(path: Path, error: OSError) -> FileError:
    return FileError(
        "{file} cannot be used: {reason}.",
        file=path,
        reason=error.strerror or type(error).__name__,
        remedy="Check that this user may read and write there; the camera's service has a user of its own.",
    )
