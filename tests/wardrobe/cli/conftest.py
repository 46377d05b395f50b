"""The `otjang` command, run in this process or as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from wardrobe.cli import app

ROOT = Path(__file__).resolve().parents[3]
LOOKS = sorted((ROOT / "tests" / "pictures").glob("look-*.jpg"))


@dataclass(frozen=True)
class Ran:
    """What a run of the command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def told(self) -> str:
        """Everything printed, on one line, as rich may break lines in a narrow terminal."""
        return " ".join((self.out + " " + self.err).split())


Otjang = Callable[..., Ran]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def otjang(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Otjang:
    """`otjang` in this process, with a data folder of the test's own."""
    for name in [name for name in os.environ if name.startswith("OTJANG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OTJANG_THREADS", "1")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: object, **environment: str) -> Ran:
        words = ["--data-dir", str(data_dir), *map(str, arguments)]
        result = CliRunner().invoke(app, words, env=environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def owned(otjang: Otjang) -> Otjang:
    """The same, with the owner's account made."""
    made = otjang("account", "create", "Mina", OTJANG_PASSWORD="correct horse battery")
    assert made.code == 0, made.told
    return otjang


def process(*arguments: object, data_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`otjang` as a process of its own, as a person runs it."""
    return subprocess.run(
        [sys.executable, "-m", "wardrobe.cli", "--data-dir", str(data_dir), *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"OTJANG_THREADS": "1", "LC_ALL": "C.UTF-8"} | environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
