"""The colours of the theme can be read in both schemes: WCAG 2.2, 1.4.3 (text 4.5 : 1) and 1.4.11 (controls 3 : 1)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT

APP = ROOT / "app"
THEME = tomllib.loads((APP / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
SCHEMES = ("light", "dark")
TEXT, CONTROL = 4.5, 3.0
COLOUR = r"#[0-9a-f]{3}(?:[0-9a-f]{3})?"
PAIR = re.compile(rf"--([a-z-]+):\s*light-dark\(({COLOUR}),\s*({COLOUR})\)")
ON = re.compile(
    rf"background: light-dark\(({COLOUR}), ({COLOUR})\);[^{{}}]*?[ ;]color: light-dark\(({COLOUR}), ({COLOUR})\)"
)


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def variables(scheme: str) -> dict[str, str]:
    """The variables of base.css, and the theme's own colours."""
    sheet = (APP / "styles" / "base.css").read_text("utf-8")
    own = {name: pair[SCHEMES.index(scheme)] for name, *pair in PAIR.findall(sheet)}
    return own | {name: value for name, value in THEME[scheme].items() if value.startswith("#")}


def test_the_ratio_is_that_of_the_standard() -> None:
    assert ratio("#000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("textColor", "backgroundColor", TEXT),
        ("textColor", "secondaryBackgroundColor", TEXT),
        ("quiet", "paper", TEXT),
        ("quiet", "secondaryBackgroundColor", TEXT),
        ("accent", "paper", TEXT),
        ("accent", "secondaryBackgroundColor", TEXT),
        ("linkColor", "backgroundColor", TEXT),
        ("primaryColor", "backgroundColor", CONTROL),
        ("redTextColor", "redBackgroundColor", TEXT),
        ("greenTextColor", "greenBackgroundColor", TEXT),
        ("yellowTextColor", "yellowBackgroundColor", TEXT),
        ("blueTextColor", "blueBackgroundColor", TEXT),
        ("grayTextColor", "backgroundColor", TEXT),
    ],
)
def test_words_stand_out_from_their_ground(scheme: str, text: str, ground: str, least: float) -> None:
    colours = variables(scheme)
    assert ratio(colours[text], colours[ground]) >= least


@pytest.mark.parametrize("sheet", sorted(APP.rglob("*.css")), ids=lambda path: path.name)
def test_where_a_rule_says_both_its_words_stand_out(sheet: Path) -> None:
    for light_ground, dark_ground, light_text, dark_text in ON.findall(sheet.read_text("utf-8")):
        assert ratio(light_ground, light_text) >= TEXT, (light_ground, light_text)
        assert ratio(dark_ground, dark_text) >= TEXT, (dark_ground, dark_text)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_components_have_the_same_colours_as_the_pages(scheme: str) -> None:
    """Their sheets say them once more, for a variable of the page does not always reach into them."""
    known = variables(scheme)
    for sheet in sorted((APP / "components").rglob("*.css")):
        own = {name: pair[SCHEMES.index(scheme)] for name, *pair in PAIR.findall(sheet.read_text("utf-8"))}
        assert {name: value for name, value in own.items() if name in known} == {
            name: known[name] for name in own if name in known
        }, sheet.name
