"""A real wardrobe with rows as the intake would leave them, and the app before it without a browser."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from embeddings.compatibility.likeness import Likeness
from tests.conftest import ROOT
from wardrobe import house as houses
from wardrobe.house import House
from wardrobe.journal import bump
from wardrobe.models import Models
from wardrobe.schema import GarmentRow, HouseholdRow, LookRow, SightingRow, now
from wardrobe.settings import Settings

PASSWORD = "correct horse battery"


@dataclass
class Home:
    """One household and short ways to fill it."""

    house: House
    household: int
    token: str
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def look(self, *, state: str = "ready", days_ago: int = 0, name: str = "look.jpg", **columns: Any) -> int:
        """A look without garments."""
        columns = {"household_id": self.household} | columns
        row = LookRow(
            sha256=f"{next(self._numbers):064x}",
            name=name,
            source="upload",
            received_at=now(),
            worn_on=date.today() - timedelta(days=days_ago),
            state=state,
            width=600,
            height=900,
            **columns,
        )
        return self._add(row)

    def change_look(self, look: int, **columns: Any) -> None:
        """What the intake's next step would write."""
        with self.house.database.write() as session:
            row = session.get_one(LookRow, look)
            for name, value in columns.items():
                setattr(row, name, value)
            bump(session, row.household_id)

    def neighbour(self) -> int:
        """Another household in the same database."""
        return self._add(HouseholdRow(name="Next door"))

    def garment(self, category: str = "pants", name: str | None = None) -> int:
        """A garment that no look shows yet."""
        return self._add(GarmentRow(household_id=self.household, category=category, name=name))

    def sighting(
        self,
        look: int,
        garment: int | None = None,
        *,
        category: str = "pants",
        kind: str | None = "jeans",
        colour: str = "dark blue",
        decision: str = "new",
        candidate: int | None = None,
    ) -> int:
        """A garment in a look."""
        row = SightingRow(
            look_id=look,
            category=category,
            kind=kind,
            colours=[[colour, colour.split()[-1], [30.0, 0.0, -20.0], 1.0]],
            left=0,
            top=0,
            right=9,
            bottom=9,
            grid_width=64,
            grid_height=96,
            mask=b"",
            area_share=0.3,
            confidence=0.9,
            content_hash=f"{next(self._numbers):064x}",
            garment_id=garment,
            decision=decision,
            candidate_id=candidate,
        )
        return self._add(row)

    def _add(self, row: Any) -> int:
        with self.house.database.write() as session:
            assert isinstance(session, Session)
            bump(session, self.household)
            session.add(row)
            session.flush()
            return int(row.id)


@pytest.fixture(scope="session")
def moved_in(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The data folder of an empty wardrobe with an owner, and the token of the owner's session."""
    folder = tmp_path_factory.mktemp("wardrobe") / "data"
    house = House.open(Settings(data_dir=folder))
    house.accounts.create_owner("Mina", PASSWORD)
    token = house.accounts.log_in("Mina", PASSWORD)
    house.close()
    return folder, token


@pytest.fixture(autouse=True)
def plain_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are tested with a judge whose word is known beforehand: how alike garments are."""
    monkeypatch.setattr(Models, "compatibility", property(lambda self: Likeness(self.encoder.dim)))


@pytest.fixture
def home(tmp_path: Path, moved_in: tuple[Path, str]) -> Iterator[Home]:
    """A copy of the empty wardrobe: making the database and hashing the password take long."""
    folder, token = moved_in
    shutil.copytree(folder, tmp_path / "data")
    house = House.open(Settings(data_dir=tmp_path / "data", language="en"))
    person = house.accounts.person_for(token)
    assert person is not None
    yield Home(house, person.household_id, token)
    house.close()


@pytest.fixture
def visit(home: Home, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens a page as the owner."""
    monkeypatch.setattr(houses, "current", lambda: home.house)
    monkeypatch.setattr("app.session.current", lambda: home.house)
    monkeypatch.setattr("app.session.session_token", lambda: home.token)

    def open_page(page: str | None = None, **query: int | str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=90)
        if page is not None:
            app.run().switch_page(f"views/{page}.py")
        for key, value in query.items():
            app.query_params[key] = str(value)
        return shown(app.run())

    return open_page


def shown(app: AppTest) -> AppTest:
    """The page, after making sure that it did not break."""
    assert not app.exception, [error.message for error in app.exception]
    return app


def words(app: AppTest) -> str:
    """Everything on the page that is text: headings, HTML, Markdown, notices."""
    parts = [*app.title, *app.header, *app.subheader, *app.caption, *app.info, *app.toast]
    return "\n".join([*(part.value.replace("\\", "") for part in parts), *(html.body for html in app.get("html"))])


def tiles(app: AppTest) -> list[dict[str, Any]]:
    """The tiles of every gallery on the page."""
    found = []
    for gallery in app.get("bidi_component"):
        if gallery.proto.component_name == "otjang_gallery":
            found += json.loads(gallery.proto.json)["tiles"]
    return found
