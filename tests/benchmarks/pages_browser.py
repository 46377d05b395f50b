"""A phone's browser with a stopwatch: when a page can be used, and when a tap is answered."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psutil
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.end_to_end.conftest import CHROMIUM_FLAGS, PHONE

WATCH: Final = """
(() => {
  const roots = () => {
    const found = [document];
    for (const root of found)
      for (const node of root.querySelectorAll("*")) if (node.shadowRoot) found.push(node.shadowRoot);
    return found;
  };
  const every = (selector) => roots().flatMap((root) => [...root.querySelectorAll(selector)]);
  const onScreen = (node) => {
    const { top, bottom, left, right, height } = node.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  };
  const drawn = (node) => node.getBoundingClientRect().height > 0;
  const calm = () =>
    document.querySelector("[data-test-script-state=notRunning]") !== null &&
    document.querySelector("[data-stale=true], [data-testid=stSkeleton], [data-testid=stSpinner]") === null &&
    every("img").filter(onScreen).every((image) => image.complete && image.naturalWidth > 0);
  const when = (there, since) => new Promise((done, failed) => {
    const look = () => {
      if (there() && calm()) done(performance.now() - since);
      else if (performance.now() - since > 60_000) failed(new Error("not after a minute"));
      else setTimeout(look, 10);
    };
    look();
  });
  globalThis.otjang = {
    every,
    usable: (selector) => when(() => every("h1").some(onScreen) && every(selector).some(drawn), 0),
    armed: (watched) => {
      const was = watched();
      globalThis.answered = new Promise((done, failed) =>
        addEventListener("click", () => {
          when(() => ![was, undefined].includes(watched()), performance.now()).then(done, failed);
        }, { once: true, capture: true }));
    },
  };
})();
"""
"""Usable: its heading and what it is for are there, the script has ended, every picture on the screen is loaded."""


@dataclass(frozen=True)
class Taken:
    """What one visit or tap took."""

    wall: float
    """Seconds."""
    processor: float
    """Seconds of the server's process."""
    received: float
    """kB over the WebSocket."""


class Phone:
    """A page in a phone's browser, next to the server's process."""

    def __init__(self, page: Page, url: str, server: psutil.Process) -> None:
        self.page = page
        self._url = url
        self._server = server
        self._bytes = 0
        page.add_init_script(WATCH)
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))

    def open(self, address: str, there: str) -> Taken:
        """Load an address; ``there``: a CSS selector of what the page is for."""
        before = self._so_far()
        self.page.goto(f"{self._url}{address}", wait_until="commit")
        wall = self.page.evaluate("there => otjang.usable(there)", there)
        return self._since(before, wall)

    def tap(self, target: Locator, watched: str) -> Taken:
        """Tap something; ``watched``: JavaScript whose value is another one once that is answered."""
        target.scroll_into_view_if_needed()
        self.page.evaluate(f"() => otjang.armed(() => {watched})")
        before = self._so_far()
        target.click()
        wall = self.page.evaluate("() => globalThis.answered")
        return self._since(before, wall)

    def _count(self, payload: Any) -> None:
        self._bytes += len(payload)

    def _so_far(self) -> tuple[float, int]:
        times = self._server.cpu_times()
        return times.user + times.system, self._bytes

    def _since(self, before: tuple[float, int], wall: float) -> Taken:
        processor, received = self._so_far()
        return Taken(wall / 1000, processor - before[0], (received - before[1]) / 1000)


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium, the system's where there is one."""
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)


@contextmanager
def phone(browser: Browser, url: str, process: int, token: str = "") -> Iterator[Phone]:
    """A browser that has not been here before; ``token``: of whoever is logged in."""
    context = browser.new_context(**PHONE, locale="en-GB", color_scheme="light")
    context.set_default_timeout(60_000)
    if token:
        context.add_cookies([{"name": "otjang_session", "value": token, "url": url}])
    try:
        yield Phone(context.new_page(), url, psutil.Process(process))
    finally:
        context.close()


def load() -> str:
    """How busy the machine is."""
    return f"{os.getloadavg()[0]:.1f}"
