"""The worker: every look once, whatever breaks, and whoever else is at work."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

import embeddings.photo
from embeddings.errors import ModelError
from embeddings.parsing import Parser
from tests.wardrobe.conftest import BLUE, DrawnModels, DrawnParser, finish, photo, receive
from wardrobe.errors import NotFoundError, StorageError
from wardrobe.house import House
from wardrobe.intake import Intake


def test_uploads_come_before_imports(house: House, home: int) -> None:
    imported = [receive(house, home, photo(seed=seed, pants=BLUE), source="folder") for seed in range(2)]
    waited_for = receive(house, home, photo(seed=9, pants=BLUE), source="camera")
    house.intake.work_once()
    states = [house.looks.get(home, look.id).state for look in (*imported, waited_for)]
    assert states == ["received", "received", "ready"]


class BrokenOnce:
    """A parser that raises the faults given, then works."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)

    def parse(self, photo: embeddings.photo.Photo) -> object:
        if self.faults:
            raise self.faults.pop(0)
        return DrawnParser().parse(photo)

    model_id = "broken"


def break_parser(house: House, monkeypatch: pytest.MonkeyPatch, *faults: Exception) -> None:
    broken = BrokenOnce(*faults)
    monkeypatch.setattr(DrawnModels, "parser", property(lambda _: broken))


@pytest.mark.parametrize("fault", [ModelError("The model file {path} is damaged.", path="x"), ZeroDivisionError("no")])
def test_a_fault_of_ours_fails_the_look_and_retry_goes_on_from_there(
    house: House, home: int, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    break_parser(house, monkeypatch, fault)
    look = receive(house, home, photo(pants=BLUE))
    finish(house)
    failed = house.looks.get(home, look.id)
    assert failed.state == "failed" and failed.width == 320
    house.intake.retry(look.id)
    assert house.looks.get(home, look.id).state == "decoded"
    finish(house)
    assert house.looks.get(home, look.id).state == "ready"
    assert house.looks.get(home, look.id).failure is None


def test_retry_of_what_is_done_or_gone_does_no_harm(house: House, add: Callable[..., int], home: int) -> None:
    look = add(pants=BLUE)
    house.intake.retry(look)
    assert house.looks.get(home, look).state == "ready"
    with pytest.raises(NotFoundError):
        house.intake.retry(99)


def test_a_look_that_failed_for_a_damaged_model_is_tried_again_at_the_next_start(
    open_house: Callable[..., House], house: House, home: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_parser(house, monkeypatch, ModelError("The model file {path} is damaged.", path="x"))
    look = receive(house, home, photo(pants=BLUE))
    text = receive(house, home, b"dear diary")
    finish(house)
    house.close()
    again = open_house()
    assert again.looks.get(home, look.id).state == "decoded"
    assert again.looks.get(home, text.id).state == "failed"


def full() -> StorageError:
    return StorageError("The disk is full.", temporary=True)


def test_a_fault_of_the_moment_puts_the_look_off_and_the_others_go_on(
    house: House, home: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_parser(house, monkeypatch, full())
    first, second = (receive(house, home, photo(seed=seed, pants=BLUE)) for seed in range(2))
    with pytest.raises(StorageError):
        house.intake.work_once()
    assert house.looks.get(home, first.id).state == "decoded"
    assert house.intake.work_once()
    assert house.looks.get(home, second.id).state == "ready"
    assert not house.intake.work_once()  # it has not waited long enough
    assert house.intake.pending() == 1
    deadline = time.monotonic() + 10
    while not house.intake.work_once() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert house.looks.get(home, first.id).state == "ready"


def test_the_worker_sleeps_through_a_fault_of_the_moment_instead_of_spinning(
    house: House, home: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def fail(self: Intake) -> bool:
        tries.append(time.monotonic())
        raise full()

    monkeypatch.setattr(Intake, "work_once", fail)
    house.intake.start_worker()
    time.sleep(1.8)
    house.intake.stop_worker()
    assert 2 <= len(tries) <= 4


def test_the_worker_finishes_what_is_received_and_what_others_put_in_the_queue(
    house: House, home: int, open_house: Callable[..., House]
) -> None:
    house.intake.start_worker()
    house.intake.start_worker()
    own = receive(house, home, photo(seed=1, pants=BLUE))
    elsewhere = receive(open_house(), home, photo(seed=2, pants=BLUE))
    deadline = time.monotonic() + 30
    while house.intake.pending() and time.monotonic() < deadline:
        time.sleep(0.05)
    house.intake.stop_worker()
    assert {house.looks.get(home, look.id).state for look in (own, elsewhere)} == {"ready"}
    by_hand = receive(house, home, photo(seed=3, pants=BLUE))
    finish(house)
    assert house.looks.get(home, by_hand.id).state == "ready"
    assert len(house.garments.list(home)) == 1


def test_two_processes_share_the_queue_and_do_nothing_twice(
    house: House, home: int, open_house: Callable[..., House]
) -> None:
    for seed in range(8):
        receive(house, home, photo(seed=seed, pants=BLUE, upper_clothes=(20 * seed, 100, 0)))
    parsed = []

    class Counting(DrawnParser):
        def parse(self, photo: embeddings.photo.Photo) -> object:  # type: ignore[override]
            parsed.append(1)
            return super().parse(photo)

    workers = [house, open_house(), open_house()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DrawnModels, "parser", property(lambda _: Counting()))
        threads = [threading.Thread(target=finish, args=(worker,)) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [look.state for look in house.looks.page(home)] == ["ready"] * 8
    assert len(parsed) == 8
    jeans = [item for item in house.garments.list(home) if item.category == "pants"]
    assert len(jeans) == 1
    assert len(house.garments.looks_of(home, jeans[0].id)) == 8


def test_a_look_that_is_deleted_while_it_is_worked_on_stays_deleted(
    house: House, home: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = receive(house, home, photo(pants=BLUE))

    class Deleting(DrawnParser):
        def parse(self, photo: embeddings.photo.Photo) -> object:  # type: ignore[override]
            house.looks.delete(home, look.id)
            return super().parse(photo)

    monkeypatch.setattr(DrawnModels, "parser", property(lambda _: Deleting()))
    finish(house)
    assert house.looks.page(home) == []
    assert house.garments.list(home) == []
    house.journal.undo(home, house.journal.latest(home)[0].id)
    monkeypatch.setattr(DrawnModels, "parser", property(lambda _: DrawnParser()))
    finish(house)
    assert house.looks.get(home, look.id).state == "ready"


def test_an_original_that_is_gone_fails_the_look_alone(house: House, home: int) -> None:
    look = receive(house, home, photo(pants=BLUE))
    house.media.originals.delete(house.media.put(photo(pants=BLUE)).sha256)
    finish(house)
    failed = house.looks.get(home, look.id)
    assert failed.failure is not None and "is gone" in failed.failure.message


def test_claims_of_another_machine_are_taken_over_after_a_while(house: House, home: int) -> None:
    look = receive(house, home, photo(pants=BLUE))

    def claim(age: timedelta) -> None:
        with house.database.write() as session:
            session.execute(
                text("UPDATE look SET claimed_by = 'elsewhere 1 abc', claimed_at = :at"),
                {"at": (datetime.now(UTC) - age).strftime("%Y-%m-%d %H:%M:%S.%f")},
            )

    claim(timedelta(minutes=1))
    house.intake._looked_after = -1e9  # its next round is due
    assert not house.intake.work_once()
    claim(timedelta(minutes=11))
    house.intake._looked_after = -1e9
    assert house.intake.work_once()
    assert house.looks.get(home, look.id).state == "ready"


def test_the_stand_in_is_what_the_house_expects() -> None:
    assert isinstance(DrawnParser(), Parser)
