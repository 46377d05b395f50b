"""A camera on the shelf: the real process, before whose eyes a test holds pictures and to which it speaks."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from numpy.typing import NDArray

from camera_device.sound.words import Saying, words
from camera_device.spool.status import SpoolStatus, glance
from tests.camera_device.voice.speech import say, together
from tests.conftest import ROOT

PIPE_BYTES = 1_048_576
"""Half a minute of sound: nobody who speaks has to wait."""
SPOOL_BYTES = 1_000_000_000


@dataclass
class Shelf:
    """`otjang-camera run`, in a folder of its own. It speaks into its log, where tests read it."""

    folder: Path
    name: str = "shelf"
    process: subprocess.Popen[bytes] | None = None
    _read: int = field(default=0, repr=False)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        os.mkfifo(self.folder / "sound")
        self.log.touch()

    @property
    def log(self) -> Path:
        return self.folder / "camera.log"

    @property
    def view(self) -> Path:
        """The picture before its eyes."""
        return self.folder / "view.jpg"

    @property
    def spool(self) -> SpoolStatus:
        return glance(self.folder / "state" / "spool", SPOOL_BYTES)

    def show(self, picture: Path) -> None:
        """Let this be what it sees from now on."""
        held = self.folder / "next.jpg"
        shutil.copyfile(picture, held)
        held.replace(self.view)

    def start(self, **settings: object) -> None:
        """Switch it on; what it has said before is forgotten."""
        self._read = self.log.stat().st_size
        with self.log.open("ab") as log:
            self.process = self.command("run", "--verbose", stdout=log, stderr=log, **settings)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Switch it off, or pull its plug."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)

    def command(
        self, *arguments: str, stdout: object = subprocess.PIPE, stderr: object = subprocess.STDOUT, **settings: object
    ) -> subprocess.Popen[bytes]:
        """An `otjang-camera` command with this camera's settings."""
        chosen = {
            "config": self.folder / "none.toml",
            "state_dir": self.folder / "state",
            "name": self.name,
            "camera": "virtual",
            "play": self.view,
            "microphone": f"pipe:{self.folder / 'sound'}",
            "sound": False,
            "light": "none",
            "button_pin": "none",
            "countdown_seconds": 2,
            "framing_seconds": 4,
            "burst": 1,
            "turn_seconds": 6,
            **settings,
        }
        environment = {f"OTJANG_CAMERA_{key.upper()}": str(value) for key, value in chosen.items()}
        return subprocess.Popen(
            [sys.executable, "-m", "camera_device.cli", *arguments],
            cwd=ROOT, env=os.environ | environment, stdout=stdout, stderr=stderr,
        )  # fmt: skip

    def hears(self, *said: str | float) -> None:
        """Somebody says this; a number is a pause in seconds. It comes to its ears as fast as people speak."""
        sound = together(0.3, *(say(part) if isinstance(part, str) else part for part in said), 0.5)
        self._speak(sound)

    def tells(self, pattern: str, seconds: float = 60) -> re.Match[str]:
        """Wait until its log says this, after what was waited for before."""
        found: re.Match[str] | None = None

        def there() -> bool:
            nonlocal found
            found = re.search(pattern, self.log.read_text()[self._read :])
            return found is not None

        self._until(there, seconds, f"“{pattern}” was not told")
        assert found is not None
        self._read += found.end()
        return found

    def says(self, saying: Saying, seconds: float = 60, **params: object) -> None:
        """Wait until it says a sentence of its own."""
        self.tells(f"not spoken: {re.escape(words(saying, 'en', **params))}\n", seconds)

    def sees_somebody(self) -> None:
        """Call it until it listens, which it does only when somebody is before its eyes."""
        self._called("counted")

    def sees_nobody(self) -> None:
        """Call it until it does not care."""
        self._called("nobody in view")

    def _called(self, verdict: str) -> None:
        for _ in range(20):
            self.hears("Hey look.")
            if self.tells("heard wake: (.+)", 30)[1] == verdict:
                return
        pytest.fail(self.log.read_text())

    def takes(self, picture: Path) -> None:
        """A photo of this, by voice."""
        self.show(picture)
        self.sees_somebody()
        self.hears("Hey look.", 0.5, "Take a photo.")
        self.says(Saying.TAKEN)

    def sent(self, seconds: float = 60) -> None:
        """Wait until the wardrobe has all of it."""
        self._until(lambda: self.spool.count == 0, seconds, "captures still wait")

    def _speak(self, sound: NDArray) -> None:
        ears: list[int] = []

        def open_ears() -> bool:
            try:
                ears.append(os.open(self.folder / "sound", os.O_WRONLY | os.O_NONBLOCK))
            except OSError:  # it does not listen yet
                return False
            return True

        self._until(open_ears, 60, "it does not listen")
        fcntl.fcntl(ears[0], fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        os.write(ears[0], sound.tobytes())
        os.close(ears[0])

    def _until(self, condition: Callable[[], bool], seconds: float, fault: str) -> None:
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end or (self.process is not None and self.process.poll() is not None):
                pytest.fail(f"{fault}:\n{self.log.read_text()}")
            time.sleep(0.05)
