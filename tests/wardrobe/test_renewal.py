"""A new encoder takes over in the background; until it has, the vectors of the old one serve."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy import select

from tests.wardrobe.changing import Open, add, made, progress_of, serving
from tests.wardrobe.conftest import BLUE, RED, ChosenModels, Encoder, fill, photo, receive
from wardrobe.house import House
from wardrobe.rebuild import rebuild
from wardrobe.renewal import Renewal
from wardrobe.schema import LookRow, SightingRow, VectorRow


def test_a_new_encoder_takes_over_in_the_background_and_the_old_one_serves_until_then(open_with: Open) -> None:
    old = open_with("old")
    first = add(old, seed=1, pants=BLUE)
    add(old, seed=2, pants=RED)
    house = open_with("new encoder")
    assert serving(house) == ("old", "old")
    third = add(house, seed=3, pants=BLUE)
    one, three = (house.looks.get(1, look).sightings[0] for look in (first, third))
    assert (three.decision, three.garment_id) == ("same", one.garment_id)
    assert made(house) == {"old": 3}, "the new look is recognised by the old encoder, nobody waits for the new one"
    progress = progress_of(house)
    assert (progress.model_id, progress.done, progress.total, progress.others) == ("new encoder", 0, 3, ("old",))
    assert not progress.complete
    assert house.renewal.work() == 3
    assert made(house) == {"new encoder": 3}
    assert progress_of(house).complete and progress_of(house).others == ()
    assert serving(house) == ("new encoder", "new encoder")
    fourth = house.looks.get(1, add(house, seed=4, pants=BLUE)).sightings[0]
    assert (fourth.decision, fourth.garment_id) == ("same", one.garment_id)
    assert house.renewal.work() == 0


def test_what_is_stored_is_compared_by_the_old_vectors_also_when_their_encoder_is_gone(open_with: Open) -> None:
    add(open_with("old"), seed=1, pants=BLUE)
    ChosenModels.gone = {"old"}
    house = open_with("new encoder")
    assert serving(house) == ("old", "new encoder")
    with house.database.read() as session:
        found = house.vectors.comparable(session, 1)
        assert not found.complete
        assert len(house.vectors.serving(session, 1).described(session, Encoder("old").encode_texts(["blue"])[0])) == 1


def test_without_the_old_encoder_a_households_sightings_are_described_anew_before_it_recognises(
    open_with: Open,
) -> None:
    old = open_with("old")
    first = add(old, seed=1, pants=BLUE)
    elsewhere = fill(old, [])
    add(old, elsewhere, seed=2, pants=RED)
    ChosenModels.gone = {"old"}
    house = open_with("new encoder")
    second = add(house, seed=3, pants=BLUE)
    one, two = (house.looks.get(1, look).sightings[0] for look in (first, second))
    assert (two.decision, two.garment_id) == ("same", one.garment_id)
    assert made(house) == {"new encoder": 2, "old": 2}, "the other household's turn comes later"
    assert house.renewal.work() == 1
    assert made(house) == {"new encoder": 3}


def test_with_one_household_nothing_of_the_old_encoder_is_left_after_that(open_with: Open) -> None:
    add(open_with("old"), seed=1, pants=BLUE)
    ChosenModels.gone = {"old"}
    house = open_with("new encoder")
    add(house, seed=2, pants=BLUE)
    assert made(house) == {"new encoder": 2}


@pytest.mark.parametrize("again", [lambda house: house.renewal.work(), lambda house: rebuild(house.tools).embedded])
def test_stopped_at_any_look_it_goes_on_there_and_the_old_vectors_stay(
    open_with: Open, again: Callable[[House], int]
) -> None:
    old = open_with("old")
    for seed, colour in enumerate((BLUE, RED, BLUE)):
        add(old, seed=seed, pants=colour)
    house = open_with("new encoder")
    ChosenModels.fails_at = 2
    with pytest.raises(MemoryError):
        again(house)
    assert made(house) == {"new encoder": 1, "old": 3}
    assert serving(house) == ("old", "old")
    house.close()
    house = open_with("new encoder")
    assert again(house) == 2
    assert made(house) == {"new encoder": 3}


def test_a_photo_that_cannot_be_read_is_passed_over_and_keeps_what_it_has(open_with: Open) -> None:
    old = open_with("old")
    add(old, seed=1, pants=BLUE)
    lost = old.media.put(photo(seed=1, pants=BLUE))
    add(old, seed=2, pants=RED)
    lost.path.unlink()
    house = open_with("new encoder")
    assert house.renewal.work() == 1
    assert made(house) == {"new encoder": 1, "old": 1}
    assert house.renewal.work() == 0
    progress = progress_of(house)
    assert (progress.done, progress.total) == (1, 2)
    assert serving(house) == ("new encoder", "new encoder")


def test_old_vectors_stay_while_a_look_is_being_recognised_by_them(open_with: Open) -> None:
    add(open_with("old"), seed=1, pants=BLUE)
    house = open_with("new encoder")
    waiting = receive(house, 1, photo(seed=2, pants=RED)).id
    for state, left in (("parsed", {"new encoder": 1, "old": 1}), ("ready", {"new encoder": 1})):
        with house.database.write() as session:
            session.get_one(LookRow, waiting).state = state  # type: ignore[assignment]
        Renewal(house.tools, busy=lambda: False).work()
        assert made(house) == left


def test_going_back_to_the_old_encoder_half_way_costs_nothing(open_with: Open) -> None:
    old = open_with("old")
    add(old, seed=1, pants=BLUE), add(old, seed=2, pants=RED)
    house = open_with("new encoder")
    ChosenModels.fails_at = 2
    with pytest.raises(MemoryError):
        house.renewal.work()
    back = open_with("old")
    assert serving(back) == ("old", "old")
    assert back.renewal.work() == 0
    assert made(back) == {"old": 2}


def test_the_thread_gives_way_to_the_intake_and_stops_with_the_server(
    open_with: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wardrobe.renewal.GIVE_WAY", 0.01)
    add(open_with("old"), seed=1, pants=BLUE)
    house = open_with("new encoder")
    asked: list[float] = []
    busy = True

    def is_busy() -> bool:
        asked.append(time.monotonic())
        return busy

    renewal = Renewal(house.tools, is_busy)
    renewal.start()
    wait_until(lambda: len(asked) > 5)
    assert made(house) == {"old": 1}
    busy = False
    wait_until(lambda: made(house) == {"new encoder": 1})
    renewal.stop()
    renewal.stop()
    add(house, seed=2, pants=BLUE)
    busy = True
    renewal.start()
    renewal.stop()
    assert renewal._thread is None


def test_an_encoder_that_cannot_be_loaded_is_told_once_and_tried_again(
    open_with: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("wardrobe.renewal.ROUND", 0.01)
    add(open_with("old"), seed=1, pants=BLUE)
    house = open_with("new encoder")
    ChosenModels.gone = {"new encoder"}
    rounds: list[int] = []
    renewal = Renewal(house.tools, lambda: bool(rounds.append(1)))
    renewal.start()
    wait_until(lambda: len(rounds) > 4)
    assert [message for message in caplog.messages if "is gone" in message] == [
        "The encoder new encoder is gone. Vectors are made in a while."
    ]
    ChosenModels.gone = set()
    wait_until(lambda: made(house) == {"new encoder": 1})
    renewal.stop()


def test_kinds_and_colours_are_told_anew_with_the_vectors(open_with: Open) -> None:
    add(open_with("old"), seed=1, pants=BLUE)
    house = open_with("new encoder")
    with house.database.write() as session:
        row = session.scalars(select(SightingRow)).one()
        row.kind, row.colours = None, []
    house.renewal.work()
    with house.database.read() as session:
        row = session.scalars(select(SightingRow)).one()
        assert row.kind == "jeans" and row.colours
        assert (
            np.frombuffer(session.scalars(select(VectorRow.embedding)).one(), "<f4").size == Encoder("new encoder").dim
        )


def test_only_the_first_round_looks_for_pictures_that_have_changed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    monkeypatch.setattr("wardrobe.renewal.drop_stale", lambda tools: bool(looked.append(1)))
    house.renewal.work(), house.renewal.work()
    assert looked == [1]


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)
