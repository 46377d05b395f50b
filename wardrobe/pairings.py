"""How a camera comes to its token: by a code that it shows, or by a QR code that it reads.

**By code**, a short authentication string as in ZRTP (RFC 6189): the camera commits to its number before it
knows the server's, and the code is made of both numbers and of the certificate that the camera sees. Somebody
in between has one chance in a million for each pairing that is open and each time the camera begins again, some
thirty in all, to make both sides show the same code.

No token is kept, not even for the minutes of pairing: it is derived from the secret that the camera got, and
only hashes are in the database. So the camera can ask again when an answer was lost, and a copied database
opens nothing. Any process of this wardrobe can approve, the command line too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from wardrobe.accounts import Device, device_of, digest, new_device
from wardrobe.attempts import charge, forgive
from wardrobe.camera_schema import InvitationRow, PairingRow
from wardrobe.database import Database
from wardrobe.errors import AccountError, ClashError, OverError, TooManyError
from wardrobe.schema import DeviceRow, HouseholdRow, now

LIFETIME: Final = timedelta(minutes=5)
MOST: Final = 10
"""Pairings by code that are open at a time."""
MOST_OF_AN_ADDRESS: Final = 3
MOST_INVITATIONS: Final = 20
"""QR codes of a household that are open at a time; the oldest goes."""
FREE_ATTEMPTS: Final = 5
"""Wrong codes before one has to wait; then 1 s, doubled with each further one."""
LONGEST_WAIT: Final = 60
"""Seconds. A code lives for 300, so that guessing gets some dozen tries at one in a million."""
NO_CERTIFICATE: Final = "0" * 64
"""The fingerprint over plain HTTP."""


class MisfitError(AccountError):
    """A number or a secret that is not the pairing's."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where cameras reach this server, and what they are to pin."""

    server: str
    """Such as ``https://192.168.1.20:8601``."""
    fingerprint: str
    """SHA-256 of the certificate, in hex."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A pairing that has begun."""

    id: str
    nonce: str
    secret: str
    expires_in: int
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Paired:
    """A camera that belongs to a household now."""

    token: str
    device: Device
    household: str
    """Its name."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a QR code says."""

    text: str
    """``otjang://pair?…``"""
    expires_at: datetime
    id: str
    """To ask whether it was claimed; opens nothing."""


def code_of(device_nonce: str, server_nonce: str, fingerprint: str) -> str:
    """The six digits that both sides make of the same three numbers, each 32 bytes in hex."""
    numbers = b"".join(bytes.fromhex(one) for one in (device_nonce, server_nonce, fingerprint))
    hashed = hashlib.sha256(b"otjang-pairing-1" + numbers).digest()
    return f"{int.from_bytes(hashed[:8], 'big') % 1_000_000:06d}"


class Pairings:
    """Pairings and invitations that are open. ``reach`` says where cameras reach the server; None: nowhere."""

    def __init__(
        self, database: Database, reach: Callable[[], Reach | None], clock: Callable[[], datetime] = now
    ) -> None:
        self._database = database
        self._reach = reach
        self._clock = clock

    def open(self, name: str, commitment: str, address: str, fingerprint: str = NO_CERTIFICATE) -> Opened:
        """Begin by code. ``commitment``: SHA-256 of the camera's number, in hex; ``address``: where it asks from.

        Raises ``TooManyError``.
        """
        secret = secrets.token_urlsafe(32)
        with self._database.write() as session:
            self._forget(session)
            waiting = select(func.count()).select_from(PairingRow).where(PairingRow.device_id.is_(None))
            of_address = session.scalar(waiting.where(PairingRow.address == address)) or 0
            if of_address >= MOST_OF_AN_ADDRESS or (session.scalar(waiting) or 0) >= MOST:
                raise TooManyError(
                    "Too many cameras are being paired.", remedy="Wait five minutes, or pair by the QR code of the app."
                )
            row = PairingRow(
                id=secrets.token_hex(16),
                name=name,
                address=address,
                commitment=commitment,
                server_nonce=secrets.token_hex(32),
                fingerprint=fingerprint,
                secret_hash=digest(secret),
                token_hash=digest(_token(secret)),
                expires_at=self._clock() + LIFETIME,
            )
            session.add(row)
        return Opened(row.id, row.server_nonce, secret, round(LIFETIME.total_seconds()))

    def reveal(self, pairing_id: str, nonce: str) -> None:
        """The camera's number, 32 bytes in hex: from now on there is a code. Again with the same one: nothing.

        Raises ``AccountError`` where it does not fit the commitment, ``ClashError`` where another open pairing
        has the same code, ``OverError``.
        """
        with self._database.write() as session:
            row = self._open(session, pairing_id)
            if hashlib.sha256(bytes.fromhex(nonce)).hexdigest() != row.commitment:
                raise MisfitError("The number does not fit the commitment.", remedy="Begin the pairing again.")
            if row.code is not None:
                return
            code = code_of(nonce, row.server_nonce, row.fingerprint)
            taken = session.scalar(select(PairingRow.id).where(PairingRow.code == code)) is not None
            if taken:
                session.delete(row)
            else:
                row.device_nonce, row.code = nonce, code
        if taken:
            raise ClashError("Another camera shows the same code.", remedy="Begin the pairing again.")

    def ask(self, pairing_id: str, secret: str) -> Paired | None:
        """What has become of it; None while nobody has typed the code. Raises ``OverError``, ``MisfitError``."""
        with self._database.read() as session:
            row = self._open(session, pairing_id)
            if not hmac.compare_digest(row.secret_hash, digest(secret)):
                raise MisfitError("This is not the secret of the pairing.", remedy="Begin the pairing again.")
            return None if row.device_id is None else _paired(session, row.device_id, _token(secret))

    def approve(self, household_id: int, code: str) -> Device:
        """Let the camera in that shows this code. Raises ``AccountError``: wrong code, too many tries."""
        typed = "".join(letter for letter in unicodedata.normalize("NFKC", code) if letter.isdigit())
        tried = digest(f"pairing of {household_id}")
        with self._database.write() as session:
            left = charge(session, tried, self._clock(), free=FREE_ATTEMPTS, longest=LONGEST_WAIT)
        if left:
            raise AccountError("Too many wrong codes: wait {seconds} s.", seconds=left, remedy="Then try again.")
        with self._database.write() as session:
            shown = PairingRow.code == typed, PairingRow.expires_at > self._clock()
            row = session.scalar(select(PairingRow).where(*shown))
            device = None if row is None or row.device_id is None else session.get(DeviceRow, row.device_id)
            if row is None or (device is not None and device.household_id != household_id):
                raise AccountError(
                    "No camera shows this code.",
                    remedy="Type the six digits that the camera shows now; a code is good for five minutes.",
                )
            if device is None:
                device = new_device(session, household_id, row.name, row.token_hash)
                row.device_id = device.id
            forgive(session, tried)
            return device_of(device)

    def invite(self, household_id: int, server: str | None = None) -> Invitation:
        """A text for a QR code, with a key that works once. ``server``: another address of the device port.

        Raises ``AccountError`` where cameras cannot reach this server at all.
        """
        reach = self._reach()
        if reach is None:
            raise AccountError(
                "Cameras cannot reach this server: its port for cameras is not open.",
                remedy="Look at what `otjang up` says about it; set OTJANG_DEVICE_PORT to a free port.",
            )
        key = secrets.token_urlsafe(32)
        expires_at = self._clock() + LIFETIME
        with self._database.write() as session:
            self._forget(session)
            mine = select(InvitationRow).where(InvitationRow.household_id == household_id)
            for row in session.scalars(mine.order_by(InvitationRow.expires_at.desc()).offset(MOST_INVITATIONS - 1)):
                session.delete(row)
            session.add(InvitationRow(key_hash=digest(key), household_id=household_id, expires_at=expires_at))
        says = {"v": "1", "s": server or reach.server, "f": reach.fingerprint, "k": key}
        return Invitation(f"otjang://pair?{urlencode(says)}", expires_at, digest(key))

    def claim(self, key: str, name: str, nonce: str = "") -> Paired:
        """Take an invitation up, once; the same camera (the same ``nonce``) gets the same answer again.

        Raises ``OverError`` where it is used, unknown or too old.
        """
        token = _token(f"{key} {nonce}")
        with self._database.write() as session:
            row = session.get(InvitationRow, digest(key), with_for_update=True)
            fresh = row is not None and row.expires_at > self._clock()
            again = fresh and row is not None and bool(nonce) and row.claim_hash == digest(nonce)
            if row is None or not fresh or (row.device_id is not None and not again):
                raise OverError("This QR code was used already, or is too old.", remedy="Show a new one in the app.")
            if row.device_id is None:
                row.device_id = new_device(session, row.household_id, name, digest(token)).id
                row.claim_hash = digest(nonce) if nonce else None
                session.flush()
            return _paired(session, row.device_id, token)

    def claimed(self, invitation: Invitation) -> Device | None:
        """The camera that has taken an invitation up."""
        query = select(DeviceRow).join(InvitationRow, InvitationRow.device_id == DeviceRow.id)
        with self._database.read() as session:
            row = session.scalar(query.where(InvitationRow.key_hash == invitation.id, DeviceRow.revoked_at.is_(None)))
            return None if row is None else device_of(row)

    def _open(self, session: Session, pairing_id: str) -> PairingRow:
        row = session.get(PairingRow, pairing_id)
        if row is None or row.expires_at <= self._clock():
            raise OverError("This pairing is over.", remedy="Begin the pairing again.")
        return row

    def _forget(self, session: Session) -> None:
        for table in (PairingRow, InvitationRow):
            session.execute(delete(table).where(table.expires_at <= self._clock()))


def _token(secret: str) -> str:
    made = hashlib.sha256(f"otjang-token-1 {secret}".encode()).digest()
    return f"otj_{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def _paired(session: Session, device_id: int, token: str) -> Paired:
    device = session.get_one(DeviceRow, device_id)
    if device.revoked_at is not None:
        raise OverError("This pairing is over.", remedy="Begin the pairing again.")
    return Paired(token, device_of(device), session.get_one(HouseholdRow, device.household_id).name)
