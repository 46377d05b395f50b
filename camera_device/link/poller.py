"""Asks the server what the app wants, and tells it how the camera is."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final

from camera_device.errors import CameraError, PairingError
from camera_device.link.backoff import Backoff
from camera_device.link.client import Client, not_otjang
from camera_device.link.replies import NotNowError
from camera_device.triggers.base import Emit, Trigger, Wish

WAIT: Final = 25.0
"""Seconds that the server may hold a question."""
WISHES: Final = {
    "photo": Wish.PHOTO,
    "turn": Wish.TURN,
    "cancel": Wish.CANCEL,
    "undo": Wish.UNDO,
    "listen": Wish.LISTEN,
    "deaf": Wish.DEAF,
}
REMEMBERED: Final = 256
"""Commands: a command comes again until the server knows that it is done."""
LOST_AFTER: Final = 3
"""Failures in a row after which the server may have moved; looked for again at every third."""
log = logging.getLogger(__name__)


class Poller:
    """Two threads between ``start`` and ``stop``: one waits for wishes, the other tells at once what has ``changed``.

    ``state`` gives what docs/device-api.md calls STATE. Wishes go to ``emit``, each once; call ``done`` when one was
    fulfilled or given up. ``say`` gets a text and its language, ``live`` the seconds for which frames are wanted.
    ``report`` gets a fault and, when it has passed, None; ``reached`` is called when the server answers again, ``lost``
    when it has not for a while. All are called from the threads.
    """

    def __init__(
        self,
        client: Client,
        state: Callable[[], Mapping[str, Any]],
        emit: Emit,
        say: Callable[[str, str], None],
        live: Callable[[float], None],
        *,
        report: Callable[[CameraError | None], None] = lambda _: None,
        reached: Callable[[], None] = lambda: None,
        lost: Callable[[], None] = lambda: None,
        backoff: Backoff | None = None,
        wait: float = WAIT,
    ) -> None:
        self._client, self._state = client, state
        self._emit, self._say, self._live = emit, say, live
        self._report, self._reached, self._lost = report, reached, lost
        self._backoff, self._wait = backoff or Backoff(), wait
        self._lock = threading.Lock()
        self._seen: deque[str] = deque(maxlen=REMEMBERED)
        self._done: set[str] = set()
        self._failures = 0
        self._fault = ""
        self._stopping, self._changed = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to ask."""
        if not self._threads:
            self._stopping.clear()
            self._threads = [
                threading.Thread(target=work, name=name, daemon=True)
                for name, work in (("poller", self._ask_on), ("teller", self._tell_changes))
            ]
            for thread in self._threads:
                thread.start()

    def stop(self, patience: float = 0.5) -> None:
        """End. A question that the server still holds is not waited for: close the client to end it."""
        self._stopping.set()
        self._changed.set()
        for thread in self._threads:
            thread.join(patience)
        self._threads = []

    def changed(self) -> None:
        """The state is another one: tell the server now."""
        self._changed.set()

    def done(self, command_id: str) -> None:
        """A wish of the app was fulfilled, or given up. Nothing happens for the empty id of other wishes."""
        if command_id:
            with self._lock:
                self._done.add(command_id)
            self._changed.set()

    def exchange(self, wait: float) -> None:
        """One question: tell, ask, and pass on what comes. Raises what ``Client.call`` raises."""
        with self._lock:
            done = sorted(self._done)
        answer = self._client.call(
            "POST",
            "/devices/me/poll",
            json={"state": self._state(), "done": done, "wait": wait},
            patience=wait,
        )
        commands = answer.get("commands")
        if not isinstance(commands, list):
            raise not_otjang(self._client.server)
        with self._lock:
            self._done.difference_update(done)
        for command in commands:
            self._pass_on(command)

    def _pass_on(self, command: Mapping[str, Any]) -> None:
        command_id, kind = str(command.get("id") or ""), str(command.get("kind"))
        params = command.get("params") or {}
        with self._lock:
            if not command_id or command_id in self._seen:
                return
            self._seen.append(command_id)
        if kind in WISHES:
            force = bool(params.get("force"))
            self._emit(Trigger(WISHES[kind], "remote", time.monotonic(), force=force, command_id=command_id))
            return
        if kind == "live":
            self._live(float(params.get("seconds") or 0))
        elif kind == "say":
            self._say(str(params.get("text") or ""), str(params.get("language") or "en"))
        else:
            log.warning("The app asks for %r, which this camera does not know: update its software.", kind)
        self.done(command_id)

    def _ask_on(self) -> None:
        while not self._stopping.is_set():
            pause = self._tried(self._wait)
            if pause is None:
                return
            self._stopping.wait(pause)

    def _tell_changes(self) -> None:
        while not self._stopping.is_set():
            self._changed.wait()
            self._changed.clear()
            # While the server is away, the other thread alone asks again and again; it tells everything then.
            if not self._stopping.is_set() and not self._failures and self._tried(0) is None:
                return

    def _tried(self, wait: float) -> float | None:
        """Seconds to wait before the next question; None when there is to be none."""
        try:
            self.exchange(wait)
        except PairingError as error:
            self._tell(error)
            return None
        except CameraError as error:
            if self._stopping.is_set():
                return None
            self._tell(error)
            self._failures += 1
            if self._failures % LOST_AFTER == 0:
                self._guarded(self._lost)
            return self._backoff.failed(error.retry_after if isinstance(error, NotNowError) else 0.0)
        except Exception:
            log.exception("A question to the server ended with a fault of the program; it is asked again.")
            return self._backoff.failed()
        was_away, self._failures = self._failures > 0, 0
        self._backoff.worked()
        self._tell(None)
        if was_away:
            self._guarded(self._reached)
        return 0.0

    def _guarded(self, call: Callable[[], object]) -> None:
        try:
            call()
        except CameraError as error:
            log.warning("%s", error)

    def _tell(self, fault: CameraError | None) -> None:
        text = str(fault or "")
        with self._lock:
            known, self._fault = text == self._fault, text
        if not known:
            self._report(fault)
