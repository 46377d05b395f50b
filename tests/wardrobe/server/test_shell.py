"""The page that carries the app is ours: language, name, icons, manifest, and what it shows before the app."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import pytest
from PIL import Image
from starlette.types import Message, Receive, Scope, Send

from tests.wardrobe.server.conftest import Running
from wardrobe.server.guard import is_open
from wardrobe.server.install import ICONS, MANIFEST, PATHS, described
from wardrobe.server.shell import HOST, LONGEST, STATIC, Shell, css_string, ours

SHIPPED = (STATIC / "index.html").read_text("utf-8")
"""Streamlit's page as it is installed here: where one of these tests fails, a newer Streamlit has another."""


def tags(page: str, name: str) -> list[str]:
    return re.findall(f"<{name}[^>]*>", page)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_change_finds_its_place_in_the_page_that_streamlit_ships(language: str) -> None:
    page = ours(SHIPPED, language)
    assert tags(page, "html") == [f'<html lang="{language}">']
    assert "<title>Otjang</title>" in page and page.count("<title>") == 1
    assert "viewport-fit=cover" in page and page.count('name="viewport"') == 1
    assert [link for link in tags(page, "link") if "manifest" in link] == [f'<link rel="manifest" href="{MANIFEST}">']
    assert len([link for link in tags(page, "link") if "icon" in link]) == 2
    assert [link for link in tags(page, "link") if 'as="font"' in link and "MaterialSymbols" in link]
    assert "SourceSans" not in page and "favicon.png" not in page and "openapi" not in page
    assert page.index("otjang-loading") < page.index('<div id="root">')
    assert page.count("<noscript>") == 1 and "agents" not in page


def test_its_scripts_are_left_as_they_are() -> None:
    before, after = tags(SHIPPED, "script"), tags(ours(SHIPPED, "en"), "script")
    assert [script for script in after if "src=" in script] == [script for script in before if "src=" in script]
    assert len(after) == len(before) + 1


def test_streamlit_is_told_where_its_server_is_in_words_that_it_knows() -> None:
    words = re.findall(r"(\w+):", HOST)
    assert "BACKEND_BASE_URL" in words and HOST in ours(SHIPPED, "en")
    script = "".join(file.read_text("utf-8") for file in (STATIC / "static" / "js").glob("index.*.js"))
    assert [word for word in words if word not in script] == []


def test_a_page_that_is_not_as_expected_stays_usable() -> None:
    page = ours("<html><head></head><body>hello</body></html>", "en")
    assert "hello" in page and MANIFEST in page


def test_a_word_ends_nothing_around_it() -> None:
    assert css_string('a"</style>\\') == '"a\\22 \\3c \\2f style\\3e \\5c "'


def through(accept: str, *parts: bytes, content_type: str = "text/html; charset=utf-8", status: int = 200) -> Any:
    """What a browser gets of an answer: status, headers and body, and the headers that were handed on."""
    asked: dict[bytes, bytes] = {}

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        asked.update(scope["headers"])
        headers = [(b"content-type", content_type.encode()), (b"content-length", b"1"), (b"etag", b"x")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        for number, part in enumerate(parts):
            await send({"type": "http.response.body", "body": part, "more_body": number + 1 < len(parts)})

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing is read")

    headers = [
        (b"accept", accept.encode()),
        (b"accept-encoding", b"gzip"),
        (b"if-none-match", b"x"),
        (b"cookie", b"a=b"),
    ]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
    asyncio.run(Shell(inside, "ko")(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent)
    return dict(sent[0]["headers"]), body.decode(), asked


def test_a_page_that_comes_in_parts_is_edited_whole() -> None:
    headers, body, asked = through("text/html", b'<html lang="e', b'n"><head></he', b"ad></html>")
    assert body.startswith('<html lang="ko">') and MANIFEST in body
    assert headers[b"content-length"] == str(len(body.encode())).encode()
    assert b"etag" not in headers and headers[b"cache-control"] == b"no-cache"
    assert set(asked) == {b"accept", b"cookie"}, "it must come whole and as text"


@pytest.mark.parametrize(
    ("accept", "content_type", "status"),
    [("*/*", "text/html", 200), ("text/html", "application/json", 200), ("text/html", "text/html", 404)],
)
def test_everything_else_is_handed_on_as_it_is(accept: str, content_type: str, status: int) -> None:
    headers, body, _asked = through(accept, b"<head>", b"</head>", content_type=content_type, status=status)
    assert (body, headers[b"etag"]) == ("<head></head>", b"x")


def test_a_page_without_end_is_not_searched() -> None:
    _headers, body, _asked = through("text/html", b"<head></head>" + b" " * LONGEST)
    assert MANIFEST not in body


def test_the_manifest_makes_it_installable_and_its_icons_are_what_it_says() -> None:
    manifest = described("ko")
    assert (manifest["start_url"], manifest["display"], manifest["lang"]) == ("/", "standalone", "ko")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])
    for icon in (icon for icon in manifest["icons"] if icon["type"] == "image/png"):
        with Image.open(ICONS / icon["src"].rpartition("/")[2]) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"] and image.format == "PNG"


def test_the_process_serves_it_all(running: Running) -> None:
    assert all(is_open("GET", path) and not is_open("POST", path) for path in PATHS)
    with running.stranger() as browser:
        manifest = browser.get(MANIFEST, headers={"Accept-Language": "ko"})
        assert manifest.headers["content-type"].startswith("application/manifest+json")
        assert manifest.json()["lang"] == "ko"
        for path in PATHS[1:]:
            icon = browser.get(path)
            assert icon.status_code == 200 and icon.headers["content-type"].startswith("image/"), path
        log_in = browser.get("/login", headers={"Accept": "text/html"})
        assert MANIFEST in log_in.text and "/icons/touch-180.png" in log_in.text
        assert "manifest-src 'self'" in log_in.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/looks", "/wardrobe"])
def test_every_address_of_the_app_carries_it_in_the_readers_language(running: Running, path: str) -> None:
    with running.owner() as browser:
        page = browser.get(path, headers={"Accept": "text/html", "Accept-Language": "ko", "Accept-Encoding": "gzip"})
        assert page.status_code == 200 and '<html lang="ko">' in page.text and MANIFEST in page.text
        assert page.headers["content-security-policy"] == "frame-ancestors 'self'"
        script = re.search(r'src="\./(static/js/[^"]+)"', page.text)
        assert script is not None and browser.get(f"/{script[1]}").status_code == 200
    assert httpx.get(f"{running.url}{path}", headers={"Accept": "text/html"}).status_code == 303
