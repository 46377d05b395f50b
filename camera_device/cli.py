"""The `otjang-camera` command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from camera_device.errors import CameraError
from camera_device.uplink import Uplink

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def device() -> None:
    """Otjang's camera: brings pictures to the wardrobe."""


@app.command()
def send(
    files: Annotated[list[Path], typer.Argument(help="Picture files to send.")],
    server: Annotated[str, typer.Option(envvar="OTJANG_SERVER", help="Address that `otjang up` prints.")],
    token: Annotated[str, typer.Option(envvar="OTJANG_TOKEN", help="Token that `otjang device add` prints.")],
    attempts: Annotated[int, typer.Option(min=1, max=20, help="Tries a file while the network fails.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line a file.")] = False,
) -> None:
    """Send pictures to the wardrobe. Sending one twice is harmless.

    Exit code 0: all delivered; 1: some were not; 2: wrong use.
    """
    out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)
    failed = 0
    try:
        with Uplink(server, token, attempts=attempts) as uplink, Progress(console=err, transient=True) as progress:
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


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
