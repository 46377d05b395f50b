"""``otjang-camera listen`` and ``otjang-camera teach``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from camera_device.errors import CameraError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from camera_device.voice.listener import Judged

RECORDING_SECONDS = 3.0


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(listen)
    app.command()(teach)


def listen(
    file: Annotated[Path | None, typer.Option("--wav", help="Hear a wav file instead of the microphone.")] = None,
    engine: Annotated[str | None, typer.Option(help="builtin or pocketsphinx; else the setting voice_engine.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line a phrase.")] = False,
) -> None:
    """Print which phrases are heard, when, and whether they count. Nothing is photographed, stored or sent.

    Somebody is taken to be in view. Exit code 0: all was heard to the end; 1: a fault.
    """
    with _faults():
        from camera_device.settings import Settings
        from camera_device.voice import wav
        from camera_device.voice.choosing import choose_engine
        from camera_device.voice.listener import Listener

        settings = Settings.load(voice_engine=engine)
        sound = wav.read(file) if file else None
        listener = Listener(choose_engine(settings), settings.command_seconds)
        if sound is not None:
            for block in wav.blocks(sound):
                _tell(listener.feed(block), as_json)
            return
        from camera_device.voice.microphone import microphone

        with microphone(settings.microphone) as blocks:
            Console(stderr=True).print("Listening. Ctrl-C ends it.")
            for block, _ in blocks:
                _tell(listener.feed(block), as_json)


def teach(
    phrase: Annotated[str, typer.Argument(help="What it shall mean: wake, photo, video, turn, better, cancel, order.")],
    files: Annotated[list[Path] | None, typer.Option("--wav", help="A recording of it; give three.")] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget it instead.")] = False,
) -> None:
    """Teach the camera your own phrase, in any language, by saying it three times.

    Only what the embedding makes of the sound is kept, not the sound.
    """
    with _faults():
        from camera_device.settings import Settings
        from camera_device.voice import enrolment, wav

        settings = Settings.load()
        folder = settings.state_dir / enrolment.FOLDER
        chosen = enrolment.phrase(phrase)
        out = Console(highlight=False)
        if forget:
            known = enrolment.forget(folder, chosen)
            out.print(f"Forgot your phrase for {chosen}." if known else f"There was no phrase of yours for {chosen}.")
            return
        said = [wav.read(file) for file in files] if files else _record(settings.microphone, enrolment.TIMES)
        taught = enrolment.learn(chosen, said)
        enrolment.save(folder, taught)
        out.print(f"Learnt. Your phrase now means {chosen}; restart the camera, or try it with: otjang-camera listen")


def _record(device: str | None, times: int) -> list[NDArray[np.int16]]:
    import numpy as np

    from camera_device.voice.base import BLOCK, RATE
    from camera_device.voice.microphone import microphone

    out = Console(highlight=False)
    said = []
    for number in range(1, times + 1):
        typer.prompt(f"Press Enter, wait a moment and say it ({number} of {times})", default="", show_default=False)
        with microphone(device) as blocks:
            count = int(RECORDING_SECONDS * RATE / BLOCK)
            said.append(np.concatenate([block for (block, _), _ in zip(blocks, range(count), strict=False)]))
        out.print("Recorded.")
    return said


def _tell(judged: list[Judged], as_json: bool) -> None:
    out = Console(highlight=False, soft_wrap=True)
    for one in judged:
        heard = one.heard
        if as_json:
            line = {
                "at": round(heard.at, 2), "phrase": heard.phrase, "confidence": round(heard.confidence, 3),
                "text": heard.text, "counts": one.trigger is not None, "why": one.verdict,
                "wish": one.trigger.wish if one.trigger else None,
            }  # fmt: skip
            out.print(json.dumps(line, ensure_ascii=False), markup=False)
        else:
            words = f" “{heard.text}”" if heard.text else ""
            shown = f"{heard.at:8.2f} s  {heard.phrase:7}{words}  {heard.confidence:.2f}  {one.verdict}"
            out.print(shown, markup=False)


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except CameraError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
