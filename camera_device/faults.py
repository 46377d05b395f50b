"""What is wrong at the moment: each fault stands here until it has passed, and is told wherever somebody looks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from camera_device.errors import CameraError

log = logging.getLogger(__name__)


class Faults:
    """Faults by the part that has them. Any thread may call it."""

    def __init__(self) -> None:
        self._faults: dict[str, CameraError] = {}
        self._lock = threading.Lock()
        self.changed: Callable[[], None] = lambda: None
        """Called when there is another fault, or one less."""

    def put(self, part: str, error: CameraError | None) -> None:
        """The fault of a part; None: it has passed."""
        with self._lock:
            before = self._faults.pop(part, None)
            if error is not None:
                self._faults[part] = error
        if str(before or "") == str(error or ""):
            return
        if error is not None:
            log.warning("%s: %s", part, error)
        else:
            log.info("%s: works again", part)
        self.changed()

    def reporter(self, part: str) -> Callable[[CameraError | None], None]:
        """``put`` for one part."""
        return lambda error: self.put(part, error)

    def all(self) -> list[CameraError]:
        """Those that there are."""
        with self._lock:
            return list(self._faults.values())

    def parts(self) -> set[str]:
        """The parts that have one."""
        with self._lock:
            return set(self._faults)

    def __contains__(self, part: str) -> bool:
        with self._lock:
            return part in self._faults
