"""What cameras send becomes looks, each exactly once, wherever the process or the network is cut."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import ROOT
from tests.wardrobe.clock import Clock
from tests.wardrobe.conftest import BLUE, RED, fill, finish, photo
from wardrobe.accounts import Device
from wardrobe.camera_schema import CaptureRow
from wardrobe.captures import MOST_OPEN, Announced, Captures, taken
from wardrobe.errors import ClashError, DamagedError, NotFoundError, OverError, TooManyError, UnknownFormatError
from wardrobe.house import House
from wardrobe.intake import Intake
from wardrobe.looks import Looks
from wardrobe.parts import Parts

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)


class PowerCutError(BaseException):
    """The process ends here: nothing after it is done, nothing is tidied up."""


def announced(data: bytes, **given: object) -> Announced:
    said = Announced(str(uuid.uuid4()), "photo", "image/jpeg", "look.jpg", hashlib.sha256(data).hexdigest(), len(data))
    return replace(said, **given)  # type: ignore[arg-type]


def camera(house: House, home: int) -> Device:
    token = house.accounts.add_device(home, "hallway")
    found = house.accounts.device_for(token)
    assert found is not None
    return found


@pytest.fixture
def device(house: House, home: int) -> Device:
    return camera(house, home)


def send(captures: Captures, device: Device, data: bytes, it: Announced) -> int | None:
    """All the way, as a camera does it that goes on where it stopped."""
    found, _ = captures.announce(device, it)
    while found.state != "stored":
        if found.offset < found.size:
            with captures.receive(device, it.key, found.offset) as part:
                part.write(data[found.offset : found.offset + 4000])
        found = captures.settle(device, it.key)
    return found.look_id


def looks(house: House, home: int) -> list[int]:
    return [look.id for look in house.looks.page(home)]


def test_a_capture_becomes_a_look_of_the_day_on_which_it_was_taken(house: House, home: int, device: Device) -> None:
    data = photo(upper_clothes=RED)
    it = announced(data, age_seconds=3 * 86_400.0)
    look_id = send(house.captures, device, data, it)
    assert look_id is not None
    look = house.looks.get(home, look_id)
    assert house.media.originals.read(it.sha256) == data
    assert abs(datetime.now(UTC) - timedelta(days=3) - look.received_at) < timedelta(minutes=1)
    assert house.captures.get(device, it.key).state == "stored"
    assert not list((house.settings.data_dir / "incoming").iterdir()), "the file in parts is gone"
    assert send(house.captures, device, data, it) == look_id and looks(house, home) == [look_id], "sent again is once"


def test_the_camera_knows_the_day_better_than_the_file(house: House, home: int, device: Device) -> None:
    data = (ROOT / "tests" / "pictures" / "look-04.jpg").read_bytes()  # of 4 November by its EXIF
    look_id = send(house.captures, device, data, announced(data, age_seconds=60.0))
    finish(house)
    assert look_id is not None
    assert house.looks.get(home, look_id).worn_on == house.looks.get(home, look_id).received_at.astimezone().date()


@pytest.mark.parametrize(
    ("clock", "age", "expected"),
    [
        (None, None, AT),
        (AT - timedelta(hours=5), None, AT - timedelta(hours=5)),
        (AT - timedelta(hours=5), 60.0, AT - timedelta(seconds=60)),
        (AT + timedelta(hours=2), None, AT),
        (AT + timedelta(days=2), None, AT),
        (datetime(1970, 1, 1, tzinfo=UTC), None, AT),
        (datetime(2019, 12, 31, tzinfo=UTC), 0.0, AT),
        (AT - timedelta(hours=5), 1e12, AT - timedelta(hours=5)),
        (None, 1e300, AT),
        (None, -5.0, AT),
    ],
)
def test_the_age_wins_over_the_clock_and_what_cannot_be_is_not_believed(
    clock: datetime | None, age: float | None, expected: datetime
) -> None:
    assert taken(clock, age, AT) == expected


def _after(name: str, kind: type) -> Callable[[pytest.MonkeyPatch], None]:
    """Cut the power right after a step; ``_before`` right before it."""

    def cut(monkeypatch: pytest.MonkeyPatch) -> None:
        step = getattr(kind, name)

        def stepping(*arguments: object, **options: object) -> object:
            step(*arguments, **options)
            raise PowerCutError

        monkeypatch.setattr(kind, name, stepping)

    return cut


def _before(name: str, kind: type) -> Callable[[pytest.MonkeyPatch], None]:
    def cut(monkeypatch: pytest.MonkeyPatch) -> None:
        def stepping(*_: object, **__: object) -> object:
            raise PowerCutError

        monkeypatch.setattr(kind, name, stepping)

    return cut


CUTS = [
    _after("_new", Captures),
    _before("_take_in", Captures),
    _before("receive", Intake),
    _after("receive", Intake),
    _after("_take_in", Captures),
    _before("drop", Parts),
    _after("drop", Parts),
]


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("healing", ["the camera", "the server"])
def test_a_power_cut_at_any_step_loses_nothing_and_makes_nothing_twice(
    open_house: Callable[..., House], cut: Callable[[pytest.MonkeyPatch], None], healing: str
) -> None:
    house = open_house()
    home = fill(house, [])
    device, data = camera(house, home), photo(upper_clothes=RED)
    it = announced(data)
    with pytest.MonkeyPatch.context() as patched:
        cut(patched)
        with suppress(PowerCutError):
            send(house.captures, device, data, it)
    after = open_house()
    if healing == "the server":
        after.captures.tidy()
    look_id = send(after.captures, device, data, it)
    assert look_id is not None and looks(after, home) == [look_id]
    assert after.media.originals.read(it.sha256) == data
    after.captures.tidy()
    assert not list((after.settings.data_dir / "incoming").iterdir())


def test_what_has_all_arrived_is_finished_though_the_camera_never_comes_back(
    house: House, home: int, device: Device
) -> None:
    data = photo(upper_clothes=RED)
    it = announced(data)
    house.captures.announce(device, it)
    with house.captures.receive(device, it.key, 0) as part:
        part.write(data)
    assert looks(house, home) == [] and house.captures.get(device, it.key).offset == len(data)
    house.captures.tidy()
    assert len(looks(house, home)) == 1 and house.captures.get(device, it.key).state == "stored"


def test_damaged_bytes_are_thrown_away_and_can_be_sent_again(house: House, home: int, device: Device) -> None:
    data = photo(upper_clothes=RED)
    it = announced(data)
    house.captures.announce(device, it)
    with house.captures.receive(device, it.key, 0) as part:
        part.write(b"\0" * len(data))
    with pytest.raises(DamagedError) as caught:
        house.captures.settle(device, it.key)
    assert caught.value.offset == 0 == house.captures.get(device, it.key).offset and looks(house, home) == []
    assert send(house.captures, device, data, it) is not None


@pytest.mark.parametrize(("kind", "data"), [("photo", b"Dear diary"), ("turn", b"Dear diary, today I turned")])
def test_what_is_no_picture_is_refused_and_does_not_stand_in_the_way(
    house: House, home: int, device: Device, kind: str, data: bytes
) -> None:
    it = announced(data, kind=kind)
    house.captures.announce(device, it)
    with house.captures.receive(device, it.key, 0) as part:
        part.write(data)
    with pytest.raises(UnknownFormatError):
        house.captures.settle(device, it.key)
    assert looks(house, home) == []
    with pytest.raises(NotFoundError):
        house.captures.get(device, it.key)


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"size": 7}])
def test_an_id_stands_for_the_same_bytes_for_good(house: House, device: Device, change: dict[str, object]) -> None:
    it = announced(photo(upper_clothes=RED))
    house.captures.announce(device, it)
    with pytest.raises(ClashError, match="other bytes"):
        house.captures.announce(device, replace(it, **change))  # type: ignore[arg-type]


def test_a_camera_sees_its_own_captures_alone(house: House, home: int, device: Device) -> None:
    other, data = camera(house, home), photo(upper_clothes=RED)
    it = announced(data)
    look_id = send(house.captures, device, data, it)
    for act in (house.captures.get, house.captures.settle, house.captures.withdraw):
        with pytest.raises(NotFoundError):
            act(other, it.key)
    found, new = house.captures.announce(other, it)
    assert new and found.offset == 0, "the same id of another camera is another capture"
    assert send(house.captures, other, data, it) == look_id, "of the same bytes"


def test_the_number_of_unfinished_captures_is_bounded(house: House, device: Device) -> None:
    for number in range(MOST_OPEN):
        house.captures.announce(device, announced(b"%d" % number))
    with pytest.raises(TooManyError):
        house.captures.announce(device, announced(b"one more"))


def test_a_capture_that_is_taken_back_deletes_its_look_as_a_change_that_can_be_undone(
    house: House, home: int, device: Device
) -> None:
    data = photo(upper_clothes=RED)
    it = announced(data)
    look_id = send(house.captures, device, data, it)
    house.captures.withdraw(device, it.key)
    house.captures.withdraw(device, it.key)
    assert looks(house, home) == []
    with pytest.raises(OverError):
        house.captures.announce(device, it)
    (change,) = house.journal.latest(home)
    assert change.kind == "delete-look"
    house.journal.undo(home, change.id)
    assert looks(house, home) == [look_id]


def test_taking_back_is_finished_where_it_was_cut(house: House, home: int, device: Device) -> None:
    data = photo(upper_clothes=RED)
    it = announced(data)
    send(house.captures, device, data, it)
    with pytest.MonkeyPatch.context() as patched:
        _after("delete", Looks)(patched)
        with suppress(PowerCutError):
            house.captures.withdraw(device, it.key)
    house.captures.withdraw(device, it.key)
    assert looks(house, home) == [] and len(house.journal.latest(home)) == 1


def test_an_unfinished_capture_that_is_taken_back_leaves_nothing(house: House, home: int, device: Device) -> None:
    it = announced(b"0123456789")
    house.captures.announce(device, it)
    with house.captures.receive(device, it.key, 0) as part:
        part.write(b"0123")
    house.captures.withdraw(device, it.key)
    assert not list((house.settings.data_dir / "incoming").iterdir())
    with pytest.raises(OverError), house.captures.receive(device, it.key, 4):
        pass


def test_what_nobody_goes_on_with_is_given_up_after_thirty_days(house: House, device: Device) -> None:
    clock = Clock()
    captures = Captures(house.database, house.intake, house.looks, house.settings.data_dir, clock)
    old, new = announced(b"0123456789"), announced(b"9876543210")
    captures.announce(device, old)
    with captures.receive(device, old.key, 0) as part:
        part.write(b"0123")
    clock.move(days=29)
    captures.announce(device, new)
    captures.tidy()
    assert captures.get(device, old.key).offset == 4
    clock.move(days=2)
    captures.tidy()
    with pytest.raises(NotFoundError):
        captures.get(device, old.key)
    assert captures.get(device, new.key).state == "receiving"
    assert not list((house.settings.data_dir / "incoming").iterdir())


def test_files_of_nobody_are_removed(house: House) -> None:
    stray = house.settings.data_dir / "incoming" / f"7-{uuid.uuid4()}.part"
    stray.parent.mkdir()
    stray.write_bytes(b"left")
    house.captures.tidy()
    assert not stray.exists()


def test_an_erased_look_leaves_the_capture_known(open_house: Callable[..., House], tmp_path: Path) -> None:
    house = open_house(delete_grace_seconds=0)
    home = fill(house, [])
    device, data = camera(house, home), photo(upper_clothes=BLUE)
    it = announced(data)
    look_id = send(house.captures, device, data, it)
    assert look_id is not None
    house.looks.delete(home, look_id)
    house._purge.due()
    found = house.captures.get(device, it.key)
    assert (found.state, found.look_id) == ("stored", None)
    with house.database.read() as session:
        assert session.scalar(select(CaptureRow.look_id)) is None
