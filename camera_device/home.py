"""The wardrobe's side of the device: everything that goes over the network, while the camera is paired.

Unpaired it waits for a pairing, made by `otjang-camera pair` beside it; nothing else of the device depends on it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from camera_device.cameras.base import Frame
from camera_device.errors import CameraError, PairingError, UntrustedError
from camera_device.faults import Faults
from camera_device.link import credentials
from camera_device.link.client import Client
from camera_device.link.credentials import Pairing
from camera_device.link.discovery import look_again
from camera_device.link.intents import ask
from camera_device.link.live import Live
from camera_device.link.poller import Poller
from camera_device.link.uploader import Uploader
from camera_device.spool import Spool
from camera_device.triggers.base import Emit
from camera_device.worker import Worker

log = logging.getLogger(__name__)

PATIENCE: Final = 0.5
"""Seconds to wait for each thread at the end; none of them holds anything that could be lost."""


class Home:
    """Threads of the link, as long as there is a pairing.

    Any thread may tell it something; one alone calls ``look`` and ``stop``. ``say`` gets a text and its language;
    ``alarm`` is called when another server answers than the one that is known.
    """

    def __init__(
        self,
        state_dir: Path,
        spool: Spool,
        *,
        state: Callable[[], Mapping[str, Any]],
        emit: Emit,
        say: Callable[[str, str | None], None],
        frame: Callable[[], Frame],
        faults: Faults,
        alarm: Callable[[], None] = lambda: None,
        language: str = "en",
    ) -> None:
        self._state_dir, self._spool, self._language = state_dir, spool, language
        self._state, self._emit, self._say, self._frame, self._faults = state, emit, say, frame, faults
        self._alarm = alarm
        self._pairing: Pairing | None = None
        self._client: Client | None = None
        self._uploader: Uploader | None = None
        self._poller: Poller | None = None
        self._live: Live | None = None
        self._asker = Worker("asking")

    @property
    def paired(self) -> bool:
        """Whether there is a server to send to."""
        return self._client is not None

    @property
    def watched(self) -> bool:
        """Whether somebody watches the live view."""
        live = self._live
        return live is not None and live.watched

    def look(self) -> None:
        """Read the pairing; begin, end or begin anew where it is another one. To be called now and then."""
        try:
            pairing = credentials.load(self._state_dir)
        except CameraError as error:
            self._faults.put("pairing file", error)
            return
        self._faults.put("pairing file", None)
        if pairing is None:
            self._faults.put("pairing", unpaired())
        elif "pairing" in self._faults and pairing == self._pairing:
            return  # the server refuses it, and it is still the same
        if _same(pairing, self._pairing):
            return
        self._end()
        self._pairing = pairing
        if pairing is not None:
            self._begin(pairing)

    def wake(self) -> None:
        """There is something to send."""
        if uploader := self._uploader:
            uploader.wake()

    def changed(self) -> None:
        """The state is another one."""
        if poller := self._poller:
            poller.changed()

    def done(self, command_id: str) -> None:
        """A wish of the app was fulfilled, or given up."""
        if poller := self._poller:
            poller.done(command_id)

    def ask(self, text: str, failed: Callable[[], None]) -> None:
        """Have the server answer a sentence, and speak the answer; ``failed`` is called where there is none."""
        client = self._client
        if client is None:
            failed()
            return

        def job() -> None:
            try:
                self._say(ask(client, text), None)
            except CameraError as error:
                log.warning("No answer to what was asked: %s", error)
                failed()

        self._asker.do(job)

    def stop(self) -> None:
        """End."""
        self._end()
        self._asker.stop(PATIENCE)

    def _begin(self, pairing: Pairing) -> None:
        try:
            client = Client.of(pairing, language=self._language)
        except CameraError as error:
            self._faults.put("pairing", error)
            return
        self._faults.put("pairing", None)
        self._client = client
        self._uploader = uploader = Uploader(client, self._spool, report=self._reporter(client, "upload"))
        self._live = Live(client, self._frame)
        self._poller = Poller(
            client,
            self._state,
            self._emit,
            self._say,
            self._live.watch,
            report=self._reporter(client, "server"),
            reached=uploader.wake,
            lost=lambda: self._asker.do(lambda: self._look_again(client)),
        )
        for thread in (self._uploader, self._live, self._poller):
            thread.start()

    def _end(self) -> None:
        if self._client is None:
            return
        for thread in (self._poller, self._live, self._uploader):
            assert thread is not None
            thread.stop(PATIENCE)
        self._client.close()
        self._client = self._uploader = self._poller = self._live = None
        for part in ("upload", "server"):
            self._faults.put(part, None)

    def _look_again(self, client: Client) -> None:
        try:
            look_again(client, self._state_dir)
        except CameraError as error:
            log.info("The server was not looked for: %s", error)

    def _reporter(self, client: Client, part: str) -> Callable[[CameraError | None], None]:
        """Of a thread that may still wait for an answer when there is another pairing: then nobody listens to it."""

        def report(error: CameraError | None) -> None:
            if client is not self._client:
                return
            if isinstance(error, UntrustedError) and not any(
                isinstance(each, UntrustedError) for each in self._faults.all()
            ):
                self._alarm()
            self._faults.put("pairing" if isinstance(error, PairingError) else part, error)

        return report


def unpaired() -> PairingError:
    """What is said while there is no pairing."""
    return PairingError(
        "The camera does not belong to a wardrobe yet; its pictures wait here.",
        remedy="Run `otjang-camera pair`, or add the camera in the app.",
    )


def _same(one: Pairing | None, other: Pairing | None) -> bool:
    """Whether two pairings are one, wherever the server is at the moment."""
    if one is None or other is None:
        return one is other
    return (one.token, one.fingerprint) == (other.token, other.fingerprint)
