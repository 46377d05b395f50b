"""What the doctor looks at: one function a question, each with the remedy for every fault it knows.

A check gives None where there is nothing to say: no ring, no Raspberry Pi, not paired yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from camera_device.errors import CameraBusyError, CameraError, MissingError
from camera_device.setup.finding import Finding, Level, fault, of_error, ok, warning
from camera_device.setup.service import GROUPS, NAME, USER
from camera_device.setup.world import World

SILENCE: Final = 1e-6
"""A microphone that gives less is switched off: even a quiet room has more noise in it."""
FAINT: Final = 3e-4
HOT: Final = 80.0
"""Degrees Celsius at which a Raspberry Pi begins to slow down."""
UNDERVOLTAGE: Final = 0x1
SLOWED: Final = 0x2 | 0x4 | 0x8
"""Frequency capped, throttled, soft temperature limit (Raspberry Pi documentation, vcgencmd get_throttled)."""
SINCE_START: Final = 16
"""Bits to the left of each of these: it was so at some time since the start."""
NO_SUCH_PROGRAM: Final = 127


def settings(world: World) -> Finding:
    """Where they come from. That they are valid is known already."""
    if world.exists(str(world.settings_file)):
        return ok(f"Settings come from {world.settings_file}.")
    return ok(f"There is no {world.settings_file}; flags, environment and defaults count.")


def pairing(world: World) -> Finding:
    """Whether the camera belongs to a household."""
    try:
        found = world.pairing()
    except CameraError as error:
        return of_error(error)
    if found is None:
        return fault("The camera is not paired.", "Run `otjang-camera setup`, or `otjang-camera pair`.")
    return ok(f"Paired with {found.household} at {found.server}.")


def server(world: World) -> Finding | None:
    """Whether the server answers, is the one that was paired, and knows the camera."""
    try:
        found = world.pairing()
        if found is None:
            return None
        world.ask_server(found)
    except CameraError as error:
        return of_error(error)
    return ok(f"{found.server} answers, and is the one that was paired.")


def clock(world: World) -> Finding:
    """Whether captures can be dated by the camera's own clock."""
    if world.clock_is_set():
        return ok("The clock is set by the network.")
    return warning(
        "The clock was not set by the network since the start; captures are dated when they arrive.",
        "Check the network, and run: sudo timedatectl set-ntp true",
    )


def camera(world: World) -> Finding:
    """Takes a photo."""
    try:
        name, still = world.take()
    except CameraBusyError as error:
        return ok("The camera is in use by the service.") if _service_runs(world) else of_error(error)
    except CameraError as error:
        return of_error(error)
    what = f"{name} takes photos of {still.width}×{still.height} pixels."
    reasons = [str(error) for error in world.camera_warnings()] if world.settings.camera == "auto" else []
    if "virtual" in name.lower() and reasons:
        return warning(f"There is no camera, so files are played: {what}", " ".join(reasons))
    return ok(what)


def microphone(world: World) -> Finding:
    """Listens for a second."""
    if not world.settings.voice:
        return ok("Listening is switched off.")
    try:
        level = world.hear(1.0)
    except CameraError as error:
        return ok("The microphone is in use by the service.") if _service_runs(world) else of_error(error)
    if level < SILENCE:
        return fault("The microphone gives silence.", "Switch it on, and raise its level: alsamixer, F4.")
    if level < FAINT:
        return warning("The microphone is very faint.", "Raise its level: alsamixer, F4.")
    return ok(f"The microphone hears something ({level:.1%} of full scale).")


def speaker(world: World) -> Finding:
    """Looks for it."""
    if not world.settings.sound:
        return ok("Sound is switched off.")
    try:
        return ok(f"Sound comes from {world.speaker()}.")
    except CameraError as error:
        return of_error(error)


def speech(world: World) -> Finding:
    """Looks for a program that speaks the camera's language."""
    if not world.settings.sound or world.settings.speech == "none":
        return ok("Speech is switched off.")
    if voices := world.voices():
        return ok(f"{voices[0]} speaks.")
    return fault("Nothing here speaks the camera's language.", "Run: sudo apt install espeak-ng")


def button(world: World) -> Finding:
    """Takes its pin for a moment."""
    pin = world.settings.button_pin
    if pin is None:
        return ok("There is no button.")
    try:
        world.button()
    except MissingError as error:
        return of_error(error, Level.WARNING)
    except CameraError as error:
        return ok(f"GPIO{pin} is in use by the service.") if _service_runs(world) else of_error(error)
    return ok(f"The button is looked for on GPIO{pin}.")


def light(world: World) -> Finding:
    """Takes its pins for a moment."""
    if world.settings.light == "none":
        return ok("There is no light.")
    try:
        return ok(f"Light: {world.light()}.")
    except MissingError as error:
        return of_error(error, Level.WARNING if world.settings.light == "auto" else Level.FAULT)
    except CameraError as error:
        return ok("The light is in use by the service.") if _service_runs(world) else of_error(error)


def spi(world: World) -> Finding | None:
    """Whether the bus of a ring is switched on."""
    if world.settings.light != "ring":
        return None
    if world.exists("/dev/spidev0.0"):
        return ok("SPI is switched on.")
    return fault("SPI is switched off, which the ring of LEDs needs.", "Run: sudo raspi-config nonint do_spi 0; reboot")


def spool(world: World) -> Finding:
    """Whether there is room for captures, and what waits."""
    try:
        found = world.spool()
    except CameraError as error:
        return of_error(error)
    waiting = f"{found.count} captures wait ({found.bytes / 1e6:.0f} MB); there is room for {found.limit / 1e9:.1f} GB."
    if found.share >= 1 or found.limit <= 0:
        return fault(f"The spool is full. {waiting}", "Bring the network back so that they are sent, or free the disk.")
    if found.aside:
        return warning(f"{found.aside} captures cannot be sent and are kept. {waiting}", "See: otjang-camera status")
    if found.nearly_full:
        return warning(f"The spool is nearly full. {waiting}", "Bring the network back so that they are sent.")
    return ok(waiting)


def groups(world: World) -> Finding | None:
    """Whether the user may use pins, camera and sound."""
    by_service = _service_is_installed(world)
    mine = world.groups(USER if by_service else None)
    if not by_service and "root" in mine:
        return ok("It runs as root.")
    missing = [group for group in GROUPS if group in world.all_groups() - mine]
    if not missing:
        return ok("The user is in all groups that devices ask for.")
    who = USER if by_service else "$USER"
    after = f"sudo systemctl restart {NAME}" if by_service else "log in again"
    return warning(
        f"The user is not in {', '.join(missing)}.", f"Run: sudo usermod -aG {','.join(missing)} {who}; then {after}"
    )


def service(world: World) -> Finding | None:
    """Whether the camera starts by itself."""
    code, state = world.run("systemctl", "is-active", NAME)
    if code == NO_SUCH_PROGRAM:
        return None
    if not _service_is_installed(world):
        return warning("The camera does not start by itself.", "Run: sudo otjang-camera setup")
    if state == "failed":
        return fault("The service has failed.", f"Read why: journalctl -u {NAME} -n 50")
    if code:
        return fault(f"The service is {state or 'not running'}.", f"Run: sudo systemctl restart {NAME}")
    if world.run("systemctl", "is-enabled", NAME)[0]:
        return warning("The service runs, but does not start by itself.", f"Run: sudo systemctl enable {NAME}")
    return ok("The service runs.")


def power(world: World) -> Finding | None:
    """Voltage and heat of a Raspberry Pi."""
    code, said = world.run("vcgencmd", "get_throttled")
    bits = re.search(r"0x[0-9a-fA-F]+", said)
    if code or bits is None:
        return None
    flags = int(bits[0], 16)
    heat = re.search(r"[\d.]+", world.run("vcgencmd", "measure_temp")[1])
    degrees = float(heat[0]) if heat else 0.0
    supply = "Use the supply made for this Pi (5.1 V) and a short, thick cable."
    cooling = "Give it a heat sink, or more air."
    if flags & UNDERVOLTAGE:
        return fault("The voltage is too low at this moment.", supply)
    if flags & UNDERVOLTAGE << SINCE_START:
        return warning("The voltage was too low since the start.", supply)
    if flags & SLOWED or degrees >= HOT:
        return warning(f"The processor is slowed down ({degrees:.0f} °C).", cooling)
    if flags & SLOWED << SINCE_START:
        return warning(f"The processor was slowed down since the start ({degrees:.0f} °C now).", cooling)
    return ok(f"Voltage is good, the processor has {degrees:.0f} °C.")


def models(world: World) -> Finding:
    """Whether the models that the settings ask for can be loaded."""
    try:
        found = world.models()
    except CameraError as error:
        return of_error(error)
    return ok(f"Models: {', '.join(found)}." if found else "No model is needed.")


def _service_is_installed(world: World) -> bool:
    return world.run("systemctl", "cat", NAME)[0] == 0


def _service_runs(world: World) -> bool:
    return world.run("systemctl", "is-active", NAME) == (0, "active")


Check = Callable[[World], Finding | None]

CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "settings": settings,
        "pairing": pairing,
        "server": server,
        "clock": clock,
        "camera": camera,
        "microphone": microphone,
        "speaker": speaker,
        "speech": speech,
        "button": button,
        "light": light,
        "spi": spi,
        "spool": spool,
        "groups": groups,
        "service": service,
        "power": power,
        "models": models,
    }
)
