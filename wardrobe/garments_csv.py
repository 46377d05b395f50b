"""The wardrobe as a CSV file, and facts back from one: for spreadsheets, and for moving in and out.

Written as UTF-8 with the mark that spreadsheets look for, each row a garment. A cell that a spreadsheet
would run as a formula has an apostrophe before it; reading takes it away again (OWASP, "CSV Injection").
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from wardrobe.errors import ChangeError
from wardrobe.garments import GarmentItem
from wardrobe.i18n import Fault
from wardrobe.money import per_wear, plain, priced

COLUMNS: Final = (
    *("id", "name", "category", "kind", "colours", "brand", "size", "price", "currency", "bought_on", "weight_grams"),
    *("occasions", "tags", "in_wash", "put_away", "wears", "last_worn", "cost_per_wear"),
)
TAKEN: Final = (
    *("name", "brand", "size", "price", "currency", "bought_on", "weight_grams", "occasions", "tags"),
    *("in_wash", "put_away"),
)
"""Columns that are read; the others say what the wardrobe knows by itself."""
MOST_BYTES: Final = 10_000_000
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_YES: Final = ("yes", "y", "true", "1", "x", "예", "네", "ja", "oui", "sí", "si")
_NO: Final = ("", "no", "n", "false", "0", "아니요", "아니오", "nein", "non")
_LISTED = re.compile(r"[;,|]")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file: what it says, or why it cannot be read."""

    number: int
    """Of the line in the file on which it begins; the heading is 1."""
    garment_id: int | None
    name: str | None
    facts: Mapping[str, Any]
    fault: Fault | None = None


def write_csv(items: Iterable[GarmentItem], *, semicolons: bool = False) -> bytes:
    """A file of these garments; with ``semicolons`` and decimal commas for spreadsheets that expect those."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if semicolons else ",")
    writer.writerow(COLUMNS)
    for item in items:
        writer.writerow([_guarded(cell) for cell in _cells(item, semicolons)])
    return text.getvalue().encode("utf-8-sig")


def read_csv(data: bytes, name: str) -> Iterator[Line]:
    """The rows of a file, those that cannot be read with the reason. Blank rows are passed over.

    Separators are commas, semicolons or tabs. An empty cell takes a fact back, a column that is not there
    leaves it. Raises ``ChangeError`` where the whole file cannot be read.
    """
    text = _text(data, name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        heading = [re.sub(r"[\s-]+", "_", cell.strip().casefold()) for cell in next(reader, [])]
        _check_heading(heading, name)
        start = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                yield _line(start, heading, row)
            start = reader.line_num + 1
    except csv.Error as error:
        raise ChangeError(
            "{name} cannot be read from line {line} on: {reason}.", name=name, line=reader.line_num, reason=error
        ) from error


def cost_per_wear(item: GarmentItem) -> int | None:
    """What each day worn has cost so far, in the smallest unit of its currency; None without a price."""
    price = item.belonging.price_minor
    return None if price is None or not item.wear_count else per_wear(price, item.wear_count)


def _cells(item: GarmentItem, comma: bool) -> list[str]:
    known = item.belonging
    cost = cost_per_wear(item)
    prices = ["" if minor is None else plain(minor, known.currency or "") for minor in (known.price_minor, cost)]
    price, per_wear = (text.replace(".", ",") if comma else text for text in prices)
    return [
        str(item.id),
        item.name or "",
        item.category,
        item.kind or "",
        "; ".join(colour.name for colour in item.colours),
        known.brand or "",
        known.size or "",
        price,
        known.currency or "",
        str(known.bought_on or ""),
        str(known.weight_grams or ""),
        "; ".join(known.occasions),
        "; ".join(known.tags),
        "yes" if known.in_wash else "no",
        "yes" if known.put_away else "no",
        str(item.wear_count),
        str(item.last_worn or ""),
        per_wear,
    ]


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if _GUARDED.match(cell) else cell


def _text(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise ChangeError("{name} is too large: {most} MB are the most.", name=name, most=MOST_BYTES // 1_000_000)
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ChangeError(
            "{name} is not a text in UTF-8.", name=name, remedy="Save it as “CSV UTF-8” in the spreadsheet."
        ) from error
    return re.sub(r"^sep=.\r?\n", "", text)


def _delimiter(text: str) -> str:
    """What parts the heading's cells."""
    heading = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=heading.count)


def _check_heading(heading: list[str], name: str) -> None:
    if not {"id", "name"} & set(heading):
        raise ChangeError(
            "{name} has no column id or name in its first line.",
            name=name,
            remedy="Begin with a file that was downloaded here.",
        )
    twice = sorted({cell for cell in heading if cell in COLUMNS and heading.count(cell) > 1})
    if twice:
        raise ChangeError("{name} has the column {field} twice.", name=name, field=twice[0])


def _line(number: int, heading: list[str], row: list[str]) -> Line:
    cells = {name: _plain(cell) for name, cell in zip(heading, row, strict=False)}
    name, id = cells.get("name") or None, cells.get("id", "")
    try:
        if len(row) > len(heading) and any(cell.strip() for cell in row[len(heading) :]):
            raise ChangeError("There are more cells than columns.", field="?")
        if id and not (id.isascii() and id.isdigit() and len(id) < 16):
            raise ChangeError("{value} is no id.", field="id", value=id[:40])
        if not id and not name:
            raise ChangeError("There is neither an id nor a name.", field="id")
        return Line(number, int(id) if id else None, name, _facts(cells, named=not id))
    except ChangeError as error:
        return Line(number, int(id) if id.isascii() and id.isdigit() and len(id) < 16 else None, name, {}, error)


def _facts(cells: Mapping[str, str], *, named: bool) -> dict[str, Any]:
    """What the cells say; where a garment is found by its name, that is no change."""
    facts: dict[str, Any] = {}
    for column in TAKEN:
        if column not in cells or (column == "name" and named):
            continue
        cell = cells[column]
        match column:
            case "price":
                facts["price_minor"], facts["currency"] = priced(cell, cells.get("currency", ""))
            case "currency":
                if "price" not in cells:
                    facts["currency"] = cell or None
            case "bought_on":
                facts["bought_on"] = _day(cell)
            case "weight_grams":
                facts["weight_grams"] = _grams(cell)
            case "occasions" | "tags":
                facts[column] = [word for part in _LISTED.split(cell) if (word := part.strip())]
            case "in_wash" | "put_away":
                facts[column] = _yes(column, cell)
            case _:
                facts[column] = cell or None
    return facts


def _day(cell: str) -> date | None:
    """ISO 8601, or as spreadsheets write it where that means one day alone: 3.4.2025, 2025/4/3, 2025. 4. 3."""
    if not cell:
        return None
    parts = re.findall(r"\d+", cell)
    shape = re.sub(r"\d+", "0", re.sub(r"\s", "", cell)).rstrip(".")
    try:
        if shape in ("0-0-0", "0/0/0", "0.0.0") and len(parts[0]) == 4:
            return date(*map(int, parts))
        if shape == "0.0.0" and len(parts[2]) == 4:
            return date(*map(int, reversed(parts)))
    except ValueError:
        pass
    raise ChangeError(
        "{value} is no day that can be read.", field="bought_on", value=cell[:40], remedy="Write it as 2025-04-03."
    )


def _grams(cell: str) -> int | None:
    found = re.fullmatch(r"(\d{1,6})(?:[.,]0+)?\s*g?", cell)
    if cell and not found:
        raise ChangeError(
            "{value} is no weight in grams.", field="weight_grams", value=cell[:40], remedy="Write it as 480."
        )
    return int(found[1]) if found else None


def _yes(column: str, cell: str) -> bool:
    word = cell.casefold()
    if word not in (*_YES, *_NO):
        raise ChangeError("{value} is neither yes nor no.", field=column, value=cell[:40])
    return word in _YES
