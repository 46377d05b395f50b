"""The real process on a port of its own, with an owner and one look."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[3]
OWNER, PASSWORD = "Mina", "correct horse battery"


@dataclass(frozen=True)
class Running:
    """A server, its owner's browser and its device."""

    url: str
    data_dir: Path
    process: subprocess.Popen[str]
    setup: httpx.Response
    token: str

    @property
    def cookies(self) -> dict[str, str]:
        return {"otjang_session": self.setup.cookies["otjang_session"]}

    def stranger(self) -> httpx.Client:
        """A browser that is not logged in and follows nothing."""
        return httpx.Client(base_url=self.url, timeout=20)

    def owner(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=20, cookies=self.cookies)


def command(*arguments: str, data_dir: Path) -> list[str]:
    return [sys.executable, "-m", "wardrobe.cli", "--data-dir", str(data_dir), *arguments]


def start(data_dir: Path, **environment: str) -> tuple[subprocess.Popen[str], str]:
    """`otjang up` on a free port, and the address that it prints."""
    process = subprocess.Popen(
        command("up", "--port", "0", data_dir=data_dir),
        cwd=ROOT,
        env=os.environ | {"OTJANG_THREADS": "1"} | environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://" in line, f"not started: {line!r}"
    return process, line.split()[-1]


def stop(process: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM) -> int:
    process.send_signal(how)
    return process.wait(timeout=30)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data_dir = tmp_path_factory.mktemp("server") / "data"
    process, url = start(data_dir, OTJANG_MAX_BYTES="3000000")
    form = {"name": OWNER, "password": PASSWORD, "again": PASSWORD}
    setup = httpx.post(f"{url}/setup", data=form, timeout=20)
    made = subprocess.run(
        command("device", "add", "hallway", data_dir=data_dir), cwd=ROOT, capture_output=True, text=True, check=True
    )
    yield Running(url, data_dir, process, setup, made.stdout.strip())
    stop(process)


@pytest.fixture(scope="session")
def look_id(running: Running) -> int:
    """A look that was sent by the device and is past its first steps."""
    picture = (ROOT / "tests" / "pictures" / "look-01.jpg").read_bytes()
    reply = httpx.post(
        f"{running.url}/api/v1/captures",
        content=picture,
        headers={"Authorization": f"Bearer {running.token}", "X-Filename": "look-01.jpg"},
        timeout=20,
    )
    assert reply.status_code == 201, reply.text
    look = int(reply.json()["look_id"])
    with running.owner() as browser:
        deadline = time.monotonic() + 30
        while browser.get(f"/media/looks/{look}/small").status_code != 200 and time.monotonic() < deadline:
            time.sleep(0.1)
    return look
