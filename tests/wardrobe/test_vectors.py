"""The index in memory follows the database, whoever writes to it."""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy import select

from embeddings.encoders import garment_vector
from embeddings.index import VectorIndex
from tests.wardrobe.conftest import BLUE, GREEN, RED, ColourEncoder, DrawnModels, photo
from wardrobe.house import House
from wardrobe.rebuild import rebuild
from wardrobe.schema import VectorRow
from wardrobe.vectors import row_vector

Add = Callable[..., int]


def found(house: House) -> set[int]:
    """Every sighting that the index can find."""
    with house.database.read() as session:
        row = session.scalars(select(VectorRow)).first()
        everything = range(1000)
        return {hit.id for hit in house.vectors.like(session, row_vector(row), everything, 1000)} if row else set()


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
    house: House, add: Add, open_house: Callable[..., House], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(seed=1, pants=BLUE)
    house.close()
    file = house.settings.data_dir / "cache" / "index.faiss"
    assert file.exists()
    added: list[int] = []
    plain = VectorIndex.add
    monkeypatch.setattr(VectorIndex, "add", lambda self, ids, rows: (added.extend(ids), plain(self, ids, rows))[1])
    assert found(open_house()) == stored(house)
    assert added == []
    file.write_bytes(file.read_bytes()[:-1])
    assert found(open_house()) == stored(house)
    assert added == list(stored(house))


def test_words_are_compared_with_the_embedding_alone(house: House, add: Add) -> None:
    add(seed=1, pants=BLUE)
    add(seed=2, pants=RED)
    query = ColourEncoder().encode_texts(["blue"])[0]
    with house.database.read() as session:
        rows = session.scalars(select(VectorRow)).all()
        hits = house.vectors.described(session, query, [row.sighting_id for row in rows], 10)
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


class OtherEncoder(ColourEncoder):
    model_id = "other-encoder"
    dim = 16


def test_a_new_model_describes_everything_anew_before_it_recognises(
    house: House, home: int, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = add(seed=1, pants=BLUE)
    monkeypatch.setattr(DrawnModels, "encoder", property(lambda _: OtherEncoder()))
    second = add(seed=2, pants=BLUE)
    one, two = (house.looks.get(home, look).sightings[0] for look in (first, second))
    assert (two.decision, two.garment_id) == ("same", one.garment_id)
    with house.database.read() as session:
        assert set(session.scalars(select(VectorRow.model_id))) == {"other-encoder"}


def test_the_old_models_vectors_stay_until_all_are_made_anew(
    house: House, home: int, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(seed=1, pants=BLUE)
    add(seed=2, pants=RED)

    class Failing(OtherEncoder):
        calls = 0

        def encode_images(self, images: object) -> np.ndarray:  # type: ignore[override]
            Failing.calls += 1
            if Failing.calls == 2:
                raise MemoryError
            return super().encode_images(images)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(DrawnModels, "encoder", property(lambda _: Failing()))
        with pytest.raises(MemoryError):
            rebuild(house.tools)
    with house.database.read() as session:
        kept = sorted(session.scalars(select(VectorRow.model_id)))
    assert kept == ["colour-encoder", "colour-encoder", "other-encoder"]
    assert len(found(house)) == 2
    monkeypatch.setattr(DrawnModels, "encoder", property(lambda _: OtherEncoder()))
    assert rebuild(house.tools).embedded == 1
    with house.database.read() as session:
        assert list(session.scalars(select(VectorRow.model_id))) == ["other-encoder"] * 2


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
