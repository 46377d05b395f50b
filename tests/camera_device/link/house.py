"""A real server with a household, and what it holds, counted on its disk."""

from __future__ import annotations

import hashlib
import io
import signal
import socket
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import httpx
import numpy as np
from PIL import Image

from tests.wardrobe.server.conftest import OWNER, PASSWORD, ROOT, command, start, stop


def photo(seed: int, size: int = 900) -> bytes:
    """A JPEG of noise: about 1.6 bytes a pixel, all of them needed."""
    pixels = np.random.default_rng(seed).integers(0, 256, (size, size, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=97)
    return buffer.getvalue()


class House:
    """Starts and stops; keeps its ports, its certificate and what it was sent."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.device_port = _free_port()
        self.up()
        httpx.post(f"{self.url}/setup", data={"name": OWNER, "password": PASSWORD, "again": PASSWORD}, timeout=20)
        self.token = self.cli("device", "add", "hallway")

    def up(self) -> None:
        self.process, self.url = start(
            self.data_dir, OTJANG_DEVICE_PORT=str(self.device_port), OTJANG_MDNS="false", OTJANG_MAX_BYTES="60000000"
        )

    def down(self, how: signal.Signals = signal.SIGTERM) -> None:
        stop(self.process, how)

    @property
    def device_url(self) -> str:
        return f"https://127.0.0.1:{self.device_port}"

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def cli(self, *arguments: str) -> str:
        """What an `otjang` command prints."""
        done = subprocess.run(
            command(*arguments, data_dir=self.data_dir), cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def originals(self) -> list[str]:
        """SHA-256 of every file in the store, of its bytes."""
        stored = self.data_dir.joinpath("originals").glob("[0-9a-f][0-9a-f]/*")
        return sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in stored)

    def looks(self) -> int:
        """How many there are that nobody has deleted."""
        (file,) = self.data_dir.glob("*.db")
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            return int(database.execute("select count(*) from look where hidden_at is null").fetchone()[0])


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
