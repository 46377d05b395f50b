"""Files that grow: what came stays, and the newest writer wins."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardrobe.errors import ClashError, OffsetError, StorageError
from wardrobe.parts import Parts


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(tmp_path)


def test_what_was_written_stays_when_the_writer_is_cut_off(parts: Parts) -> None:
    with pytest.raises(ConnectionError), parts.append("a", 0, 10) as part:
        part.write(b"abc")
        raise ConnectionError
    assert parts.size("a") == 3
    with parts.append("a", 3, 10) as part:
        part.write(b"defg")
    assert parts.path("a").read_bytes() == b"abcdefg" and parts.path("a").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("offset", [0, 2, 4, 10])
def test_bytes_that_do_not_continue_what_is_there_are_refused_with_the_right_place(parts: Parts, offset: int) -> None:
    with parts.append("a", 0, 10) as part:
        part.write(b"abc")
    with pytest.raises(OffsetError) as caught, parts.append("a", offset, 10):
        pass
    assert caught.value.offset == 3 and parts.path("a").read_bytes() == b"abc"


def test_a_newer_writer_takes_over_and_the_older_finds_out(parts: Parts) -> None:
    with pytest.raises(ClashError, match="Another request"), parts.append("a", 0, 10) as older:
        older.write(b"abc")
        with parts.append("a", 3, 10) as newer:
            newer.write(b"def")
        older.write(b"xyz")
    assert parts.path("a").read_bytes() == b"abcdef"


def test_nothing_is_written_past_the_end(parts: Parts) -> None:
    with pytest.raises(ClashError, match="4 bytes"), parts.append("a", 0, 4) as part:
        part.write(b"abc")
        part.write(b"de")
    assert parts.path("a").read_bytes() == b"abc"


def test_who_settles_a_file_is_not_written_under(parts: Parts) -> None:
    with pytest.raises(ClashError), parts.append("a", 0, 10) as part:
        part.write(b"abc")
        with parts.alone("a") as path:
            assert path.read_bytes() == b"abc"
        part.write(b"d")


def test_a_full_disk_is_told_before_anything_is_written(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("wardrobe.parts.shutil.disk_usage", lambda _: usage(100, 100, 0))
    with pytest.raises(StorageError, match="full") as caught, parts.append("a", 0, 10):
        pass
    assert caught.value.temporary and parts.names() == []


@settings(max_examples=60, deadline=None)
@given(data=st.binary(min_size=1, max_size=400), cuts=st.lists(st.integers(1, 60), max_size=20))
def test_however_it_is_cut_the_file_is_the_bytes_in_order(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, cuts: list[int]
) -> None:
    parts = Parts(tmp_path_factory.mktemp("parts"))
    for cut in [*cuts, len(data)]:
        at = parts.size("a")
        if at == len(data):
            break
        try:
            with parts.append("a", at, len(data)) as part:
                part.write(data[at : at + cut])
                raise ConnectionError
        except ConnectionError:
            pass
    assert parts.path("a").read_bytes() == data[: parts.size("a")]
    assert sum(cuts) < len(data) or parts.size("a") == len(data)
