"""A feed's bytes as text, whatever it says about its encoding."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, TextIO, cast

from wardrobe.errors import FeedError

SAMPLE: Final = 262_144
"""Bytes of the beginning that are looked at, and half as many of the middle."""
MOST: Final = 20_000_000_000
"""Bytes of a feed once it is unpacked: a small packed file can stand for far more."""
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_HANGUL: Final = re.compile("[가-힣]")
_ODD: Final = re.compile("[\udc80-\udcff]")
_START: Final = 4096
TRUNCATED: Final = "The feed ends in the middle."


@dataclass(frozen=True, slots=True)
class Text:
    """A feed opened as text. What is not in its encoding comes as lone surrogates: see ``mended``."""

    stream: TextIO
    encoding: str
    declared: str | None
    """What the feed says, where that is not so."""
    start: str
    """How it begins, for a look at its format."""


@contextmanager
def opened(path: Path) -> Iterator[Text]:
    """The feed as text, unpacked where it is a gzip file. Raises ``FeedError`` where it cannot be read or is cut."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            raw = cast(IO[bytes], gzip.GzipFile(fileobj=file) if packed else file)
            sample = _sample(raw, packed)
            encoding, declared = encoding_of(sample)
            stream = io.TextIOWrapper(
                io.BufferedReader(_Bounded(raw)), encoding=encoding, errors="surrogateescape", newline=""
            )
            yield Text(stream, encoding.removesuffix("-sig"), declared, sample[:_START].decode(encoding, "replace"))
            stream.detach()
    except EOFError as error:
        raise truncated() from error
    except UnicodeError as error:
        raise FeedError("The feed is not text.", remedy="Save it as UTF-8.") from error
    except (OSError, zlib.error) as error:
        raise FeedError(
            "The feed cannot be read: {reason}.",
            reason=getattr(error, "strerror", None) or str(error),
            remedy="Check its path, and that your user may read it.",
        ) from error


def truncated() -> FeedError:
    """The error of a feed that stops before its end."""
    return FeedError(TRUNCATED, remedy="Fetch it again. Nothing was dropped from the catalogue.")


def encoding_of(sample: bytes) -> tuple[str, str | None]:
    """The encoding of a feed by its beginning, and what it says itself where that is wrong.

    A byte order mark counts most, then UTF-8 that is valid, then what is declared and can be, then Korean
    (CP949), then Western European (CP1252).
    """
    for mark, name in BOMS:
        if sample.startswith(mark):
            return name, None
    if zeros := _utf16(sample):
        return zeros, None
    stated = _DECLARED.search(sample[:1000])
    declared = _known(stated.group(1).decode("ascii")) if stated else None
    if _decodes(sample, "utf-8"):
        wrong = declared not in (None, "utf-8", "ascii") and not sample.isascii()
        return "utf-8", declared if wrong else None
    if _bad_share(sample) < 0.02:  # UTF-8 with a few broken places: they cost their own rows
        return "utf-8", None
    own = declared if declared not in (None, "utf-8", "ascii", "utf-16") and _decodes(sample, declared) else None
    korean = _decodes(sample, "cp949") and _korean(sample.decode("cp949", "ignore"))
    if own is not None and not (korean and own in ("iso8859-1", "cp1252", "latin-1")):
        return "cp1252" if own == "iso8859-1" else own, None
    if korean:
        return "cp949", declared
    return "cp1252", declared


def mended(text: str, encoding: str) -> tuple[str, bool]:
    """A row without the surrogates of ``opened``, read in another encoding where that works; whether it had any."""
    if not _ODD.search(text):
        return text, False
    data = text.encode("utf-8", "surrogateescape")
    for name in ("cp949", "cp1252") if encoding == "utf-8" else ():
        try:
            found = data.decode(name)
        except UnicodeDecodeError:
            continue
        if name != "cp949" or _korean(found):
            return found, True
    return _ODD.sub("\ufffd", text), True


def not_encoded(encoding: str) -> FeedError:
    """What is said of a row that ``mended`` put right."""
    return FeedError("The row is not in the feed's encoding.", remedy="Have the shop save the feed as UTF-8 only.")


class _Bounded(io.RawIOBase):
    """Stops at ``MOST`` bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        self._read += len(data)
        if self._read > MOST:
            raise FeedError("The feed is larger than {gb:.0f} GB.", gb=MOST / 1e9, remedy="Split it into several.")
        buffer[: len(data)] = data
        return len(data)


def _sample(file: IO[bytes], packed: bool) -> bytes:
    data = file.read(SAMPLE)
    if not packed and len(data) == SAMPLE:  # Titles may be plain for long before the first umlaut.
        size = file.seek(0, io.SEEK_END)
        file.seek(max(SAMPLE, size // 2))
        line = file.read(SAMPLE // 2).split(b"\n")
        data = data[: data.rfind(b"\n") + 1 or SAMPLE] + b"\n".join(line[1:-1])
    file.seek(0)
    return data


def _decodes(data: bytes, encoding: str | None) -> bool:
    try:
        codecs.getincrementaldecoder(encoding or "utf-8")().decode(data, final=False)
    except (UnicodeError, LookupError):
        return False
    return True


def _bad_share(data: bytes) -> float:
    """Of the characters outside ASCII, how many are broken as UTF-8."""
    text = data.decode("utf-8", "surrogateescape")
    odd = len(_ODD.findall(text))
    return odd / max(1, sum(not letter.isascii() for letter in text))


def _korean(text: str) -> bool:
    foreign = [letter for letter in text if not letter.isascii()]
    return len(_HANGUL.findall(text)) > 0.8 * max(1, len(foreign))


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of plain text is zero."""
    part = data[:2000]
    if len(part) < 4:
        return None
    even, odd = part[0::2].count(0), part[1::2].count(0)
    if odd > 0.3 * len(part) / 2 > even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * len(part) / 2 > odd else None


def _known(name: str) -> str | None:
    try:
        return codecs.lookup({"ks_c_5601-1987": "cp949", "euc-kr": "cp949"}.get(name.lower(), name)).name
    except LookupError:
        return None
