"""CSV and TSV feeds: the delimiter and the columns' meaning are guessed where they are not given."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from wardrobe.catalogue.feeds.base import ROW, Entry, Notice, RowFault, Rows, guessed
from wardrobe.catalogue.feeds.encoding import Text, mended, not_encoded
from wardrobe.errors import FeedError

DELIMITERS: Final = ("\t", ";", "|", ",")
LINES: Final = 200
"""A quoted field goes over no more lines; a quote that is open for longer was never meant."""

Line = tuple[int, str]


def read_table(text: Text, mapping: Mapping[str, str]) -> Rows:
    """The rows of a table whose first line names the columns. ``mapping``: our field → column, before any guess.

    Raises ``FeedError`` for a table without the columns that are needed.
    """
    lines = _Lines(text)
    first = next(lines, None)
    if first is None:
        raise FeedError("The feed is empty.", remedy="Fetch it again, or ask the shop.")
    delimiter = delimiter_of(first[1])
    names = [name.strip().lstrip("\ufeff") for name in _cells(first[1], delimiter)]
    columns = columns_of(names, mapping)
    for line, record in _records(lines, delimiter, len(names)):
        told, odd = mended(record, text.encoding)
        cells = _cells(told, delimiter)
        if not any(cell.strip() for cell in cells):
            continue
        key = cells[columns["id"]].strip() if columns["id"] < len(cells) else None
        if '"' in told and not _closed(told, delimiter):
            yield RowFault(line, key or None, None, _open_quote())
        elif any(cell.strip() for cell in cells[len(names) :]):
            yield RowFault(line, key or None, None, _too_many(len(cells), len(names)))
        else:
            values = {
                ours: [cells[place]] for ours, place in columns.items() if place < len(cells) and cells[place].strip()
            }
            yield Entry(line, values, (Notice(None, not_encoded(text.encoding)),) if odd else ())


def delimiter_of(header: str) -> str:
    """What parts the columns of a header."""
    counts = {mark: len(_cells(header, mark)) for mark in DELIMITERS}
    return max(counts, key=lambda mark: counts[mark])


def columns_of(names: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """The place of each of our fields. Raises ``FeedError`` where a column is not there, or none is the id."""
    for ours, theirs in mapping.items():
        if theirs not in names:
            raise FeedError(
                "There is no column {column} for {field}.",
                column=theirs,
                field=ours,
                remedy="The columns are: {columns}.",
                columns=", ".join(names[:40]),
            )
    found = {ours: theirs for ours, theirs in guessed([*names]).items() if theirs not in mapping.values()}
    found |= mapping
    lacking = [field for field in ("id", "title", "picture") if field not in found]
    if lacking:
        raise FeedError(
            "It is not clear which column is the {field}.",
            field=lacking[0],
            remedy="Say it, as in --map {field}=COLUMN. The columns are: {columns}.",
            columns=", ".join(names[:40]),
        )
    return {ours: names.index(theirs) for ours, theirs in found.items()}


class _Lines:
    """Numbered lines, of which some can be given back."""

    def __init__(self, text: Text) -> None:
        self._stream = text.stream
        self._number = 0
        self._back: deque[Line] = deque()

    def __iter__(self) -> Iterator[Line]:
        return self

    def __next__(self) -> Line:
        if self._back:
            return self._back.popleft()
        line = self._stream.readline(ROW)
        if not line:
            raise StopIteration
        self._number += 1
        return self._number, line.replace("\x00", "")

    def give_back(self, lines: Sequence[Line]) -> None:
        self._back.extendleft(reversed(lines))


def _records(lines: _Lines, delimiter: str, columns: int) -> Iterator[Line]:
    """Records, most of them a line. One whose quote is closed never, or by another row's, is its first line only."""
    for number, line in lines:
        taken: list[Line] = []
        record = line
        while '"' in record and not _closed(record, delimiter) and len(taken) < LINES and len(record) < ROW:
            following = next(lines, None)
            if following is None:
                break
            taken.append(following)
            record += following[1]
        if taken and not (_closed(record, delimiter) and len(_cells(record, delimiter)) == columns):
            lines.give_back(taken)
            record = line
        yield number, record


def _closed(record: str, delimiter: str) -> bool:
    """Whether every quoted field ends."""
    try:
        for _ in csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" not in str(error)
    return True


def _cells(record: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return record.rstrip("\r\n").split(delimiter)


def _open_quote() -> FeedError:
    return FeedError("A quote is opened in the row and never closed.", remedy="Close it, or write it twice.")


def _too_many(found: int, wanted: int) -> FeedError:
    return FeedError(
        "The row has {found} columns, the header {wanted}.",
        found=found,
        wanted=wanted,
        remedy="Put quotes around texts that contain the character between columns.",
    )
