"""`make bench`: measure and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from tests.benchmarks import install, models, server
from tests.benchmarks.measure import Row, machine
from tests.conftest import ROOT


def table(title: str, rows: list[Row]) -> str:
    """A Markdown table."""
    lines = [f"## {title}\n", "| what | measured | goal |", "|---|---|---|"]
    return "\n".join(lines + [f"| {row.what} | {row.figure} | {row.goal} |" for row in rows]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of real photos")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks.md")
    arguments = parser.parse_args()
    own = sorted((ROOT / "tests" / "pictures").glob("look-*.jpg"))
    photos = sorted((arguments.data / "photos_tagged" / "images").glob("*")) or own
    source = "street photos of 640 px" if photos is not own else "the project's rendered pictures"
    sections = [
        table("The server", server.rows(photos[:41], photos[100:300] or own)),
        table("A large wardrobe", server.store_rows()),
        table("The models, two threads", models.rows(photos)),
        table("Installation", install.rows()),
    ]
    introduction = (
        "# Speed, memory and size\n\n"
        f"Written by `make bench` on {date.today()}: {machine()}. Pictures: {source}.\n"
        "How good the models are is measured by `make eval` and stated in the model cards.\n\n"
    )
    quality = _kept(arguments.out, "## Quality")
    arguments.out.write_text(introduction + "\n".join(sections) + quality)
    print(arguments.out.read_text())


def _kept(path: Path, heading: str) -> str:
    """The part of the report that this command does not measure."""
    text = path.read_text() if path.exists() else ""
    return "\n" + text[text.index(heading) :] if heading in text else ""


if __name__ == "__main__":
    main()
