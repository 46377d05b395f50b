"""What axe-core finds on a page: faults that shut out people who use a screen reader, a keyboard or little sight."""

from __future__ import annotations

from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SERIOUS: Final = ("serious", "critical")
EXCUSED: Final = (
    ("aria-dialog-name", "[data-testid=stToast]", "Streamlit 1.67 names a toast by an element that it does not draw"),
)
"""Rule, selector and the reason: Streamlit's own elements that no page of ours can mend."""
RUN: Final = """async ([serious, excused]) => {
    const found = await axe.run({ resultTypes: ["violations"], elementRef: true });
    const faults = found.violations.filter(({ impact }) => serious.includes(impact));
    return faults.flatMap(({ id, help, impact, nodes }) => nodes
        .filter(({ element }) => !excused.some(([rule, where]) => rule === id && element.closest(where)))
        .map(({ target, html, any, all, none }) =>
            ({ id, help, impact, target, html, why: [...any, ...all, ...none].map(({ message }) => message) })));
}"""


def serious_faults(page: Page) -> list[str]:
    """Every fault of impact serious or critical: the rule, where it is, why, and the HTML."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(RUN, [SERIOUS, [[rule, where] for rule, where, _why in EXCUSED]])
    return [
        "\n  ".join((f"{one['id']} ({one['impact']}): {one['help']}", str(one["target"]), *one["why"], one["html"]))
        for one in found
    ]


def no_serious_fault(page: Page) -> None:
    """Fail with all of them."""
    faults = serious_faults(page)
    assert not faults, f"{page.url}\n" + "\n".join(faults)
