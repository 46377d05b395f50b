"""Every fault that the doctor knows, made by a world that has it, and the remedy that it gives."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from camera_device.cameras.base import Still
from camera_device.cli import app
from camera_device.errors import (
    CameraBusyError,
    CameraError,
    CameraGoneError,
    MissingError,
    NoCameraError,
    PairingError,
    SettingsError,
    UnreachableError,
    UntrustedError,
)
from camera_device.link.credentials import Pairing
from camera_device.settings import Settings
from camera_device.setup.checks import CHECKS
from camera_device.setup.doctor import examined
from camera_device.setup.finding import Level
from camera_device.spool.status import SpoolStatus

OK, WARNING, FAULT = Level.OK, Level.WARNING, Level.FAULT
HOME = Pairing("https://192.168.1.20:8601", "ab" * 32, "token", 5, "Kim")
BUSY = CameraError("GPIO busy.", remedy="Close it.")


class FakeWorld:
    """A Raspberry Pi on which all is well, but for what the test says."""

    def __init__(self, settings: dict[str, Any] | None = None, **answers: Any) -> None:
        self.settings = Settings(**(settings or {}))
        self.settings_file = Path("/etc/otjang-camera.toml")
        self.answers: dict[str, Any] = {
            "pairing": HOME,
            "ask_server": None,
            "clock_is_set": True,
            "camera_warnings": [],
            "take": ("imx708", Still(b"", 2592, 4608, 0.0)),
            "hear": 0.02,
            "speaker": "USB speaker",
            "voices": ["espeak-ng"],
            "button": None,
            "light": "LED on GPIO18",
            "spool": SpoolStatus(3, 9_000_000, 4_000_000_000, False),
            "models": ["framing", "voice"],
            "exists": True,
            "groups": {"gpio", "video", "audio", "spi", "render"},
            "all_groups": {"gpio", "video", "audio", "spi", "render", "users"},
        } | answers
        self.programs: dict[str, tuple[int, str]] = {
            "systemctl is-active otjang-camera": (0, "active"),
            "systemctl is-enabled otjang-camera": (0, "enabled"),
            "systemctl cat otjang-camera": (0, "[Unit]"),
            "vcgencmd get_throttled": (0, "throttled=0x0"),
            "vcgencmd measure_temp": (0, "temp=52.1'C"),
        } | answers.get("programs", {})

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_") or name not in self.answers:
            raise AttributeError(name)

        def answer(*_: object) -> Any:
            found = self.answers[name]
            if isinstance(found, Exception):
                raise found
            return found

        return answer

    def run(self, *words: str) -> tuple[int, str]:
        return self.programs.get(" ".join(words), (127, "not found"))


def no_service(**more: tuple[int, str]) -> dict[str, tuple[int, str]]:
    return {
        "systemctl is-active otjang-camera": (3, "inactive"),
        "systemctl cat otjang-camera": (1, ""),
        **more,
    }


def throttled(bits: int, heat: str = "50.0") -> dict[str, tuple[int, str]]:
    return {
        "vcgencmd get_throttled": (0, f"throttled={bits:#x}"),
        "vcgencmd measure_temp": (0, f"temp={heat}'C"),
    }


def test_where_all_is_well_every_check_says_so() -> None:
    findings = dict(examined(FakeWorld(settings={"light": "ring"})))
    assert set(findings) == set(CHECKS)
    assert {finding.level for finding in findings.values()} == {OK}
    assert not any(finding.remedy for finding in findings.values())


@pytest.mark.parametrize(
    ("check", "world", "level", "words"),
    [
        ("settings", {"exists": False}, OK, "no /etc/otjang-camera.toml"),
        ("pairing", {"pairing": None}, FAULT, "otjang-camera setup"),
        ("pairing", {"pairing": PairingError("It is damaged.", remedy="Remove it.")}, FAULT, "damaged.*Remove it"),
        ("server", {"ask_server": UnreachableError("No answer.", remedy="Look.")}, FAULT, "No answer.*Look"),
        ("server", {"ask_server": UntrustedError("Another certificate.")}, FAULT, "Another certificate"),
        ("server", {"ask_server": PairingError("Revoked.", remedy="Pair again.")}, FAULT, "Revoked.*Pair again"),
        ("clock", {"clock_is_set": False}, WARNING, "timedatectl set-ntp true"),
        ("camera", {"take": CameraGoneError("It is unplugged.", remedy="Plug it in.")}, FAULT, "unplugged.*Plug"),
        ("camera", {"take": CameraBusyError("In use.")}, OK, "in use by the service"),
        ("camera", {"take": CameraBusyError("In use."), "programs": no_service()}, FAULT, "In use"),
        ("camera", {"settings": {"camera": "v4l2"}, "take": NoCameraError("None.")}, FAULT, "None"),
        (
            "camera",
            {
                "take": ("virtual (drawn figure)", Still(b"", 1080, 1920, 0.0)),
                "camera_warnings": [NoCameraError("No camera answers.", remedy="Push the cable in.")],
            },
            WARNING,
            "no camera, so files are played.*Push the cable in",
        ),
        ("microphone", {"settings": {"voice": False}, "hear": MissingError("None.")}, OK, "switched off"),
        ("microphone", {"hear": 0.0}, FAULT, "gives silence.*alsamixer"),
        ("microphone", {"hear": 1e-4}, WARNING, "faint.*alsamixer"),
        ("microphone", {"hear": MissingError("None.")}, OK, "in use by the service"),
        ("microphone", {"hear": MissingError("None."), "programs": no_service()}, FAULT, "None"),
        ("speaker", {"settings": {"sound": False}, "speaker": MissingError("None.")}, OK, "switched off"),
        ("speaker", {"speaker": MissingError("None.", remedy="Connect one.")}, FAULT, "None.*Connect"),
        ("speech", {"voices": []}, FAULT, "sudo apt install espeak-ng"),
        ("speech", {"settings": {"speech": "none"}, "voices": []}, OK, "switched off"),
        ("button", {"settings": {"button_pin": "none"}, "button": BUSY}, OK, "no button"),
        ("button", {"button": MissingError("No pins.", remedy="Set it.")}, WARNING, "No pins.*Set it"),
        ("button", {"button": BUSY}, OK, "in use by the service"),
        ("button", {"button": BUSY, "programs": no_service()}, FAULT, "GPIO busy.*Close it"),
        ("light", {"settings": {"light": "none"}, "light": BUSY}, OK, "no light"),
        ("light", {"light": MissingError("No pins.")}, WARNING, "No pins"),
        ("light", {"settings": {"light": "led"}, "light": MissingError("No pins.")}, FAULT, "No pins"),
        ("light", {"light": BUSY}, OK, "in use by the service"),
        ("light", {"light": BUSY, "programs": no_service()}, FAULT, "GPIO busy"),
        ("spi", {"settings": {"light": "ring"}, "exists": False}, FAULT, "raspi-config nonint do_spi 0"),
        ("spool", {"spool": SpoolStatus(9, 4_000_000_000, 4_000_000_000, True)}, FAULT, "full.*network"),
        ("spool", {"spool": SpoolStatus(0, 0, -5, True)}, FAULT, "full.*disk"),
        ("spool", {"spool": SpoolStatus(9, 3_500_000_000, 4_000_000_000, True)}, WARNING, "nearly full"),
        ("spool", {"spool": SpoolStatus(9, 1, 4_000_000_000, False, aside=2)}, WARNING, "2 captures cannot be sent"),
        ("spool", {"spool": CameraError("It cannot be read.")}, FAULT, "cannot be read"),
        ("groups", {"groups": {"video"}}, WARNING, "gpio, audio.*usermod -aG gpio,audio,spi,render otjang-camera"),
        ("groups", {"groups": {"users"}, "programs": no_service()}, WARNING, r"\$USER.*log in again"),
        ("groups", {"groups": {"root"}, "programs": no_service()}, OK, "root"),
        ("groups", {"groups": {"video"}, "all_groups": {"video"}}, OK, "all groups"),
        ("service", {"programs": no_service()}, WARNING, "sudo otjang-camera setup"),
        (
            "service",
            {"programs": {"systemctl is-active otjang-camera": (3, "failed")}},
            FAULT,
            "failed.*journalctl -u otjang-camera",
        ),
        (
            "service",
            {"programs": {"systemctl is-active otjang-camera": (3, "activating")}},
            FAULT,
            "activating.*systemctl restart",
        ),
        ("service", {"programs": {"systemctl is-enabled otjang-camera": (1, "disabled")}}, WARNING, "systemctl enable"),
        ("power", {"programs": throttled(0x50005)}, FAULT, "too low at this moment.*5.1 V"),
        ("power", {"programs": throttled(0x50000)}, WARNING, "too low since the start.*5.1 V"),
        ("power", {"programs": throttled(0x8, "82.0")}, WARNING, "slowed down.*82.*heat sink"),
        ("power", {"programs": throttled(0x0, "85.3")}, WARNING, "85"),
        ("power", {"programs": throttled(0x20000)}, WARNING, "since the start"),
        ("models", {"models": CameraError("It is damaged.", remedy="Install again.")}, FAULT, "damaged.*Install again"),
        ("models", {"models": []}, OK, "No model"),
    ],
)
def test_each_fault_has_its_words_and_its_remedy(check: str, world: dict[str, Any], level: Level, words: str) -> None:
    finding = CHECKS[check](FakeWorld(**world))
    assert finding is not None
    assert finding.level is level, finding
    assert re.search(words, f"{finding.what} {finding.remedy}"), finding


@pytest.mark.parametrize(
    ("check", "world"),
    [
        ("server", {"pairing": None}),
        ("spi", {"settings": {"light": "led"}}),
        ("power", {"programs": {"vcgencmd get_throttled": (127, "not found")}}),
        ("service", {"programs": {"systemctl is-active otjang-camera": (127, "not found")}}),
    ],
)
def test_what_is_not_there_is_not_asked_for(check: str, world: dict[str, Any]) -> None:
    assert CHECKS[check](FakeWorld(**world)) is None


def test_the_command_prints_findings_and_fails_where_there_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTJANG_CAMERA_CONFIG", str(tmp_path / "camera.toml"))
    world = FakeWorld(take=CameraGoneError("It is unplugged.", remedy="Plug it in."))
    monkeypatch.setattr("camera_device.setup.doctor.RealWorld", lambda settings: world)
    ran = CliRunner().invoke(app, ["doctor"])
    assert ran.exit_code == 1
    assert "✗ camera     It is unplugged.\n             Plug it in." in ran.output
    assert "✓ server" in ran.output
    rows = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).output)
    assert {"check": "camera", "level": "fault", "what": "It is unplugged.", "remedy": "Plug it in."} in rows

    world.answers["take"] = ("imx708", Still(b"", 2592, 4608, 0.0))
    assert CliRunner().invoke(app, ["doctor"]).exit_code == 0


def test_settings_that_cannot_be_read_are_the_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "camera.toml"
    file.write_text("burst = 99")
    monkeypatch.setenv("OTJANG_CAMERA_CONFIG", str(file))
    ran = CliRunner().invoke(app, ["doctor", "--json"])
    assert ran.exit_code == 1
    (row,) = json.loads(ran.output)
    assert row["check"] == "settings" and "burst" in row["what"] and str(file) in row["remedy"]
    with pytest.raises(SettingsError):
        Settings.load()


def test_this_very_machine_can_be_examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTJANG_CAMERA_CONFIG", str(tmp_path / "camera.toml"))
    monkeypatch.setenv("OTJANG_CAMERA_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("OTJANG_CAMERA_CAMERA", "virtual")
    ran = CliRunner().invoke(app, ["doctor", "--json"])
    assert ran.exit_code in (0, 1), ran.output
    found = {row["check"]: row for row in json.loads(ran.output)}
    assert found["pairing"]["level"] == "fault"
    assert found["camera"]["level"] == "ok" and "virtual" in found["camera"]["what"]
    assert found["models"]["what"] == "Models: framing, voice (builtin)."
    assert found["spool"]["level"] in ("ok", "fault")
