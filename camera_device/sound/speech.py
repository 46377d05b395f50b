"""Words into sound, by espeak-ng or piper: programs that read a text and write a wav file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from camera_device.errors import MissingError
from camera_device.sound.tones import Samples
from camera_device.sound.waveform import SpeechError, evened, read_wav
from camera_device.sound.words import Language

LONGEST_TEXT: Final = 600
LONGEST_WAIT: Final = 60.0
"""Seconds for one sentence; piper takes some on a small Pi."""


class Synthesizer(Protocol):
    """Speaks one or more languages."""

    name: str
    """Tells its sounds from those of others: program, voice and speed."""

    def speaks(self, language: Language) -> bool:
        """Whether it can pronounce this."""

    def say(self, text: str, language: Language) -> Samples:
        """The sound of it. Takes its time. Raises ``SpeechError``."""


class Espeak:
    """espeak-ng: small and quick everywhere, and the one that speaks Korean."""

    SPEED: Final = 155
    """Words a minute."""

    def __init__(self) -> None:
        """Raises ``MissingError`` where it is not installed."""
        self._program = shutil.which("espeak-ng")
        if self._program is None:
            raise MissingError(
                "espeak-ng, which speaks, is not installed.",
                remedy="Install it: sudo apt install espeak-ng. Or set speech to none.",
            )
        self.name = f"espeak-ng-{self.SPEED}"

    def speaks(self, language: Language) -> bool:
        """English and Korean."""
        return True

    def say(self, text: str, language: Language) -> Samples:
        """The sound of it."""
        assert self._program is not None
        voice = "en-us" if language == "en" else language
        return _spoken([self._program, "-v", voice, "-s", str(self.SPEED), "-b", "1", "--stdin", "--stdout"], text)


class Piper:
    """piper: a natural voice in the one language of its voice file. A program of its own, so that its model leaves the
    memory again."""

    def __init__(self, voice: Path) -> None:
        """``voice``: an ``.onnx`` file with its ``.onnx.json`` beside it. Raises ``MissingError``."""
        beside = str(Path(sys.executable).parent)
        program = shutil.which("piper", path=os.pathsep.join((beside, os.environ.get("PATH", ""))))
        if program is None:
            raise MissingError("piper, which speaks, is not installed.", remedy="Install it: pip install piper-tts.")
        try:
            description = json.loads(Path(f"{voice}.json").read_text())
            self._language = str(description["language"]["code"])[:2]
            voice.stat()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise MissingError(
                "{file} is no voice of piper: {reason}.",
                file=voice,
                reason=error,
                remedy="Put the voice's .onnx and .onnx.json beside each other, and set piper_voice to the first.",
            ) from error
        self._command = [program, "--model", str(voice), "--output_file", "-"]
        self.name = f"piper-{voice.stem}"

    def speaks(self, language: Language) -> bool:
        """Whether the voice is of this language."""
        return language == self._language

    def say(self, text: str, language: Language) -> Samples:
        """The sound of it."""
        return _spoken(self._command, text)


def _spoken(command: Sequence[str], text: str) -> Samples:
    """What a program that reads a text and writes a wav file makes of it."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_TEXT]
    name = Path(command[0]).name
    try:
        done = subprocess.run(command, input=line.encode(), capture_output=True, timeout=LONGEST_WAIT, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or b""
        reason = said.decode(errors="replace").strip().rpartition("\n")[2] or str(error)
        raise SpeechError("{program} failed: {reason}", program=name, reason=reason) from error
    return evened(read_wav(done.stdout))
