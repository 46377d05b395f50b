"""`otjang-camera run` and `frame`, as processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

LOOK = ROOT / "tests" / "pictures" / "look-01.jpg"


def command(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    settings = {
        "OTJANG_CAMERA_CONFIG": str(tmp_path / "none.toml"),
        "OTJANG_CAMERA_STATE_DIR": str(tmp_path / "state"),
        "OTJANG_CAMERA_CAMERA": "virtual",
        "OTJANG_CAMERA_SOUND": "false",
        "OTJANG_CAMERA_VOICE": "false",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "camera_device.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **settings, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_systemd_hears_that_it_is_ready_and_that_it_ends(tmp_path: Path) -> None:
    import socket

    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(path))
        listening.settimeout(30)
        ran = command(tmp_path, "run", NOTIFY_SOCKET=str(path), WATCHDOG_USEC="200000")
        heard = {listening.recv(1024).decode()}
        while heard < {"READY=1", "WATCHDOG=1"}:
            heard.add(listening.recv(1024).decode())
        ran.send_signal(signal.SIGTERM)
        while "STOPPING=1" not in heard:
            heard.add(listening.recv(1024).decode())
        _, err = ran.communicate(timeout=60)
        assert ran.returncode == 0, err


def test_the_command_takes_one_photo_and_prints_it(tmp_path: Path) -> None:
    ran = command(tmp_path, "run", "--once", "photo", "--countdown", "0", "--play", str(LOOK))
    out, err = ran.communicate(timeout=60)
    assert ran.returncode == 0, err
    assert json.loads(out)["size"] == LOOK.stat().st_size


def test_a_wrong_setting_ends_the_command_with_its_name(tmp_path: Path) -> None:
    ran = command(tmp_path, "run", "--rotation", "45")
    _, err = ran.communicate(timeout=60)
    assert ran.returncode == 2
    assert "rotation" in err


@pytest.mark.parametrize(("picture", "code", "whole"), [(LOOK, 0, True), (None, 1, False)])
def test_the_command_tells_what_framing_thinks(
    tmp_path: Path, empty: Path, picture: Path | None, code: int, whole: bool
) -> None:
    ran = command(tmp_path, "frame", str(picture or empty), "--json")
    out, _ = ran.communicate(timeout=60)
    assert ran.returncode == code
    assert json.loads(out)["whole"] is whole
