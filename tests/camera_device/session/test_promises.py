"""What a session promises, whatever happens and in whatever order."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from camera_device.errors import CameraBusyError, CameraError, CameraGoneError, SpoolFullError
from camera_device.framing.view import Hint, View
from camera_device.session import Session
from camera_device.session.effects import Discard, Effect, Fill, Lock, Play, RecordTurn, Say, Store, TakeStill, Withdraw
from camera_device.session.events import CameraLost, CameraReady, Event, Exposed, Failed, Stored, Tick, Withdrawn
from camera_device.session.stage import FRESH, Phase
from camera_device.settings import Settings
from camera_device.sound.tones import Tone
from camera_device.sound.words import Saying
from camera_device.triggers.base import Trigger, Wish

TAKEN = (Saying.TAKEN, Saying.TURN_DONE, Saying.COMPARING)
ERRORS = (CameraGoneError("Gone."), CameraBusyError("Busy."), SpoolFullError("Full."), CameraError("Odd."))

triggers = st.builds(
    Trigger,
    wish=st.sampled_from(Wish),
    source=st.sampled_from(["button", "voice", "schedule", "remote"]),
    at=st.just(0.0),
    force=st.booleans(),
    text=st.sampled_from(["", "what did I wear?"]),
)
views = st.one_of(
    st.just(View(0, whole=False, still=False, hint=Hint.NOBODY)),
    st.just(View(1, whole=True, still=True)),
    st.builds(View, st.just(1), whole=st.booleans(), still=st.booleans(), hint=st.sampled_from(Hint)),
)
answers = st.sampled_from(["expose", "store", "fail", "withdraw", "lose", "find"])
steps = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.05, 0.2, 0.2, 0.2, 1.0, 1.0, 3.0, 40.0, 700.0]),
        st.one_of(triggers, views, views, answers, st.just(Tick())),
    ),
    max_size=60,
)
choices = st.builds(
    dict,
    framing=st.booleans(),
    countdown_seconds=st.sampled_from([0, 1, 3]),
    framing_seconds=st.sampled_from([1.0, 20.0]),
)


@dataclass
class World:
    """A camera, a spool and a clock around a session, that watch what it does."""

    session: Session
    framing: bool
    now: float = 0.0
    view: tuple[float, View] | None = None
    exposing: set[int] = field(default_factory=set)
    storing: list[int] = field(default_factory=list)
    stored: set[int] = field(default_factory=set)
    withdrawing: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    told: int = 0
    lit: bool = False
    locked: bool = False
    forced: bool = False

    def answer(self, what: str) -> Event:
        """What the camera or the disk may say now."""
        if what == "lose":
            return CameraLost(ERRORS[0])
        if what == "find":
            self.exposing.clear()
            return CameraReady()
        if what == "withdraw" and self.withdrawing:
            return Withdrawn(self.withdrawing.pop())
        if self.exposing and what in ("expose", "fail"):
            take = self.exposing.pop()
            return Exposed(take) if what == "expose" else Failed(take, ERRORS[len(self.stored) % len(ERRORS)])
        if self.storing and what in ("store", "fail"):
            take = self.storing.pop()
            if what == "fail":
                return Failed(take, ERRORS[2])
            self.stored.add(take)
            return Stored(take, f"capture {take}")
        return Tick()

    def tell(self, event: Event) -> None:
        if isinstance(event, View):
            self.view = (self.now, event)
        if isinstance(event, CameraLost):
            self.view = None
        if isinstance(event, Trigger) and event.force:
            self.forced = True
        for effect in self.session.handle(event, self.now):
            self.watch(effect)
        if self.session.phase in (Phase.IDLE, Phase.OFF, Phase.STORED):
            self.forced = False
            assert not self.lit, "the fill light stays on"
            assert not self.locked, "the camera stays locked"

    def watch(self, effect: Effect) -> None:
        match effect:
            case TakeStill(take) | RecordTurn(take):
                assert not self.exposing, "two exposures at once"
                assert self.view is not None, "an exposure without having seen anybody"
                at, view = self.view
                assert view.people > 0, "an empty room"
                assert self.now - at <= FRESH, "an exposure of what was seen long ago"
                assert view.whole or self.forced or not self.framing, "half a body"
                self.exposing.add(take)
            case Store(take):
                self.storing.append(take)
            case Discard(take):
                assert take not in self.storing, "what is being stored was thrown away"
            case Say(saying) if saying in TAKEN:
                self.told += 1
                assert self.told <= len(self.stored), "taken was told before it was stored"
            case Play(Tone.STORED):
                assert self.told < len(self.stored), "taken sounded before it was stored"
            case Withdraw(capture_id):
                assert capture_id not in self.withdrawn, "taken back twice"
                self.withdrawing.append(capture_id)
                self.withdrawn.append(capture_id)
            case Fill(on):
                self.lit = on
            case Lock(on):
                self.locked = on


@settings(max_examples=400, deadline=None)
@given(choices, steps)
def test_a_session_keeps_its_promises(chosen: dict[str, object], happens: list[tuple[float, Event | str]]) -> None:
    session = Session(Settings(state_dir=Path("/nowhere"), **chosen))
    world = World(session, framing=bool(chosen["framing"]))
    world.tell(CameraReady())
    for pause, what in happens:
        world.now += pause
        world.tell(world.answer(what) if isinstance(what, str) else what)
        due = session.due()
        assert due is None or due > world.now - 1, "it waits for a time that is over"
    world.tell(world.answer("find"))
    for _ in range(200):
        world.now += 1.0
        for answer in ("expose", "store"):
            world.tell(world.answer(answer))
        world.tell(Tick())
    assert session.phase is Phase.IDLE
    assert not session.busy
    assert session.due() is None
