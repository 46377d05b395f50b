"""A button that is pressed by scrolling, in a real browser: once for each time that it brought more."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from app.components import near
from tests.end_to_end.conftest import PHONE
from tests.end_to_end.mounted import mounted

pytestmark = pytest.mark.end_to_end

CSS = ".stMain { height: 600px; overflow-y: auto } .before { height: 4000px }"
BUTTON = '<div class="st-key-more"><button onclick="sent.push(1)">More</button></div>'
HTML = f'<div class="stMain"><div class="before"></div>{BUTTON}{near.HTML}</div>'


def test_more_comes_before_the_end_is_reached_and_once(browser: Browser) -> None:
    with browser.new_context(**PHONE) as context:
        page = mounted(context, html=HTML, css=CSS, js=near.JS, data={"button": "more", "count": 30})
        page.wait_for_timeout(200)
        assert page.evaluate("sent.length") == 0, "the end is far away"
        page.evaluate("document.querySelector('.stMain').scrollTo(0, 2900)")
        page.wait_for_function("sent.length === 1")
        page.evaluate("document.querySelector('.stMain').scrollTo(0, 0)")
        page.evaluate("document.querySelector('.stMain').scrollTo(0, 4000)")
        page.wait_for_timeout(200)
        assert page.evaluate("sent.length") == 1, "what was asked for has not come yet"
        page.evaluate("data => { mount(data) }", {"button": "more", "count": 60})
        page.wait_for_function("sent.length === 2")
