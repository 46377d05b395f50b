"""Whether a finger hits what it is to tap: 44 pixels each way, measured where taps really land."""

from __future__ import annotations

from typing import Any, Final

from playwright.sync_api import Page

LEAST: Final = 44
EXCUSED: Final = (
    ("[data-testid=stDateInputCalendarButton]", "fills the height of its field, which has 44 pixels with its line"),
    (".outfit a.piece", "a garment lies in an outfit as large as it is beside the others; its page is in lists too"),
)
"""Selector and the reason."""
FIELDS: Final = (
    "[data-testid=stTextInputRootElement]",
    "[data-testid=stTextAreaRootElement]",
    "[data-testid=stNumberInputContainer]",
    "[data-testid=stDateInputField]",
    ".react-aria-ComboBox",
)
"""What Streamlit draws around an input: a tap on it is one on the input."""
MEASURE: Final = """async ([least, excused, fields]) => {
    const wanted = `a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=radio],
        [role=checkbox], [role=switch], [role=tab], [role=option], [role=menuitem], [role=slider]`;
    const all = (root) => [...root.querySelectorAll("*")].flatMap((one) =>
        one.shadowRoot ? [one, ...all(one.shadowRoot)] : [one]);
    const up = (one) => one.parentNode ?? one.host ?? null;
    const within = (one, outer) => { while (one && one !== outer) one = up(one); return Boolean(one); };
    const at = (x, y) => {
        let found = document.elementFromPoint(x, y);
        for (let deeper; (deeper = found?.shadowRoot?.elementFromPoint(x, y)) && deeper !== found; ) found = deeper;
        return found;
    };
    const seen = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const inText = (one) => one.tagName === "A" && getComputedStyle(one).display === "inline"
        && [...one.parentElement.childNodes].some((part) => part !== one && part.textContent.trim());
    // Taps on the label, or on what the box lies in, are taps on the control.
    const whole = (one) => one.labels?.length && ["checkbox", "radio"].includes(one.type) ? one.labels[0]
        : one.matches("input, textarea, select") ? one.closest(fields) ?? one : one;
    const faults = [];
    for (const one of all(document)) {
        if (!one.matches(wanted) || !seen(one) || one.disabled || inText(one)) continue;
        if (one.getAttribute("aria-hidden") === "true" || excused.some((where) => one.closest(where))) continue;
        const target = whole(one);
        let box = target.getBoundingClientRect();
        if (box.width <= 1 || box.height <= 1) continue; // for screen readers alone
        if (box.width >= least - .5 && box.height >= least - .5) continue;
        target.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
        box = target.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2], far = least / 2 - .5;
        const points = [];
        if (box.width < least - .5) points.push([x - far, y], [x + far, y]);
        if (box.height < least - .5) points.push([x, y - far], [x, y + far]);
        if (points.every(([across, down]) => within(at(across, down), target))) continue;
        faults.push(`${Math.round(box.width)} x ${Math.round(box.height)}: ${target.outerHTML.slice(0, 240)}`);
    }
    document.querySelector(".stMain")?.scrollTo({ top: 0, behavior: "instant" });
    return faults;
}"""


def small_targets(page: Page) -> list[str]:
    """Size in pixels and HTML of everything visible that is too small; links within a text are not meant."""
    found: list[Any] = page.evaluate(MEASURE, [LEAST, [where for where, _why in EXCUSED], ", ".join(FIELDS)])
    return [str(one) for one in found]


def large_enough(page: Page) -> None:
    """Fail with all that are not."""
    found = small_targets(page)
    assert not found, f"{page.url}\n" + "\n".join(found)
