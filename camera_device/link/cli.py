"""`otjang-camera pair`, `unpair` and `status`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Annotated, Any

import typer
from rich.console import Console

from camera_device.errors import CameraError, PairingError, UnreachableError, UntrustedError
from camera_device.link import credentials
from camera_device.link.credentials import Pairing
from camera_device.link.digits import large
from camera_device.settings import Settings

SPOOL = "spool"
"""Folder of the spool in the state folder."""


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(pair)
    app.command()(unpair)
    app.command()(status)


def pair(
    server: Annotated[str | None, typer.Option(help="Address of the server's port for cameras; else by mDNS.")] = None,
    qr: Annotated[str | None, typer.Option("--qr", help="What the app's QR code says: otjang://pair?…")] = None,
    name: Annotated[str | None, typer.Option(help="How the app names this camera at first.")] = None,
) -> None:
    """Make this the camera of a household: shows six digits to type in the app, or takes the app's QR code.

    Exit code 0: paired; 1: not; 2: wrong use.
    """
    out, err = _consoles()
    try:
        settings = Settings.load(server=server, name=name)
        pairing = paired(settings, qr, out)
    except (PairingError, UnreachableError, UntrustedError) as error:
        err.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    except CameraError as error:
        err.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from error
    out.print(f"Paired with {pairing.household} at {pairing.server}.", markup=False)


def paired(
    settings: Settings,
    qr: str | None,
    out: Console,
    *,
    show: Callable[[str], None] | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Pairing:
    """Pair and keep it. Captures that wait go on to the same household only. ``show`` tells the code, else ``out``
    does; ``pause`` passes the time until it was typed, and may end it with an exception of its own.

    Raises ``CameraError`` where they would go to another one, and what pairing raises.
    """
    from camera_device.link.client import Client
    from camera_device.link.pairing import pair_by_code, pair_by_invitation, read_invitation

    before = credentials.load(settings.state_dir)
    if qr:
        pairing = pair_by_invitation(read_invitation(qr), settings.name, language=settings.language)
    else:
        server, fingerprint = chosen(settings.server, out)
        pairing = pair_by_code(
            server,
            fingerprint,
            settings.name,
            show or (lambda code: _show(code, out)),
            language=settings.language,
            pause=pause,
        )
    waiting = _waiting(settings)
    if before and waiting and _home(before) != _home(pairing):
        with Client.of(pairing) as client:
            client.forget_me()
        raise PairingError(
            "{count} captures for {household} wait in this camera; it stays with it.",
            count=waiting,
            household=before.household,
            remedy="Let them be sent first, or delete them with `otjang-camera unpair --force`.",
        )
    credentials.save(settings.state_dir, pairing)
    if before:
        # The old token is of no use any more. Where the server cannot be asked, people remove it in the app.
        with suppress(CameraError), Client.of(before) as client:
            client.forget_me()
    return pairing


def chosen(server: str | None, out: Console) -> tuple[str, str | None]:
    """Address and fingerprint of the server to pair with: the given one, or the only one in the network.

    Raises ``PairingError`` where there is none or more than one, ``UntrustedError`` for plain HTTP to another machine.
    """
    from camera_device.link.client import Client
    from camera_device.link.discovery import find
    from camera_device.link.pinned import certificate, require_secure

    if server:
        if require_secure(server).scheme == "http":
            return server, None
        try:
            # A certificate that the system trusts for an address that a person typed, as a proxy has one, changes
            # every few months; only the server's own is pinned.
            with Client(server) as client:
                client.call("GET", "/health")
        except UntrustedError:
            return server, certificate(server)
        return server, None
    out.print("Looking for the server …")
    found = find()
    if len(found) == 1:
        return found[0].server, found[0].fingerprint
    if not found:
        raise PairingError(
            "No server was found in this network.",
            remedy="Check that it runs (`otjang up`), or give its address: otjang-camera pair --server https://…",
        )
    raise PairingError(
        "There are {count} servers in this network:\n{list}\n",
        count=len(found),
        list="\n".join(f"  {each.server}  {each.name}" for each in found),
        remedy="Choose one: otjang-camera pair --server https://…",
    )


def unpair(
    force: Annotated[bool, typer.Option("--force", help="Also delete captures that were not sent yet.")] = False,
) -> None:
    """Leave the household: the server forgets this camera, and token and spool are wiped.

    Exit code 0: done; 1: captures wait, or the spool is in use.
    """
    from camera_device.link.client import Client
    from camera_device.spool import Spool

    out, err = _consoles()
    try:
        settings = Settings.load()
        pairing = _any_pairing(settings, err)
        with closing(Spool(settings.state_dir / SPOOL, settings.spool_bytes)) as spool:
            status = spool.status()
            left = status.count + status.aside
            if left and not force:
                raise PairingError(
                    "{count} captures were not sent yet.",
                    count=left,
                    remedy="Let them be sent first, or delete them with `otjang-camera unpair --force`.",
                )
            if pairing is not None:
                try:
                    with Client.of(pairing, language=settings.language) as client:
                        client.forget_me()
                except CameraError as error:
                    err.print(f"The server was not told: {error}", style="yellow", markup=False)
                    err.print("Remove the camera in the app too.", style="yellow")
            spool.wipe()
        credentials.wipe(settings.state_dir)
    except CameraError as error:
        err.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    out.print("This camera belongs to nobody now." + (f" {left} captures were deleted." if left else ""))


def status(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Tell with whom this camera is paired, what waits to be sent, and what is wrong.

    Exit code 0: all is well; 1: there are faults.
    """
    from camera_device.link.client import Client
    from camera_device.spool.status import SpoolStatus, glance, glance_aside

    out, err = _consoles()
    try:
        settings = Settings.load()
    except CameraError as error:
        err.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from error
    faults: list[str] = []
    pairing = None
    try:
        pairing = credentials.load(settings.state_dir)
        if pairing is None:
            faults.append("This camera is not paired. Run `otjang-camera pair`.")
        else:
            with Client.of(pairing, language=settings.language, timeout=5) as client:
                client.check()
    except CameraError as error:
        faults.append(str(error))
    spool, aside = SpoolStatus(0, 0, settings.spool_bytes, nearly_full=False), []
    try:
        spool = glance(settings.state_dir / SPOOL, settings.spool_bytes)
        aside = glance_aside(settings.state_dir / SPOOL)
    except CameraError as error:
        faults.append(str(error))
    faults += [f"{each.reason} It is kept as {each.path}." for each in aside]
    if spool.nearly_full:
        faults.append(f"The spool is {spool.share:.0%} full. Bring the network back so that captures are sent.")
    told: dict[str, Any] = {
        "server": pairing and pairing.server,
        "household": pairing and pairing.household,
        "captures_waiting": spool.count,
        "bytes_waiting": spool.bytes,
        "spool_share": round(spool.share, 3),
        "faults": faults,
    }
    if as_json:
        out.print(json.dumps(told, ensure_ascii=False), markup=False)
    else:
        out.print(f"Paired with {pairing.household} at {pairing.server}." if pairing else "Not paired.", markup=False)
        out.print(f"{spool.count} captures wait, {spool.bytes / 1e6:.1f} MB, {spool.share:.0%} of the spool.")
        for fault in faults:
            err.print(fault, style="red", markup=False)
    raise typer.Exit(1 if faults else 0)


def _show(code: str, out: Console) -> None:
    out.print(f"\n{large(code)}\n", markup=False)
    out.print(f"Type {code[:3]} {code[3:]} in the app: Settings, Pair a camera. Waiting …")


def _consoles() -> tuple[Console, Console]:
    return Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


def _any_pairing(settings: Settings, err: Console) -> Pairing | None:
    """None also where the file is damaged: what cannot be read can still be wiped."""
    try:
        return credentials.load(settings.state_dir)
    except PairingError as error:
        err.print(str(error), style="yellow", markup=False)
        return None


def _waiting(settings: Settings) -> int:
    from camera_device.spool.status import glance

    return glance(settings.state_dir / SPOOL, settings.spool_bytes).count


def _home(pairing: Pairing) -> tuple[str, str]:
    """What makes two pairings ones of the same household: its name on the same server."""
    return pairing.fingerprint or pairing.server, pairing.household
