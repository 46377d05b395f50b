"""The service: a unit that systemd takes, and steps that can be done again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from camera_device.errors import CameraError
from camera_device.setup import service
from camera_device.setup.service import Command, WriteFile, installing, perform, preparing, unit


def test_the_unit_is_watched_restarted_and_bounded() -> None:
    lines = unit(Path("/opt/otjang/bin/otjang-camera"), ["gpio", "video"]).splitlines()
    for line in (
        "Type=notify",
        "WatchdogSec=30",
        "Restart=always",
        "User=otjang-camera",
        "SupplementaryGroups=gpio video",
        "StateDirectory=otjang-camera",
        "StateDirectoryMode=0700",
        "ExecStart=/opt/otjang/bin/otjang-camera run",
        "Environment=OTJANG_CAMERA_CONFIG=/etc/otjang-camera.toml",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "WantedBy=multi-user.target",
    ):
        assert line in lines


def test_a_program_in_somebodys_home_can_still_be_read() -> None:
    assert "ProtectHome=read-only" in unit(Path("/home/pi/otjang/.venv/bin/otjang-camera"), [])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_takes_the_unit_and_finds_it_well_protected(tmp_path: Path) -> None:
    file = tmp_path / "otjang-camera.service"
    file.write_text(unit(Path(shutil.which("true") or "/bin/true"), []))
    verified = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, timeout=60)
    ours = [line for line in verified.stderr.splitlines() if "otjang" in line]
    assert not ours, ours
    security = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=45", "--no-pager", file],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert security.returncode == 0, security.stdout[-300:]


def test_the_user_is_made_once_and_gets_only_groups_that_are_there() -> None:
    first = [str(step) for step in preparing(["video"], user_exists=False)]
    again = [str(step) for step in preparing(["video"], user_exists=True)]
    assert first[0].startswith("useradd --system") and first[1:] == again
    assert again[0] == "usermod --append --groups video otjang-camera"
    assert "0700" in again[1]
    assert not any("usermod" in str(step) for step in preparing([], user_exists=True))


def test_the_folder_belongs_to_the_user_before_the_service_starts() -> None:
    steps = [str(step) for step in installing(Path("/bin/otjang-camera"), [])]
    assert steps[0].startswith("chown")
    assert steps[-1] == "systemctl restart otjang-camera"
    assert steps.index("systemctl daemon-reload") > steps.index("write /etc/systemd/system/otjang-camera.service")


class Runner:
    def __init__(self, codes: dict[str, int]) -> None:
        self.codes = codes
        self.ran: list[str] = []

    def __call__(self, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        self.ran.append(words[0])
        return subprocess.CompletedProcess(list(words), self.codes.get(words[0], 0), "", f"{words[0]} says so")


def test_steps_are_done_in_order_and_told(tmp_path: Path) -> None:
    told: list[str] = []
    runner = Runner({"b": 1})
    file = tmp_path / "unit"
    perform([Command(("a",)), WriteFile(file, "text"), Command(("b",), needed=False)], told.append, runner)
    assert runner.ran == ["a", "b"]
    assert file.read_text() == "text" and file.stat().st_mode & 0o777 == 0o644
    assert told == ["a", f"write {file}", "b", "b says so"]


def test_a_step_that_fails_ends_it_with_its_own_words(tmp_path: Path) -> None:
    runner = Runner({"a": 1})
    with pytest.raises(CameraError, match="a x failed: a says so"):
        perform([Command(("a", "x")), Command(("b",))], lambda line: None, runner)
    assert runner.ran == ["a"]
    with pytest.raises(CameraError, match="sudo"):
        perform([WriteFile(tmp_path / "none" / "unit", "text")], lambda line: None, runner)


def test_programs_that_are_not_there_or_never_end_are_results(monkeypatch: pytest.MonkeyPatch) -> None:
    assert service.run(["/no/such/program"]).returncode == 127
    assert service.run([sys.executable, "-c", "print('yes')"]).stdout == "yes\n"

    def slow(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("x", 60)

    monkeypatch.setattr(subprocess, "run", slow)
    assert service.run(["x"]).returncode == 124
