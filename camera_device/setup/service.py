"""The systemd service: its unit, its user, and the steps that install it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from camera_device.errors import CameraError
from camera_device.settings import SYSTEM_FILE

NAME: Final = "otjang-camera"
USER: Final = "otjang-camera"
STATE: Final = Path("/var/lib/otjang-camera")
UNIT: Final = Path("/etc/systemd/system/otjang-camera.service")
GROUPS: Final = ("gpio", "video", "audio", "spi", "render")
"""Groups of Raspberry Pi OS and Debian whose members may use pins, cameras, sound cards, SPI and encoders."""
WATCHDOG: Final = 30
"""Seconds without a sign of life after which systemd starts it anew."""

TEMPLATE: Final = """\
# Written by `otjang-camera setup`, which writes it anew. Own changes: systemctl edit {name}
[Unit]
Description=Otjang camera
After=network.target sound.target time-sync.target
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
ExecStart={program} run
WatchdogSec={watchdog}
Restart=always
RestartSec=5
TimeoutStopSec=45
User={user}
SupplementaryGroups={groups}
StateDirectory={name}
StateDirectoryMode=0700
WorkingDirectory={state}
Environment=OTJANG_CAMERA_CONFIG={config}
UMask=0077

# It needs the network, its own folder, and the devices that its groups may use; nothing else.
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome={home}
PrivateTmp=yes
ProtectHostname=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
# adjtimex is how it asks, without setting anything, whether the clock is right.
SystemCallFilter=@system-service adjtimex clock_adjtime
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
"""


@dataclass(frozen=True, slots=True)
class Command:
    """A step: a program with its arguments."""

    words: tuple[str, ...]
    needed: bool = True
    """Whether the service is useless if it fails."""

    def __str__(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class WriteFile:
    """A step: a file with this text, readable by all."""

    path: Path
    text: str

    def __str__(self) -> str:
        return f"write {self.path}"


Step = Command | WriteFile


def unit(program: Path, groups: Iterable[str], config: Path = SYSTEM_FILE) -> str:
    """The unit's text. ``groups`` are those that this machine has: systemd starts nothing with one that is missing."""
    in_home = any(program.is_relative_to(home) for home in ("/home", "/root"))
    return TEMPLATE.format(
        name=NAME,
        user=USER,
        program=program,
        watchdog=WATCHDOG,
        groups=" ".join(groups),
        state=STATE,
        config=config,
        home="read-only" if in_home else "yes",
    )


def preparing(groups: Sequence[str], user_exists: bool) -> list[Step]:
    """User and folder. To be done before the camera is paired, for the pairing lies in that folder."""
    steps: list[Step] = []
    if not user_exists:
        words = ("useradd", "--system", "--user-group", "--home-dir", str(STATE), "--no-create-home")
        steps.append(Command((*words, "--shell", "/usr/sbin/nologin", USER)))
    if groups:
        steps.append(Command(("usermod", "--append", "--groups", ",".join(groups), USER)))
    steps.append(Command(("install", "-d", "-m", "0700", "-o", USER, "-g", USER, str(STATE))))
    return steps


def installing(program: Path, groups: Sequence[str], config: Path = SYSTEM_FILE) -> list[Step]:
    """Unit and start. To be done last."""
    return [
        Command(("chown", "--recursive", f"{USER}:{USER}", str(STATE))),
        WriteFile(UNIT, unit(program, groups, config)),
        Command(("systemd-analyze", "verify", str(UNIT)), needed=False),
        Command(("systemctl", "daemon-reload")),
        Command(("systemctl", "enable", NAME)),
        Command(("systemctl", "restart", NAME)),
    ]


Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


def run(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """A program's result; code 127 where it is not installed, 124 where it takes longer than a minute."""
    try:
        return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError as error:
        return subprocess.CompletedProcess(list(words), 127, "", str(error))
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(list(words), 124, "", str(error))


def perform(steps: Iterable[Step], tell: Callable[[str], None], runner: Run = run) -> None:
    """Do them in order, and say each. Raises ``CameraError`` at the first that fails and is needed."""
    for step in steps:
        tell(str(step))
        match step:
            case WriteFile(path, text):
                try:
                    fresh = path.with_name(f".{path.name}.new")
                    fresh.write_text(text)
                    fresh.chmod(0o644)
                    fresh.replace(path)
                except OSError as error:
                    raise CameraError(
                        "{file} cannot be written: {reason}.",
                        file=path,
                        reason=error.strerror or error,
                        remedy="Run it with sudo.",
                    ) from error
            case Command(words, needed):
                done = runner(words)
                said = (done.stderr or done.stdout).strip()
                if done.returncode and needed:
                    raise CameraError(
                        "{command} failed: {reason}",
                        command=step,
                        reason=said or f"code {done.returncode}",
                        remedy="Correct that and run setup again; what is done already stays.",
                    )
                if said and not needed and done.returncode != 127:
                    tell(said)


def has_systemd() -> bool:
    """Whether systemd runs this machine, as sd_booted(3) asks."""
    return Path("/run/systemd/system").is_dir()


def is_root() -> bool:
    """Whether this process may install it."""
    return os.geteuid() == 0
