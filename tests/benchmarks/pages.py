"""The app's pages on a phone: when they can be used, how soon a tap is answered, and what that costs the server."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Final

import httpx
from playwright.sync_api import Browser, Locator, Page

from tests.benchmarks.measure import machine
from tests.benchmarks.pages_browser import Phone, Taken, browser, load, phone
from tests.benchmarks.pages_house import ITEMS, furnished
from tests.benchmarks.report import part
from tests.big_household import GARMENTS, LOOKS
from tests.conftest import ROOT
from tests.end_to_end.conftest import Server, free_port

ROUNDS: Final = 3
RESTS: Final = 0.3
"""Seconds of peace between two measurements."""
WARMING: Final = 30.0
"""Seconds after the start until the server has made the household ready."""
PAGES: Final = {
    "Today": ("/", "article"),
    "Looks": ("/looks", ".gallery li"),
    "Looks, calendar": ("/looks?view=calendar", ".month .cell img"),
    "A look": (f"/look?look={LOOKS}", ".look .photo"),
    "Wardrobe": ("/wardrobe", ".gallery li"),
    "A garment": ("/garment?garment=1", ".st-key-garment_actions"),
    "Outfits": ("/outfits", ".outfit"),
    "Outfits, own": ("/outfits?part=make", ".tray .tile"),
    "Outfits, planner": ("/outfits?part=planner", ".planner .day"),
    "Style check": ("/style-check", ".gallery li"),
    "For you": ("/for-you", ".gallery li"),
    "An item": ("/item?item=1", ".st-key-item_actions"),
    "Insights": ("/insights?days=all", "[data-testid=stVegaLiteChart]"),
    "Insights, with less": ("/insights?days=all&part=less", "h1"),
    "Share": ("/share", "h1"),
    "Settings": ("/settings", ".st-key-settings_list"),
}
"""Name → address, and a CSS selector of what the page is for."""
NOTE: Final = """\
A household of {garments:,} garments and {looks:,} looks with small drawn pictures, {items:,} things on sale; the real
server and Chromium (360 × 740, touch) on the same {cores} cores. Medians of {rounds}, at a load of {load} (processes
that ran or waited, these two among them). A page can be used when its heading, its content and every picture on the
screen are there and the script has ended; a tap is answered by the same. **First**: a browser that has nothing of the
app yet. **Again**: it has the files. Processor time is that of the server's process, kB are what comes over the
WebSocket.
"""


@dataclass(frozen=True)
class Tap:
    """One thing that people do."""

    address: str
    there: str
    target: Callable[[Page], Locator]
    watched: str
    """JavaScript whose value changes with the answer."""
    first: Callable[[Page], Locator] | None = None
    """What is tapped before, and is not measured."""
    goal: str = "0.30 s"


def text_of(selector: str) -> str:
    """JavaScript: what the first element says."""
    return f"otjang.every({selector!r})[0]?.textContent"


def count_of(selector: str) -> str:
    """JavaScript: how many there are."""
    return f"otjang.every({selector!r}).length"


def css(selector: str, number: int = 0) -> Callable[[Page], Locator]:
    """The element with this number."""
    return lambda page: page.locator(selector).nth(number)


def radio(name: str) -> Callable[[Page], Locator]:
    """One of several choices."""
    return lambda page: page.get_by_role("radio", name=name, exact=True)


TAPS: Final = {
    "Today: to Looks": Tap(
        "/", "article", lambda page: page.get_by_role("link", name="Looks", exact=True), text_of("h1")
    ),
    "Looks: the month before": Tap(
        "/looks?view=calendar", ".month .cell img", css(".month .step"), "otjang.every('.month table')[0]?.ariaLabel"
    ),
    "A look: a garment on the photo": Tap(
        f"/look?look={LOOKS}", ".look .photo", css(".look svg g path"), "otjang.every('.look .tag')[0]?.hidden"
    ),
    "A look: share, until the picture is shown": Tap(
        f"/look?look={LOOKS}",
        ".look .photo",
        lambda page: page.get_by_role("button", name="Share", exact=True),
        count_of("[role=dialog] img"),
        goal="",
    ),
    "Wardrobe: one category": Tap(
        "/wardrobe",
        ".gallery li",
        lambda page: page.get_by_role("radio").filter(has_text="Shoes"),
        text_of("span.muted[role=status]"),
    ),
    "Wardrobe: begin to select": Tap(
        "/wardrobe", ".gallery li", css(".st-key-select_begin button"), count_of(".gallery li button")
    ),
    "Wardrobe: select one": Tap(
        "/wardrobe",
        ".gallery li",
        css(".gallery li button"),
        text_of(".st-key-bulk_bar"),
        first=css(".st-key-select_begin button"),
    ),
    "Wardrobe: open a garment": Tap("/wardrobe", ".gallery li", css(".gallery li a"), text_of("h1")),
    "Outfits: another part": Tap("/outfits", ".outfit", radio("Make"), count_of(".tray .tile")),
    "For you: one type": Tap("/for-you", ".gallery li", radio("Shoes"), text_of(".gallery")),
    "Insights: another part": Tap(
        "/insights?days=all", "[data-testid=stVegaLiteChart]", radio("Colours"), count_of(".stripe")
    ),
    "Settings: a part": Tap(
        "/settings", ".st-key-settings_list", css(".st-key-settings_parts a", 1), text_of(".st-key-settings_body h2")
    ),
}


def section(rounds: int = ROUNDS) -> str:
    """The whole section: pages, taps, and Streamlit alone in the same run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        token = furnished(folder).token
        server = Server(folder)
        server.start()
        time.sleep(WARMING)
        assert server.process is not None
        try:
            with browser() as chromium, alone() as (hello, process):
                ours = [
                    measured(chromium, server.url, server.process.pid, token, rounds),
                    answers(chromium, server.url, server.process.pid, token, rounds),
                ]
                least = floor(chromium, hello, process, rounds)
        finally:
            server.stop()
    note = NOTE.format(garments=GARMENTS, looks=LOOKS, items=ITEMS, cores=os.cpu_count(), load=load(), rounds=rounds)
    told = f"`python -m tests.benchmarks --only pages` on {date.today()}: {machine()}.\n"
    return "\n".join([told, note, part("Pages", ours[0]), part("Taps", ours[1]), part("Streamlit alone", least)])


def measured(chromium: Browser, url: str, process: int, token: str, rounds: int) -> str:
    """Of each page, a browser's first and second visit."""
    first: dict[str, list[Taken]] = {name: [] for name in PAGES}
    again: dict[str, list[Taken]] = {name: [] for name in PAGES}
    for _ in range(rounds):
        for name, (address, there) in PAGES.items():
            with phone(chromium, url, process, token) as visitor:
                first[name].append(visitor.open(address, there))
                visitor.page.wait_for_timeout(1000 * RESTS)
                again[name].append(visitor.open(address, there))
    lines = ["| page | first | again | goal | processor, first | again | received |", "|---|---|---|---|---|---|---|"]
    for name in PAGES:
        one, two = middle(first[name]), middle(again[name])
        lines.append(
            f"| {name} | {one.wall:.2f} s | {two.wall:.2f} s | 1.5 s | {one.processor:.2f} s | {two.processor:.2f} s "
            f"| {two.received:.0f} kB |"
        )
    return "\n".join(lines) + "\n"


def answers(chromium: Browser, url: str, process: int, token: str, rounds: int) -> str:
    """Of each tap, on a page that is there."""
    lines = ["| tap | answered | goal | processor | received |", "|---|---|---|---|---|"]
    for name, tap in TAPS.items():
        with phone(chromium, url, process, token) as visitor:
            visitor.open(tap.address, tap.there)
            one = middle([tapped(visitor, tap) for _ in range(rounds)])
        lines.append(f"| {name} | {one.wall:.2f} s | {tap.goal} | {one.processor:.2f} s | {one.received:.0f} kB |")
    return "\n".join(lines) + "\n"


def tapped(visitor: Phone, tap: Tap) -> Taken:
    """Open the page and tap."""
    visitor.open(tap.address, tap.there)
    visitor.page.wait_for_timeout(1000 * RESTS)
    if tap.first is not None:
        tap.first(visitor.page).click()
        tap.target(visitor.page).wait_for()
        visitor.page.wait_for_timeout(1000 * RESTS)
    return visitor.tap(tap.target(visitor.page), tap.watched)


def floor(chromium: Browser, url: str, process: int, rounds: int) -> str:
    """The same of Streamlit with nothing of ours."""
    first, again, counted = [], [], []
    for _ in range(rounds):
        with phone(chromium, url, process) as visitor:
            first.append(visitor.open("/", "button"))
            again.append(visitor.open("/", "button"))
            visitor.page.wait_for_timeout(1000 * RESTS)
            button = visitor.page.get_by_role("button", name="Count")
            counted.append(visitor.tap(button, text_of("[data-testid=stMarkdown]")))
    lines = ["| a heading and a button | wall | processor | received |", "|---|---|---|---|"]
    for name, taken in (("first visit", first), ("again", again), ("a tap that counts", counted)):
        one = middle(taken)
        lines.append(f"| {name} | {one.wall:.2f} s | {one.processor:.2f} s | {one.received:.0f} kB |")
    return "\n".join(lines) + "\n"


@contextmanager
def alone() -> Iterator[tuple[str, int]]:
    """Streamlit alone: its address and process."""
    port = free_port()
    script = ROOT / "tests" / "benchmarks" / "pages_alone.py"
    options = ["--server.headless=true", f"--server.port={port}", "--browser.gatherUsageStats=false"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.fileWatcherType=none", *options]
    with tempfile.TemporaryDirectory() as folder:  # not ours: the theme and the rest lie beside the app's script
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    if httpx.get(f"{url}/_stcore/health", timeout=2).status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield url, process.pid
        finally:
            process.terminate()
            process.wait(timeout=30)


def middle(taken: list[Taken]) -> Taken:
    """Medians."""
    return Taken(*(median(getattr(one, name) for one in taken) for name in ("wall", "processor", "received")))
