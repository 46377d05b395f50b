"""The `otjang-camera` command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from camera_device import run_cli
from camera_device.errors import CameraError, SettingsError
from camera_device.link import cli as link
from camera_device.link import credentials
from camera_device.settings import Settings
from camera_device.setup import cli as setup_cli
from camera_device.uplink import Uplink
from camera_device.voice import cli as voice_cli

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


run_cli.register(app)
link.register(app)
setup_cli.register(app)
voice_cli.register(app)


@app.callback()
def device() -> None:
    """Otjang's camera: brings pictures to the wardrobe."""


@app.command()
def send(
    files: Annotated[list[Path], typer.Argument(help="Picture files to send.")],
    server: Annotated[
        str | None, typer.Option(envvar="OTJANG_SERVER", help="Address that `otjang up` prints; else the paired one.")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(envvar="OTJANG_TOKEN", help="Token that `otjang device add` prints; else the paired one."),
    ] = None,
    attempts: Annotated[int, typer.Option(min=1, max=20, help="Tries a file while the network fails.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line a file.")] = False,
) -> None:
    """Send pictures to the wardrobe. Sending one twice is harmless.

    Exit code 0: all delivered; 1: some were not; 2: wrong use.
    """
    out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)
    failed = 0
    try:
        with _uplink(server, token, attempts) as uplink, Progress(console=err, transient=True) as progress:
            for path in progress.track(files, description="Sending"):
                try:
                    receipt = uplink.send(path)
                except CameraError as error:
                    failed += 1
                    answer: dict[str, object] = {"file": str(path), "error": str(error)}
                    err.print(str(error), style="red", markup=False)
                else:
                    answer = {"file": str(path), "look_id": receipt.look_id, "duplicate": receipt.duplicate}
                    if not as_json:
                        known = " (known already)" if receipt.duplicate else ""
                        out.print(f"{path.name} → look {receipt.look_id}{known}", markup=False)
                if as_json:
                    out.print(json.dumps(answer, ensure_ascii=False), markup=False)
    except CameraError as error:
        err.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from error
    raise typer.Exit(1 if failed else 0)


def _uplink(server: str | None, token: str | None, attempts: int) -> Uplink:
    """To the given server, or to the one that this camera is paired with. The pairing's token goes nowhere else."""
    if server and token:
        return Uplink(server, token, attempts=attempts)
    if not server and not token:
        pairing = credentials.load(Settings.load().state_dir)
        if pairing is not None:
            return Uplink(pairing.server, pairing.token, fingerprint=pairing.fingerprint, attempts=attempts)
    raise SettingsError(
        "It is not said where to send to.",
        remedy="Give both --server and --token (`otjang device add` prints one), or pair with `otjang-camera pair`.",
    )


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
