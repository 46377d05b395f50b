"""The machine and the network as the doctor sees them: the one place where it touches either."""

from __future__ import annotations

import grp
import os
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from camera_device import clock
from camera_device.errors import CameraError
from camera_device.link import credentials
from camera_device.link.cli import SPOOL
from camera_device.link.credentials import Pairing
from camera_device.settings import Settings, settings_file
from camera_device.setup import service
from camera_device.spool.status import SpoolStatus, glance

if TYPE_CHECKING:  # numpy comes with it, which the help of the command line does not need
    from camera_device.cameras.base import Still

FRAMES: Final = 5
"""Pictures to look at until the exposure has settled somewhat."""


class World(Protocol):
    """What checks may ask. Every question raises ``CameraError`` where its answer is a fault."""

    settings: Settings
    settings_file: Path

    def pairing(self) -> Pairing | None:
        """With whom the camera is paired."""

    def ask_server(self, pairing: Pairing) -> None:
        """Returns when the server is there, is the right one, and knows the token."""

    def clock_is_set(self) -> bool:
        """Whether the network has set the clock."""

    def camera_warnings(self) -> list[CameraError]:
        """Why each better camera is not there."""

    def take(self) -> tuple[str, Still]:
        """The camera's name, and a photo."""

    def hear(self, seconds: float) -> float:
        """Root mean square of what the microphone gives, 0..1."""

    def speaker(self) -> str:
        """The speaker's name."""

    def voices(self) -> list[str]:
        """Names of what speaks the camera's language."""

    def button(self) -> None:
        """Returns when the pin can be used."""

    def light(self) -> str:
        """The light's name."""

    def spool(self) -> SpoolStatus:
        """How full it is."""

    def models(self) -> list[str]:
        """Names of the models that could be loaded."""

    def run(self, *words: str) -> tuple[int, str]:
        """A program's exit code and what it said; 127 where there is no such program."""

    def exists(self, path: str) -> bool:
        """Whether there is such a file or device."""

    def groups(self, user: str | None = None) -> set[str]:
        """Names of a user's groups; of this process' user where none is named."""

    def all_groups(self) -> set[str]:
        """Names of all groups of this machine."""


class RealWorld:
    """This machine."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.settings_file = settings_file()

    def pairing(self) -> Pairing | None:
        """As saved."""
        return credentials.load(self.settings.state_dir)

    def ask_server(self, pairing: Pairing) -> None:
        """Over the network."""
        from camera_device.link.client import Client

        with Client.of(pairing, language=self.settings.language, timeout=8) as client:
            client.check()

    def clock_is_set(self) -> bool:
        """As the kernel or systemd-timesyncd says."""
        return clock.synchronised()

    def camera_warnings(self) -> list[CameraError]:
        """As ``choosing`` finds them."""
        from camera_device.cameras.choosing import consider

        return list(consider(self.settings).warnings)

    def take(self) -> tuple[str, Still]:
        """With the camera that would be used."""
        from camera_device.cameras.choosing import consider

        camera = consider(self.settings).camera
        try:
            camera.set_up()
            camera.run()
            for _ in range(FRAMES):
                camera.frame(timeout=5.0)
            return camera.name, camera.still()[0]
        finally:
            camera.tear_down()

    def hear(self, seconds: float) -> float:
        """With the microphone of the settings."""
        import numpy as np

        from camera_device.voice.base import BLOCK, RATE
        from camera_device.voice.microphone import microphone

        with microphone(self.settings.microphone) as sounds:
            blocks = [block for block, _ in islice(sounds, max(1, round(seconds * RATE / BLOCK)))]
        return float(np.sqrt(np.mean(np.square(np.concatenate(blocks) / 32768))))

    def speaker(self) -> str:
        """By PortAudio."""
        from camera_device.sound.speaker import SpeakerPlayer

        player = SpeakerPlayer(self.settings.speaker)
        player.close()
        return player.name

    def voices(self) -> list[str]:
        """Those that are installed."""
        from camera_device.sound.choosing import choose_synthesizers

        return [one.name for one in choose_synthesizers(self.settings) if one.speaks(self.settings.language)]

    def button(self) -> None:
        """By gpiozero."""
        from camera_device.triggers.button import ButtonTriggers

        button = ButtonTriggers(self.settings)
        button.start(lambda trigger: None)
        button.stop()

    def light(self) -> str:
        """Switches it on and off."""
        from camera_device.light.choosing import open_light

        light = open_light(self.settings)
        light.close()
        return light.name

    def spool(self) -> SpoolStatus:
        """From outside, while the service has it open."""
        return glance(self.settings.state_dir / SPOOL, self.settings.spool_bytes)

    def models(self) -> list[str]:
        """Loads those that the settings ask for."""
        loaded = []
        if self.settings.framing:
            import numpy as np

            from camera_device.framing.parts import Finder

            Finder().find(np.zeros((640, 360, 3), np.uint8))
            loaded.append("framing")
        if self.settings.voice:
            from camera_device.voice.choosing import choose_engine

            choose_engine(self.settings)
            loaded.append(f"voice ({self.settings.voice_engine})")
        return loaded

    def run(self, *words: str) -> tuple[int, str]:
        """At most a minute."""
        done = service.run(words)
        return done.returncode, (done.stdout or done.stderr).strip()

    def exists(self, path: str) -> bool:
        """In the file system."""
        return Path(path).exists()

    def groups(self, user: str | None = None) -> set[str]:
        """As they are now in /etc/group, or of the running process."""
        if user is None:
            known = {entry.gr_gid: entry.gr_name for entry in self._groups}
            return {known[number] for number in {*os.getgroups(), os.getegid()} if number in known}
        return {entry.gr_name for entry in self._groups if user in entry.gr_mem}

    def all_groups(self) -> set[str]:
        """In /etc/group."""
        return {entry.gr_name for entry in self._groups}

    @cached_property
    def _groups(self) -> list[grp.struct_group]:
        return grp.getgrall()
