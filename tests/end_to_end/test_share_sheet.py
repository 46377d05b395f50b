"""The component that hands a link on, in a real browser but without the server behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.components import share_sheet as component
from tests.conftest import ROOT
from tests.end_to_end.conftest import PHONE
from wardrobe.schema import now
from wardrobe.sharing.shares import Share, Size, Subject, Treatment

pytestmark = pytest.mark.end_to_end
SHARE = Share(
    id=7, household_id=1, person_id=1, subject=Subject("look", (3,)), treatment=Treatment(), state="open", title="",
    created_at=now(), published_at=now(), expires_at=None, ended_at=None, views=0, views_most=None, protected=False,
    votes=True, comments=False, sizes=(Size(600, 900),), version=0, seen_version=0,
)  # fmt: skip
WITH_SHEET = """
navigator.canShare = () => true;
navigator.share = async (what) => {
  window.sent = { ...what, files: (what.files ?? []).map((file) => [file.name, file.type, file.size]) };
};
"""
WITHOUT = "delete Navigator.prototype.share; delete Navigator.prototype.canShare;"
Open = Callable[..., Page]


@pytest.fixture
def open_sheet(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Shows the component with what the app would give it, at an address of one's choice."""
    contexts = []

    def open_one(*, script: str, share: Share = SHARE, at: str = "http://localhost:9/", pictures: int = 200) -> Page:
        given: list[dict[str, Any]] = []
        monkeypatch.setattr(component, "_mount", lambda *, key, data: given.append(data))
        component.share_sheet(share, "/s/a-key", "My look", str, key="sheet")
        context = browser.new_context(**PHONE)
        contexts.append(context)
        if at.startswith("http://localhost"):
            context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.add_init_script(script)

        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(at)
            if path == "":
                route.fulfill(content_type="text/html", body="<div id=host><div class=sheet></div></div>")
            elif path == "sheet.js":
                body = (ROOT / "app" / "components" / "share_sheet.js").read_text("utf-8")
                route.fulfill(content_type="text/javascript", body=body)
            elif path.startswith("media/shares/7/"):
                picture = (ROOT / "tests" / "pictures" / "look-01.jpg").read_bytes()
                route.fulfill(status=pictures, content_type="image/jpeg", body=picture)
            else:
                route.fulfill(status=404)

        page.route("**/*", answer)
        page.goto(at)
        show = "import('/sheet.js').then(it => it.default({ data: %s, parentElement: document.all.host }))"
        page.evaluate(show % json.dumps(given[0]))
        return page

    yield open_one
    for context in contexts:
        context.close()


def test_the_phones_own_sheet_gets_the_picture_and_the_link(open_sheet: Open) -> None:
    page = open_sheet(script=WITH_SHEET)
    page.get_by_role("button", name="Send it").tap()
    page.wait_for_function("window.sent")
    sent = page.evaluate("window.sent")
    assert sent["text"] == "My look\nhttp://localhost:9/s/a-key"
    assert [file[:2] for file in sent["files"]] == [["look-1.jpg", "image/jpeg"]]


def test_what_has_a_password_goes_without_the_picture(open_sheet: Open) -> None:
    page = open_sheet(script=WITH_SHEET, share=replace(SHARE, protected=True))
    page.get_by_role("button", name="Send it").tap()
    page.wait_for_function("window.sent")
    assert page.evaluate("window.sent") == {"title": "My look", "url": "http://localhost:9/s/a-key", "files": []}


def test_without_such_a_sheet_the_link_is_copied(open_sheet: Open) -> None:
    page = open_sheet(script=WITHOUT)
    expect(page.get_by_role("button", name="Send it")).to_have_count(0)
    page.get_by_role("button", name="Copy the link").tap()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "http://localhost:9/s/a-key"


def test_over_plain_http_it_is_copied_or_at_least_marked(open_sheet: Open) -> None:
    page = open_sheet(script=WITHOUT, at="http://wardrobe.home/")
    assert page.evaluate("navigator.clipboard") is None
    page.get_by_role("button", name="Copy the link").tap()
    assert page.get_by_role("status").text_content() in ("Copied", "Copy the marked link by hand.")
    assert page.evaluate("document.querySelector('.link').selectionEnd") == len("http://wardrobe.home/s/a-key")


def test_a_layout_is_made_when_it_is_asked_for_and_kept_by_a_plain_name(open_sheet: Open) -> None:
    page = open_sheet(script=WITHOUT)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Story").tap()
    save = page.get_by_role("link", name="Save")
    expect(save).to_have_attribute("download", "look-story.jpg")
    expect(page.get_by_role("button", name="Story")).to_have_attribute("aria-pressed", "true")
    assert [url for url in asked if "/media/" in url] == ["http://localhost:9/media/shares/7/story"]


def test_the_day_stands_on_a_layout_where_it_is_wanted(open_sheet: Open) -> None:
    page = open_sheet(script=WITHOUT)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Square").tap()
    expect(page.get_by_role("link", name="Save")).to_be_visible()
    with page.expect_request("**/media/shares/7/square?day=1"):
        page.get_by_label("With the date").check()
    expect(page.get_by_role("link", name="Save")).to_be_visible()
    page.get_by_label("With the date").uncheck()
    expect(page.get_by_role("img")).to_be_visible()
    assert len([url for url in asked if "/media/" in url]) == 2, "what was made is kept"


def test_only_a_look_has_a_day(open_sheet: Open) -> None:
    page = open_sheet(script=WITHOUT, share=replace(SHARE, subject=Subject("outfit", garment_ids=((1, 2),))))
    expect(page.get_by_role("button", name="Story")).to_be_visible()
    expect(page.get_by_label("With the date")).to_have_count(0)


def test_a_picture_that_does_not_come_is_told(open_sheet: Open) -> None:
    page = open_sheet(script=WITH_SHEET, pictures=500)
    page.get_by_role("button", name="Square").tap()
    expect(page.get_by_text("The picture could not be made.")).to_be_visible()
    page.get_by_role("button", name="Send it").tap()
    page.wait_for_function("window.sent")
    assert page.evaluate("window.sent.url") == "http://localhost:9/s/a-key", "the link goes all the same"
