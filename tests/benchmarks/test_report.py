"""The report keeps what was not measured anew."""

from __future__ import annotations

import pytest

from tests.benchmarks.report import joined, renewed, split

REPORT = "# T\n\nOnce.\n\n## Server\n\n| old |\n\n### Inside\n\nmore\n\n## By hand\n\nkept\n\n## Quality\n\nkept\n"
ORDER = ["Server", "Parser", "Encoder"]


def test_taking_apart_and_joining_gives_the_same_report() -> None:
    introduction, sections = split(REPORT)
    assert list(sections) == ["Server", "By hand", "Quality"]
    assert joined(introduction, sections) == REPORT


@pytest.mark.parametrize(
    ("measured", "titles"),
    [
        (["Server"], ["Server", "By hand", "Quality"]),
        (["Parser"], ["Server", "Parser", "By hand", "Quality"]),
        (["Encoder", "Parser"], ["Server", "Parser", "Encoder", "By hand", "Quality"]),
    ],
)
def test_a_measured_section_takes_its_place_and_the_others_stay(measured: list[str], titles: list[str]) -> None:
    _, old = split(REPORT)
    found = renewed(old, dict.fromkeys(measured, "new\n"), ORDER)
    assert list(found) == titles
    assert all(found[title] == ("new\n" if title in measured else old[title]) for title in titles)


def test_an_empty_report_gets_every_section_in_order() -> None:
    assert list(renewed({}, dict.fromkeys(reversed(ORDER), ""), ORDER)) == ORDER
