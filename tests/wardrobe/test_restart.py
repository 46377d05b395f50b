"""Killed at any instant and started again, the house finishes every look exactly once."""

from __future__ import annotations

import contextlib
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.conftest import ROOT
from tests.wardrobe.conftest import BLUE, GREEN, RED, ChosenModels, DrawnModels, fill, photo
from wardrobe.house import House
from wardrobe.schema import GarmentRow, LookRow, SightingRow, VectorRow
from wardrobe.settings import Settings

LOOKS = 12
TOPS = [RED, GREEN, (120, 60, 160)]

CHILD = """
import sys
from pathlib import Path
from tests.wardrobe.conftest import DrawnModels
from wardrobe.house import House
from wardrobe.settings import Settings
settings = Settings(data_dir=Path(sys.argv[1]))
house = House.open(settings, DrawnModels(settings))
for path in sorted(Path(sys.argv[2]).iterdir()):
    house.intake.receive(path.read_bytes(), path.name, household_id=1, source="folder")
while house.intake.pending():
    house.intake.work_once()
house.close()
"""


RENEW = """
import sys
from pathlib import Path
from tests.wardrobe.conftest import ChosenModels
from wardrobe.house import House
from wardrobe.settings import Settings
settings = Settings(data_dir=Path(sys.argv[1]), encoder="new encoder")
house = House.open(settings, ChosenModels(settings))
house.renewal.work()
house.close()
"""


def start(data_dir: Path, pictures: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", CHILD, str(data_dir), str(pictures)], cwd=ROOT)


def states(data_dir: Path) -> set[str]:
    """States of the looks, read from outside as another program would."""
    with contextlib.closing(sqlite3.connect(data_dir / "otjang.db")) as connection:
        return {state for (state,) in connection.execute("SELECT DISTINCT state FROM look")}


def kill_when(process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> bool:
    """Kill -9 the process at the moment; False when it ended before that came."""
    while process.poll() is None:
        if ready():
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
    return False


@pytest.mark.slow
def test_killed_at_every_step_and_at_random_each_look_is_finished_once(tmp_path: Path) -> None:
    data_dir, pictures = tmp_path / "data", tmp_path / "pictures"
    pictures.mkdir()
    for number in range(LOOKS):
        top = TOPS[number % len(TOPS)]
        (pictures / f"{number:02}.jpg").write_bytes(photo(seed=number, pants=BLUE, upper_clothes=top))
    settings = Settings(data_dir=data_dir)
    house = House.open(settings, DrawnModels(settings))
    fill(house, [])
    house.close()

    chance = random.Random(0)
    killed = 0
    for state in ("received", "decoded", "parsed", "recognised"):
        killed += kill_when(start(data_dir, pictures), lambda state=state: state in states(data_dir))
    for _ in range(4):
        process = start(data_dir, pictures)
        kill_when(process, lambda: bool(states(data_dir)))  # it is running now
        process = start(data_dir, pictures)
        at = time.monotonic() + chance.uniform(0.5, 3)
        killed += kill_when(process, lambda at=at: time.monotonic() > at)
    assert killed >= 4, "the process was too fast to be killed at work"
    assert start(data_dir, pictures).wait() == 0

    house = House.open(settings, DrawnModels(settings))
    looks = house.looks.page(1, limit=100)
    garments = {item.colours[0].family: item for item in house.garments.list(1)}
    with house.database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (SightingRow, VectorRow)]
        claimed = session.scalar(select(func.count()).where(LookRow.claimed_by.is_not(None)))
        rows = session.scalar(select(func.count()).select_from(GarmentRow))
    wears = {family: len(house.garments.looks_of(1, item.id)) for family, item in garments.items()}
    house.close()
    assert [look.state for look in looks] == ["ready"] * LOOKS
    assert {len(look.sightings) for look in looks} == {2}
    assert counts == [2 * LOOKS, 2 * LOOKS]
    assert (rows, claimed) == (4, 0)
    assert wears == {"blue": LOOKS, "red": LOOKS // 3, "green": LOOKS // 3, "purple": LOOKS // 3}
    assert len(list(house.media.originals.stored())) == LOOKS
    assert list((data_dir / "workers").iterdir()) == []


@pytest.mark.slow
def test_killed_while_a_new_encoder_takes_over_each_garment_is_embedded_once(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    settings = Settings(data_dir=data_dir, encoder="old")
    house = House.open(settings, ChosenModels(settings))
    fill(house, [])
    for number in range(LOOKS):
        data = photo(seed=number, pants=BLUE, upper_clothes=TOPS[number % len(TOPS)])
        house.intake.receive(data, f"{number}.jpg", household_id=1, source="folder")
    while house.intake.work_once():
        pass
    before = house.looks.page(1, limit=100)
    house.close()

    def made() -> dict[str, int]:
        with contextlib.closing(sqlite3.connect(data_dir / "otjang.db")) as connection:
            return dict(connection.execute("SELECT model_id, count(*) FROM vector GROUP BY model_id").fetchall())

    command = [sys.executable, "-c", RENEW, str(data_dir)]
    for share in (1, 9, 17):
        process = subprocess.Popen(command, cwd=ROOT)
        assert kill_when(process, lambda share=share: made().get("new encoder", 0) >= share), "it was too fast"
        assert made()["old"] == 2 * LOOKS, "the old vectors serve until the new ones are complete"
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    assert made() == {"new encoder": 2 * LOOKS}
    house = House.open(settings, ChosenModels(Settings(data_dir=data_dir, encoder="new encoder")))
    assert house.looks.page(1, limit=100) == before, "no decision is changed"
    house.close()


def test_a_claim_outlives_its_worker_only_until_somebody_looks(
    tmp_path: Path, open_house: Callable[..., House], house: House, home: int
) -> None:
    received = house.intake.receive(photo(pants=BLUE), "a.jpg", household_id=home, source="upload")
    other = open_house()
    other.intake._claims.hold()
    with other.database.write() as session:
        assert other.intake._claims.take(session, set()) is not None
    house.intake._looked_after = -1e9  # its next round is due
    assert not house.intake.work_once(), "the other one lives and is at it"
    assert other.intake._claims._held is not None
    other.intake._claims._held.close()  # what the system does at the end of a process, however it ends
    house.intake._looked_after = -1e9
    assert house.intake.work_once()
    assert house.looks.get(home, received.look_id).state == "ready"
