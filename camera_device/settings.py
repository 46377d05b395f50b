"""Every setting of the camera, in one typed class."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Final, Literal, Self

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from camera_device.errors import SettingsError

SYSTEM_FILE: Final = Path("/etc/otjang-camera.toml")


def settings_file() -> Path:
    """``OTJANG_CAMERA_CONFIG``, else ``/etc/otjang-camera.toml`` where it exists, else the user's own."""
    if given := os.environ.get("OTJANG_CAMERA_CONFIG"):
        return Path(given)
    return SYSTEM_FILE if SYSTEM_FILE.exists() else Path(platformdirs.user_config_dir("otjang")) / "camera.toml"


def default_state_dir() -> Path:
    """systemd's ``StateDirectory`` where it gives one, else the platform's place for a program's data."""
    return Path(os.environ.get("STATE_DIRECTORY") or platformdirs.user_data_dir("otjang-camera", appauthor=False))


class Settings(BaseSettings):
    """Read from flags, then ``OTJANG_CAMERA_*`` variables, then the TOML file, then these."""

    model_config = SettingsConfigDict(env_prefix="OTJANG_CAMERA_", extra="forbid", frozen=True)

    state_dir: Path = Field(default_factory=default_state_dir)
    """Holds the pairing, the spool and the phrases that people taught."""
    name: str = Field(default_factory=lambda: os.uname().nodename, max_length=60)
    """How the app names this camera at first."""
    language: Literal["en", "ko"] = "en"
    """In which the camera speaks."""

    camera: Literal["auto", "picamera2", "v4l2", "virtual"] = "auto"
    """``auto``: the first of these that is there."""
    video_device: str | None = None
    """A V4L2 device such as ``/dev/video2``; None takes the first that gives pictures."""
    play: Path | None = None
    """What the virtual camera shows: a picture, a video, or a folder of them."""
    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which pictures are turned to stand upright: 90 or 270 for a camera that lies on its side."""
    burst: int = Field(3, ge=1, le=10)
    """Photos of which the sharpest is kept."""
    turn_seconds: float = Field(10, ge=6, le=20)
    """How long a turn-around is recorded."""

    countdown_seconds: int = Field(3, ge=0, le=10)
    """From standing still to the shutter."""
    framing: bool = True
    """Whether to wait until somebody stands in the picture from head to feet."""
    framing_seconds: float = Field(20, ge=1)
    """How long to wait for that before giving up."""

    button_pin: int | None = 17
    """Numbers of GPIO pins are Broadcom's; ``none``: there is no button."""
    hold_seconds: float = Field(0.8, gt=0)
    """How long the button is held for a turn-around."""
    double_seconds: float = Field(0.4, gt=0)
    """How soon a second press follows that takes the last capture back."""
    light: Literal["auto", "none", "led", "rgb", "ring"] = "auto"
    """``auto``: ``led`` where there are GPIO pins, else none."""
    led_pin: int = 18
    """Of a single LED."""
    rgb_pins: tuple[int, int, int] = (22, 23, 24)
    """Of red, green and blue."""
    ring_pixels: int = Field(16, ge=1, le=256)
    """LEDs of a ring on SPI (GPIO10)."""
    ring_brightness: float = Field(0.6, gt=0, le=1)
    """Bounds everything the ring shows; at 1 each LED draws up to 60 mA."""

    sound: bool = True
    """Whether there are tones and speech."""
    speech: Literal["auto", "espeak-ng", "piper", "none"] = "auto"
    """``auto``: piper where ``piper_voice`` is given, else espeak-ng where it is installed."""
    piper_voice: Path | None = None
    """An ``.onnx`` file of piper with its ``.onnx.json`` beside it."""
    speaker: str | None = None
    """Sound device, by number or part of its name; None: the system's."""

    voice: bool = True
    """Whether to listen at all."""
    voice_engine: Literal["builtin", "pocketsphinx"] = "builtin"
    """What recognises phrases."""
    microphone: str | None = None
    """Sound device, by number or part of its name; None: the system's. ``pipe:PATH``: a named pipe into which another
    program writes raw sound: 16 kHz, mono, int16."""
    command_seconds: float = Field(4, gt=0)
    """How long after the wake phrase a command counts."""

    schedule: tuple[str, ...] = ()
    """Times of day to take a photo, such as ``07:45`` or ``mon-fri 07:45``."""

    server: str | None = None
    """Address of the server; None: the one it is paired with, or found by mDNS while pairing."""
    spool_bytes: int = Field(4_000_000_000, ge=50_000_000)
    """How much may wait for the network."""

    @field_validator("button_pin", mode="before")
    @classmethod
    def _no_pin(cls, value: object) -> object:
        return None if value in ("none", "") else value  # TOML and environment know no None

    def model_post_init(self, _context: Any) -> None:
        object.__setattr__(self, "state_dir", self.state_dir.expanduser().absolute())

    @classmethod
    def load(cls, **given: Any) -> Self:
        """The settings; what is ``given`` and not None wins. Raises ``SettingsError`` naming the field at fault."""
        file = settings_file()
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            first = error.errors()[0]
            raise SettingsError(
                "The setting {field} is wrong: {reason}.",
                field=".".join(str(part) for part in first["loc"]) or "?",
                reason=first["msg"],
                remedy="Correct the flag, OTJANG_CAMERA_… or {file}.",
                file=file,
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(
                "{file} is not valid TOML: {reason}.", file=file, reason=error, remedy="Correct or remove it."
            ) from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, environment, TOML file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=settings_file())
