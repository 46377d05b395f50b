"""Faults that pass, and how the camera comes back; no test waits for real."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from threading import Event

import pytest

from camera_device.cameras.recovery import FIRST_WAIT, LONGEST_WAIT, SteadyCamera
from camera_device.cameras.virtual import Faults, VirtualCamera
from camera_device.errors import CameraBusyError, CameraError, CameraGoneError, NoCameraError
from tests.camera_device.cameras.test_virtual import Clock


class House:
    """A steady camera on a virtual one with faults, and what it reported."""

    def __init__(self, faults: Faults, play: Path | None = None) -> None:
        self.clock = Clock()
        self.reports: list[type[CameraError] | None] = []
        self.attempts: list[float] = []
        self.virtual = VirtualCamera(play, faults=faults, clock=self.clock, sleep=self.clock.sleep)
        opened = self.virtual.set_up

        def set_up() -> None:
            self.attempts.append(self.clock.now)
            opened()

        self.virtual.set_up = set_up  # type: ignore[method-assign]
        self.camera = SteadyCamera(self.virtual, self.report, clock=self.clock, sleep=self.clock.sleep)

    def report(self, fault: CameraError | None) -> None:
        self.reports.append(fault if fault is None else type(fault))

    def up(self) -> SteadyCamera:
        self.camera.set_up()
        self.camera.run()
        return self.camera

    def look(self) -> bool:
        """Ask for a frame, as the device does all the time."""
        try:
            return bool(self.camera.frame(1.0).any())
        except CameraError:
            return False


def test_without_faults_nothing_is_reported() -> None:
    house = House(Faults())
    house.up()
    assert house.look()
    assert house.reports == []


def test_a_camera_in_use_at_the_start_is_waited_for() -> None:
    house = House(Faults(busy=3))
    house.up()
    looks = [house.look() for _ in range(10)]
    assert looks.index(True) > 1 and all(looks[looks.index(True) :])
    assert house.reports == [CameraBusyError, None]


def test_an_unplugged_camera_comes_back_by_itself() -> None:
    house = House(Faults(pictures=2, away=4))
    house.up()
    looks = [house.look() for _ in range(40)]
    assert looks[:2] == [True, True] and not looks[2] and looks[-1]
    assert house.reports == [CameraGoneError, None], "once when it goes, once when it comes"


def test_attempts_are_further_and_further_apart_and_never_end() -> None:
    house = House(Faults(busy=500))
    house.up()
    while house.clock.now < 4000:
        house.look()
    gaps = [later - earlier for earlier, later in pairwise(house.attempts)]
    assert gaps[0] == pytest.approx(FIRST_WAIT, abs=0.1)
    assert all(later >= earlier - 0.1 for earlier, later in pairwise(gaps[:8]))
    assert gaps[-1] == pytest.approx(LONGEST_WAIT, abs=1.0)
    assert len(gaps) > 90


def test_waiting_starts_short_again_after_it_worked() -> None:
    house = House(Faults(busy=6, pictures=1))
    house.up()
    while not house.look():
        pass
    assert not house.look()
    gone = house.clock.now
    assert house.look() or house.look()
    assert house.clock.now - gone < 2 * FIRST_WAIT + 0.2


def test_asking_again_and_again_does_not_spin() -> None:
    house = House(Faults(busy=500))
    house.up()
    before = house.clock.now
    for _ in range(20):
        house.look()
    assert house.clock.now - before > 10


def test_a_photo_of_a_camera_that_is_gone_says_so_at_once(tmp_path: Path) -> None:
    house = House(Faults(pictures=0, away=1))
    house.virtual._left = None
    camera = house.up()
    house.virtual._left = 0
    with pytest.raises(CameraGoneError):
        camera.still()
    before = house.clock.now
    with pytest.raises(CameraGoneError):
        camera.record(tmp_path / "turn.mp4", 1.0, Event())
    assert house.clock.now == before


def test_errors_that_do_not_pass_are_passed_on_and_not_tried_again(tmp_path: Path) -> None:
    house = House(Faults(), play=tmp_path / "none.jpg")
    with pytest.raises(NoCameraError):
        house.camera.set_up()
    assert len(house.attempts) == 1 and house.reports == []


def test_its_name_is_the_cameras() -> None:
    house = House(Faults())
    assert house.camera.name == house.virtual.name


def test_the_same_fault_again_and_again_does_not_grow() -> None:
    house = House(Faults(busy=500))
    house.up()
    depths = []
    for _ in range(30):
        with pytest.raises(CameraBusyError) as caught:
            house.camera.still()
        depths.append(len(caught.traceback))
    assert max(depths) == min(depths[1:])


def test_an_error_that_does_not_pass_while_it_comes_back_does_not_spin_either() -> None:
    house = House(Faults(pictures=1, away=1))
    house.up()
    house.look()

    def refused() -> None:
        house.attempts.append(house.clock.now)
        raise NoCameraError("This user may not open it.")

    house.virtual.set_up = refused  # type: ignore[method-assign]
    before = house.clock.now
    for _ in range(20):
        house.look()
    assert house.clock.now - before > 5
