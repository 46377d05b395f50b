"""The camera: from the wish to the shutter, what a preview frame costs, and how much memory the whole device takes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import cv2
import psutil

from tests.benchmarks.measure import Memory, Row, in_turn, spread, timed
from tests.conftest import ROOT

PRESSES = 40
MINUTE = 60.0
LOOKS = sorted((ROOT / "tests" / "pictures").glob("look-*.jpg"))


def rows() -> list[Row]:
    """With the virtual camera, which shows a rendered look."""
    return [shutter_row(), *framing_rows(), *memory_rows()]


def shutter_row(presses: int = PRESSES) -> Row:
    """A press of the button, told to the running device, until the virtual camera's shutter opens."""
    from camera_device.cameras.base import Still
    from camera_device.cameras.virtual import VirtualCamera
    from camera_device.device import Device
    from camera_device.session.stage import Phase
    from camera_device.settings import Settings
    from camera_device.triggers.base import Trigger, Wish

    opened: list[float] = []

    class Timed(VirtualCamera):
        def still(self, burst: int = 1) -> list[Still]:
            stills = super().still(burst)
            opened.append(stills[0].exposed_at)
            return stills

    times = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            state_dir=Path(folder),
            countdown_seconds=0,
            burst=1,
            sound=False,
            voice=False,
            light="none",
            camera="virtual",
        )
        device = Device(settings, triggers={}, choose_camera=lambda: Timed(LOOKS[0]))
        thread = threading.Thread(target=device.run)
        thread.start()
        try:
            for number in range(presses):
                while not (device.session.phase is Phase.IDLE and _stands(device)):
                    time.sleep(0.05)
                time.sleep(0.013 * (number % 17))  # presses fall anywhere between two frames
                pressed = time.monotonic()
                device.tell(Trigger(Wish.PHOTO, "button", pressed))
                while len(opened) <= number:
                    time.sleep(0.001)
                times.append(opened[number] - pressed)
        finally:
            device.stop()
            thread.join()
    return Row("button press → shutter, somebody standing there, no countdown", spread(times), "< 150 ms")


def _stands(device: object) -> bool:
    view = device.eyes.view  # type: ignore[attr-defined]
    return view is not None and view.whole and view.still


def framing_rows() -> list[Row]:
    """One thread, frames of 427 × 640."""
    from camera_device.framing.judge import Judge
    from camera_device.framing.parts import Finder

    frames = []
    for path in LOOKS * 3:
        pixels = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
        frames.append(cv2.resize(pixels, (427, 640), interpolation=cv2.INTER_AREA))
    judge = Judge(Finder(), time.monotonic)
    times = in_turn({"judge": timed(judge.look, 1)}, frames)["judge"]
    return [Row("a preview frame judged: who stands where, and what to say; 1 thread", spread(times))]


def memory_rows(seconds: float = MINUTE) -> list[Row]:
    """`otjang-camera run` as a process of its own, looking at somebody five times a second, listening where it can."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "OTJANG_CAMERA_STATE_DIR": folder,
            "OTJANG_CAMERA_CAMERA": "virtual",
            "OTJANG_CAMERA_PLAY": str(LOOKS[0]),
            "OTJANG_CAMERA_SCHEDULE": '["00:00"]',
        }
        command = [sys.executable, "-m", "camera_device.cli", "run"]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
            try:
                time.sleep(10)
                seen = psutil.Process(process.pid)
                before = sum(seen.cpu_times()[:2])
                with Memory(seen).watch() as memory:
                    time.sleep(seconds)
                busy = (sum(seen.cpu_times()[:2]) - before) / seconds
            finally:
                process.terminate()
    return [
        Row("memory of the whole device, looking", f"{memory.peak:.0f} MB", "< 250 MB"),
        Row("processor while it looks five times a second", f"{100 * busy:.0f} % of one core"),
    ]


if __name__ == "__main__":
    for row in rows():
        print(f"{row.what}: {row.figure} {row.goal}")
