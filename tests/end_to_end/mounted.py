"""A component of the app alone in a browser, without a server: its HTML, style and module, and what it sends back."""

from __future__ import annotations

import io
import json
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Page

PAGE = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>{css} body {{ margin: 8px; height: 3000px; font-family: sans-serif }}</style>{html}
<script type="module">
import show from "/component.js";
globalThis.sent = [];
const setStateValue = (name, value) => sent.push([name, value]);
globalThis.mount = (data) =>
  (globalThis.close = show({{ data, parentElement: document.body, setStateValue, setTriggerValue: setStateValue }}));
mount({data});
</script>"""
ADDRESS = "http://component.test/"


def picture(width: int, height: int) -> bytes:
    """A red square on transparent ground, in the middle half of the picture."""
    image = Image.new("RGBA", (width, height))
    image.paste((200, 40, 40, 255), (width // 4, height // 4, 3 * width // 4, 3 * height // 4))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def mounted(context: BrowserContext, *, html: str, css: str, js: str, data: dict[str, Any]) -> Page:
    """The page with the component; ``sent`` in it is what the component gave to Streamlit."""
    page = context.new_page()
    page.route("**/component.js", lambda route: route.fulfill(body=js, content_type="text/javascript"))
    page.route("**/*.png", lambda route: route.fulfill(body=picture(80, 80), content_type="image/png"))
    shown = PAGE.format(css=css, html=html, data=json.dumps(data))
    page.route(ADDRESS, lambda route: route.fulfill(body=shown, content_type="text/html"))
    page.goto(ADDRESS)
    return page


def sent(page: Page, name: str) -> list[Any]:
    """What the component gave under a name, in order."""
    found: list[Any] = page.evaluate("name => sent.filter(([one]) => one === name).map(([, value]) => value)", name)
    return found


def touches(page: Page, steps: list[list[tuple[float, float]]]) -> None:
    """Fingers that go from the points of the first step over the others and are lifted."""
    session = page.context.new_cdp_session(page)
    for number, points in enumerate(steps):
        kind = "touchMove" if number else "touchStart"
        where = [{"x": x, "y": y, "id": place} for place, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})
        page.wait_for_timeout(16)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
