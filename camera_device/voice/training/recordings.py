"""Real people's speech out of Debian packages: what must not be taken for a command. A source serves one purpose only.

Wanted: ``ffmpeg`` and the packages named below.
"""

from __future__ import annotations

import itertools
import random
import struct
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from camera_device.voice.base import RATE
from camera_device.voice.training.voices import Split

SOUNDS: Final = Path("/usr/share/asterisk/sounds")
FISH: Final = Path("/usr/share/games/fillets-ng/sound")
QUEEN: Final = Path("/usr/share/scummvm/flight-of-the-amazon-queen/queen.1c")
DRACULA: Final = Path("/usr/share/scummvm/drascula/en")
STAMPS: Final = Path("/usr/share/tuxpaint/stamps")


@dataclass(frozen=True)
class Recording:
    """A body of recorded speech."""

    name: str
    package: str
    """Debian's."""
    split: Split
    what: str
    kind: Literal["g722", "u8", "queen", "files"]
    folder: Path
    pattern: str = ""
    limit: int = 10_000
    """Files taken at most, chosen at random once and for all."""
    minutes: float = 12
    """Taken at most."""
    skip: float = 0
    """Minutes left out at the beginning."""


RECORDINGS: Final = (
    Recording("allison", "asterisk-core-sounds-en-g722", "train",
              "English, one woman", "g722", SOUNDS / "en_US_f_Allison", minutes=30),
    Recording("allison-es", "asterisk-core-sounds-es-g722", "train",
              "Spanish, the same", "g722", SOUNDS / "es_MX_f_Allison", minutes=5),
    Recording("dracula", "drascula", "train",
              "English, the actors of a game", "u8", DRACULA, "*.ALS", minutes=40),
    Recording("fish-cs", "fillets-ng-data-cs", "train",
              "Czech, the actors of a game", "files", FISH, "*/cs/*.ogg", 200),
    Recording("carlo", "asterisk-core-sounds-it-g722", "validation",
              "Italian, one man", "g722", SOUNDS / "it_IT_m_Carlo", minutes=20),
    Recording("fish-nl", "fillets-ng-data-nl", "validation",
              "Dutch, the actors of a game", "files", FISH, "*/nl/*.ogg", 100),
    Recording("fish-en", "fillets-ng-data", "validation",
              "English, the actors of a game", "files", FISH, "*/en/*.ogg"),
    Recording("queen", "flight-of-the-amazon-queen", "test",
              "English, the actors of a game", "queen", QUEEN, minutes=55),
    Recording("queen-rest", "flight-of-the-amazon-queen", "test",
              "English, the rest of it", "queen", QUEEN, minutes=120, skip=55),
    Recording("june", "asterisk-core-sounds-fr-g722", "test",
              "French, one woman", "g722", SOUNDS / "fr_CA_f_June", minutes=8),
    Recording("ivrvoice", "asterisk-core-sounds-ru-g722", "test",
              "Russian, one woman", "g722", SOUNDS / "ru_RU_f_IvrvoiceRU", minutes=8),
    Recording("stamps", "tuxpaint-stamps-default", "test",
              "ten languages, many people", "files", STAMPS, "**/*_desc_*.ogg", 150),
)  # fmt: skip


def load(recording: Recording) -> NDArray[np.int16]:
    """All of it at 16 kHz."""
    sounds: Iterable[NDArray[np.int16]]
    match recording.kind:
        case "g722":
            files = sorted(recording.folder.rglob("*.g722"))
            sounds = [_decoded(b"".join(file.read_bytes() for file in files), "-f", "g722")]
        case "u8":
            files = sorted(recording.folder.glob(recording.pattern))
            sounds = [_decoded(b"".join(file.read_bytes() for file in files), "-f", "u8", "-ar", "11025", "-ac", "1")]
        case "queen":
            sounds = [_decoded(b"".join(_queen(recording.folder)), "-f", "mp3")]
        case "files":
            files = sorted(recording.folder.glob(recording.pattern))
            chosen = sorted(random.Random(0).sample(files, min(len(files), recording.limit)))
            sounds = (_decoded(file.read_bytes()) for file in chosen)
    pause = np.zeros(int(0.3 * RATE), np.int16)
    whole = np.concatenate([part for sound in sounds for part in (sound, pause)])
    return whole[int(recording.skip * 60 * RATE) :][: int(recording.minutes * 60 * RATE)]


def speech_minutes(sound: NDArray[np.int16]) -> float:
    """Minutes in which somebody speaks: 80 ms that reach 1 % of the loudest part's power, and gaps up to 0.3 s."""
    frames = sound[: len(sound) // 1280 * 1280].reshape(-1, 1280).astype(np.float64)
    power = (frames**2).mean(1)
    loud = power > 0.01 * np.percentile(power, 99)
    runs = [(value, sum(1 for _ in group)) for value, group in itertools.groupby(loud.tolist())]
    return sum(length for value, length in runs if value or length <= 4) * 0.08 / 60


def _decoded(data: bytes, *form: str) -> NDArray[np.int16]:
    command = ["ffmpeg", "-v", "quiet", *form, "-i", "-", "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-"]
    return np.frombuffer(subprocess.run(command, input=data, capture_output=True, check=False).stdout, "<i2")


def _queen(file: Path) -> Iterator[bytes]:
    """The spoken lines of Flight of the Amazon Queen, MP3 each: ScummVM's ``QTBL`` table, then entries of 21 bytes."""
    data = file.read_bytes()
    (count,) = struct.unpack_from(">H", data, 13)
    for number in range(count):
        name, _bundle, start, size = struct.unpack_from(">12sBII", data, 15 + 21 * number)
        if name.rstrip(b"\0").endswith(b".SB"):
            yield data[start : start + size]
