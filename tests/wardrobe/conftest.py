"""A wardrobe over drawn people: fast stand-ins for the models, real everything else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from embeddings.errors import ModelError
from embeddings.parsing import Garment, LabelMap, Parse, Parser
from embeddings.parsing.labels import CLASS_ID
from embeddings.parsing.parser import Raw
from embeddings.photo import Photo
from tests.conftest import encode
from wardrobe.attributes import Guesses
from wardrobe.house import House
from wardrobe.looks import Look
from wardrobe.models import Models
from wardrobe.recognition import Calibration, Thresholds
from wardrobe.schema import GarmentRow, HouseholdRow, LookRow, SightingRow
from wardrobe.settings import Settings

Rgb = tuple[int, int, int]

SKIN: Rgb = (224, 172, 105)
WHITE, BLUE, RED, GREEN, BLACK = (250, 250, 250), (30, 50, 160), (190, 20, 30), (20, 140, 60), (25, 25, 25)
PLACES: dict[str, tuple[float, float, float, float]] = {
    "upper-clothes": (0.30, 0.22, 0.70, 0.52),
    "pants": (0.34, 0.53, 0.66, 0.86),
    "shoes": (0.34, 0.88, 0.66, 0.95),
}
"""Where a drawn person wears what: left, top, right, bottom as shares of the picture."""
HEAD = (0.42, 0.05, 0.58, 0.20)
GRID = (160, 240)
NAMED: dict[str, Rgb] = {"blue": BLUE, "red": RED, "green": GREEN, "black": BLACK}
PASSWORD = "correct horse battery"


def draw(*, seed: int = 0, size: tuple[int, int] = (320, 480), person: bool = True, **worn: Rgb) -> NDArray[np.uint8]:
    """A person on white who wears ``upper_clothes=…, pants=…, shoes=…``; ``seed`` makes the cloth's grain."""
    width, height = size
    pixels = np.full((height, width, 3), 250, np.uint8)
    grain = np.random.default_rng(seed)
    parts = {HEAD: SKIN} if person else {}
    parts |= {PLACES[name.replace("_", "-")]: colour for name, colour in worn.items()}
    for place, colour in parts.items():
        left, top, right, bottom = (round(share * side) for share, side in zip(place, size * 2, strict=True))
        part = np.array(colour, np.float32) + grain.normal(0, 4, (bottom - top, right - left, 1))
        pixels[top:bottom, left:right] = np.clip(part, 0, 235)
    return pixels


def photo(**options: object) -> bytes:
    """The same as a JPEG file."""
    return encode(draw(**options), quality=92)  # type: ignore[arg-type]


class DrawnParser(Parser):
    """Finds what ``draw`` has drawn."""

    def __init__(self) -> None:
        self.model_id = "drawn-parser"

    def parse(self, photo: Photo) -> Parse:
        pixels = cv2.resize(photo.pixels, GRID, interpolation=cv2.INTER_AREA)
        labels = np.zeros(GRID[::-1], np.uint8)
        person = np.zeros(GRID[::-1], np.float32)
        garments = []
        if _drawn(pixels, HEAD):
            person[_inside(HEAD)] = 1
            for category, place in PLACES.items():
                if _drawn(pixels, place):
                    inside = _inside(place)
                    labels[inside], person[inside] = CLASS_ID[category], 1
                    mask = labels == CLASS_ID[category]
                    rows, columns = inside
                    box = columns.start, rows.start, columns.stop, rows.stop
                    garments.append(Garment(category, mask, box, float(mask.mean()), 0.9))
        people = int(person.any())
        notes = () if people else ("no-person",)
        return Parse(LabelMap(labels, np.ones(labels.shape, np.float32)), person, tuple(garments), people, notes)

    def run(self, pixels: NDArray[np.uint8]) -> Raw:
        """What is not white ground is somebody."""
        small = cv2.resize(pixels, (96, 144), interpolation=cv2.INTER_AREA)
        logits = np.zeros((17, 144, 96), np.float32)
        logits[0] = np.where(small.min(2) < 240, -9, 9)
        return Raw(logits, np.zeros(12, np.float32), np.zeros((384, 20, 14), np.float32))


def _inside(place: tuple[float, float, float, float]) -> tuple[slice, slice]:
    left, top, right, bottom = (round(share * side) for share, side in zip(place, GRID * 2, strict=True))
    return slice(top, bottom), slice(left, right)


def _drawn(pixels: NDArray[np.uint8], place: tuple[float, float, float, float]) -> bool:
    return bool(np.median(pixels[_inside(place)]) < 240)


class ColourEncoder:
    """Sees nothing but colour: a garment's is the mean of what is not ground, a text's is the word in it."""

    model_id = "colour-encoder"
    dim = 8

    def encode_images(self, images: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        return np.stack([self._vector(image[image.min(2) < 240].mean(0)) for image in images])

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._text(text) for text in texts])

    def _text(self, text: str) -> NDArray[np.float32]:
        named = [self._vector(np.array(NAMED[word], np.float32)) for word in text.split() if word in NAMED]
        away = np.eye(1, self.dim, self.dim - 1, dtype=np.float32)[0]
        return (np.mean(named, 0) if named else away).astype(np.float32)

    def _vector(self, colour: NDArray[np.floating]) -> NDArray[np.float32]:
        anchors = np.array([*NAMED.values(), SKIN, WHITE], np.float32)
        near = np.exp(-np.linalg.norm(anchors - colour, axis=1) / 40)
        vector = np.zeros(self.dim, np.float32)
        vector[: len(near)] = near
        return vector / np.linalg.norm(vector)


class DrawnModels(Models):
    """The stand-ins, where the house expects the real models."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.measured = Thresholds(same=0.9, ask=0.75)

    @property
    def parser(self) -> Parser:
        return DrawnParser()

    @property
    def encoder(self) -> ColourEncoder:
        return ColourEncoder()

    @property
    def thresholds(self) -> Thresholds:
        return self.measured

    @property
    def calibration(self) -> Calibration:
        return Calibration.through(self.measured)

    def look(
        self, images: Sequence[NDArray[np.uint8]], categories: Sequence[str | None]
    ) -> tuple[NDArray[np.float32], list[Guesses | None]]:
        kinds = {"pants": {"jeans": 0.9, "trousers": 0.1}, "upper-clothes": {"shirt": 0.8, "blouse": 0.2}}
        unsure = {"shoes": 0.3, "sneakers": 0.3, "boots": 0.3}
        looks: Guesses = {"pattern": {"plain": 0.9, "striped": 0.1}, "sleeve": {"long": 0.6, "short": 0.4}}
        looks |= {"length": {"long": 1.0}, "formality": 0.1, "warmth": 0.8}
        guessed = [looks | {"kind": kinds.get(category or "", unsure)} for category in categories]
        return self.encoder.encode_images(images), [*guessed]


class Encoder(ColourEncoder):
    """One of several that say the same in vectors of different length."""

    def __init__(self, name: str) -> None:
        self.model_id = name
        self.dim = 8 + len(name)


class ChosenModels(DrawnModels):
    """The encoder that the settings name; those in ``gone`` cannot be loaded any more."""

    gone: set[str] = set()  # noqa: RUF012
    fails_at = 0

    @property
    def encoder(self) -> Encoder:
        if self._settings.encoder in self.gone:
            raise ModelError("The encoder {name} is gone.", name=self._settings.encoder)
        return Encoder(self._settings.encoder)

    def look(self, images: object, categories: object) -> object:  # type: ignore[override]
        if ChosenModels.fails_at:
            ChosenModels.fails_at -= 1
            if not ChosenModels.fails_at:
                raise MemoryError
        return super().look(images, categories)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a house that nobody lives in. Made once: its 0.3 s are longer than most tests."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    House.open(Settings(data_dir=folder)).close()
    return folder / "otjang.db"


def begin(folder: Path, empty: Path) -> None:
    """Put the empty database into a data folder that is not there yet."""
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
        shutil.copyfile(empty, folder / empty.name)


@pytest.fixture
def open_house(tmp_path: Path, empty: Path) -> Iterator[Callable[..., House]]:
    """Opens houses, by default over the test's own folder; closes them at the end."""
    opened: list[House] = []

    def open_one(folder: Path = tmp_path / "data", **given: object) -> House:
        begin(folder, empty)
        settings = Settings(data_dir=folder, **given)  # type: ignore[arg-type]
        opened.append(House.open(settings, DrawnModels(settings)))
        return opened[-1]

    yield open_one
    for house in opened:
        house.close()


@pytest.fixture
def open_with(tmp_path: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., House]]:
    """Opens the test's house with an encoder."""
    monkeypatch.setattr(ChosenModels, "gone", set())
    monkeypatch.setattr(ChosenModels, "fails_at", 0)
    opened: list[House] = []

    def open_one(encoder: str) -> House:
        begin(tmp_path / "data", empty)
        settings = Settings(data_dir=tmp_path / "data", encoder=encoder)
        opened.append(House.open(settings, ChosenModels(settings)))
        if not opened[-1].accounts.households():
            fill(opened[-1], [])
        return opened[-1]

    yield open_one
    for house in opened:
        house.close()


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    """A house with one household and nothing in it; nobody has an account, which takes time to make."""
    house = open_house()
    fill(house, [])
    return house


@pytest.fixture
def home(house: House) -> int:
    """The id of the household."""
    return house.accounts.households()[0]


@pytest.fixture
def add(house: House, home: int) -> Callable[..., int]:
    """Adds a drawn person and finishes the look; gives its id."""

    def add_one(**options: object) -> int:
        received = house.intake.receive(photo(**options), "drawn.jpg", household_id=home, source="upload")
        while house.intake.work_once():
            pass
        return received.look_id

    return add_one


def fill(house: House, looks: Sequence[Sequence[str]], categories: Sequence[str] = ("pants",)) -> int:
    """A new household, without any picture; gives its id.

    Each look is a list of what is seen in it: ``A`` and so on for garments, ``A?`` for a question
    about A, ``-`` for a sighting that is nothing's.
    """
    with house.database.write() as session:
        household = HouseholdRow(name="home")
        session.add(household)
        session.flush()
        garments: dict[str, GarmentRow] = {}
        for number, seen in enumerate(looks):
            day = date(2026, 1, 1) + timedelta(days=number)
            look = LookRow(
                household_id=household.id,
                sha256=f"{household.id:032x}{number:032x}",
                name=f"{number}.jpg",
                source="upload",
                received_at=datetime(2026, 1, 1, tzinfo=UTC),
                worn_on=day,
                state="ready",
            )
            session.add(look)
            session.flush()
            for place, name in enumerate(seen):
                session.add(_sighting(session, look, place, name, garments, categories))
        return household.id


def _sighting(
    session: Session, look: LookRow, place: int, name: str, garments: dict[str, GarmentRow], categories: Sequence[str]
) -> SightingRow:
    category = categories[(ord(name[0]) - ord("A")) % len(categories)]
    row = SightingRow(
        look_id=look.id, category=category, colours=[], left=0, top=0, right=1, bottom=1, grid_width=1, grid_height=1,
        mask=b"", area_share=0.1 + place / 100, confidence=0.9, content_hash=f"{look.id}-{place}",
    )  # fmt: skip
    if name == "-":
        return row
    letter = name.rstrip("?")
    known = letter in garments
    if not known:
        garments[letter] = GarmentRow(household_id=look.household_id, category=category)
        session.add(garments[letter])
        session.flush()
    if name.endswith("?"):
        row.decision, row.candidate_id = "ask", garments[letter].id
    else:
        row.decision, row.garment_id = "same" if known else "new", garments[letter].id
    return row


def receive(house: House, home: int, data: bytes, name: str = "look.jpg", **options: object) -> Look:
    """Take a picture in; gives its look."""
    given = {"source": "upload", **options}
    received = house.intake.receive(data, name, household_id=home, **given)  # type: ignore[arg-type]
    return house.looks.get(home, received.look_id)


def finish(house: House) -> None:
    """Work until nothing is waiting."""
    while house.intake.work_once():
        pass
