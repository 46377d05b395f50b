"""Files of workers: those of killed ones go, those of living ones stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from wardrobe import claims
from wardrobe.claims import Claims
from wardrobe.house import House


def test_the_file_of_a_worker_that_was_killed_without_a_look_goes(house: House, tmp_path: Path) -> None:
    mine, other = Claims(tmp_path), Claims(tmp_path)
    mine.hold()
    other.hold()
    host = other.owner.split(" ")[0]
    killed, elsewhere = (tmp_path / "workers" / f"{name}-12-0123456789abcdef.lock" for name in (host, f"{host}-2"))
    for path in (killed, elsewhere):
        path.touch()
    with house.database.write() as session:
        mine.release_dead(session)
    left = {path.name for path in (tmp_path / "workers").iterdir()}
    assert left == {elsewhere.name, *(f"{one.owner.replace(' ', '-')}.lock" for one in (mine, other))}
    mine.let_go()
    other.let_go()
    assert [path.name for path in (tmp_path / "workers").iterdir()] == [elsewhere.name]


def test_a_worker_that_is_taken_for_dead_while_it_begins_begins_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, real, tries = Claims(tmp_path), claims.lock, []

    def disturbed(file: object) -> None:
        tries.append(file)
        if len(tries) == 1:
            raise BlockingIOError
        real(file)  # type: ignore[arg-type]
        if len(tries) == 2:
            next((tmp_path / "workers").iterdir()).unlink()

    monkeypatch.setattr(claims, "lock", disturbed)
    worker.hold()
    assert len(tries) == 3 and len(list((tmp_path / "workers").iterdir())) == 1
    worker.let_go()
