"""Every setting of the server and the command line, in one typed class."""

from __future__ import annotations

import os
import threading
import tomllib
from pathlib import Path
from typing import Annotated, Any, Self

import platformdirs
from pydantic import Field, IPvAnyNetwork, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from embeddings.photo import Limits
from embeddings.video import VideoLimits
from wardrobe.errors import SettingsError

FILE_NAME = "otjang.toml"


def default_data_dir() -> Path:
    """The platform's place for a program's data, such as ``~/.local/share/otjang``."""
    return Path(platformdirs.user_data_dir("otjang", appauthor=False))


class Settings(BaseSettings):
    """Read from what is given, then ``OTJANG_*`` variables, then ``otjang.toml`` in the data folder, then these."""

    model_config = SettingsConfigDict(env_prefix="OTJANG_", extra="forbid", frozen=True)

    data_dir: Path = Field(default_factory=default_data_dir)
    """Holds everything: database, originals, cache. ``~`` is the home folder."""
    host: str = "127.0.0.1"
    port: int = Field(8600, ge=0, le=65535)
    device_port: int | None = Field(None, ge=0, le=65535)
    """Where cameras reach the server over TLS; None: ``port`` + 1; 0: any free one, and so where ``port`` is 0."""
    device_tls: bool = True
    """Whether there is such a port at all."""
    mdns: bool = True
    """Whether cameras in the network can find the server by themselves."""
    public_url: str | None = Field(None, pattern=r"^https?://[^/\s?#@<>\"']+$")
    """How people outside reach the app, such as ``https://otjang.example.org``: shared links begin with it."""
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = ()
    """Proxies in front, as ``127.0.0.1, 10.0.0.0/8``: only their word on a visitor's address and on HTTPS is taken."""
    language: str | None = None
    """Interface language, such as ``ko``; None follows the browser."""

    max_bytes: int = Field(60_000_000, gt=0)
    """Of a picture."""
    max_video_bytes: int = Field(200_000_000, gt=0)
    max_pixels: int = Field(120_000_000, gt=0)
    encoder: str = "builtin"
    """``builtin``, or another open_clip model: ``NAME:WEIGHTS``, ``hf-hub:…``, ``local-dir:…``."""
    threads: int = Field(0, ge=0)
    """Threads a model uses; 0 leaves the number to the runtime."""
    model_idle_seconds: float = Field(300, ge=0, le=threading.TIMEOUT_MAX)
    """After how long without use a built-in model gives its memory back; 0 keeps it for good."""
    same_threshold: float | None = Field(None, ge=-1, le=1)
    """Cosine from which a garment is recognised; None takes the encoder's own."""
    ask_threshold: float | None = Field(None, ge=-1, le=1)
    """Cosine from which the person is asked; None takes the encoder's own."""

    database_url: str | None = None
    """An SQLAlchemy URL; None is SQLite in the data folder."""
    delete_grace_seconds: float = Field(30, ge=0)
    """How long a deleted look can be brought back before it is erased."""
    sample_dir: Path | None = None
    """Folder of another sample household than the one that is installed."""
    session_days: int = Field(30, ge=1)
    weather_url: str = "https://api.open-meteo.com/v1/forecast"
    """Asked for the forecast, once the owner has turned it on in the app."""
    geocoding_url: str = "https://geocoding-api.open-meteo.com/v1/search"
    """Asked for places by name, when the owner looks for one."""
    fetch_private: bool = False
    """Whether feeds and pictures of catalogues may be fetched from addresses of the own network."""
    catalogue_ask_share: float = Field(0.3, ge=0, le=1)
    """When more of a catalogue's items would go by an import, it asks before it drops them."""

    @field_validator("public_url", mode="before")
    @classmethod
    def _without_slash(cls, value: object) -> object:
        return (value.strip().rstrip("/") or None) if isinstance(value, str) else value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    def model_post_init(self, _context: Any) -> None:
        object.__setattr__(self, "data_dir", self.data_dir.expanduser().absolute())

    @classmethod
    def load(cls, **given: Any) -> Self:
        """The settings; what is ``given`` wins. Raises ``SettingsError`` for a value that cannot be used."""
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors()[0]
            raise SettingsError(
                "The setting {field} is wrong: {reason}.",
                field=".".join(str(part) for part in first["loc"]) or "?",
                reason=first["msg"],
                remedy="Correct it in OTJANG_… or in {file}.",
                file=FILE_NAME,
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(
                "{file} is not valid TOML: {reason}.", file=FILE_NAME, reason=error, remedy="Correct or remove it."
            ) from error

    @property
    def limits(self) -> Limits:
        """What a picture may be."""
        return Limits(bytes=self.max_bytes, pixels=self.max_pixels)

    @property
    def video_limits(self) -> VideoLimits:
        """What a video may be."""
        return VideoLimits(bytes=self.max_video_bytes)

    @property
    def model_idle(self) -> float | None:
        """Seconds without use after which a model is closed; None keeps it open."""
        return self.model_idle_seconds or None

    @property
    def url(self) -> str:
        """Where the database is."""
        return self.database_url or f"sqlite:///{self.data_dir / 'otjang.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Adds the TOML file of the data folder, which itself is given or in the environment."""
        given = init_settings.init_kwargs if isinstance(init_settings, InitSettingsSource) else {}
        folder = Path(given.get("data_dir") or os.environ.get("OTJANG_DATA_DIR") or default_data_dir())
        toml = TomlConfigSettingsSource(settings_cls, toml_file=folder.expanduser() / FILE_NAME)
        return init_settings, env_settings, toml
