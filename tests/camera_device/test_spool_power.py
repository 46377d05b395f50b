"""The spool under any sequence of use and power cuts, on a disk that forgets what was not synced."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from camera_device.capture import Capture, Kind, Moment
from camera_device.errors import SpoolFullError
from camera_device.spool import Spool
from tests.camera_device.power import FragileDisk, PowerCut

LIMIT = 4_000
CONTENT = st.binary(min_size=1, max_size=600)
PLACES = st.integers(0, 30)
CUTS = st.none() | st.integers(1, 8)
"""Before which step of an action the power goes, if it does."""
FORGOTTEN = st.integers(0, 5)
"""How many of the newest unsynced names are lost then."""
TAKEN = Moment(1_800_000_000.0, 1.0, "b", True)


class Powered(RuleBasedStateMachine):
    """Holds the spool to what it promised."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="spool-"))
        self.waiting: dict[str, bytes] = {}
        """Promised, in order."""
        self.maybe: dict[str, bytes] = {}
        """May be there or not: what a cut came across, and confirmations, which are not synced."""
        self.aside: dict[str, bytes] = {}
        self.withdrawn: set[str] = set()
        """Taken back, and the server was not told for certain."""
        self.sent: list[str] = []

    @initialize()
    def open(self) -> None:
        self.disk = FragileDisk()
        self.spool = Spool(self.folder, LIMIT, reserve=0, disk=self.disk)

    def act(self, action: Callable[[], object], cut: int | None, forgotten: int) -> bool:
        """Whether the action came to its end; else the machine is on again."""
        self.disk.cut_before = None if cut is None else self.disk.steps + cut
        try:
            action()
        except PowerCut:
            self.disk.forget(forgotten)
            self.spool.close()
            self.open()
            return False
        self.disk.cut_before = None
        return True

    @rule(content=CONTENT, video=st.booleans(), cut=CUTS, forgotten=FORGOTTEN)
    def add(self, content: bytes, video: bool, cut: int | None, forgotten: int) -> None:
        kind, media_type = (Kind.TURN, "video/mp4") if video else (Kind.PHOTO, "image/jpeg")
        made = Capture(kind, TAKEN, media_type)
        media: bytes | Path = content
        if video:
            media = self.spool.recording_path(made.id)
            media.write_bytes(content)
        try:
            done = self.act(lambda: self.spool.add(made, media), cut, forgotten)
        except SpoolFullError:
            assert self.spool.status().bytes + len(content) > LIMIT
            self.disk.cut_before = None
            return
        (self.waiting if done else self.maybe)[made.id] = content

    @rule(place=PLACES, cut=CUTS, forgotten=FORGOTTEN)
    def confirm(self, place: int, cut: int | None, forgotten: int) -> None:
        if pending := self.spool.pending():
            entry = pending[place % len(pending)]
            self.let_go(entry.capture.id)
            self.act(lambda: self.spool.confirm(entry.capture.id, entry.sha256), cut, forgotten)
            self.sent.append(entry.capture.id)

    @rule(place=PLACES, cut=CUTS, forgotten=FORGOTTEN)
    def withdraw(self, place: int, cut: int | None, forgotten: int) -> None:
        if known := [entry.capture.id for entry in self.spool.pending()] + self.sent + [*self.aside]:
            capture_id = known[place % len(known)]
            self.let_go(capture_id)
            if self.act(lambda: self.spool.withdraw(capture_id), cut, forgotten):
                self.maybe.pop(capture_id, None)
                self.withdrawn.add(capture_id)
                self.aside.pop(capture_id, None)
            elif not any(each.path.stem[11:] == capture_id for each in self.spool.aside()):
                self.aside.pop(capture_id, None)

    @rule(place=PLACES, cut=CUTS, forgotten=FORGOTTEN)
    def set_aside(self, place: int, cut: int | None, forgotten: int) -> None:
        if pending := self.spool.pending():
            entry = pending[place % len(pending)]
            content = entry.path.read_bytes()
            done = self.act(lambda: self.spool.set_aside(entry.capture.id, "no"), cut, forgotten)
            if done or entry.capture.id not in self.spool:
                self.waiting.pop(entry.capture.id, None)
                self.maybe.pop(entry.capture.id, None)
                self.aside[entry.capture.id] = content

    @rule()
    def tell_the_server(self) -> None:
        for capture_id in self.spool.withdrawn():
            self.spool.forget(capture_id)
            self.withdrawn.discard(capture_id)

    @rule(forgotten=FORGOTTEN)
    def cut_the_power(self, forgotten: int) -> None:
        self.disk.forget(forgotten)
        self.spool.close()
        self.open()

    @rule(cut=CUTS, forgotten=FORGOTTEN)
    def cut_the_power_while_it_opens(self, cut: int | None, forgotten: int) -> None:
        self.disk.forget(forgotten)
        self.spool.close()
        self.disk = FragileDisk()
        self.disk.cut_before = cut
        try:
            self.spool = Spool(self.folder, LIMIT, reserve=0, disk=self.disk)
            self.disk.cut_before = None
        except PowerCut:
            self.disk.forget(forgotten)
            self.open()

    def let_go(self, capture_id: str) -> None:
        content = self.waiting.pop(capture_id, None)
        if content is not None:
            self.maybe[capture_id] = content

    @invariant()
    def nothing_is_lost_or_half_there(self) -> None:
        if not hasattr(self, "spool"):
            return
        entries = self.spool.pending()
        there = [entry.capture.id for entry in entries]
        known = self.waiting | self.maybe
        assert [each for each in there if each in self.waiting] == list(self.waiting)
        assert {*there} <= {*known}
        for entry in entries:
            content = entry.path.read_bytes()
            assert content == known[entry.capture.id]
            assert entry.sha256 == hashlib.sha256(content).hexdigest()
        assert self.withdrawn <= {*self.spool.withdrawn()}
        kept = {each.path.stem[11:]: each.path.read_bytes() for each in self.spool.aside()}
        assert kept == self.aside
        assert self.spool.status().bytes == sum(map(len, self.aside.values())) + sum(each.size for each in entries)
        files = {path.name for path in self.folder.iterdir() if path.is_file()} - {".lock"}
        assert files == {name for each in entries for name in (each.path.name, each.path.with_suffix(".json").name)}

    def teardown(self) -> None:
        self.spool.close()
        shutil.rmtree(self.folder)


Powered.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestPowered = Powered.TestCase


ACTIONS: dict[str, Callable[[Powered, int, int], object]] = {
    "add": lambda machine, cut, forgotten: machine.add(b"new", False, cut, forgotten),
    "add a video": lambda machine, cut, forgotten: machine.add(b"new", True, cut, forgotten),
    "confirm": lambda machine, cut, forgotten: machine.confirm(1, cut, forgotten),
    "withdraw": lambda machine, cut, forgotten: machine.withdraw(1, cut, forgotten),
    "withdraw what was sent": lambda machine, cut, forgotten: machine.withdraw(3, cut, forgotten),
    "set aside": lambda machine, cut, forgotten: machine.set_aside(1, cut, forgotten),
    "open": lambda machine, cut, forgotten: machine.cut_the_power_while_it_opens(cut, forgotten),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_the_power_may_go_before_every_step_of_every_action(action: str) -> None:
    for cut in range(1, 9):
        for forgotten in range(6):
            machine = Powered()
            machine.open()
            try:
                for content in (b"first", b"second", b"third", b"fourth"):
                    machine.add(content, False, None, 0)
                machine.confirm(0, None, 0)
                machine.nothing_is_lost_or_half_there()
                ACTIONS[action](machine, cut, forgotten)
                machine.nothing_is_lost_or_half_there()
                machine.cut_the_power(forgotten)
                machine.nothing_is_lost_or_half_there()
            finally:
                machine.teardown()
