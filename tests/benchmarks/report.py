"""docs/benchmarks.md: sections of Markdown, of which some are measured anew and the others stay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tests.benchmarks.measure import Row


def table(rows: Sequence[Row]) -> str:
    """A Markdown table."""
    lines = ["| what | measured | goal |", "|---|---|---|"]
    return "\n".join(lines + [f"| {row.what} | {row.figure} | {row.goal} |" for row in rows]) + "\n"


def part(title: str, text: str) -> str:
    """A part of a section, under a heading of its own."""
    return f"### {title}\n\n{text}"


def split(report: str) -> tuple[str, dict[str, str]]:
    """The introduction, and the text of each section by its heading, in their order."""
    introduction, *sections = re.split(r"^## ", report, flags=re.MULTILINE)
    found = {}
    for section in sections:
        title, _, text = section.partition("\n")
        found[title.strip()] = text.strip() + "\n"
    return introduction.strip() + "\n", found


def joined(introduction: str, sections: Mapping[str, str]) -> str:
    """The whole report."""
    return "\n".join([introduction.strip() + "\n", *(f"## {title}\n\n{text}" for title, text in sections.items())])


def renewed(old: Mapping[str, str], new: Mapping[str, str], order: Sequence[str]) -> dict[str, str]:
    """``old`` with the sections of ``new`` in the place of their namesakes.

    One that was not there yet goes behind the nearest one that ``order`` names before it, else to the front.
    """
    titles = [title for title in old if title not in new]
    for title in sorted(new, key=order.index):
        before = order[: order.index(title)]
        titles.insert(max((titles.index(each) + 1 for each in before if each in titles), default=0), title)
    return {title: new.get(title, old.get(title, "")) for title in titles}
