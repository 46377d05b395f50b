"""Pictures on their way in: visible at once, finished once, and told where they cannot be."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import text

import embeddings.photo
from embeddings.errors import ModelError, PhotoError
from embeddings.parsing import Parser
from tests.conftest import encode
from tests.wardrobe.conftest import BLUE, RED, DrawnModels, DrawnParser, draw, fill, photo
from wardrobe.errors import NotFoundError, StorageError
from wardrobe.house import House
from wardrobe.intake import Intake
from wardrobe.looks import Look


def receive(house: House, home: int, data: bytes, name: str = "look.jpg", **options: object) -> Look:
    given = {"source": "upload", **options}
    received = house.intake.receive(data, name, household_id=home, **given)  # type: ignore[arg-type]
    return house.looks.get(home, received.look_id)


def finish(house: House) -> None:
    while house.intake.work_once():
        pass


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


def test_uploads_come_before_imports(house: House, home: int) -> None:
    imported = [receive(house, home, photo(seed=seed, pants=BLUE), source="folder") for seed in range(2)]
    waited_for = receive(house, home, photo(seed=9, pants=BLUE), source="camera")
    house.intake.work_once()
    states = [house.looks.get(home, look.id).state for look in (*imported, waited_for)]
    assert states == ["received", "received", "ready"]


class BrokenOnce:
    """A parser that raises the faults given, then works."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)

    def parse(self, photo: embeddings.photo.Photo) -> object:
        if self.faults:
            raise self.faults.pop(0)
        return DrawnParser().parse(photo)

    model_id = "broken"


def break_parser(house: House, monkeypatch: pytest.MonkeyPatch, *faults: Exception) -> None:
    broken = BrokenOnce(*faults)
    monkeypatch.setattr(DrawnModels, "parser", property(lambda _: broken))


@pytest.mark.parametrize("fault", [ModelError("The model file {path} is damaged.", path="x"), ZeroDivisionError("no")])
def test_a_fault_of_ours_fails_the_look_and_retry_goes_on_from_there(
    house: House, home: int, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    break_parser(house, monkeypatch, fault)
    look = receive(house, home, photo(pants=BLUE))
    finish(house)
    failed = house.looks.get(home, look.id)
    assert failed.state == "failed" and failed.width == 320
    house.intake.retry(look.id)
    assert house.looks.get(home, look.id).state == "decoded"
    finish(house)
    assert house.looks.get(home, look.id).state == "ready"
    assert house.looks.get(home, look.id).failure is None


def test_retry_of_what_is_done_or_gone_does_no_harm(house: House, add: Callable[..., int], home: int) -> None:
    look = add(pants=BLUE)
    house.intake.retry(look)
    assert house.looks.get(home, look).state == "ready"
    with pytest.raises(NotFoundError):
        house.intake.retry(99)


def test_a_look_that_failed_for_a_damaged_model_is_tried_again_at_the_next_start(
    open_house: Callable[..., House], house: House, home: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_parser(house, monkeypatch, ModelError("The model file {path} is damaged.", path="x"))
    look = receive(house, home, photo(pants=BLUE))
    text = receive(house, home, b"dear diary")
    finish(house)
    house.close()
    again = open_house()
    assert again.looks.get(home, look.id).state == "decoded"
    assert again.looks.get(home, text.id).state == "failed"


def full() -> StorageError:
    return StorageError("The disk is full.", temporary=True)


def test_a_fault_of_the_moment_puts_the_look_off_and_the_others_go_on(
    house: House, home: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_parser(house, monkeypatch, full())
    first, second = (receive(house, home, photo(seed=seed, pants=BLUE)) for seed in range(2))
    with pytest.raises(StorageError):
        house.intake.work_once()
    assert house.looks.get(home, first.id).state == "decoded"
    assert house.intake.work_once()
    assert house.looks.get(home, second.id).state == "ready"
    assert not house.intake.work_once()  # it has not waited long enough
    assert house.intake.pending() == 1
    deadline = time.monotonic() + 10
    while not house.intake.work_once() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert house.looks.get(home, first.id).state == "ready"


def test_the_worker_sleeps_through_a_fault_of_the_moment_instead_of_spinning(
    house: House, home: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def fail(self: Intake) -> bool:
        tries.append(time.monotonic())
        raise full()

    monkeypatch.setattr(Intake, "work_once", fail)
    house.intake.start_worker()
    time.sleep(1.8)
    house.intake.stop_worker()
    assert 2 <= len(tries) <= 4


def test_the_worker_finishes_what_is_received_and_what_others_put_in_the_queue(
    house: House, home: int, open_house: Callable[..., House]
) -> None:
    house.intake.start_worker()
    house.intake.start_worker()
    own = receive(house, home, photo(seed=1, pants=BLUE))
    elsewhere = receive(open_house(), home, photo(seed=2, pants=BLUE))
    deadline = time.monotonic() + 30
    while house.intake.pending() and time.monotonic() < deadline:
        time.sleep(0.05)
    house.intake.stop_worker()
    assert {house.looks.get(home, look.id).state for look in (own, elsewhere)} == {"ready"}
    by_hand = receive(house, home, photo(seed=3, pants=BLUE))
    finish(house)
    assert house.looks.get(home, by_hand.id).state == "ready"
    assert len(house.garments.list(home)) == 1


def test_two_processes_share_the_queue_and_do_nothing_twice(
    house: House, home: int, open_house: Callable[..., House]
) -> None:
    for seed in range(8):
        receive(house, home, photo(seed=seed, pants=BLUE, upper_clothes=(20 * seed, 100, 0)))
    parsed = []

    class Counting(DrawnParser):
        def parse(self, photo: embeddings.photo.Photo) -> object:  # type: ignore[override]
            parsed.append(1)
            return super().parse(photo)

    workers = [house, open_house(), open_house()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DrawnModels, "parser", property(lambda _: Counting()))
        threads = [threading.Thread(target=finish, args=(worker,)) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [look.state for look in house.looks.page(home)] == ["ready"] * 8
    assert len(parsed) == 8
    jeans = [item for item in house.garments.list(home) if item.category == "pants"]
    assert len(jeans) == 1
    assert len(house.garments.looks_of(home, jeans[0].id)) == 8


def test_a_look_that_is_deleted_while_it_is_worked_on_stays_deleted(
    house: House, home: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = receive(house, home, photo(pants=BLUE))

    class Deleting(DrawnParser):
        def parse(self, photo: embeddings.photo.Photo) -> object:  # type: ignore[override]
            house.looks.delete(home, look.id)
            return super().parse(photo)

    monkeypatch.setattr(DrawnModels, "parser", property(lambda _: Deleting()))
    finish(house)
    assert house.looks.page(home) == []
    assert house.garments.list(home) == []
    house.journal.undo(home, house.journal.latest(home)[0].id)
    monkeypatch.setattr(DrawnModels, "parser", property(lambda _: DrawnParser()))
    finish(house)
    assert house.looks.get(home, look.id).state == "ready"


def test_an_original_that_is_gone_fails_the_look_alone(house: House, home: int) -> None:
    look = receive(house, home, photo(pants=BLUE))
    house.media.originals.delete(house.media.put(photo(pants=BLUE)).sha256)
    finish(house)
    failed = house.looks.get(home, look.id)
    assert failed.failure is not None and "is gone" in failed.failure.message


def test_receiving_takes_less_than_a_tenth_of_a_second(house: House, home: int) -> None:
    pictures = [photo(seed=seed, pants=BLUE, size=(1000, 1500)) for seed in range(10)]
    taken = []
    for data in pictures:
        start = time.perf_counter()
        receive(house, home, data)
        taken.append(time.perf_counter() - start)
    assert sorted(taken)[len(taken) // 2] < 0.1


def test_claims_of_another_machine_are_taken_over_after_a_while(house: House, home: int) -> None:
    look = receive(house, home, photo(pants=BLUE))

    def claim(age: timedelta) -> None:
        with house.database.write() as session:
            session.execute(
                text("UPDATE look SET claimed_by = 'elsewhere 1 abc', claimed_at = :at"),
                {"at": (datetime.now(UTC) - age).strftime("%Y-%m-%d %H:%M:%S.%f")},
            )

    claim(timedelta(minutes=1))
    house.intake._looked_after = -1e9  # its next round is due
    assert not house.intake.work_once()
    claim(timedelta(minutes=11))
    house.intake._looked_after = -1e9
    assert house.intake.work_once()
    assert house.looks.get(home, look.id).state == "ready"


def test_the_stand_in_is_what_the_house_expects() -> None:
    assert isinstance(DrawnParser(), Parser)
