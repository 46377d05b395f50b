"""Originals byte for byte, and pictures made from them."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.conftest import encode
from tests.wardrobe.conftest import BLUE, RED, draw, photo
from wardrobe.errors import NotFoundError, StorageError
from wardrobe.house import House
from wardrobe.originals import STALE_SECONDS, Originals


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(data=st.binary(max_size=2000))
def test_what_is_stored_comes_back_byte_for_byte(originals: Originals, data: bytes) -> None:
    stored = originals.put(data)
    assert originals.read(stored.sha256) == data
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert stored.size == len(data)
    assert originals.put(data) == stored
    assert list((originals.folder / "incoming").iterdir()) == []


def test_the_same_bytes_are_stored_once(originals: Originals) -> None:
    first = originals.put(b"a look").path.stat()
    assert originals.put(b"a look").path.stat() == first
    assert list(originals.stored()) == [hashlib.sha256(b"a look").hexdigest()]


def test_an_original_that_changed_on_the_disk_is_not_handed_out(originals: Originals) -> None:
    stored = originals.put(b"a look")
    stored.path.write_bytes(b"A look")
    with pytest.raises(StorageError, match="has changed on the disk"):
        originals.read(stored.sha256)


def test_an_original_that_is_gone_is_told(originals: Originals) -> None:
    stored = originals.put(b"a look")
    originals.delete(stored.sha256)
    originals.delete(stored.sha256)
    with pytest.raises(StorageError, match="is gone") as caught:
        originals.read(stored.sha256)
    assert not caught.value.temporary


def test_a_full_disk_is_told_with_what_is_missing(originals: Originals, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(free=14_000_000))
    with pytest.raises(StorageError, match="is full: 60 MB more are needed") as caught:
        originals.put(b"x" * 10_000_000)
    assert caught.value.temporary
    assert list(originals.stored()) == []


def test_a_disk_that_fills_up_while_writing_leaves_no_half_file(
    originals: Originals, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="is full"):
        originals.put(b"a look")
    assert [path for path in originals.folder.rglob("*") if path.is_file()] == []


def test_what_a_killed_process_left_is_cleaned_up(originals: Originals) -> None:
    left = originals.folder / "incoming" / "half"
    originals.clean(0)
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    originals.clean(left.stat().st_mtime + STALE_SECONDS - 1)
    assert left.exists()
    originals.clean(left.stat().st_mtime + STALE_SECONDS + 1)
    assert not left.exists()


@pytest.mark.parametrize(("size", "side"), [("small", 320), ("medium", 800), ("large", 1600)])
def test_a_look_comes_in_three_sizes(house: House, add: Callable[..., int], size: str, side: int) -> None:
    look = add(size=(1400, 2100), pants=BLUE)
    with Image.open(house.media.rendition("look", look, size)) as image:  # type: ignore[arg-type]
        assert (image.format, image.height) == ("WEBP", side)
        assert image.width == pytest.approx(side * 2 / 3, abs=1)


def test_nothing_is_enlarged(house: House, add: Callable[..., int]) -> None:
    with Image.open(house.media.rendition("look", add(pants=BLUE), "large")) as image:
        assert image.size == (320, 480)


def test_a_cut_out_is_clear_around_the_garment(house: House, add: Callable[..., int], home: int) -> None:
    look = add(pants=BLUE, upper_clothes=RED)
    pants = next(one for one in house.looks.get(home, look).sightings if one.category == "pants")
    with Image.open(house.media.rendition("cut-out", pants.id, "small")) as image:
        pixels = np.asarray(image.convert("RGBA"))
    height, width = pixels.shape[:2]
    assert pixels[height // 2, width // 2, 3] == 255
    assert pixels[0, 0, 3] == 0
    assert np.abs(pixels[height // 2, width // 2, :3].astype(int) - BLUE).max() < 30


def test_the_background_is_taken_away_and_the_person_stays_where_they_are(house: House, home: int) -> None:
    data = photo(pants=BLUE, upper_clothes=RED)
    look = house.intake.receive(data, "a.jpg", household_id=home, source="upload").look_id
    assert Image.open(house.media.rendition("removed", look, "medium")).mode == "RGB", "nobody is found yet"
    house.intake.work_once()
    plain = Image.open(house.media.rendition("look", look, "medium"))
    removed = Image.open(house.media.rendition("removed", look, "medium"))
    assert (removed.mode, removed.size) == ("RGBA", plain.size)
    alpha = np.asarray(removed)[..., 3]
    assert alpha[150:230, 110:200].mean() > 250
    assert alpha[100:450, 5:60].max() == 0


def test_the_background_is_blurred_and_the_person_is_not(house: House, home: int) -> None:
    stripes = draw(size=(400, 600), pants=BLUE, upper_clothes=RED)
    stripes[:, :60:4] = 0
    look = house.intake.receive(encode(stripes, "PNG"), "look.png", household_id=home, source="upload").look_id
    house.intake.work_once()
    plain = np.asarray(Image.open(house.media.rendition("look", look, "medium")).convert("L"), float)
    blurred = np.asarray(Image.open(house.media.rendition("blurred", look, "medium")).convert("L"), float)
    assert blurred[100:500, 5:50].std() < 0.3 * plain[100:500, 5:50].std()
    assert np.abs(blurred[350:500, 160:240] - plain[350:500, 160:240]).mean() < 6


def test_a_look_without_a_person_is_shown_as_it_is(house: House, home: int) -> None:
    data = encode(draw(person=False))
    look = house.intake.receive(data, "room.jpg", household_id=home, source="upload").look_id
    before = house.media.rendition("blurred", look, "small")
    house.intake.work_once()
    assert house.media.rendition("blurred", look, "small") == before


def test_renditions_can_be_deleted_at_any_time(house: House, add: Callable[..., int]) -> None:
    look = add(pants=BLUE)
    path = house.media.rendition("look", look, "small")
    first = path.read_bytes()
    shutil.rmtree(house.media.renditions.folder)
    assert house.media.rendition("look", look, "small").read_bytes() == first


def test_no_metadata_reaches_a_rendition(house: House, home: int) -> None:
    image = Image.fromarray(draw(pants=BLUE))
    exif = image.getexif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    data = encode(image, exif=exif.tobytes(), comment=b"my street")
    assert b"SecretCamera" in data
    look = house.intake.receive(data, "look.jpg", household_id=home, source="upload").look_id
    path = house.media.rendition("look", look, "large")
    with Image.open(path) as made:
        assert not made.getexif() and not {"exif", "xmp", "comment", "icc_profile"} & made.info.keys()
    assert b"SecretCamera" not in path.read_bytes() and b"my street" not in path.read_bytes()


def test_what_is_not_there_is_told(house: House) -> None:
    with pytest.raises(NotFoundError):
        house.media.rendition("look", 99, "small")
    with pytest.raises(NotFoundError):
        house.media.rendition("cut-out", 99, "small")


def test_usage_counts_originals_and_what_was_made_from_them(house: House, add: Callable[..., int]) -> None:
    before = house.media.usage()
    add(pants=BLUE)
    after = house.media.usage()
    assert after.originals - before.originals == len(photo(pants=BLUE))
    assert after.derived > before.derived
