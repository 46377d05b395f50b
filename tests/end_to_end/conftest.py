"""The real process, a real browser, real pictures."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.end_to_end.homes import Home

OWNER, PASSWORD = "Mina", "correct horse battery"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
expect.set_options(timeout=60_000)  # shared machines can be slow
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """`otjang up` on a data folder of its own; can be killed and started again."""

    data_dir: Path
    port: int = field(default_factory=free_port)
    device_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def device_url(self) -> str:
        """Where cameras reach it."""
        return f"https://127.0.0.1:{self.device_port}"

    def start(self) -> None:
        log = (self.data_dir.parent / "server.log").open("ab")
        command = [
            sys.executable,
            "-m",
            "wardrobe.cli",
            "--data-dir",
            str(self.data_dir),
            "up",
            "--port",
            str(self.port),
        ]
        cameras = {"OTJANG_DEVICE_PORT": str(self.device_port), "OTJANG_MDNS": "false"}
        environment = os.environ | cameras | {"OTJANG_THREADS": "2"}
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError((self.data_dir.parent / "server.log").read_text())
            try:
                if httpx.get(f"{self.url}/api/v1/health", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise TimeoutError((self.data_dir.parent / "server.log").read_text())

    def command(self, *words: str | Path) -> str:
        """What an `otjang` command says that works on the same data folder while the server runs."""
        command = [sys.executable, "-m", "wardrobe.cli", "--data-dir", self.data_dir, *words]
        environment = os.environ | {"OTJANG_THREADS": "1"}
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, env=environment).stdout

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "data")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        if executable is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium: run scripts/install-browser")
        yield playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A fresh browser at phone and at desktop width; a screenshot of its last state is kept."""
    context = browser.new_context(**request.param, locale="en-GB")
    context.set_default_timeout(60_000)
    current = context.new_page()
    yield current
    folder = ROOT / "artefacts"
    folder.mkdir(exist_ok=True)
    current.screenshot(path=folder / f"{request.node.name.replace('[', '-').rstrip(']')}.png")
    context.close()


@pytest.fixture(scope="session")
def rendered_looks() -> list[Path]:
    """The project's own pictures."""
    return sorted((ROOT / "tests" / "pictures").glob("look-*.jpg"))


@pytest.fixture(scope="session")
def photos(rendered_looks: list[Path]) -> list[Path]:
    """Thirty real photos where the data folder is there, otherwise the project's own pictures."""
    folder = Path(os.environ.get("OTJANG_TEST_DATA", ROOT.parent / "shared" / "data")) / "parsing"
    if not (folder / "split.csv").is_file():
        return rendered_looks
    with (folder / "split.csv").open() as rows:
        names = [row["id"] for row in csv.DictReader(rows) if row["split"] == "val"]
    return [folder / "images" / f"{name}.jpg" for name in names[:30]]


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a household with looks and a shop, to be copied; workers share it."""
    from tests.end_to_end.homes import move_in

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "lived" / "data"
    move_in(folder)
    return folder


@pytest.fixture
def phone(browser: Browser, home: Home, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone, logged in to ``home``, which each file that wants it has of its own."""
    yield from _visit(browser, home, PHONE, request.node.name)


@pytest.fixture
def desktop(browser: Browser, home: Home, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The same at a desk."""
    yield from _visit(browser, home, DESKTOP, request.node.name)


def _visit(browser: Browser, home: Home, screen: dict[str, Any], name: str) -> Iterator[Page]:
    from tests.end_to_end.homes import visit

    with visit(browser, home, screen, name) as page:
        yield page
