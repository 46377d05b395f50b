"""`otjang-camera run` and `frame`."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from camera_device.capture import Kind
from camera_device.errors import CameraError, FileError
from camera_device.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(run)
    app.command()(frame)


def run(
    once: Annotated[Kind | None, typer.Option(help="Take one capture now, print it as JSON, and end.")] = None,
    force: Annotated[bool, typer.Option(help="With --once: take it though nobody stands wholly in view.")] = False,
    camera: Annotated[
        Literal["auto", "picamera2", "v4l2", "virtual"] | None, typer.Option(help="auto: the first that is there.")
    ] = None,
    play: Annotated[Path | None, typer.Option(help="What the virtual camera shows: picture, video or folder.")] = None,
    video_device: Annotated[str | None, typer.Option(help="Such as /dev/video2.")] = None,
    rotation: Annotated[int | None, typer.Option(help="Degrees clockwise: 0, 90, 180 or 270.")] = None,
    countdown: Annotated[int | None, typer.Option(help="Seconds.")] = None,
    framing: Annotated[bool | None, typer.Option(help="Wait for somebody from head to feet.")] = None,
    burst: Annotated[int | None, typer.Option(help="Photos of which the sharpest is kept.")] = None,
    turn_seconds: Annotated[float | None, typer.Option(help="How long a turn-around takes.")] = None,
    schedule: Annotated[list[str] | None, typer.Option(help="Time of a photo: 07:45 or mon-fri 07:45.")] = None,
    voice: Annotated[bool | None, typer.Option(help="Listen.")] = None,
    sound: Annotated[bool | None, typer.Option(help="Tones and speech.")] = None,
    light: Annotated[
        Literal["auto", "none", "led", "rgb", "ring"] | None, typer.Option(help="auto: an LED where there are pins.")
    ] = None,
    language: Annotated[Literal["en", "ko"] | None, typer.Option(help="In which it speaks.")] = None,
    name: Annotated[str | None, typer.Option(help="How the app names this camera at first.")] = None,
    state_dir: Annotated[Path | None, typer.Option(help="Pairing, spool and taught phrases.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens.")] = False,
) -> None:
    """Be the camera, until it is stopped. Every setting can also be given by environment and TOML file.

    Exit code 0: ended in good order, or taken; 1: --once took nothing; 2: it cannot run like this.
    """
    out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        from camera_device.device import Device
        from camera_device.once import take_once

        settings = Settings.load(
            camera=camera,
            play=play,
            video_device=video_device,
            rotation=rotation,
            countdown_seconds=countdown,
            framing=framing,
            burst=burst,
            turn_seconds=turn_seconds,
            schedule=tuple(schedule) if schedule else None,
            voice=voice,
            sound=sound,
            light=light,
            language=language,
            name=name,
            state_dir=state_dir,
        )
        device = Device(settings) if once is None else Device(settings, triggers={})
        device.stop_on_signals()
        if once is None:
            device.run()
            return
        outcome = take_once(device, once, force)
    except CameraError as error:
        err.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from error
    out.print(json.dumps(outcome.told(), ensure_ascii=False), markup=False)
    raise typer.Exit(0 if outcome.entry else 1)


def frame(
    file: Annotated[Path, typer.Argument(help="A picture file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Tell what framing thinks of a picture: who is in view, and what the camera would say.

    Exit code 0: one whole person; 1: not; 2: wrong use.
    """
    out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        told = _judged(file)
    except CameraError as error:
        err.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from error
    if as_json:
        out.print(json.dumps(told), markup=False)
    else:
        for key, value in told.items():
            out.print(f"{key}: {value}", markup=False)
    raise typer.Exit(0 if told["whole"] else 1)


def _judged(file: Path) -> dict[str, Any]:
    import numpy as np
    from PIL import Image, ImageOps

    from camera_device.cameras.pixels import LONG_SIDE, reduced
    from camera_device.framing.judge import fault
    from camera_device.framing.parts import Finder
    from camera_device.framing.stillness import brightness, luminance

    try:
        with Image.open(file) as image:
            pixels = np.asarray(ImageOps.exif_transpose(image).convert("RGB"), np.uint8)
    except OSError as error:
        raise FileError(
            "{file} cannot be read: {reason}.", file=file, reason=error, remedy="Give a picture."
        ) from error
    small = reduced(pixels, LONG_SIDE)
    figure = Finder().find(small)
    hint = fault(figure)
    return {
        "people": figure.people if figure else 0,
        "whole": hint is None,
        "hint": hint.value if hint else None,
        "seen": sorted(figure.seen) if figure else [],
        "cut_off_at": sorted(figure.touches) if figure else [],
        "box": [round(side, 3) for side in figure.box] if figure else None,
        "light": round(brightness(luminance(small)), 2),
    }
