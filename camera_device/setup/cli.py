"""`otjang-camera setup` and `doctor`."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer
from rich.console import Console

from camera_device.errors import CameraError, SettingsError
from camera_device.settings import SYSTEM_FILE, Settings, settings_file
from camera_device.setup import service
from camera_device.setup.doctor import doctor, show
from camera_device.setup.finding import Level
from camera_device.setup.toml_file import write

CONFIG: Final = "OTJANG_CAMERA_CONFIG"


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(setup)
    app.command()(doctor)


def setup(
    server: Annotated[str | None, typer.Option(help="Address of the server's port for cameras; else by mDNS.")] = None,
    name: Annotated[str | None, typer.Option(help="How the app names this camera at first.")] = None,
    language: Annotated[Literal["en", "ko"] | None, typer.Option(help="In which it speaks.")] = None,
    given: Annotated[
        list[str] | None, typer.Option("--set", help="Any other setting to write down, such as rotation=90.")
    ] = None,
    no_service: Annotated[bool, typer.Option("--no-service", help="Do not install it as a service.")] = False,
    pair_again: Annotated[bool, typer.Option("--pair-again", help="Pair though it is paired.")] = False,
    no_trials: Annotated[bool, typer.Option("--no-trials", help="Try neither camera nor sound nor button.")] = False,
) -> None:
    """Make this machine a camera: settings, pairing, a trial of every part, and the service. Can be run again any time.

    Exit code 0: all works; 1: something does not, and is told; 2: wrong use.
    """
    out = Console(highlight=False, soft_wrap=True)
    logging.basicConfig(level=logging.ERROR)  # what a warning would say, the findings say
    try:
        wanted = _wanted(given or []) | {
            key: value for key, value in (("server", server), ("name", name), ("language", language)) if value
        }
        if not no_service and not service.has_systemd():
            out.print("This machine is not run by systemd, so there will be no service.")
            no_service = True
        if not no_service and not service.is_root():
            out.print("The service needs root. This is what would be done:\n")
            _plan(out)
            out.print(f"\nRun: sudo {_program()} setup\nOr, without a service: {_program()} setup --no-service")
            raise typer.Exit(1)
        well = _set_up(out, wanted, with_service=not no_service, anew=pair_again, with_trials=not no_trials)
    except SettingsError as error:
        out.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from error
    except CameraError as error:
        out.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    raise typer.Exit(0 if well else 1)


def _set_up(out: Console, wanted: dict[str, Any], *, with_service: bool, anew: bool, with_trials: bool) -> bool:
    """The whole way; False where something does not work."""
    groups = _groups()
    if with_service:
        service.run(("systemctl", "stop", service.NAME))  # it holds camera and pins
        service.perform(service.preparing(groups, _user_exists()), _tell(out))
        os.environ.setdefault(CONFIG, str(SYSTEM_FILE))
        wanted["state_dir"] = str(service.STATE)
    file = settings_file()
    settings = Settings.load(**wanted)
    changed = bool(wanted) and write(file, wanted)
    out.print(f"Settings {'are written to' if changed else 'stay as they are in'} {file}.", markup=False)

    well = _try_out(out, settings, anew=anew, with_trials=with_trials)
    if with_service:
        service.perform(service.installing(_program(), groups, file), _tell(out))
        out.print(f"It runs now, and at every start. To look at it: otjang-camera doctor; journalctl -u {service.NAME}")
    else:
        out.print("To run it: otjang-camera run. As a service it would need:\n")
        _plan(out)
        out.print(f"\nTo do that: sudo {_program()} setup")
    return well


def _try_out(out: Console, settings: Settings, *, anew: bool, with_trials: bool) -> bool:
    # What opens cameras and sound is imported here, so that the command line's help stays quick.
    from camera_device.setup.joining import join
    from camera_device.setup.trials import trials
    from camera_device.setup.world import RealWorld
    from camera_device.sound import Saying, choose_sounds

    well, sounds = True, choose_sounds(settings)
    try:
        try:
            pairing = join(settings, out, sounds, anew=anew)
            out.print(f"Paired with {pairing.household} at {pairing.server}.", markup=False)
        except CameraError as error:
            well = False
            out.print(str(error), style="red", markup=False)
        if with_trials:
            for name, finding in trials(RealWorld(settings), sounds, out.print):
                show(out, name, finding)
                well = well and finding.level is not Level.FAULT
        if well:
            sounds.say(Saying.READY)
        sounds.wait(10)
    finally:
        sounds.close()
    return well


def _wanted(given: Sequence[str]) -> dict[str, Any]:
    """``name=value`` pairs; values as in TOML, and words without quotes. Raises ``SettingsError``."""
    wanted: dict[str, Any] = {}
    for one in given:
        key, sign, value = one.partition("=")
        key, value = key.strip(), value.strip()
        if not sign or key not in Settings.model_fields:
            raise SettingsError(
                "{given} is no setting.", given=one, remedy="Write --set NAME=VALUE; the names are in docs/camera.md."
            )
        try:
            wanted[key] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            wanted[key] = value
    return wanted


def _plan(out: Console) -> None:
    groups, config = _groups(), Path(os.environ.get(CONFIG, SYSTEM_FILE))
    steps = [*service.preparing(groups, _user_exists()), *service.installing(_program(), groups, config)]
    for step in steps:
        out.print(f"  {step}", markup=False)
    out.print(f"\n{service.UNIT}:\n\n{service.unit(_program(), groups, config)}", markup=False)


def _program() -> Path:
    """This command, where it is installed."""
    beside = Path(sys.executable).with_name("otjang-camera")
    return beside if beside.exists() else Path(shutil.which("otjang-camera") or sys.argv[0]).absolute()


def _groups() -> list[str]:
    import grp

    known = {entry.gr_name for entry in grp.getgrall()}
    return [group for group in service.GROUPS if group in known]


def _user_exists() -> bool:
    import pwd

    try:
        pwd.getpwnam(service.USER)
    except KeyError:
        return False
    return True


def _tell(out: Console) -> Any:
    return lambda line: out.print(f"  {line}", markup=False)
