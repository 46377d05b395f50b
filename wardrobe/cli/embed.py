"""`otjang embed`: vectors of picture files or of texts, without a wardrobe."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer
from numpy.typing import NDArray

from embeddings.encoders import Encoder, neutral_ground
from embeddings.errors import ModelError, OtjangError
from embeddings.parsing import GARMENT_CATEGORIES, Garment, Parse
from embeddings.photo import Limits, Photo, decode
from wardrobe.cli.common import EVERY_FILE, Session, note, progress, say, say_error
from wardrobe.cli.files import FileError, pictures, read, write
from wardrobe.describing import white_of
from wardrobe.models import Models

BATCH: Final = 8
"""Pictures in memory at a time."""
LONG: Final = 100
"""Letters of a text from which it may be longer than a model reads."""
Pixels = NDArray[np.uint8]


def embed(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(metavar="FILE.npz", help="Where the vectors go.")],
    files: Annotated[list[Path] | None, typer.Argument(help="Picture files, or folders of them.")] = None,
    texts: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Embed the lines of this UTF-8 file instead of pictures.")
    ] = None,
    category: Annotated[
        str | None,
        typer.Option(help=f"Of a person's garments take this one: {', '.join(GARMENT_CATEGORIES)}."),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Do not look for people: every picture is embedded as it is.")
    ] = False,
) -> None:
    """Turn pictures or texts into vectors of one space: the dot product of two rows is their likeness.

    The file holds `names` (the paths as given, or the lines), `vectors` (float32, unit rows, in the same
    order) and `model`. One row a picture: where a person is seen, the garment that is largest and nearest
    to the middle (or the one of `--category`) is cut out on white, as under neutral light; where nobody is
    seen, the whole picture is taken, on white, as shop photos are. `--whole` does that for every picture and
    is faster.

    The wardrobe is not touched. A bad file is reported and has no row; the others go on (exit code 1).
    A text that is longer than the model reads is cut, and said.
    """
    if bool(files) == bool(texts):
        raise typer.BadParameter("Give either picture files, or --texts FILE.")
    if category is not None and category not in GARMENT_CATEGORIES:
        raise typer.BadParameter(f"{category} is none of: {', '.join(GARMENT_CATEGORIES)}.")
    session: Session = ctx.obj
    models = Models(session.settings())
    if texts:
        names, vectors = _of_texts(texts, models.encoder)
        failed = 0
    else:
        names, vectors, failed = _of_pictures(session, pictures(files or []), models, category, whole)
    _save(out, names, vectors, models.encoder.model_id)
    say(f"{len(names)} {'texts' if texts else 'pictures'} in {out}")
    raise typer.Exit(1 if failed else 0)


def _of_texts(path: Path, encoder: Encoder) -> tuple[list[str], NDArray[np.float32]]:
    lines = _lines(path)
    for number in _cut(lines, encoder):
        note(f"{path.name}, line {number}: longer than the model reads; its end is left out.")
    return lines, encoder.encode_texts(lines)


def _lines(path: Path) -> list[str]:
    try:
        text = read(path, Limits().bytes).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError("{path} is not UTF-8 text.", path=path, remedy="Save it as UTF-8, one text a line.") from error
    lines = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            raise FileError(
                "{path} has no text in line {line}.",
                path=path,
                line=number,
                remedy="Remove empty lines: each line gets a vector.",
            )
    return lines


def _cut(lines: Sequence[str], encoder: Encoder) -> Iterator[int]:
    """Numbers of the lines that the encoder does not read to their end: without the last word they are the same."""
    for number, line in enumerate(lines, start=1):
        if len(line) > LONG:
            whole, shorter = encoder.encode_texts([line, line.rstrip().rpartition(" ")[0] or line[:-1]])
            if np.abs(whole - shorter).max() < 1e-6:
                yield number


def _of_pictures(
    session: Session, paths: Sequence[Path], models: Models, category: str | None, whole: bool
) -> tuple[list[str], NDArray[np.float32], int]:
    settings = session.settings()
    limits = Limits(bytes=settings.max_bytes, pixels=settings.max_pixels)
    names: list[str] = []
    rows: list[NDArray[np.float32]] = []
    waiting: list[Pixels] = []
    failed = 0
    with progress() as bar:
        for path in bar.track(paths, description="Embedding"):
            try:
                photo = decode(read(path, limits.bytes), path.name, limits)
                waiting.append(_picture(photo, path.name, models, category, whole))
            except EVERY_FILE:
                raise
            except OtjangError as error:
                failed += 1
                say_error(error)
                continue
            names.append(str(path))
            if len(waiting) == BATCH:
                rows.append(models.encoder.encode_images(waiting))
                waiting.clear()
    if waiting or not rows:
        rows.append(models.encoder.encode_images(waiting))
    return names, np.concatenate(rows), failed


def _picture(photo: Photo, name: str, models: Models, category: str | None, whole: bool) -> Pixels:
    """What of a picture is embedded."""
    if whole:
        return photo.pixels
    parse = models.parser.parse(photo)
    if not parse.people or not parse.garments:
        return photo.pixels
    garment = main_garment(parse, category)
    if category not in (None, garment.category):
        note(f"{name}: no {category} was found; its {garment.category} is taken.")
    white = white_of(photo, [one.mask for one in parse.garments], parse.person >= 0.5)
    return neutral_ground(photo, garment.mask, garment.box, white)


def main_garment(parse: Parse, category: str | None = None) -> Garment:
    """The garment that a photo of a person shows most: large, sure, near the middle; of a category if there is one."""
    width, height = parse.label_map.size
    wanted = [one for one in parse.garments if one.category == category] or parse.garments

    def shown(garment: Garment) -> float:
        left, top, right, bottom = garment.box
        off = abs((left + right) / width - 1) / 2 + abs((top + bottom) / height - 1) / 2
        return garment.area_share * garment.confidence * (1 - off / 2)

    return max(wanted, key=shown)


def _save(path: Path, names: Sequence[str], vectors: NDArray[np.float32], model: str) -> None:
    if not np.isfinite(vectors).all():
        raise ModelError("The encoder {model} gave vectors that are no numbers.", model=model)
    buffer = io.BytesIO()
    np.savez(buffer, names=np.array(names, np.str_), vectors=vectors.astype(np.float32), model=np.array(model))
    write(path, buffer.getvalue())
