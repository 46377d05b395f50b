"""How large and how slow is a fresh installation of the server?"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.measure import Row, folder_size
from tests.conftest import ROOT


def rows() -> list[Row]:
    """Install `.[server]` into a new environment, without torch, and weigh it."""
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder) / "venv"
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        empty = folder_size(environment)
        start = time.perf_counter()
        pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-compile"]
        subprocess.run([*pip, "-c", "constraints.txt", ".[server]"], cwd=ROOT, check=True)
        taken = time.perf_counter() - start
        subprocess.run([environment / "bin" / "otjang", "--help"], check=True, stdout=subprocess.DEVNULL)
        packages = subprocess.run(
            [*pip[:3], "list", "--format=freeze"], check=True, capture_output=True, text=True
        ).stdout.split()
        assert not any(name.startswith("torch==") for name in packages)
        size = folder_size(environment) - empty
        return [
            Row(
                "server installed, without torch, models included",
                f"{size:.0f} MB, {len(packages)} packages",
                "< 600 MB",
            ),
            Row("`pip install .[server]`", f"{taken:.0f} s"),
        ]
