"""What the app wants arrives at the camera, each wish once; what the camera is arrives at the app."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from camera_device.errors import CameraError, PairingError, UnreachableError
from camera_device.link.backoff import Backoff
from camera_device.link.client import Client
from camera_device.link.intents import ask
from camera_device.link.poller import LOST_AFTER, Poller
from camera_device.link.replies import NotNowError
from camera_device.triggers.base import Trigger, Wish
from tests.camera_device.link.fake import TOKEN, Fake

POLL = ("POST", "/devices/me/poll")
STATE = {"phase": "idle", "captures_waiting": 2}


@dataclass
class Heard:
    """Everything that the poller passed on."""

    triggers: list[Trigger] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    live: list[float] = field(default_factory=list)
    faults: list[CameraError | None] = field(default_factory=list)
    reached: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def commands(*given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return 200, {"commands": list(given), "time": "2026-11-26T12:00:00+00:00"}


def command(kind: str, name: str = "1", **params: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "params": params}


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def poller(fake: Fake, heard: Heard) -> Iterator[Poller]:
    client = Client(fake.url, None, TOKEN, timeout=2)
    made = Poller(
        client,
        lambda: STATE,
        heard.triggers.append,
        lambda text, language: heard.said.append((text, language)),
        heard.live.append,
        report=heard.faults.append,
        reached=lambda: heard.reached.append(1),
        lost=lambda: heard.lost.append(1),
        backoff=Backoff(lambda: -0.99),
        wait=0.05,
    )
    yield made
    made.stop()
    client.close()


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("kind", "wish"),
    [
        ("photo", Wish.PHOTO),
        ("turn", Wish.TURN),
        ("cancel", Wish.CANCEL),
        ("undo", Wish.UNDO),
        ("listen", Wish.LISTEN),
        ("deaf", Wish.DEAF),
    ],
)
def test_a_wish_of_the_app_is_a_trigger(fake: Fake, poller: Poller, heard: Heard, kind: str, wish: Wish) -> None:
    fake.answers[POLL] = deque([commands(command(kind, "abc", force=True))])
    before = time.monotonic()
    poller.exchange(25)
    (trigger,) = heard.triggers
    assert (trigger.wish, trigger.source, trigger.force, trigger.command_id) == (wish, "remote", True, "abc")
    assert before <= trigger.at <= time.monotonic()
    assert fake.bodies == [{"state": STATE, "done": [], "wait": 25}]


def test_a_wish_comes_once_though_the_server_repeats_it_until_it_is_done(
    fake: Fake, poller: Poller, heard: Heard
) -> None:
    fake.answers[POLL] = deque([commands(command("photo", "a"))])
    poller.exchange(0)
    poller.exchange(0)
    poller.done("a")
    poller.done("")
    fake.faults.append("lost")
    with pytest.raises(UnreachableError):
        poller.exchange(0)
    poller.exchange(0)
    poller.exchange(0)
    assert len(heard.triggers) == 1
    assert [body["done"] for body in fake.bodies] == [[], [], ["a"], ["a"], []]


def test_words_and_live_view_are_done_when_they_were_passed_on(fake: Fake, poller: Poller, heard: Heard) -> None:
    fake.answers[POLL] = deque(
        [
            commands(
                command("say", "1", text="빨간 것", language="ko"),
                command("live", "2", seconds=15),
                command("dance", "3"),
                {"kind": "photo"},
            ),
            commands(),
        ]
    )
    poller.exchange(0)
    poller.exchange(0)
    assert heard.said == [("빨간 것", "ko")] and heard.live == [15.0] and heard.triggers == []
    assert fake.bodies[1]["done"] == ["1", "2", "3"]


@pytest.mark.parametrize("answer", [{}, {"commands": None}, {"commands": "x"}])
def test_an_answer_that_makes_no_sense_is_told(fake: Fake, poller: Poller, answer: dict[str, Any]) -> None:
    fake.answers[POLL] = deque([(200, answer)])
    with pytest.raises(NotNowError, match="does not answer as Otjang"):
        poller.exchange(0)


def test_a_change_is_told_while_the_server_holds_a_question(fake: Fake, poller: Poller, heard: Heard) -> None:
    held, release = threading.Event(), threading.Event()
    fake.answers[POLL] = deque([commands()])

    def hold(method: str, path: str) -> None:
        if not held.is_set():
            held.set()
            release.wait(5)

    fake.always = hold  # type: ignore[assignment]
    poller.start()
    assert held.wait(5)
    poller.changed()
    until(lambda: fake.bodies)
    assert fake.bodies[0]["wait"] == 0
    release.set()
    until(lambda: len(fake.bodies) > 1)
    poller.stop()
    assert heard.faults == []


def test_a_server_that_comes_back_is_told_to_those_who_wait_for_it(fake: Fake, poller: Poller, heard: Heard) -> None:
    fake.answers[POLL] = deque([commands()])
    fake.faults.extend(["cut", (503, {}), "lost"])
    poller.start()
    until(lambda: heard.reached)
    poller.stop()
    assert len(heard.reached) == 1 and len(heard.lost) == 3 // LOST_AFTER
    assert heard.faults[-1] is None and all(heard.faults[:-1])


def test_a_revoked_token_ends_the_questions(fake: Fake, poller: Poller, heard: Heard) -> None:
    fake.token = "another"
    poller.start()
    until(lambda: heard.faults)
    time.sleep(0.2)
    assert len(fake.asked) == 1 and [type(fault) for fault in heard.faults] == [PairingError]


def test_a_fault_of_the_program_ends_no_thread(fake: Fake, poller: Poller, heard: Heard) -> None:
    fake.answers[POLL] = deque([commands(command("live", "1", seconds="soon")), commands(command("photo", "2"))])
    poller.start()
    until(lambda: heard.triggers)
    assert heard.triggers[0].command_id == "2"


def test_a_question_is_answered_in_words(fake: Fake) -> None:
    fake.answers["POST", "/intents"] = deque([(200, {"intent": "worn", "say": "The blue coat.", "order_id": None})])
    with Client(fake.url, None, TOKEN) as client:
        assert ask(client, "what did I wear on Monday?") == "The blue coat."
        assert fake.bodies == [{"text": "what did I wear on Monday?", "item_id": None}]
        fake.answers["POST", "/intents"] = deque([(200, {})])
        with pytest.raises(NotNowError):
            ask(client, "what?")
