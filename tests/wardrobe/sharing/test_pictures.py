"""What leaves the house: nothing but pixels, and of those nothing that was to be hidden."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from embeddings.parsing import Parser
from embeddings.photo import decode
from tests.conftest import ROOT
from tests.wardrobe.conftest import HEAD, PLACES, DrawnParser, finish, receive
from tests.wardrobe.sharing.jpegs import assert_bare, segments
from tests.wardrobe.sharing.seeing import OTHER, ROOM, SECRET, SIZE, detail, inside, person, see, telling
from wardrobe.errors import NotFoundError, ShareError
from wardrobe.house import House
from wardrobe.matching.arranging import Laid, arranged
from wardrobe.schema import LookRow, SightingRow
from wardrobe.sharing.faces import find_faces, hide
from wardrobe.sharing.layouts import SIZES, layout
from wardrobe.sharing.pictures import BOARD, render
from wardrobe.sharing.shares import Subject, Treatment
from wardrobe.sharing.treating import GROUND, Box, below_chin

DEEP = (0.9, 0.4, 1.0, 0.8)
"""Within the room, away from the wall that it is in."""
KEPT = Treatment("kept", "shown", "whole")
Add = Callable[..., Subject]


@pytest.fixture
def add(house: House, home: int, monkeypatch: pytest.MonkeyPatch) -> Add:
    """Adds a telling photo of a drawn person and finishes the look."""
    monkeypatch.setattr(DrawnParser, "see", see)

    def add_one(**options: bool) -> Subject:
        look = receive(house, home, telling(person(**options)), "secret-name.jpg")
        finish(house)
        return Subject("look", (look.id,))

    return add_one


def pixels_of(data: bytes) -> NDArray[np.uint8]:
    """Decoded by another library than the one that wrote it."""
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert bgr is not None
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)


def outfit_of(house: House, home: int) -> Subject:
    return Subject("outfit", (), (tuple(garment.id for garment in house.garments.list(home)),))


def test_the_photo_that_is_tested_with_really_carries_what_must_not_leave() -> None:
    data = telling(person())
    with Image.open(io.BytesIO(data)) as image:
        assert image.getexif().get_ifd(0x8825)[0x1C] == SECRET
        assert {"icc_profile", "comment", "exif"} <= image.info.keys()
    assert data.count(SECRET) >= 4
    with pytest.raises(AssertionError):
        assert_bare(data)


@pytest.mark.parametrize("treatment", [Treatment(), KEPT, Treatment("removed", "blurred", "clothes")])
def test_every_picture_that_leaves_has_the_needed_segments_and_no_others(
    house: House, home: int, add: Add, treatment: Treatment
) -> None:
    look = add()
    streams = render(house.tools, home, look, treatment)
    streams += render(house.tools, home, outfit_of(house, home), treatment)
    streams += [layout(house.tools, home, look, treatment, form) for form in SIZES]
    assert len(streams) == 4
    for data in streams:
        assert_bare(data)
        assert SECRET not in data and b"secret-name" not in data and b"Exif" not in data and b"http" not in data
        with Image.open(io.BytesIO(data)) as image:
            assert not dict(image.getexif()) and image.info.keys() <= {
                *("jfif", "jfif_version", "jfif_unit", "jfif_density")
            }


def test_a_picture_is_baseline_and_never_larger_than_1600_pixels(house: House, home: int, add: Add) -> None:
    large = np.kron(person(), np.ones((3, 3, 1), np.uint8))
    look = receive(house, home, telling(large))
    add()
    for treatment in (Treatment(), replace(KEPT, crop="clothes")):
        data = render(house.tools, home, Subject("look", (look.id,)), treatment)[0]
        assert max(pixels_of(data).shape) <= 1600
        frame = next(payload for marker, payload in segments(data) if marker == 0xC0)
        assert frame[0] == 8 and frame[5] == 3, "eight bits, three components"


def test_the_background_is_blurred_unless_something_else_is_chosen(house: House, home: int, add: Add) -> None:
    look = add()
    blurred, kept = (pixels_of(render(house.tools, home, look, one)[0]) for one in (Treatment(), KEPT))
    assert detail(kept, ROOM) > 5000
    assert detail(blurred, ROOM) < 0.002 * detail(kept, ROOM)
    assert detail(blurred, HEAD) > 0.5 * detail(kept, HEAD), "the person stays sharp"


def test_of_a_room_no_more_is_left_than_its_colours(house: House, home: int, add: Add) -> None:
    look = add(squares=True)
    hidden, kept = (
        pixels_of(render(house.tools, home, look, one)[0])[inside(DEEP, SIZE)] for one in (Treatment(), KEPT)
    )
    assert kept.std() > 100
    assert hidden.std() < 0.05 * kept.std(), "squares as large as a face in the room are gone"
    assert abs(hidden.mean() - kept.mean()) < 20, "its colour is not"


def test_where_the_background_is_removed_there_is_plain_ground_alone(house: House, home: int, add: Add) -> None:
    pixels = pixels_of(render(house.tools, home, add(), Treatment("removed"))[0]).astype(int)
    rim = np.concatenate([pixels[:4].reshape(-1, 3), pixels[:, :4].reshape(-1, 3), pixels[:, -4:].reshape(-1, 3)])
    assert np.abs(rim - GROUND).max() <= 2
    assert pixels.shape[1] < 0.9 * SIZE[0], "what is left is the person, not an empty room"


@pytest.mark.parametrize("background", ["blurred", "removed", "kept"])
def test_a_blurred_face_is_gone(house: House, home: int, add: Add, background: str) -> None:
    look = add()
    whole = pixels_of(render(house.tools, home, look, replace(KEPT, faces="shown"))[0])
    treatment = Treatment(background, "blurred", "whole")  # type: ignore[arg-type]
    hidden = pixels_of(render(house.tools, home, look, treatment)[0])
    place = HEAD if background != "removed" else (0.4, 0.06, 0.6, 0.15)  # cut to the person: the head is at the top
    assert detail(whole, HEAD) > 5000
    assert detail(hidden, place) < 0.002 * detail(whole, HEAD)


def test_faces_of_others_are_hidden_too(house: House, home: int, add: Add) -> None:
    look = add(other=True)
    shown, hidden = (
        pixels_of(render(house.tools, home, look, replace(KEPT, faces=faces))[0]) for faces in ("shown", "blurred")
    )
    assert detail(hidden, OTHER) < 0.002 * detail(shown, OTHER)


def test_a_figure_without_a_face_has_its_top_covered(
    house: House, home: int, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = add()

    def missed(self: DrawnParser, pixels: NDArray[np.uint8]) -> object:
        seen = see(self, pixels)
        seen.planes[11] = 0.001
        return seen

    monkeypatch.setattr(DrawnParser, "see", missed)
    shown, hidden = (
        pixels_of(render(house.tools, home, look, replace(KEPT, faces=faces))[0]) for faces in ("shown", "blurred")
    )
    upper = (HEAD[0], HEAD[1], HEAD[2], HEAD[1] + 0.1)
    assert detail(hidden, upper) < 0.002 * detail(shown, upper)


def test_cropped_to_the_clothes_the_head_is_gone_and_the_clothes_are_whole(house: House, home: int, add: Add) -> None:
    look = add(other=True)
    pixels = pixels_of(render(house.tools, home, look, replace(KEPT, crop="clothes"))[0])
    height, width = pixels.shape[:2]
    top, bottom = PLACES["upper-clothes"][1], PLACES["shoes"][3]
    garments = (bottom - top) * SIZE[1]
    assert garments <= height <= 1.15 * garments
    assert 0.4 * SIZE[0] <= width <= 0.55 * SIZE[0]
    neck = (0.4, 0, 0.6, 15 / height)  # above the collar
    assert detail(pixels, neck) < 200, "nothing is left of the face"


def test_a_garment_that_reaches_above_the_chin_is_not_cut() -> None:
    body, shirt, sleeve = Box(0.3, 0.1, 0.7, 0.95), Box(0.3, 0.28, 0.7, 0.5), Box(0.6, 0.05, 0.7, 0.3)
    assert 0.25 <= below_chin(body, [shirt], 0.25).top <= 0.28
    assert below_chin(body, [shirt, sleeve], 0.25).top < 0.05
    assert below_chin(body, [], None).top < 0.1, "a body without a head begins where it begins"
    assert below_chin(body, [shirt], 0.25).bottom > 0.95


def test_a_face_beside_a_raised_sleeve_is_covered_where_it_cannot_be_cut_away(
    house: House, home: int, add: Add
) -> None:
    look = add()
    with house.database.write() as session:
        row = session.get_one(LookRow, look.look_ids[0])
        sighting = next(one for one in house.looks.get(home, row.id).sightings if one.category == "upper-clothes")
        session.get_one(SightingRow, sighting.id).top = 2
    pixels = pixels_of(render(house.tools, home, look, replace(KEPT, crop="clothes"))[0])
    assert detail(pixels, (0, 0, 1, 0.2)) < 200


def test_while_a_look_is_in_work_nothing_leaves(house: House, home: int, add: Add) -> None:
    look = receive(house, home, telling(person()))
    for treatment in (Treatment(), KEPT):
        with pytest.raises(ShareError, match="still in work"):
            render(house.tools, home, Subject("look", (look.id,)), treatment)


def test_where_nobody_was_found_only_the_plain_photo_can_leave(house: House, home: int, add: Add) -> None:
    subject = add()
    with house.database.write() as session:
        session.get_one(LookRow, subject.look_ids[0]).person_mask = None
    for treatment in (Treatment(), Treatment("removed"), replace(KEPT, faces="blurred"), replace(KEPT, crop="clothes")):
        with pytest.raises(ShareError, match="Nobody was found"):
            render(house.tools, home, subject, treatment)
    assert len(render(house.tools, home, subject, KEPT)) == 1


def test_looks_and_garments_of_others_are_unknown(house: House, home: int, add: Add) -> None:
    subject = add()
    stranger = house.accounts.households()[-1] + 1
    outfit = outfit_of(house, home)
    for one in (subject, outfit):
        with pytest.raises(NotFoundError):
            render(house.tools, stranger, one, Treatment())
    house.looks.delete(home, subject.look_ids[0])
    with pytest.raises(NotFoundError):
        render(house.tools, home, subject, Treatment())


def test_an_outfit_is_a_board_of_its_cut_outs_and_a_comparison_two_pictures(house: House, home: int, add: Add) -> None:
    look = add()
    outfit = outfit_of(house, home)
    (board,) = render(house.tools, home, outfit, Treatment())
    pixels = pixels_of(board).astype(int)
    assert pixels.shape[:2] == BOARD[::-1]
    assert np.abs(pixels[:40] - GROUND).max() <= 2, "plain ground around"
    blue = np.argwhere((pixels[..., 2] > 120) & (pixels[..., 0] < 80))[:, 0]
    black = np.argwhere(pixels.max(2) < 60)[:, 0]
    red = np.argwhere((pixels[..., 0] > 140) & (pixels[..., 1] < 60))[:, 0]
    assert np.median(blue) < np.median(black) < np.median(red), "top, trousers, shoes, from above"
    pair = render(house.tools, home, Subject("comparison", look.look_ids * 2), Treatment())
    assert len(pair) == 2


def shirt_of(house: House, home: int) -> int:
    return next(one.id for one in house.garments.list(home) if one.category == "upper-clothes")


def blue_of(data: bytes) -> tuple[float, float]:
    """Where the blue shirt lies in a picture, in shares of its width and height."""
    pixels = pixels_of(data).astype(int)
    rows, columns = np.nonzero((pixels[..., 2] > 120) & (pixels[..., 0] < 80))
    return float(columns.mean() / pixels.shape[1]), float(rows.mean() / pixels.shape[0])


def test_an_outfit_that_was_laid_out_by_hand_is_drawn_so(house: House, home: int, add: Add) -> None:
    add()
    outfit = outfit_of(house, home)
    shirt = shirt_of(house, home)
    others = tuple(Laid(id, 0.3, 0.3, 0.3) for id in outfit.garment_ids[0] if id != shirt)
    by_hand = replace(outfit, layouts=((*others, Laid(shirt, 0.7, 0.8, 0.3)),))
    assert blue_of(render(house.tools, home, by_hand, Treatment())[0]) == pytest.approx((0.7, 0.8), abs=0.03)
    assert blue_of(layout(house.tools, home, by_hand, Treatment(), "square"))[1] > 0.6
    turned = replace(outfit, layouts=((Laid(shirt, 0.7, 0.8, 0.3, 90),),))
    assert blue_of(render(house.tools, home, turned, Treatment())[0]) == pytest.approx((0.7, 0.8), abs=0.03)


def test_without_a_layout_it_lies_where_the_apps_cards_have_it(house: House, home: int, add: Add) -> None:
    add()
    outfit = outfit_of(house, home)
    (place,) = (one for one in arranged(house.garments.list(home)) if one.garment_id == shirt_of(house, home))
    assert blue_of(render(house.tools, home, outfit, Treatment())[0]) == pytest.approx((place.x, place.y), abs=0.03)


@pytest.mark.parametrize("form", ["story", "square"])
def test_a_layout_has_the_size_that_apps_ask_for_with_date_and_without(
    house: House, home: int, add: Add, form: str
) -> None:
    look = add()
    plain = pixels_of(layout(house.tools, home, look, Treatment(), form))  # type: ignore[arg-type]
    dated = pixels_of(
        layout(house.tools, home, look, Treatment(), form, day=date(2026, 5, 4))  # type: ignore[arg-type]
    )
    assert plain.shape[1::-1] == SIZES[form]  # type: ignore[index]
    assert np.abs(plain[:50].astype(int) - GROUND).max() <= 2 and np.ptp(dated[:50]) > 60
    for subject in (outfit_of(house, home), Subject("comparison", look.look_ids * 2)):
        data = layout(house.tools, home, subject, Treatment(), form)  # type: ignore[arg-type]
        assert pixels_of(data).shape == plain.shape
        assert_bare(data)


def test_a_layout_hides_what_the_share_hides(house: House, home: int, add: Add) -> None:
    look = add()
    shown, hidden = (
        pixels_of(layout(house.tools, home, look, replace(KEPT, faces=faces), "story"))
        for faces in ("shown", "blurred")
    )
    head = (0.3, 0.05, 0.7, 0.25)
    assert detail(hidden, head) < 0.05 * detail(shown, head)


def test_the_real_parser_finds_the_face_of_a_rendered_person() -> None:
    file = ROOT / "tests" / "pictures" / "look-02.jpg"
    photo = decode(file.read_bytes(), file.name)
    parser = Parser(threads=2)
    seen = parser.see(photo.pixels)
    faces = find_faces(seen, 1 - seen.planes[0])
    height = seen.planes.shape[1]
    assert faces.chin is not None and 0.08 * height < faces.chin < 0.25 * height and not faces.guessed
    hidden = hide(photo.pixels, faces.mask)
    rows = np.flatnonzero(faces.mask.any(1))
    columns = np.flatnonzero(faces.mask.any(0))
    place = (
        columns[0] / faces.mask.shape[1],
        rows[0] / height,
        (columns[-1] + 1) / faces.mask.shape[1],
        (rows[-1] + 1) / height,
    )
    assert detail(hidden, place) < 0.1 * detail(photo.pixels, place)
