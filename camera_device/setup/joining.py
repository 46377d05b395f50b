"""How setup pairs the camera: by a code that it shows and speaks, or by the app's QR code that it sees meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console

from camera_device.cameras.base import Camera
from camera_device.cameras.choosing import consider
from camera_device.cameras.virtual import VirtualCamera
from camera_device.errors import CameraError, PairingError, UnreachableError
from camera_device.link import credentials
from camera_device.link.cli import paired
from camera_device.link.client import Client
from camera_device.link.credentials import Pairing
from camera_device.link.digits import large
from camera_device.settings import Settings
from camera_device.setup.qr import QrReader, look_for_invitation
from camera_device.sound import Saying, Sounds

AGAIN: Final = 25.0
"""Seconds after which the code is spoken once more."""
WITHOUT_SERVER: Final = 300.0
"""Seconds to wait for a QR code where no server was found."""

HOLD_UP: Final = "Or hold the app's QR code in front of the camera, an arm's length away."

Look = Callable[[float], str | None]
"""Looks for the app's QR code for so many seconds."""


class _SeenError(Exception):
    """The camera has seen the app's QR code."""


def join(settings: Settings, out: Console, sounds: Sounds, *, anew: bool = False) -> Pairing:
    """The camera's household: the one that it has, unless ``anew``, else the one that somebody pairs it with now.

    Raises ``CameraError`` when nobody did, or there is no server.
    """
    if not anew and (known := _still_good(settings, out)):
        return known
    with _eye(settings, out) as look:
        pairing = _pair(settings, out, sounds, look)
    sounds.say(Saying.PAIRED)
    return pairing


def _pair(settings: Settings, out: Console, sounds: Sounds, look: Look | None) -> Pairing:
    shown: list[tuple[str, float]] = []

    def show(code: str) -> None:
        shown.append((code, time.monotonic()))
        out.print(f"\n{large(code)}\n", markup=False)
        out.print(f"Type {code[:3]} {code[3:]} in the app: Settings, Pair a camera.")
        sounds.say(Saying.PAIRING_CODE, code=code)
        if look:
            out.print(HOLD_UP)
            sounds.say(Saying.PAIRING_QR)

    def pause(seconds: float) -> None:
        code, told = shown[-1]
        if time.monotonic() - told > AGAIN:
            shown.append((code, time.monotonic()))
            sounds.say(Saying.PAIRING_CODE, code=code)
        if not look:
            time.sleep(seconds)
        elif text := look(seconds):
            raise _SeenError(text)

    try:
        return paired(settings, None, out, show=show, pause=pause)
    except _SeenError as seen:
        return paired(settings, str(seen), out)
    except (PairingError, UnreachableError) as error:
        if shown:
            sounds.say(Saying.PAIRING_OVER)
            raise
        if look:  # the QR code tells where the server is
            out.print(str(error), markup=False)
            out.print(f"{HOLD_UP} Waiting …")
            if text := look(WITHOUT_SERVER):
                return paired(settings, text, out)
        raise


def _still_good(settings: Settings, out: Console) -> Pairing | None:
    """The pairing that is there. One that the server does not know any more counts for nothing."""
    known = credentials.load(settings.state_dir)
    if known is None:
        return None
    try:
        with Client.of(known, language=settings.language, timeout=8) as client:
            client.check()
    except PairingError as error:
        out.print(str(error), markup=False)
        return None
    except CameraError as error:
        out.print(f"{error} The pairing stays as it is.", markup=False)
    return known


@contextmanager
def _eye(settings: Settings, out: Console) -> Iterator[Look | None]:
    """A look through the camera for QR codes; None where there is no camera, or one that shows a drawn figure."""
    camera: Camera | None = None
    try:
        reader = QrReader()
        camera = consider(settings).camera
        camera.set_up()
        camera.run()
    except CameraError as error:
        out.print(f"QR codes cannot be seen: {error}", markup=False)
        yield None
    else:
        eye = camera
        drawn = isinstance(eye, VirtualCamera) and settings.play is None
        yield None if drawn else lambda seconds: look_for_invitation(eye, reader, seconds)
    finally:
        if camera is not None:
            camera.tear_down()
