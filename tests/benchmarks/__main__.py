"""`make bench`: measure and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PIL import Image

from tests.benchmarks import (
    advice,
    camera,
    index,
    install,
    models,
    month,
    pages,
    parser,
    quality,
    sample,
    server,
    share_page,
)
from tests.benchmarks.measure import machine
from tests.benchmarks.report import joined, renewed, split, table
from tests.conftest import ROOT


@dataclass(frozen=True)
class Pictures:
    """What is measured on."""

    photos: list[Path]
    imported: list[Path]
    """Those of the import."""
    source: str
    """Where the photos are from, in words."""
    large: int
    """How many of them the parser's section enlarges."""
    data: Path
    catalogue: int
    """Vectors in the catalogue of the index's section."""


SECTIONS: dict[str, tuple[str, Callable[[Pictures], str]]] = {
    "server": ("The server", lambda given: table(server.rows(given.photos[:41], given.imported))),
    "store": ("A large wardrobe", lambda _: table(server.store_rows())),
    "parser": ("The garment parser", lambda given: parser.section(given.photos[: given.large], given.source)),
    "encoder": ("The encoder, two threads", lambda given: table(models.rows(given.photos))),
    "index": ("The search index", lambda given: index.section(given.data, given.catalogue)),
    "month": ("A month of looks", lambda _: month.section()),
    "sample": ("The sample household", lambda _: sample.section()),
    "pages": ("The app's pages", lambda _: pages.section()),
    "share": ("A shared link", lambda _: share_page.section()),
    "advice": ("Advice", lambda given: advice.section(given.data, given.catalogue)),
    "camera": ("The camera", lambda _: camera.section()),
    "install": ("Installation", lambda _: table(install.rows())),
    "quality": ("Quality", lambda _: quality.section()),
}
"""Heading and measurement of each section, in the order of the report."""


def main() -> None:
    arguments = _arguments()
    chosen = arguments.only or list(SECTIONS)
    pictures = _pictures(arguments)
    measured = {title: measure(pictures) for title, measure in (SECTIONS[name] for name in chosen)}
    old = arguments.out.read_text() if arguments.out.exists() else ""
    introduction, sections = split(old)
    if not arguments.only or not old:
        introduction = (
            "# Speed, memory and size\n\n"
            f"Written by `make bench` on {date.today()}: {machine()}. Pictures: {pictures.source}.\n"
            "How good the models are was measured by `make train` and `make eval`; more is in their cards.\n"
        )
    if not arguments.only:
        sections = {}
    order = [title for title, _ in SECTIONS.values()]
    arguments.out.write_text(joined(introduction, renewed(sections, measured, order)))
    print(arguments.out.read_text())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of real photos")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks.md")
    parser.add_argument(
        "--only", choices=SECTIONS, action="append", help="measure this section and leave the others as they are"
    )
    parser.add_argument("--large", type=int, default=20, help="photos of 12 megapixels in the parser's section")
    parser.add_argument("--catalogue", type=int, default=1_000_000, help="vectors in the index's section")
    return parser.parse_args()


def _pictures(arguments: argparse.Namespace) -> Pictures:
    data: Path = arguments.data
    own = sorted((ROOT / "tests" / "pictures").glob("look-*.jpg"))
    photos = sorted((data / "photos_tagged" / "images").glob("*")) or own
    with Image.open(photos[0]) as first:
        side = max(first.size)
    kind = "the project's rendered pictures" if photos is own else "street photos"
    return Pictures(photos, photos[100:300] or own, f"{kind} of {side} px", arguments.large, data, arguments.catalogue)


if __name__ == "__main__":
    main()
