"""The index in memory follows the database, whoever writes to it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from embeddings.encoders import garment_vector
from embeddings.index import VectorIndex, writing
from tests.wardrobe.conftest import BLUE, GREEN, RED, ColourEncoder, fill, finish, photo, receive
from wardrobe.errors import StorageError
from wardrobe.house import House
from wardrobe.journal import bump
from wardrobe.rebuild import rebuild
from wardrobe.schema import LookRow, SightingRow, VectorRow
from wardrobe.shelf import Shelf
from wardrobe.vectors import row_vector, vector_row

Add = Callable[..., int]


def shelf(house: House) -> Shelf:
    """The vectors of the encoder in use."""
    return house.vectors.of(house.vectors.model_id)


def found(house: House) -> set[int]:
    """Every sighting that the index can find."""
    with house.database.read() as session:
        row = session.scalars(select(VectorRow)).first()
        everything = range(1000)
        return {hit.id for hit in shelf(house).like(session, row_vector(row), everything, 1000)} if row else set()


def stored(house: House) -> set[int]:
    with house.database.read() as session:
        return set(session.scalars(select(VectorRow.sighting_id)))


def test_what_another_process_adds_and_erases_is_seen(
    house: House, home: int, add: Add, open_house: Callable[..., House]
) -> None:
    look = add(seed=1, pants=BLUE)
    other = open_house()
    assert found(other) == found(house) == stored(house)
    add(seed=2, pants=RED, upper_clothes=GREEN)
    assert len(found(other)) == 3
    house.looks.delete(home, look)
    house._purge._grace *= 0
    house._purge.due()
    assert found(other) == found(house) == stored(house)
    assert len(found(other)) == 2


def test_the_file_is_taken_when_it_fits_and_made_anew_when_it_does_not(
    house: House,
    add: Add,
    open_house: Callable[..., House],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    add(seed=1, pants=BLUE)
    found(house)
    house.close()
    file = house.settings.data_dir / "cache" / "index.faiss"
    assert file.exists()
    added: list[int] = []
    plain = VectorIndex.add

    def add_and_note(self: VectorIndex, ids: np.ndarray, *given: object, **named: object) -> None:
        added.extend(ids.tolist())
        plain(self, ids, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(VectorIndex, "add", add_and_note)
    assert found(open_house()) == stored(house)
    assert added == [] and caplog.messages == []
    whole = file.read_bytes()
    for damaged, why in (
        (whole[:-1], "it is cut short"),
        (whole.replace(b"-2", b"-1", 1), "it is from another version"),
    ):
        added.clear(), caplog.clear()
        file.write_bytes(damaged)
        assert found(open_house()) == stored(house)
        assert len(added) == len(stored(house)) == 1
        (told,) = caplog.messages
        assert f"{why}. It is made anew from the database." in told


def test_words_are_compared_with_the_embedding_alone(house: House, add: Add) -> None:
    add(seed=1, pants=BLUE)
    add(seed=2, pants=RED)
    query = ColourEncoder().encode_texts(["blue"])[0]
    with house.database.read() as session:
        rows = session.scalars(select(VectorRow)).all()
        hits = shelf(house).described(session, query, [row.sighting_id for row in rows], 10)
    expected = {row.sighting_id: float(np.frombuffer(row.embedding, "<f4") @ query) for row in rows}
    assert {hit.id: hit.score for hit in hits} == pytest.approx(expected, abs=1e-5)


def test_a_vector_says_what_it_was_made_of_and_by_whom(house: House, add: Add) -> None:
    add(seed=1, pants=BLUE)
    with house.database.read() as session:
        row = session.scalars(select(VectorRow)).one()
    assert row.model_id == "colour-encoder"
    assert len(row.content_hash) == 64
    vector = row_vector(row)
    assert np.linalg.norm(vector) == pytest.approx(1)
    embedding, histogram = (np.frombuffer(part, "<f4") for part in (row.embedding, row.histogram))
    assert np.array_equal(vector, garment_vector(embedding, histogram))


def test_hits_are_narrowed_by_household_and_category_without_naming_sightings(
    house: House, home: int, add: Add
) -> None:
    add(seed=1, pants=BLUE, upper_clothes=BLUE)
    elsewhere = fill(house, [])
    receive(house, elsewhere, photo(seed=2, pants=BLUE))
    finish(house)
    with house.database.read() as session:
        rows = {(look.household_id, row.category): row.id for row, look in session.execute(
            select(SightingRow, LookRow).join(LookRow, LookRow.id == SightingRow.look_id)
        )}  # fmt: skip
        query = row_vector(session.scalars(select(VectorRow)).first())  # type: ignore[arg-type]
        words = ColourEncoder().encode_texts(["blue"])[0]

        def hits(**where: object) -> set[int]:
            found = shelf(house).like(session, query, k=9, **where)  # type: ignore[arg-type]
            assert found == shelf(house).like(session, query, rows.values(), 9, **where)  # type: ignore[arg-type]
            described = shelf(house).described(session, words, k=9, **where)  # type: ignore[arg-type]
            assert {hit.id for hit in described} == {hit.id for hit in found}
            return {hit.id for hit in found}

        assert hits() == set(rows.values())
        assert hits(owner=home) == {rows[home, "pants"], rows[home, "upper-clothes"]}
        assert hits(owner=elsewhere) == {rows[elsewhere, "pants"]}
        assert hits(categories={"pants"}) == {rows[home, "pants"], rows[elsewhere, "pants"]}
        assert hits(owner=home, categories=["pants", "hat"]) == {rows[home, "pants"]}
        assert hits(owner=home, categories=[]) == hits(owner=10**6) == set()


def test_a_sighting_with_several_views_is_found_once_by_its_best(house: House, add: Add) -> None:
    look, other = add(seed=1, pants=BLUE), add(seed=2, pants=RED)
    views = np.eye(4, 8, dtype=np.float32)
    with house.database.write() as session:
        turned, plain = (
            session.scalars(select(SightingRow).where(SightingRow.look_id == each)).one() for each in (look, other)
        )
        histogram = np.zeros(800, np.float32)
        for view, vector in enumerate(views, start=1):
            row = vector_row(turned, "colour-encoder", vector, histogram)
            row.view = view
            session.add(row)
        ids = turned.id, plain.id
    with house.database.read() as session:
        for vector in views:
            hits = shelf(house).described(session, vector, k=2)
            assert [hit.id for hit in hits] == [ids[0], ids[1]]
            assert hits[0].score > 0.99
        assert [hit.id for hit in shelf(house).described(session, views[0], [ids[1]], 2)] == [ids[1]]


def test_a_vector_of_another_picture_is_not_served_and_is_made_anew(
    house: House, add: Add, open_house: Callable[..., House]
) -> None:
    add(seed=1, pants=BLUE), add(seed=2, pants=RED)
    assert len(found(house)) == 2
    house.close()  # writes the file, with both
    other = open_house()
    with other.database.write() as session:
        changed = session.scalars(select(SightingRow)).first()
        assert changed is not None
        changed.content_hash, changed_id = "0" * 64, changed.id
    assert changed_id not in found(other), "the file holds it, but it is of another picture now"
    assert other.renewal.work() == 1
    assert changed_id in found(other)
    with other.database.read() as session:
        hashes = session.scalars(select(VectorRow.content_hash).where(VectorRow.sighting_id == changed_id)).all()
    assert hashes == ["0" * 64]


def test_what_is_rolled_back_is_in_no_index(house: House, home: int, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    add(seed=1, pants=BLUE)
    receive(house, home, photo(seed=2, pants=RED))

    def fail(session: Session, household_id: int) -> None:
        session.flush()
        if session.scalar(select(func.count()).select_from(VectorRow)) == 2:
            raise StorageError("The disk is full.", temporary=True)
        bump(session, household_id)

    with monkeypatch.context() as patch:
        patch.setattr("wardrobe.intake.bump", fail)
        with pytest.raises(StorageError):
            house.intake.work_once()
    add(seed=3, pants=GREEN)  # its vector gets the id that the other one would have had
    with house.database.read() as session:
        rows = session.scalars(select(VectorRow)).all()
        nearest = [shelf(house).like(session, row_vector(row), k=1)[0] for row in rows]
    assert [hit.id for hit in nearest] == [row.sighting_id for row in rows]
    assert [hit.score for hit in nearest] == pytest.approx([1.0] * len(rows), abs=1e-5)


def numbered(house: House, **ids: int) -> None:
    """Give vectors other ids, as other workers' transactions would have brought them: ``_1=…``."""
    with house.database.write() as session:
        for old, new in ids.items():
            session.execute(update(VectorRow).where(VectorRow.id == int(old[1:])).values(id=new))


def test_a_vector_that_is_committed_after_one_with_a_larger_id_is_followed(
    house: House, add: Add, open_house: Callable[..., House]
) -> None:
    add(seed=1, pants=BLUE)
    numbered(house, _1=9)
    assert len(found(house)) == 1
    add(seed=2, pants=RED)
    numbered(house, _10=5)
    assert found(house) == stored(house)
    house.close()
    assert found(open_house()) == stored(house)
    add(seed=3, pants=GREEN)
    numbered(house, _11=3, _9=12)  # as many as before and none newer: one was erased, one came late
    assert found(house) == stored(house) and len(stored(house)) == 3


def test_a_file_is_not_taken_when_vectors_come_in_while_it_is_read(
    house: House, add: Add, open_house: Callable[..., House], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(seed=1, pants=BLUE)
    found(house)
    other = open_house()
    with house.database.read() as session:
        before = shelf(house)._there(session)
        house.vectors.save(session)
    add(seed=2, pants=RED)
    plain, seen = Shelf._there, [before]
    monkeypatch.setattr(Shelf, "_there", lambda self, session: seen.pop() if seen else plain(self, session))
    assert found(other) == found(other) == stored(other)
    assert len(stored(other)) == 2


def test_no_more_rows_are_asked_for_than_the_sightings_need(
    house: House, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed, colour in enumerate((BLUE, RED, GREEN)):
        add(seed=seed, pants=colour)
    with house.database.write() as session:
        first, *_ = session.scalars(select(SightingRow).order_by(SightingRow.id))
        own = session.scalars(select(VectorRow).where(VectorRow.sighting_id == first.id)).one()
        for view in range(1, 6):
            embedding, histogram = (np.frombuffer(part, "<f4") for part in (own.embedding, own.histogram))
            row = vector_row(first, own.model_id, embedding, histogram)
            row.view = view
            session.add(row)
    asked: list[int] = []
    plain = VectorIndex.search

    def search(self: VectorIndex, vector: np.ndarray, k: int, *given: object, **named: object) -> object:
        asked.append(k)
        return plain(self, vector, k, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(VectorIndex, "search", search)
    with house.database.read() as session:
        assert [hit.id for hit in shelf(house).like(session, row_vector(own), k=1)] == [first.id]
        assert asked == [1]
        assert len(shelf(house).like(session, row_vector(own), k=3)) == 3
    assert asked == [1, 3, 6, 12]


def test_while_another_process_writes_the_file_it_is_left_to_that_one(
    house: House, add: Add, caplog: pytest.LogCaptureFixture
) -> None:
    add(seed=1, pants=BLUE)
    caplog.set_level("INFO", "wardrobe.shelf")
    house.vectors._file.parent.mkdir(exist_ok=True)
    with house.database.read() as session, writing(house.vectors._file):
        thread = threading.Thread(target=house.vectors.save, args=(session,))
        found(house)
        thread.start()
        thread.join()
    assert "is being written by another process" in caplog.messages[-1]
    assert not house.vectors._file.exists()


def test_rebuild_fills_the_cache_again_and_changes_no_decision(house: House, home: int, add: Add) -> None:
    add(seed=1, pants=BLUE)
    add(seed=2, pants=BLUE)
    house.intake.receive(b"dear diary", "diary.jpg", household_id=home, source="upload")
    house.intake.work_once()
    before = house.looks.page(home), house.garments.list(home)
    kept = {path.name for path in house.media.renditions.folder.rglob("*.webp")}
    for path in house.media.renditions.folder.rglob("*.webp"):
        path.write_bytes(b"damaged")
    told: list[tuple[int, int]] = []
    made = rebuild(house.tools, lambda done, total: told.append((done, total)))
    assert (made.looks, made.embedded, made.failed) == (2, 0, ())
    assert told == [(1, 2), (2, 2)]
    files = list(house.media.renditions.folder.rglob("*.webp"))
    assert {path.name for path in files} == kept
    assert all(path.read_bytes()[:4] == b"RIFF" for path in files)
    assert (house.settings.data_dir / "cache" / "index.faiss").exists()
    assert (house.looks.page(home), house.garments.list(home)) == before


def test_rebuild_names_what_it_cannot_read_and_removes_what_nobody_has(house: House, add: Add) -> None:
    add(seed=1, pants=BLUE)
    original = house.media.put(photo(seed=1, pants=BLUE))
    original.path.write_bytes(b"damaged")
    orphan, arriving = house.media.put(b"orphan"), house.media.put(b"arriving")
    os.utime(orphan.path, (0, 0))
    made = rebuild(house.tools)
    assert (made.looks, made.orphans, made.failed) == (0, 1, ("drawn.jpg",))
    assert not orphan.path.exists() and arriving.path.exists()
