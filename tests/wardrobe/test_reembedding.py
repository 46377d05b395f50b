"""Photos that cannot be read, a worker that is stopped, other processes: a new encoder takes over all the same."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from embeddings.index import inspect
from tests.wardrobe.changing import Open, add, made, progress_of, serving
from tests.wardrobe.conftest import BLUE, GREEN, RED, ChosenModels, finish, photo, receive
from wardrobe.database import Database
from wardrobe.errors import StorageError
from wardrobe.house import House
from wardrobe.originals import Originals
from wardrobe.reembedding import steps
from wardrobe.renewal import Renewal
from wardrobe.schema import LookRow, SightingRow


def three_looks(open_with: Open) -> list[int]:
    old = open_with("old")
    return [add(old, seed=seed, pants=colour) for seed, colour in enumerate((BLUE, RED, GREEN))]


def locked(house: House, look_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look's original is there, but cannot be read at the moment."""
    with house.database.read() as session:
        sha256 = session.get_one(LookRow, look_id).sha256
    plain = Originals.read

    def read(self: Originals, wanted: str) -> bytes:
        if wanted == sha256:
            raise StorageError("{path} cannot be used.", path=wanted, temporary=True)
        return plain(self, wanted)

    monkeypatch.setattr(Originals, "read", read)


def test_a_photo_that_cannot_be_read_at_the_moment_keeps_none_of_the_others(
    open_with: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, latest = three_looks(open_with)
    house = open_with("new encoder")
    with monkeypatch.context() as patch:
        locked(house, latest, patch)
        with pytest.raises(StorageError, match="cannot be used"):
            house.renewal.work()
        assert made(house) == {"new encoder": 2, "old": 3}
    assert house.renewal.work() == 1
    assert made(house) == {"new encoder": 3}


def test_a_new_look_is_recognised_although_another_one_cannot_be_read_at_the_moment(
    open_with: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_, latest = three_looks(open_with)
    ChosenModels.gone = {"old"}
    house = open_with("new encoder")
    locked(house, latest, monkeypatch)
    look = house.looks.get(1, add(house, seed=7, pants=BLUE))
    assert look.state == "ready"
    assert look.sightings[0].garment_id == house.looks.get(1, first).sightings[0].garment_id


def test_a_worker_that_is_stopped_while_the_others_are_embedded_writes_nothing_of_its_look(
    open_with: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = three_looks(open_with)
    ChosenModels.gone = {"old"}
    house = open_with("new encoder")
    plain = ChosenModels.look

    def stopped_meanwhile(self: ChosenModels, *given: object) -> object:
        house.intake._stop.set()
        return plain(self, *given)

    look = receive(house, 1, photo(seed=7, pants=BLUE))
    with monkeypatch.context() as patch:
        patch.setattr(ChosenModels, "look", stopped_meanwhile)
        house.intake.work_once()
    assert made(house) == {"new encoder": 1, "old": 3}, "it ends after the look it is at"
    assert house.looks.get(1, look.id).state == "parsed"
    house.intake._stop.clear()
    finish(house)
    (again,) = house.looks.get(1, look.id).sightings
    assert again.garment_id == house.looks.get(1, first).sightings[0].garment_id


def test_an_encoder_without_heads_does_not_unsay_what_one_with_heads_has_seen(
    open_with: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(open_with("old"), seed=1, pants=BLUE)

    def known(house: House) -> tuple[str | None, object]:
        with house.database.read() as session:
            row = session.scalars(select(SightingRow)).one()
            return row.kind, row.attributes

    house = open_with("new encoder")
    before = known(house)
    assert before[0] == "jeans" and before[1]
    plain = ChosenModels.look
    monkeypatch.setattr(ChosenModels, "look", lambda *given: (plain(*given)[0], [None]))  # type: ignore[index]
    assert house.renewal.work() == 1
    assert known(house) == before


def test_with_an_original_that_is_gone_the_change_comes_to_its_end(
    open_with: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, latest = three_looks(open_with)
    house = open_with("new encoder")
    with house.database.read() as session:
        house.media.path(session.get_one(LookRow, latest).sha256).unlink()
    assert house.renewal.work() == 2
    assert made(house) == {"new encoder": 2, "old": 1}
    assert serving(house) == ("new encoder", "new encoder")
    assert (1, "new encoder") in house.vectors._complete, "it is not asked again at each search"
    with monkeypatch.context() as patch:
        patch.setattr(Database, "write", None)
        assert house.renewal.work() == 0, "nor is there anything to write"


def test_completeness_is_not_taken_for_lasting_while_a_look_is_recognised_by_the_old_vectors(open_with: Open) -> None:
    add(open_with("old"), seed=1, pants=BLUE)
    house = open_with("new encoder")
    late = receive(house, 1, photo(seed=2, pants=RED)).id
    with house.database.write() as session:
        session.get_one(LookRow, late).state = "parsed"
    Renewal(house.tools, busy=lambda: False).work()
    assert serving(house) == ("new encoder", "new encoder")
    with house.database.write() as session:  # as the step writes it that began before
        session.get_one(LookRow, late).state = "recognised"
        session.add(SightingRow(look_id=late, category="pants", left=0, top=0, right=1, bottom=1, grid_width=1,
                                grid_height=1, mask=b"", area_share=0.1, confidence=0.9, content_hash="0"))  # fmt: skip
    with house.database.read() as session:
        assert not house.vectors.comparable(session, 1).complete


def test_nothing_of_the_encoder_before_is_held_once_the_new_one_has_taken_over(open_with: Open) -> None:
    three_looks(open_with)
    house = open_with("new encoder")
    assert serving(house) == ("old", "old")
    assert house.models._others.keys() == house.vectors._shelves.keys() == {"old"}
    house.renewal.work()
    assert house.models._others == {}
    assert house.vectors._shelves.keys() == {"new encoder"}


def test_the_file_is_of_the_vectors_in_use_also_when_another_process_has_made_them(open_with: Open) -> None:
    three_looks(open_with)
    house, other = open_with("new encoder"), open_with("new encoder")
    with house.database.read() as session:
        house.vectors.serving(session, 1).open(session)
    other.renewal.work()
    with house.database.read() as session:
        house.vectors.serving(session, 1).open(session)
    house.close()
    header = inspect(house.vectors._file)
    assert (header.model_id, header.count) == ("new encoder", 3)


def test_progress_counts_every_household(open_with: Open) -> None:
    three_looks(open_with)
    found = progress_of(open_with("new encoder"))
    assert (found.done, found.total, found.complete) == (0, 3, False)


def test_a_stopped_round_ends_before_the_next_look(open_with: Open) -> None:
    three_looks(open_with)
    house, stop = open_with("new encoder"), threading.Event()
    for step in steps(house.tools, stop=stop):
        assert step == 1
        stop.set()
    assert made(house) == {"new encoder": 1, "old": 3}
