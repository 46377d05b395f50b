"""`otjang parse`: label maps and overlays of picture files, without a wardrobe."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from PIL import Image

from embeddings.errors import OtjangError
from embeddings.parsing import Parse, Parser
from embeddings.photo import Limits, decode
from wardrobe.cli.common import EVERY_FILE, Session, progress, say, say_error, say_json, told
from wardrobe.cli.files import pictures, read, write
from wardrobe.cli.overlay import label_picture, overlay

STANDARD_OUTPUT: Final = Path("-")


def parse(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Picture files, or folders of them.")],
    labels: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write label maps here: one-channel PNG, values are class ids.")
    ] = None,
    overlays: Annotated[
        Path | None, typer.Option("--overlay", metavar="DIR", help="Write the photos with tinted, named garments here.")
    ] = None,
    as_json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write what was found here as JSON; - prints it.", allow_dash=True),
    ] = None,
) -> None:
    """Find the garments in photos: label maps for programs, overlays for people.

    The wardrobe is not touched. A bad file is reported and the others go on (exit code 1).
    """
    session: Session = ctx.obj
    settings = session.settings()
    limits = Limits(bytes=settings.max_bytes, pixels=settings.max_pixels)
    parser = Parser(threads=settings.threads)
    found: list[dict[str, object]] = []
    failed = 0
    with progress() as bar:
        for path, stem in bar.track(list(_named(pictures(files))), description="Parsing"):
            try:
                photo = decode(read(path, limits.bytes), path.name, limits)
                result = parser.parse(photo)
                if labels:
                    write(labels / f"{stem}.png", _encoded(label_picture(photo, result), "PNG", optimize=True))
                if overlays:
                    write(overlays / f"{stem}.jpg", _encoded(overlay(photo, result), "JPEG", quality=88))
            except EVERY_FILE:
                raise
            except OtjangError as error:
                failed += 1
                say_error(error)
                message, remedy = told(error)
                found.append({"file": str(path), "error": message, "remedy": remedy})
            else:
                found.append(_described(path, photo.full_size, result))
                if as_json != STANDARD_OUTPUT:
                    names = ", ".join(garment.category for garment in result.garments) or "no garments"
                    say(f"{path.name}: {names}{_remark(result)}")
    if as_json == STANDARD_OUTPUT:
        say_json(found)
    elif as_json:
        write(as_json, json.dumps(found, ensure_ascii=False, indent=2).encode() + b"\n")
    raise typer.Exit(1 if failed else 0)


def _named(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Each path with the name of its results: its own, numbered where two files share one."""
    used: dict[str, int] = {}
    for path in paths:
        count = used[path.stem] = used.get(path.stem, 0) + 1
        yield path, path.stem if count == 1 else f"{path.stem}-{count}"


def _encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _described(path: Path, size: tuple[int, int], result: Parse) -> dict[str, object]:
    width, height = size
    across, down = width / result.label_map.size[0], height / result.label_map.size[1]
    garments = [
        {
            "category": garment.category,
            "confidence": round(garment.confidence, 3),
            "area_share": round(garment.area_share, 4),
            "box": [round(side * scale) for side, scale in zip(garment.box, (across, down) * 2, strict=True)],
        }
        for garment in result.garments
    ]
    return {
        "file": str(path),
        "width": width,
        "height": height,
        "people": result.people,
        "notes": list(result.notes),
        "garments": garments,
    }


def _remark(result: Parse) -> str:
    return f" ({', '.join(result.notes)})" if result.notes else ""
