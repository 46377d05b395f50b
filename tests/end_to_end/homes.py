"""Households that are lived in already: made once, copied for each file of tests that wants one."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState

from tests.conftest import ROOT
from tests.end_to_end.conftest import OWNER, PASSWORD, Server

PICTURES = ROOT / "tests" / "pictures"
ARTEFACTS = ROOT / "artefacts"
LOOKS, TURN = 10, 11
"""How many looks are photos; the id of the one that is a turn."""


@dataclass(frozen=True)
class Home:
    """A household with rendered looks and the project's own shop; ``login`` is its owner's."""

    server: Server
    login: StorageState


def move_in(folder: Path) -> None:
    """Make the household in a folder: an account, ten looks, a turn, a shop. Once, whoever comes first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return
        made = folder.with_name("half")
        shutil.rmtree(made, ignore_errors=True)
        shop = PICTURES / "catalogue"
        command(made, "account", "create", OWNER)
        command(made, "add", *sorted(PICTURES.glob("look-*.jpg")), PICTURES / "turn-01.mp4")
        command(made, "catalogue", "add", shop / "feed.csv", "--name", "Otjang Studio", "--pictures", shop)
        made.rename(folder)


def command(data_dir: Path, *words: str | Path) -> None:
    """An `otjang` command on a data folder without a server."""
    environment = os.environ | {"OTJANG_THREADS": "2", "OTJANG_PASSWORD": PASSWORD}
    line = [sys.executable, "-m", "wardrobe.cli", "--data-dir", data_dir, *words]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True, env=environment)


@contextmanager
def lived_in(
    lived: Path, folder: Path, browser: Browser, furnish: Callable[[Path], object] = lambda _data: None
) -> Iterator[Home]:
    """A copy of a household, with a server. ``furnish`` may add to the copy before the server starts."""
    server = Server(folder / "data")
    shutil.copytree(lived, server.data_dir)
    furnish(server.data_dir)
    server.start()
    try:
        yield Home(server, logged_in(browser, server.url, OWNER, PASSWORD))
    finally:
        server.stop()


def logged_in(browser: Browser, url: str, name: str, password: str) -> StorageState:
    """What a browser keeps of somebody who has logged in."""
    with browser.new_context() as context:
        reply = context.request.post(f"{url}/login", form={"name": name, "password": password, "next": "/"})
        assert reply.ok and not reply.url.endswith("/login")
        return context.storage_state()


@contextmanager
def visit(browser: Browser, home: Home, screen: dict[str, Any], name: str) -> Iterator[Page]:
    """A browser that is logged in; a screenshot of its last state is kept.

    No script may fail in it, and nothing may be asked for that is not there.
    """
    with context_of(browser, home, screen) as context, told(context) as faults:
        page = context.new_page()
        yield page
        keep_screenshot(page, name)
        assert not faults


def context_of(browser: Browser, home: Home, screen: dict[str, Any], **more: Any) -> BrowserContext:
    """Logged in, with the address of the house as the one that others are taken from."""
    kept = {"locale": "en-GB", "base_url": home.server.url, "storage_state": home.login} | more
    context = browser.new_context(**screen, **kept)
    context.set_default_timeout(60_000)
    return context


@contextmanager
def told(context: BrowserContext) -> Iterator[list[str]]:
    """What scripts of its pages complain about, while it lasts."""
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda said: faults.append(said.text) if told_fault(said) else None)
    yield faults


def told_fault(said: ConsoleMessage) -> bool:
    """An error, other than a form that was refused, as it should be."""
    return said.type == "error" and not said.location["url"].endswith("/erase")


def keep_screenshot(page: Page, name: str) -> None:
    """Where CI collects them."""
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png")
