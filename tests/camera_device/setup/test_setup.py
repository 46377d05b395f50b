"""`otjang-camera setup`: what it asks of people, what it writes, what it leaves alone."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin
from typer.testing import CliRunner, Result

from camera_device.cli import app
from camera_device.errors import MissingError
from camera_device.light.base import Idle
from camera_device.link import credentials
from camera_device.link.credentials import Pairing
from camera_device.settings import Settings
from camera_device.setup import cli, service, trials
from camera_device.setup.finding import Level
from camera_device.sound import Saying
from tests.camera_device.link.fake import TOKEN, Fake, serving
from tests.camera_device.setup.test_checks import FakeWorld


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine with an empty settings file, paired with a server that answers."""
    monkeypatch.setenv("OTJANG_CAMERA_CONFIG", str(tmp_path / "camera.toml"))
    monkeypatch.setenv("OTJANG_CAMERA_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("OTJANG_CAMERA_CAMERA", "virtual")
    with serving(Fake()) as fake:
        credentials.save(tmp_path / "state", Pairing(fake.url, None, TOKEN, 1, "Kim"))
        yield tmp_path


def setup(*words: str) -> Result:
    return CliRunner().invoke(app, ["setup", *words])


def test_without_root_it_says_what_would_be_done_and_does_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "has_systemd", lambda: True)
    monkeypatch.setattr(service, "is_root", lambda: False)
    ran = setup("--name", "hallway")
    assert ran.exit_code == 1
    assert "useradd --system" in ran.output and "WatchdogSec=30" in ran.output
    assert "Run: sudo " in ran.output and "setup --no-service" in ran.output
    assert not (home / "camera.toml").exists()


def test_without_a_service_all_else_is_done_and_can_be_done_again(home: Path) -> None:
    (home / "camera.toml").write_text("# ours\nburst = 2\n")
    arguments = ("--no-service", "--no-trials", "--name", "hallway", "--set", "rotation=90", "--set", "led_pin=12")
    ran = setup(*arguments)
    assert ran.exit_code == 0, ran.output
    written = (home / "camera.toml").read_text()
    assert written.startswith("# ours\nburst = 2\n")
    assert tomllib.loads(written) == {"burst": 2, "name": "hallway", "rotation": 90, "led_pin": 12}
    assert "Paired with Kim" in ran.output
    assert "systemctl enable otjang-camera" in ran.output, "what the service would need"
    again = setup(*arguments)
    assert "stay as they are" in again.output
    assert (home / "camera.toml").read_text() == written


def test_a_machine_without_systemd_gets_no_service(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "has_systemd", lambda: False)
    monkeypatch.setattr(service, "perform", lambda *_: pytest.fail("nothing is installed"))
    ran = setup("--no-trials")
    assert ran.exit_code == 0, ran.output
    assert "not run by systemd" in ran.output


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--set", "colour=red"], "colour=red is no setting"),
        (["--set", "rotation"], "rotation is no setting"),
        (["--set", "rotation=45"], "rotation is wrong"),
    ],
)
def test_a_wrong_setting_is_named_before_anything_is_done(home: Path, words: list[str], reason: str) -> None:
    ran = setup("--no-service", *words)
    assert ran.exit_code == 2
    assert reason in ran.output
    assert not (home / "camera.toml").exists()


def test_with_root_the_service_gets_its_user_its_folder_and_its_unit(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.delenv("OTJANG_CAMERA_STATE_DIR")
    monkeypatch.setattr(service, "has_systemd", lambda: True)
    monkeypatch.setattr(service, "is_root", lambda: True)
    monkeypatch.setattr(service, "STATE", home / "state")
    monkeypatch.setattr(service, "perform", lambda steps, tell: done.extend(str(step) for step in steps))
    monkeypatch.setattr(service, "run", lambda words: done.append(" ".join(words)))
    monkeypatch.setattr(cli, "_user_exists", lambda: False)
    ran = setup("--no-trials")
    assert ran.exit_code == 0, ran.output
    assert tomllib.loads((home / "camera.toml").read_text()) == {"state_dir": str(home / "state")}
    assert done[0] == "systemctl stop otjang-camera"
    assert done.index("systemctl restart otjang-camera") == len(done) - 1
    assert any(step.startswith("useradd") for step in done)
    assert "Paired with Kim" in ran.output


def test_a_camera_that_nobody_pairs_is_told_and_does_not_stop_the_rest(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials.wipe(home / "state")
    ran = setup("--no-service", "--no-trials", "--server", "http://127.0.0.1:1")
    assert ran.exit_code == 1
    assert "cannot be reached" in ran.output
    assert "To run it: otjang-camera run" in ran.output


class Heard:
    def __init__(self) -> None:
        self.said: list[Saying] = []

    def say(self, saying: Saying, /, **params: object) -> None:
        self.said.append(saying)

    def wait(self, timeout: float = 30.0) -> bool:
        return True


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    before = Device.pin_factory
    factory = Device.pin_factory = MockFactory(pin_class=MockPWMPin)
    yield factory
    factory.close()
    Device.pin_factory = before


def test_every_part_is_tried_with_a_result_whatever_happens_to_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Device, "pin_factory", None)
    gone = MissingError("It is not there.", remedy="Get one.")
    world = FakeWorld(take=gone, hear=gone, speaker=gone, voices=[])
    found = dict(trials.trials(world, Heard(), lambda line: None))  # type: ignore[arg-type]
    assert list(found) == ["speaker", "speech", "camera", "microphone", "button", "light"]
    assert [finding.level for finding in found.values()] == [Level.FAULT] * 4 + [Level.WARNING] * 2


def test_somebody_is_asked_to_speak(pins: MockFactory) -> None:
    heard, told = Heard(), list[str]()
    finding = trials.microphone(FakeWorld(hear=0.05), heard, told.append)  # type: ignore[arg-type]
    assert finding.level is Level.OK and "5.0%" in finding.what
    assert heard.said == [Saying.TEST_MICROPHONE] and "say something" in told[0]
    finding = trials.microphone(FakeWorld(hear=0.001), heard, told.append)  # type: ignore[arg-type]
    assert finding.level is Level.WARNING and "alsamixer" in finding.remedy


def test_somebody_is_asked_to_press_the_button(pins: MockFactory) -> None:
    pin = pins.pin(17)

    def press(line: str) -> None:
        threading.Timer(0.05, pin.drive_low).start()
        threading.Timer(0.15, pin.drive_high).start()

    finding = trials.button(Settings(), Heard(), press, seconds=3)  # type: ignore[arg-type]
    assert finding.level is Level.OK
    finding = trials.button(Settings(), Heard(), lambda line: None, seconds=0.05)  # type: ignore[arg-type]
    assert finding.level is Level.WARNING and "GPIO17" in finding.remedy


def test_the_light_shows_white_and_green_and_goes_out(pins: MockFactory) -> None:
    shown: list[float] = []
    pin = pins.pin(18)
    finding = trials.light(Settings(light="led"), lambda line: None, pause=lambda seconds: shown.append(pin.state))
    assert finding.level is Level.OK
    assert shown[0] == 1 and len(shown) == 3
    assert pin.state == 0
    assert trials.SHOWN[-1][0] == Idle(listening=True)
