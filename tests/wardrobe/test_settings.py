"""Settings: what is given, then the environment, then the file in the data folder, then what works anyway."""

from __future__ import annotations

from pathlib import Path

import pytest

from wardrobe.errors import SettingsError
from wardrobe.settings import Settings


def test_defaults_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    settings = Settings.load()
    assert settings.data_dir.name == "otjang"
    assert (settings.host, settings.port) == ("127.0.0.1", 8600)
    assert settings.url == f"sqlite:///{settings.data_dir / 'otjang.db'}"
    assert (settings.limits.bytes, settings.limits.pixels) == (60_000_000, 120_000_000)


def test_what_is_given_wins_over_the_environment_and_that_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "otjang.toml").write_text('port = 1\nthreads = 1\nlanguage = "ko"\n')
    monkeypatch.setenv("OTJANG_PORT", "2")
    monkeypatch.setenv("OTJANG_THREADS", "2")
    settings = Settings.load(data_dir=tmp_path, port=3)
    assert (settings.port, settings.threads, settings.language) == (3, 2, "ko")


def test_the_file_of_the_folder_in_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "otjang.toml").write_text("port = 1\n")
    monkeypatch.setenv("OTJANG_DATA_DIR", str(tmp_path))
    settings = Settings.load()
    assert (settings.data_dir, settings.port) == (tmp_path, 1)


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings.load(data_dir="~/clothes").data_dir == tmp_path / "clothes"


def test_models_are_dropped_after_five_minutes_or_as_wished(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert Settings.load(data_dir=tmp_path).model_idle == 300
    (tmp_path / "otjang.toml").write_text("model_idle_seconds = 2.5\n")
    assert Settings.load(data_dir=tmp_path).model_idle == 2.5
    monkeypatch.setenv("OTJANG_MODEL_IDLE_SECONDS", "0")
    assert Settings.load(data_dir=tmp_path).model_idle is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("port = 70000", "port is wrong"),
        ("prot = 8600", "prot is wrong"),
        ("max_bytes = 0", "max_bytes is wrong"),
        ("same_threshold = 2", "same_threshold is wrong"),
        ("model_idle_seconds = -1", "model_idle_seconds is wrong"),
        ("model_idle_seconds = inf", "model_idle_seconds is wrong"),
        ("port = ", "otjang.toml is not valid TOML"),
    ],
)
def test_a_wrong_setting_is_told_by_name(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "otjang.toml").write_text(text)
    with pytest.raises(SettingsError, match=message) as caught:
        Settings.load(data_dir=tmp_path)
    assert caught.value.advice
