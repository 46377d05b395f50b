"""The whole device: real threads, the virtual camera, the real spool and parser; only wishes are made by hand."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from camera_device.cameras.base import Still
from camera_device.cameras.virtual import Faults, VirtualCamera
from camera_device.capture import Kind
from camera_device.device import Device
from camera_device.errors import MissingError, NoCameraError
from camera_device.link import credentials
from camera_device.link.credentials import Pairing
from camera_device.once import take_once
from camera_device.session.effects import Effect, Fill, Play, Say, TakeStill
from camera_device.session.stage import Phase
from camera_device.settings import Settings
from camera_device.sound.tones import Tone
from camera_device.sound.words import Saying
from camera_device.triggers.base import Emit, Source, Trigger, Wish
from tests.conftest import ROOT

LOOK = ROOT / "tests" / "pictures" / "look-01.jpg"


def make_settings(tmp_path: Path, **given: Any) -> Settings:
    chosen = {
        "camera": "virtual",
        "play": LOOK,
        "countdown_seconds": 0,
        "sound": False,
        "voice": False,
        "light": "none",
    }
    return Settings(state_dir=tmp_path / "state", **{**chosen, **given})


@dataclass
class Running:
    """A device that runs, and what it did."""

    device: Device
    done: list[tuple[float, Effect]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.device.watch = lambda effect: self.done.append((time.monotonic(), effect))
        self.thread = threading.Thread(target=self.device.run)
        self.thread.start()

    def wish(self, wish: Wish = Wish.PHOTO, source: Source = "button", **given: Any) -> float:
        at = time.monotonic()
        self.device.tell(Trigger(wish, source, at, **given))
        return at

    def until(self, condition: Callable[[], object], seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"{self.device.session.phase}: {self.done}"
            time.sleep(0.01)

    def seeing(self) -> Running:
        self.until(lambda: self.device.eyes.view is not None and self.device.session.phase is Phase.IDLE)
        return self

    def effects(self) -> list[Effect]:
        return [effect for _, effect in self.done]

    def stop(self) -> None:
        self.device.stop()
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def make(settings: Settings, **given: Any) -> Running:
        started.append(Running(Device(settings, **{"triggers": {}, **given})))
        return started[-1]

    yield make
    for running in started:
        if running.thread.is_alive():
            running.stop()


Start = Callable[..., Running]


def test_a_press_brings_the_photo_byte_for_byte_into_the_spool(start: Start, tmp_path: Path) -> None:
    running = start(make_settings(tmp_path)).seeing()
    running.wish()
    running.until(lambda: Play(Tone.STORED) in running.effects())
    (entry,) = running.device.spool.pending()
    assert entry.path.read_bytes() == LOOK.read_bytes()
    assert entry.capture.kind is Kind.PHOTO
    running.until(lambda: running.device.session.phase is Phase.IDLE)


def test_stored_sounds_only_when_the_file_is_on_the_disk(start: Start, tmp_path: Path) -> None:
    running = start(make_settings(tmp_path)).seeing()
    spool, there = running.device.spool, []
    watch = running.device.watch

    def look(effect: Effect) -> None:
        watch(effect)
        if effect == Play(Tone.STORED):
            there.append(len(list(spool.folder.glob("*.json"))))

    running.device.watch = look
    running.wish()
    running.until(lambda: there)
    assert there == [1]


def test_two_looks_are_linked_and_the_last_is_taken_back(start: Start, tmp_path: Path) -> None:
    running = start(make_settings(tmp_path)).seeing()
    spool = running.device.spool
    running.wish()
    running.until(lambda: len(spool.pending()) == 1)
    running.until(lambda: running.device.session.phase is Phase.STORED)
    running.wish(Wish.COMPARE, "voice")
    running.until(lambda: len(spool.pending()) == 2)
    first, second = spool.pending()
    assert second.capture.compare_with == first.capture.id
    running.until(lambda: running.device.session.phase is Phase.STORED)
    running.wish(Wish.UNDO, "voice")
    running.until(lambda: Say(Saying.UNDONE) in running.effects())
    assert spool.pending() == [first]
    assert spool.withdrawn() == [second.capture.id]


def test_a_turn_is_recorded_and_can_be_broken_off_without_a_trace(start: Start, tmp_path: Path) -> None:
    running = start(make_settings(tmp_path, turn_seconds=6)).seeing()
    spool = running.device.spool
    running.wish(Wish.TURN)
    running.until(lambda: list((spool.folder / "recording").iterdir()))
    time.sleep(1)
    running.wish(Wish.CANCEL, "voice")
    running.until(lambda: running.device.session.phase is Phase.IDLE)
    running.until(lambda: not list((spool.folder / "recording").iterdir()))
    assert not spool.pending()
    running.wish(Wish.TURN)
    running.until(lambda: spool.pending(), 30)
    (entry,) = spool.pending()
    assert entry.capture.kind is Kind.TURN
    assert entry.capture.media_type == "video/mp4"
    assert entry.path.read_bytes()[4:8] == b"ftyp"
    assert not list((spool.folder / "recording").iterdir())


def test_nobody_in_view_means_no_photo_not_even_a_forced_one(start: Start, tmp_path: Path, empty: Path) -> None:
    running = start(make_settings(tmp_path, play=empty)).seeing()
    running.wish(source="remote", force=True)
    running.until(lambda: Say(Saying.EMPTY) in running.effects())
    assert not any(isinstance(effect, TakeStill) for effect in running.effects())


def test_a_camera_in_use_is_waited_for_and_one_unplugged_comes_back(start: Start, tmp_path: Path) -> None:
    camera = VirtualCamera(LOOK, faults=Faults(busy=1, pictures=25, away=1))
    running = start(make_settings(tmp_path), choose_camera=lambda: camera)
    running.until(lambda: "camera" in running.device.faults)
    assert any("Another program" in fault["error"] for fault in running.device.state()["faults"])
    running.seeing()
    running.until(lambda: Say(Saying.CAMERA_GONE) in running.effects())
    assert running.device.state()["phase"] == "off"
    running.until(lambda: Say(Saying.CAMERA_BACK) in running.effects())
    running.seeing()
    running.wish()
    running.until(lambda: running.device.spool.pending())
    assert "camera" not in running.device.faults


def test_a_camera_that_is_plugged_in_later_is_found(start: Start, tmp_path: Path) -> None:
    tries: list[int] = []

    def choose() -> VirtualCamera:
        tries.append(1)
        if len(tries) < 3:
            raise NoCameraError("There is no USB camera.", remedy="Plug one in.")
        return VirtualCamera(LOOK)

    running = start(make_settings(tmp_path), choose_camera=choose)
    running.until(lambda: "camera" in running.device.faults)
    running.seeing()
    assert "camera" not in running.device.faults


def test_a_photo_that_never_ends_is_seen_by_the_watchdog(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camera_device.watchdog.HUNG", 2.0)
    monkeypatch.setattr("camera_device.worker.SIGN", 0.2)
    ends = threading.Event()

    class Hanging(VirtualCamera):
        def still(self, burst: int = 1) -> list[Still]:
            ends.wait(20)
            return super().still(burst)

    running = start(make_settings(tmp_path), choose_camera=lambda: Hanging(LOOK)).seeing()
    watchdog = running.device.watchdog
    running.until(lambda: not watchdog.hung())
    running.wish()
    running.until(lambda: watchdog.hung() == ["shutter"])
    ends.set()
    running.until(lambda: not watchdog.hung())


def test_everything_that_is_missing_is_a_fault_and_no_end(start: Start, tmp_path: Path) -> None:
    class NoMicrophone:
        def start(self, emit: Emit) -> None:
            raise MissingError("There is no microphone.", remedy="Plug one in.")

        def stop(self) -> None:
            raise AssertionError("It never ran.")

    settings = make_settings(tmp_path, light="led", sound=True, speaker="none such", voice=True)
    credentials.save(settings.state_dir, Pairing("http://127.0.0.1:9", None, "token", 1, "Home"))
    running = start(settings, triggers={"voice": NoMicrophone()}).seeing()
    running.until(lambda: {"light", "sound", "voice", "server"} <= running.device.faults.parts())
    state = running.device.state()
    assert not state["listening"]
    assert not any("cannot be reached" in fault["error"] for fault in state["faults"]), "who reads it knows better"
    assert all(fault["error"] and fault["remedy"] for fault in state["faults"])
    running.wish()
    running.until(lambda: running.device.spool.pending())


def test_unpaired_it_works_and_says_so(start: Start, tmp_path: Path) -> None:
    running = start(make_settings(tmp_path)).seeing()
    running.wish()
    running.until(lambda: running.device.state()["captures_waiting"] == 1)
    state = running.device.state()
    assert "does not belong to a wardrobe" in state["faults"][0]["error"]
    assert set(state) == {
        "version",
        "phase",
        "listening",
        "camera",
        "captures_waiting",
        "bytes_waiting",
        "spool_share",
        "hint",
        "faults",
    }
    assert state["bytes_waiting"] == LOOK.stat().st_size
    json.dumps(state)


def test_the_app_is_told_in_words_what_is_in_the_way(start: Start, tmp_path: Path, empty: Path) -> None:
    running = start(make_settings(tmp_path, play=empty, language="ko")).seeing()
    running.wish()
    running.until(lambda: running.device.state()["hint"] == "카메라 앞에 서 주세요.")
    assert running.device.state()["phase"] == "framing"


def test_triggers_run_between_start_and_end(start: Start, tmp_path: Path) -> None:
    class Recorder:
        running = False

        def start(self, emit: Emit) -> None:
            self.running = True
            self.emit = emit

        def stop(self) -> None:
            self.running = False

    recorder = Recorder()
    running = start(make_settings(tmp_path), triggers={"remote": recorder}).seeing()
    recorder.emit(Trigger(Wish.PHOTO, "remote", time.monotonic()))
    running.until(lambda: running.device.spool.pending())
    running.stop()
    assert not recorder.running


def test_listening_stays_switched_off_over_a_restart(start: Start, tmp_path: Path) -> None:
    class Voice:
        fault = None

        def __init__(self) -> None:
            self.listening = True

        def start(self, emit: Emit) -> None: ...

        def stop(self) -> None: ...

        def listen(self) -> None:
            self.listening = True

        def deafen(self) -> None:
            self.listening = False

    voice = Voice()
    running = start(make_settings(tmp_path, voice=True), triggers={"voice": voice})
    running.until(lambda: running.device.state()["listening"])
    running.wish(Wish.DEAF, "remote")
    running.until(lambda: not voice.listening)
    running.stop()
    voice = Voice()
    running = start(make_settings(tmp_path, voice=True), triggers={"voice": voice})
    running.until(lambda: not voice.listening)
    assert not running.device.state()["listening"]
    running.wish(Wish.LISTEN, "remote")
    running.until(lambda: voice.listening)


def test_ending_lets_a_photo_get_to_the_disk_and_lights_go_out(start: Start, tmp_path: Path) -> None:
    camera = VirtualCamera(LOOK, faults=Faults(delay=0.2))
    running = start(make_settings(tmp_path, burst=5, framing=False), choose_camera=lambda: camera).seeing()
    running.wish()
    running.until(lambda: any(isinstance(effect, TakeStill) for effect in running.effects()))
    running.stop()
    assert len(list((tmp_path / "state" / "spool").glob("*.jpg"))) == 1
    assert [effect for effect in running.effects() if isinstance(effect, Fill)] == [Fill(True), Fill(False)]


def test_ending_in_the_middle_of_a_turn_waits_for_nothing_and_leaves_nothing_half(start: Start, tmp_path: Path) -> None:
    running = start(make_settings(tmp_path, turn_seconds=20, framing=False)).seeing()
    spool = tmp_path / "state" / "spool"
    running.wish(Wish.TURN)
    running.until(lambda: list((spool / "recording").iterdir()))
    began = time.monotonic()
    running.stop()
    assert time.monotonic() - began < 15
    assert not list(spool.rglob("*.mp4"))
    assert not running.device.session.busy


@pytest.mark.parametrize(("kind", "begins"), [(Kind.PHOTO, b"\xff\xd8"), (Kind.TURN, b"\x00\x00")])
def test_one_capture_for_scripts(tmp_path: Path, kind: Kind, begins: bytes) -> None:
    device = Device(make_settings(tmp_path, turn_seconds=6), triggers={})
    told = take_once(device, kind).told()
    content = Path(told["path"]).read_bytes()
    assert content.startswith(begins)
    assert told["sha256"] == hashlib.sha256(content).hexdigest()
    assert (told["kind"], told["size"], told["sent"]) == (kind.value, len(content), False)


def test_one_capture_of_nobody_says_why_there_is_none(tmp_path: Path, empty: Path) -> None:
    device = Device(make_settings(tmp_path, play=empty, framing_seconds=1), triggers={})
    assert take_once(device, Kind.PHOTO).told()["reason"] == "empty"
