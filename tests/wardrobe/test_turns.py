"""A video of somebody turning is a look: its front stands for it, and its garments are known from all sides."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from embeddings.errors import PhotoError
from tests.conftest import encode
from tests.wardrobe.conftest import BLUE, draw, fill, finish, photo, receive
from tests.wardrobe.turning import BACK, TurningModels, film
from wardrobe.errors import NotFoundError
from wardrobe.house import House
from wardrobe.looks import Look
from wardrobe.rebuild import rebuild
from wardrobe.recognition import Thresholds
from wardrobe.schema import LookRow, SightingRow, TurnViewRow, VectorRow
from wardrobe.settings import Settings


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return film(tmp_path_factory.mktemp("film") / "turn.mp4")


@pytest.fixture
def open_turning(tmp_path: Path) -> Callable[..., House]:
    opened: list[House] = []

    def open_one(whole: float = 360.0, **given: object) -> House:
        settings = Settings(data_dir=tmp_path / "data", **given)  # type: ignore[arg-type]
        opened.append(House.open(settings, TurningModels(settings, whole)))
        if not opened[-1].accounts.households():
            fill(opened[-1], [])
        return opened[-1]

    yield open_one  # type: ignore[misc]
    for house in opened:
        house.close()


@pytest.fixture
def house(open_turning: Callable[..., House]) -> House:
    return open_turning()


def turned(house: House, home: int, video: bytes, **options: object) -> Look:
    look = receive(house, home, video, "turn.mp4", **options)
    finish(house)
    return house.looks.get(home, look.id)


def sides(house: House, look_id: int) -> dict[str, list[int]]:
    query = select(SightingRow.category, VectorRow.view).join(VectorRow, VectorRow.sighting_id == SightingRow.id)
    found: dict[str, list[int]] = {}
    with house.database.read() as session:
        for category, view in session.execute(query.where(SightingRow.look_id == look_id).order_by(VectorRow.view)):
            found.setdefault(category, []).append(view)
    return found


def test_a_video_becomes_a_look_of_kind_turn_with_24_views(house: House, home: int, video: bytes) -> None:
    look = turned(house, home, video)
    assert (look.kind, look.state, look.failure, look.notes) == ("turn", "ready", None, ())
    assert (look.width, look.height) == (320, 480)
    views = house.turns.views(home, look.id)
    assert [view.number for view in views] == [*range(24)]
    assert all(abs(view.angle - 15 * view.number) <= 10 for view in views)


def test_a_photo_has_no_views(house: House, home: int) -> None:
    look = receive(house, home, photo(pants=BLUE))
    finish(house)
    assert house.looks.get(home, look.id).kind == "photo"
    assert house.turns.views(home, look.id) == []


def test_the_front_stands_for_the_look_wherever_a_picture_of_it_is_wanted(
    house: House, home: int, video: bytes
) -> None:
    look = turned(house, home, video)
    assert {sighting.category for sighting in look.sightings} == {"upper-clothes", "pants"}
    blue = Image.open(house.media.rendition("look", look.id, "medium")).convert("RGB").getpixel((160, 340))
    assert blue == pytest.approx(BLUE, abs=25)
    pants = next(sighting for sighting in look.sightings if sighting.category == "pants")
    for kind, id in (("blurred", look.id), ("cut-out", pants.id)):
        assert house.media.rendition(kind, id, "small").exists()  # type: ignore[arg-type]


def test_each_view_shows_its_side(house: House, home: int, video: bytes) -> None:
    look = turned(house, home, video)
    for number, colour in ((0, BLUE), (12, BACK)):
        path = house.turns.picture(home, look.id, number, "medium")
        assert Image.open(path).convert("RGB").getpixel((160, 340)) == pytest.approx(colour, abs=25)


def test_garments_are_known_from_the_other_seven_sides_and_recognised_by_them(
    house: House, home: int, video: bytes
) -> None:
    house.models.measured = Thresholds(same=0.99, ask=0.5)  # type: ignore[attr-defined]
    look = turned(house, home, video)
    assert sides(house, look.id) == {"upper-clothes": [*range(8)], "pants": [*range(8)]}
    later = receive(house, home, encode(draw(seed=9, pants=BACK), quality=95))
    finish(house)
    (seen,) = house.looks.get(home, later.id).sightings
    pants = next(sighting for sighting in look.sightings if sighting.category == "pants")
    assert (seen.decision, seen.garment_id) == ("same", pants.garment_id)


@pytest.mark.parametrize("state", ["received", "decoded", "parsed", "recognised"])
def test_a_step_that_is_done_again_doubles_nothing(house: House, home: int, video: bytes, state: str) -> None:
    look = turned(house, home, video)
    before = sides(house, look.id), house.turns.views(home, look.id), [one.id for one in look.sightings]
    with house.database.write() as session:
        session.get_one(LookRow, look.id).state = state  # type: ignore[assignment]
    finish(house)
    again = house.looks.get(home, look.id)
    assert (sides(house, look.id), house.turns.views(home, look.id), [one.id for one in again.sightings]) == before
    assert again.state == "ready"


def test_a_worker_that_is_stopped_while_it_looks_at_a_video_leaves_it_to_the_next(
    house: House, home: int, video: bytes
) -> None:
    look = receive(house, home, video, "turn.mp4")
    house.intake._stop.set()
    house.intake.work_once()
    assert house.looks.get(home, look.id).state == "received"
    house.intake._stop.clear()
    house.intake.close()
    finish(house)
    assert house.looks.get(home, look.id).state == "ready"


def test_a_video_in_which_nobody_turns_is_a_look_without_views(
    open_turning: Callable[..., House], home: int, video: bytes
) -> None:
    house = open_turning(whole=30.0)
    look = turned(house, home, video)
    assert (look.state, look.notes) == ("ready", ("no-turn",))
    assert house.turns.views(home, look.id) == []
    assert sides(house, look.id) == {"upper-clothes": [0], "pants": [0]}


def test_half_a_turn_gives_the_views_that_there_are(
    open_turning: Callable[..., House], home: int, video: bytes
) -> None:
    house = open_turning(whole=180.0)
    look = turned(house, home, video)
    assert look.notes == ("part-turn",)
    assert 12 <= len(house.turns.views(home, look.id)) <= 14


@pytest.mark.parametrize("keep", [0.02, 0.0])
def test_a_video_that_is_cut_off_at_the_start_fails_with_a_reason(
    house: House, home: int, video: bytes, keep: float
) -> None:
    look = turned(house, home, video[: max(40, int(len(video) * keep))])
    assert look.state == "failed" and look.failure is not None
    assert look.failure.message == "turn.mp4 is damaged or cut short."


def test_a_video_may_be_larger_than_a_photo_but_not_without_end(
    open_turning: Callable[..., House], home: int, video: bytes
) -> None:
    house = open_turning(max_bytes=1000, max_video_bytes=len(video))
    assert receive(house, home, video, "turn.mp4").kind == "turn"
    with pytest.raises(PhotoError, match="OTJANG_MAX_VIDEO_BYTES"):
        receive(house, home, video + b" ", "turn.mp4")


def test_the_pictures_of_a_turn_are_a_cache(house: House, home: int, video: bytes) -> None:
    look = turned(house, home, video)
    path = house.turns.picture(home, look.id, 5, "small")
    rebuilt = rebuild(house.tools)
    assert (rebuilt.looks, rebuilt.failed) == (1, ())
    assert not path.exists()
    threads = [threading.Thread(target=house.turns.picture, args=(home, look.id, n, "small")) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.exists()


def test_nothing_of_a_turn_is_left_when_it_is_erased(
    open_turning: Callable[..., House], home: int, video: bytes
) -> None:
    house = open_turning(delete_grace_seconds=0.0)
    look = turned(house, home, video)
    house.turns.picture(home, look.id, 5, "medium")
    house.looks.delete(home, look.id)
    house._purge.due()
    with house.database.read() as session:
        assert session.scalars(select(TurnViewRow)).all() == []
    assert list(house.media.originals.stored()) == []
    assert [path for path in house.media.renditions.folder.rglob("*") if path.is_file()] == []


def test_a_turn_of_another_household_is_not_known(house: House, home: int, video: bytes) -> None:
    look = turned(house, home, video)
    other = fill(house, [])
    with pytest.raises(NotFoundError):
        house.turns.views(other, look.id)
    with pytest.raises(NotFoundError):
        house.turns.picture(other, look.id, 0, "small")


def test_a_view_that_the_video_does_not_show_is_not_found(
    open_turning: Callable[..., House], home: int, video: bytes
) -> None:
    house = open_turning(whole=180.0)
    look = turned(house, home, video)
    with pytest.raises(NotFoundError):
        house.turns.picture(home, look.id, 18, "small")
