"""Pictures on their way in: visible at once, finished once, and told where they cannot be."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from PIL import Image

from embeddings.errors import PhotoError
from tests.conftest import encode
from tests.wardrobe.conftest import BLUE, RED, draw, fill, finish, photo, receive
from wardrobe.house import House


def test_a_look_is_there_at_once_and_finished_later(house: House, home: int) -> None:
    before = house.looks.version(home)
    look = receive(house, home, photo(pants=BLUE))
    assert (look.state, look.sightings, house.intake.pending()) == ("received", (), 1)
    assert house.looks.version(home) > before
    assert house.media.rendition("look", look.id, "small").exists()
    before = house.looks.version(home)
    assert house.intake.work_once()
    look = house.looks.get(home, look.id)
    assert (look.state, look.width, look.height, house.intake.pending()) == ("ready", 320, 480, 0)
    assert [sighting.category for sighting in look.sightings] == ["pants"]
    assert house.looks.version(home) > before
    assert not house.intake.work_once()


def test_the_same_bytes_are_the_same_look(house: House, home: int) -> None:
    first = house.intake.receive(photo(pants=BLUE), "a.jpg", household_id=home, source="upload")
    again = house.intake.receive(photo(pants=BLUE), "b.jpg", household_id=home, source="device")
    assert (first.duplicate, again.duplicate, again.look_id) == (False, True, first.look_id)
    assert len(house.looks.page(home)) == 1


def test_the_same_bytes_at_the_same_moment_are_one_look(house: House, home: int) -> None:
    received = []
    start = threading.Barrier(6)

    def send() -> None:
        start.wait()
        received.append(house.intake.receive(photo(pants=BLUE), "a.jpg", household_id=home, source="device"))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.look_id for one in received}) == 1
    assert sorted(one.duplicate for one in received) == [False] + [True] * 5


@pytest.mark.parametrize("options", [{"kind": "PNG"}, {"kind": "WEBP", "quality": 80}, {"quality": 60}], ids=str)
def test_the_same_picture_in_another_encoding_is_asked(house: House, home: int, options: dict[str, object]) -> None:
    pixels = draw(upper_clothes=RED, pants=BLUE, size=(400, 600))
    first = receive(house, home, encode(pixels, quality=95))
    second = receive(house, home, encode(pixels, **options))  # type: ignore[arg-type]
    finish(house)
    assert house.looks.get(home, first.id).twin_id is None
    assert house.looks.get(home, second.id).twin_id == first.id
    change = house.looks.keep_twin(home, second.id)
    assert house.looks.get(home, second.id).twin_id is None
    house.journal.undo(home, change)
    assert house.looks.get(home, second.id).twin_id == first.id
    house.looks.delete(home, first.id)
    assert house.looks.get(home, second.id).twin_id is None


def with_exif_date(when: str) -> bytes:
    image = Image.fromarray(draw(pants=BLUE))
    exif = image.getexif()
    exif.get_ifd(0x8769)[0x9003] = when
    return encode(image, exif=exif.tobytes())


@pytest.mark.parametrize(
    ("data", "day"),
    [
        (with_exif_date("2024:05:17 08:30:00"), date(2024, 5, 17)),
        (with_exif_date("1970:01:01 00:00:00"), date(2026, 3, 1)),  # a camera whose clock was never set
        (with_exif_date("2199:01:01 00:00:00"), date(2026, 3, 1)),
        (photo(pants=BLUE), date(2026, 3, 1)),
    ],
    ids=["exif", "before photography", "in the future", "no exif"],
)
def test_the_day_worn_comes_from_exif_or_the_upload(house: House, home: int, data: bytes, day: date) -> None:
    look = receive(house, home, data, received_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    finish(house)
    assert house.looks.get(home, look.id).worn_on == day


def test_a_day_that_the_person_gave_is_not_overwritten(house: House, home: int) -> None:
    look = receive(house, home, with_exif_date("2024:05:17 08:30:00"))
    house.looks.set_worn_on(home, look.id, date(2025, 1, 2))
    finish(house)
    assert house.looks.get(home, look.id).worn_on == date(2025, 1, 2)


def cmyk() -> bytes:
    return encode(Image.fromarray(draw(pants=BLUE)).convert("CMYK"))


def animation() -> bytes:
    buffer = io.BytesIO()
    frames = [Image.fromarray(draw(seed=seed, pants=BLUE)) for seed in range(3)]
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "notes"),
    [(cmyk(), "print.jpg", ()), (animation(), "film.webp", ("animated",)), (photo(pants=BLUE), "wrong.png", ())],
    ids=["cmyk", "animated", "wrong extension"],
)
def test_odd_pictures_are_taken(house: House, home: int, data: bytes, name: str, notes: tuple[str, ...]) -> None:
    look = receive(house, home, data, name)
    finish(house)
    look = house.looks.get(home, look.id)
    assert (look.state, look.notes, len(look.sightings)) == ("ready", notes, 1)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"dear diary", "diary.jpg is not a JPEG"),
        (photo(pants=BLUE)[:3000], "diary.jpg is damaged or cut short"),
        (encode(Image.new("RGB", (1, 1))), "diary.jpg has only 1 × 1 pixels"),
        (encode(Image.new("1", (40_000, 40_000)), "PNG"), "diary.jpg has 40000 × 40000 pixels"),
    ],
    ids=["text", "truncated", "one pixel", "bomb"],
)
def test_a_picture_that_cannot_be_read_fails_with_the_reason_and_is_kept(
    house: House, home: int, data: bytes, message: str
) -> None:
    bad = receive(house, home, data, "diary.jpg")
    good = receive(house, home, photo(pants=BLUE))
    finish(house)
    bad, good = house.looks.get(home, bad.id), house.looks.get(home, good.id)
    assert (bad.state, good.state) == ("failed", "ready")
    assert bad.failure is not None
    assert bad.failure.message.startswith(message)
    assert bad.failure.advice
    assert house.media.originals.read(house.media.put(data).sha256) == data


@pytest.mark.parametrize(("data", "message"), [(b"", "is empty"), (b"x" * 2001, "the limit is")])
def test_what_is_too_large_or_empty_is_refused_at_the_door(
    open_house: Callable[..., House], data: bytes, message: str
) -> None:
    house = open_house(max_bytes=2000)
    home = fill(house, [])
    with pytest.raises(PhotoError, match=message):
        receive(house, home, data)
    assert house.looks.page(home) == []


def test_a_room_without_a_person_is_a_look_with_a_note(house: House, home: int) -> None:
    look = receive(house, home, encode(draw(person=False)))
    finish(house)
    look = house.looks.get(home, look.id)
    assert (look.state, look.notes, look.sightings) == ("ready", ("no-person",), ())


def test_receiving_costs_little(house: House, home: int) -> None:
    pictures = [photo(seed=seed, pants=BLUE, size=(1000, 1500)) for seed in range(10)]
    taken = []
    for data in pictures:
        start = time.process_time()
        receive(house, home, data)
        taken.append(time.process_time() - start)
    assert sorted(taken)[len(taken) // 2] < 0.1
