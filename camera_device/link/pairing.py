"""How a camera gets its token: by a code that a person compares, or by a QR code that a person holds up.

The code is a short authentication string as in ZRTP (RFC 6189): made of both sides' random numbers and of the
certificate that the camera sees. The camera commits to its number before it learns the server's, so somebody in
between, who has to show another certificate, gets a guess at one in a million, each time that the camera begins
again, at making both codes the same.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from camera_device.errors import CameraError, PairingError, UnreachableError
from camera_device.link.backoff import Backoff
from camera_device.link.client import Client, not_otjang
from camera_device.link.credentials import Pairing
from camera_device.link.pinned import checked_fingerprint
from camera_device.link.replies import NotNowError, StatusError

CONTEXT: Final = b"otjang-pairing-1"
NONCE_BYTES: Final = 32
BEGINNINGS: Final = 3
"""Tries until no other open pairing has the same code."""
CLAIMS: Final = 3
"""Tries with the key of a QR code while the network fails."""
BETWEEN: Final = 1.0
"""Seconds between two questions whether the code was typed."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the app's QR code says."""

    server: str
    fingerprint: str | None
    key: str


def code(device_nonce: bytes, server_nonce: bytes, fingerprint: str | None) -> str:
    """Six digits that both sides know, and nobody in between can choose."""
    certificate = bytes.fromhex(fingerprint) if fingerprint else bytes(32)
    digest = hashlib.sha256(CONTEXT + device_nonce + server_nonce + certificate).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def pair_by_code(
    server: str,
    fingerprint: str | None,
    name: str,
    show: Callable[[str], None],
    *,
    language: str = "en",
    pause: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Pairing:
    """Show a code and wait until somebody has typed it in the app.

    ``fingerprint`` is of the certificate that the server at this address shows now; it is pinned from the first request
    on. Raises ``PairingError`` when nobody typed it in time, and what ``Client.call`` raises.
    """
    with Client(server, fingerprint, language=language) as client:
        for _ in range(BEGINNINGS):
            began, nonce = clock(), secrets.token_bytes(NONCE_BYTES)
            opened = client.call(
                "POST", "/pairings", json={"name": name, "commitment": hashlib.sha256(nonce).hexdigest()}
            )
            try:
                pairing_id, secret = str(opened["pairing_id"]), str(opened["secret"])
                theirs, lasts = bytes.fromhex(opened["nonce"]), float(opened["expires_in"])
            except (KeyError, TypeError, ValueError) as error:
                raise not_otjang(server) from error
            if len(theirs) != NONCE_BYTES:
                raise not_otjang(server)
            try:
                client.call("PUT", f"/pairings/{pairing_id}/nonce", json={"nonce": nonce.hex()})
            except StatusError as error:
                if error.status == 409:
                    continue
                raise
            show(code(nonce, theirs, fingerprint))
            found = _typed(client, pairing_id, secret, began + lasts, pause, clock)
            return _pairing(found, server, fingerprint)
    raise PairingError("No code was free.", remedy="Other cameras are being paired: try again in five minutes.")


def read_invitation(text: str) -> Invitation:
    """What a QR code of the app says: ``otjang://pair?v=1&s=SERVER&f=FINGERPRINT&k=KEY``. Raises ``PairingError``."""
    try:
        address = urlsplit(text.strip())
        given = {name: values[0] for name, values in parse_qs(address.query).items()}
        if (address.scheme, address.netloc) != ("otjang", "pair"):
            raise ValueError
        fingerprint = checked_fingerprint(given["f"]) if given.get("f") else None
        if given["v"] != "1":
            raise PairingError(
                "The QR code is of version {version}.", version=given["v"][:20], remedy="Update the camera's software."
            )
        return Invitation(given["s"], fingerprint, given["k"])
    except PairingError:
        raise
    except (ValueError, KeyError) as error:
        raise PairingError(
            "This is no QR code for pairing a camera.", remedy="Open the app's page of cameras and choose to add one."
        ) from error


def pair_by_invitation(
    invitation: Invitation, name: str, *, language: str = "en", pause: Callable[[float], None] = time.sleep
) -> Pairing:
    """Use the key of a QR code. The number sent along lets the same camera ask again when an answer was lost.

    Raises ``PairingError`` when the code is used or too old, and what ``Client.call`` raises.
    """
    asked = {"key": invitation.key, "name": name, "nonce": secrets.token_hex(NONCE_BYTES)}
    backoff = Backoff()
    with Client(invitation.server, invitation.fingerprint, language=language) as client:
        for left in reversed(range(CLAIMS)):
            try:
                found = client.call("POST", "/pairings/claim", json=asked)
                break
            except UnreachableError:
                if not left:
                    raise
                pause(backoff.failed())
            except StatusError as error:
                if error.status not in (404, 410):
                    raise
                raise PairingError(
                    "This QR code was used already, or is older than five minutes.", remedy="Make a new one in the app."
                ) from error
    return _pairing(found, invitation.server, invitation.fingerprint)


def _typed(
    client: Client,
    pairing_id: str,
    secret: str,
    until: float,
    pause: Callable[[float], None],
    clock: Callable[[], float],
) -> Mapping[str, Any]:
    """The server's answer once somebody has typed the code. A network that is away for a while is waited for."""
    while clock() < until:
        wait = BETWEEN
        try:
            found = client.call("GET", f"/pairings/{pairing_id}", headers={"Authorization": f"Bearer {secret}"})
            if found.get("state") == "paired":
                return found
        except NotNowError as error:
            wait = max(wait, error.retry_after)
        except UnreachableError:
            pass
        except StatusError as error:
            if error.status not in (404, 410):
                raise
            break
        pause(wait)
    raise PairingError("Nobody typed the code in time.", remedy="Begin again; the code is good for five minutes.")


def _pairing(found: Mapping[str, Any], server: str, fingerprint: str | None) -> Pairing:
    try:
        pairing = Pairing(server, fingerprint, str(found["token"]), found["device_id"], str(found["household"]))
    except KeyError as error:
        raise not_otjang(server) from error
    if not (pairing.token.isascii() and pairing.token.isprintable() and pairing.token):
        raise CameraError("The server gave a token that cannot be used.", remedy="Update the server.")
    return pairing
