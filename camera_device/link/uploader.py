"""Empties the spool, oldest first, for as long as it takes."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from typing import Final

from camera_device import clock
from camera_device.capture import Moment
from camera_device.errors import CameraError, PairingError, RefusedError, UnreachableError, UntrustedError
from camera_device.link.backoff import Backoff
from camera_device.link.client import Client
from camera_device.link.replies import NotNowError
from camera_device.link.sending import DroppedError, PartSize, UnfitError, deliver
from camera_device.spool import Entry, Spool

Report = Callable[[CameraError | None], None]
"""Gets a fault when there is one, and None when it has passed."""
OF_ONE_CAPTURE: Final = frozenset({0, 500, 502, 504})
"""Faults that another capture may not meet: the next one is tried, so that no single one holds up the rest."""
TRIES_A_ROUND: Final = 3
"""Captures that may fail before the server is left in peace for a while."""
IDLE: Final = 60.0
"""Seconds after which the spool is looked into though nobody said that there is something new."""
log = logging.getLogger(__name__)


class Uploader:
    """A thread between ``start`` and ``stop``. Nothing leaves the spool but what the server has confirmed.

    ``report`` is called from the thread whenever the fault changes. ``stored`` gets each capture that the server has,
    with the id of its look where that is known. When the token works no more it stops, and everything is kept.
    """

    def __init__(
        self,
        client: Client,
        spool: Spool,
        *,
        report: Report = lambda _: None,
        stored: Callable[[Entry, int | None], None] = lambda *_: None,
        now: Callable[[], Moment] = clock.now,
        backoff: Backoff | None = None,
    ) -> None:
        self._client, self._spool = client, spool
        self._report, self._stored, self._now = report, stored, now
        self._backoff = backoff or Backoff()
        self._parts = PartSize()
        self._failed: Counter[str] = Counter()
        self._fault = ""
        self._asked_to_wait = False
        self._stopping, self._woken = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self.over = False
        """The token works no more: the camera has to be paired again."""

    def start(self) -> None:
        """Begin to send."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="uploader", daemon=True)
            self._thread.start()

    def stop(self, patience: float = 5.0) -> None:
        """End, in the middle of a capture if need be; it is gone on with at the next start."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(patience)
            self._thread = None

    def wake(self) -> None:
        """There is something new, or the network is back: try now, unless the server asked to wait."""
        if not self._asked_to_wait:
            self._woken.set()

    def round(self) -> float:
        """Send what can be sent now. Seconds until the next round, unless something new comes first."""
        self._asked_to_wait = False
        try:
            failure = self._withdrawals() or self._captures()
        except PairingError as error:
            self.over = True
            self._tell(error)
            return IDLE
        if failure is None:
            self._backoff.worked()
            self._tell(self._aside())
            return 0.0 if self._spool.withdrawn() else IDLE
        self._tell(failure)
        asked = failure.retry_after if isinstance(failure, NotNowError) else 0.0
        self._asked_to_wait = asked > 0
        return self._backoff.failed(asked)

    def _run(self) -> None:
        while not (self._stopping.is_set() or self.over):
            self._woken.clear()
            try:
                wait = self.round()
            except CameraError as error:
                self._tell(error)
                wait = self._backoff.failed()
            except Exception:
                log.exception("A round of sending ended with a fault of the program; it is tried again.")
                wait = self._backoff.failed()
            if not self._stopping.is_set():
                self._woken.wait(wait)

    def _withdrawals(self) -> CameraError | None:
        for capture_id in self._spool.withdrawn():
            try:
                self._client.delete(capture_id)
            except PairingError:
                raise
            except (UnreachableError, UntrustedError, RefusedError) as error:
                return error
            self._spool.forget(capture_id)
        return None

    def _captures(self) -> CameraError | None:
        """Those that failed least before go first, of these the oldest."""
        first: CameraError | None = None
        failures = 0
        for entry in sorted(self._spool.pending(), key=lambda entry: self._failed[entry.capture.id]):
            if self._stopping.is_set():
                break
            failure = self._send(entry)
            if failure is None:
                continue
            first = first or failure
            failures += 1
            if not _is_of_one(failure) or failures == TRIES_A_ROUND:
                break
        return first

    def _send(self, entry: Entry) -> CameraError | None:
        capture_id = entry.capture.id
        try:
            held = deliver(
                self._client,
                entry,
                self._now(),
                wanted=lambda: capture_id in self._spool and not self._stopping.is_set(),
                got_on=self._backoff.worked,
                parts=self._parts,
            )
        except DroppedError:
            return None
        except UnfitError as error:
            log.error("%s", error)
            if capture_id in self._spool:
                self._spool.set_aside(capture_id, str(error))
            return None
        except PairingError:
            raise
        except (UnreachableError, UntrustedError, RefusedError) as error:
            self._failed[capture_id] += _is_of_one(error)
            return error
        self._spool.confirm(capture_id, held.sha256)
        self._failed.pop(capture_id, None)
        self._backoff.worked()
        self._stored(entry, held.look_id)
        return None

    def _aside(self) -> CameraError | None:
        aside = self._spool.aside()
        if not aside:
            return None
        return RefusedError(
            "{count} captures cannot be sent; the last one: {reason}",
            count=len(aside),
            reason=aside[-1].reason,
            remedy="They are kept in {folder}: send them by `otjang-camera send FILE`, or remove them.",
            folder=aside[-1].path.parent,
        )

    def _tell(self, fault: CameraError | None) -> None:
        text = str(fault or "")
        if text != self._fault:
            self._fault = text
            if fault:
                log.warning("%s", text)
            self._report(fault)


def _is_of_one(failure: CameraError) -> bool:
    """Whether another capture may fare better."""
    return isinstance(failure, NotNowError) and failure.status in OF_ONE_CAPTURE
