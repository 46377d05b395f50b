"""Who may see a wardrobe: persons with passwords, their sessions, and devices with tokens.

Tokens have 256 random bits; only their SHA-256 is kept, so a copied database opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from wardrobe.attempts import charge, forgive
from wardrobe.database import Database
from wardrobe.errors import AccountError, NotFoundError
from wardrobe.schema import DeviceRow, HouseholdRow, PersonRow, SessionRow, now

PASSWORD_LEAST: Final = 10
PASSWORD_MOST: Final = 1024
FREE_ATTEMPTS: Final = 5
"""Wrong passwords before a name has to wait; then 1 s, doubled with each further one."""
LONGEST_WAIT: Final = 300
"""Seconds. No longer, so that a stranger cannot lock the owner out for good."""
SEEN_AGAIN: Final = timedelta(minutes=1)
"""When a device was last seen is not written more often."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    id: int
    household_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Device:
    """A camera or another machine that may send pictures."""

    id: int
    household_id: int
    name: str
    created_at: datetime
    last_seen_at: datetime | None = None
    """Accurate to a minute; None: never."""


class Accounts:
    """Persons, sessions and devices."""

    def __init__(self, database: Database, session_days: int) -> None:
        self._database = database
        self._lifetime = timedelta(days=session_days)
        self._hasher = PasswordHasher()

    def has_owner(self) -> bool:
        """Whether the first account has been made."""
        with self._database.read() as session:
            return session.scalar(select(PersonRow.id).limit(1)) is not None

    def households(self) -> list[int]:
        """Ids of every household here, oldest first."""
        with self._database.read() as session:
            return list(session.scalars(select(HouseholdRow.id).order_by(HouseholdRow.id)))

    def only_person(self, household_id: int) -> int | None:
        """Who lives in a household where it is one person: whoever speaks there is taken for them."""
        with self._database.read() as session:
            found = list(session.scalars(select(PersonRow.id).where(PersonRow.household_id == household_id).limit(2)))
            return found[0] if len(found) == 1 else None

    def create_owner(self, name: str, password: str) -> Person:
        """Make the first account and its household. Raises ``AccountError`` when there is one already."""
        name = " ".join(name.split())
        if not name or len(name) > 100:
            raise AccountError("The name must have 1 to 100 characters.", remedy="Type another name.")
        hashed = self._hash(password)
        with self._database.write() as session:
            if session.scalar(select(PersonRow.id).limit(1)) is not None:
                raise AccountError("This wardrobe has an owner already.", remedy="Log in instead.")
            household = HouseholdRow(name=name)
            session.add(household)
            session.flush()
            row = PersonRow(
                household_id=household.id, name=name, name_key=_key(name), password_hash=hashed, created_at=now()
            )
            session.add(row)
            session.flush()
            return _person(row)

    def log_in(self, name: str, password: str) -> str:
        """A new session's token. Raises ``AccountError``, which does not tell whether the name exists."""
        row = self._check(name, password)
        token = secrets.token_urlsafe(32)
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.expires_at < now()))
            session.add(SessionRow(token_hash=digest(token), person_id=row.id, expires_at=now() + self._lifetime))
        return token

    def person_for(self, token: str) -> Person | None:
        """Whose session this is, while it lasts."""
        query = (
            select(PersonRow)
            .join(SessionRow, SessionRow.person_id == PersonRow.id)
            .where(SessionRow.token_hash == digest(token), SessionRow.expires_at > now())
        )
        with self._database.read() as session:
            row = session.scalar(query)
            return None if row is None else _person(row)

    def people(self, household_id: int) -> list[Person]:
        """Everybody of a household, the first account first."""
        query = select(PersonRow).where(PersonRow.household_id == household_id).order_by(PersonRow.id)
        with self._database.read() as session:
            return [_person(row) for row in session.scalars(query)]

    def log_out(self, token: str) -> None:
        """End a session."""
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == digest(token)))

    def change_password(self, person_id: int, old: str, new: str, keep: str | None = None) -> None:
        """Set a new password and end every session of the person but the one with the token ``keep``."""
        with self._database.read() as session:
            person = session.get(PersonRow, person_id)
            if person is None:
                raise NotFoundError("There is no such account.")
        self._check(person.name, old)
        hashed = self._hash(new)
        with self._database.write() as session:
            session.execute(update(PersonRow).where(PersonRow.id == person_id).values(password_hash=hashed))
            others = delete(SessionRow).where(SessionRow.person_id == person_id)
            session.execute(others.where(SessionRow.token_hash != digest(keep)) if keep else others)

    def add_device(self, household_id: int, name: str) -> str:
        """A new device's token, to be shown once."""
        token = f"otj_{secrets.token_urlsafe(32)}"
        with self._database.write() as session:
            new_device(session, household_id, device_name(name), digest(token))
        return token

    def device_for(self, token: str) -> Device | None:
        """Whose token this is, unless it was revoked."""
        query = select(DeviceRow).where(DeviceRow.token_hash == digest(token), DeviceRow.revoked_at.is_(None))
        with self._database.read() as session:
            row = session.scalar(query)
            return None if row is None else device_of(row)

    def saw(self, device: Device, at: datetime) -> None:
        """A device has asked for something; nothing is written where that was within the last minute."""
        if device.last_seen_at is None or abs(at - device.last_seen_at) >= SEEN_AGAIN:
            with self._database.write() as session:
                session.execute(update(DeviceRow).where(DeviceRow.id == device.id).values(last_seen_at=at))

    def device(self, household_id: int, device_id: int) -> Device:
        """One of the household's devices. Raises ``NotFoundError``, also where it was revoked."""
        with self._database.read() as session:
            return device_of(_own_device(session, household_id, device_id))

    def devices(self, household_id: int) -> list[Device]:
        """The household's devices that may send pictures, oldest first."""
        query = select(DeviceRow).where(DeviceRow.household_id == household_id, DeviceRow.revoked_at.is_(None))
        with self._database.read() as session:
            return [device_of(row) for row in session.scalars(query.order_by(DeviceRow.id))]

    def revoke_device(self, household_id: int, device_id: int) -> None:
        """Take nothing more from a device. Raises ``NotFoundError``."""
        with self._database.write() as session:
            _own_device(session, household_id, device_id).revoked_at = now()

    def rename_device(self, household_id: int, device_id: int, name: str) -> None:
        """Call a device by another name. Raises ``NotFoundError`` and ``AccountError``."""
        with self._database.write() as session:
            _own_device(session, household_id, device_id).name = device_name(name)

    def _hash(self, password: str) -> str:
        if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
            raise AccountError(
                "The password must have at least {least} characters.",
                least=PASSWORD_LEAST,
                remedy="Choose a longer one, such as four words that do not belong together.",
            )
        return self._hasher.hash(_normal(password))

    @cached_property
    def _nobody(self) -> str:
        """What a wrong name is checked against, so that it takes as long as a wrong password."""
        return self._hasher.hash(secrets.token_urlsafe())

    def _check(self, name: str, password: str) -> PersonRow:
        nobody = self._nobody  # also where it is not needed, or the first wrong name would take longer
        with self._database.write() as session:
            self._count_attempt(session, name)
            row = session.scalar(select(PersonRow).where(PersonRow.name_key == _key(name)))
            hashed = row.password_hash if row else nobody
        try:
            self._hasher.verify(hashed, _normal(password[: PASSWORD_MOST + 1]))
        except VerifyMismatchError:
            row = None
        if row is None:
            raise AccountError("Name or password is wrong.", remedy="Try again; capital letters count in passwords.")
        fresh = self._hasher.hash(_normal(password)) if self._hasher.check_needs_rehash(hashed) else hashed
        with self._database.write() as session:
            forgive(session, digest(_key(name)))
            session.execute(update(PersonRow).where(PersonRow.id == row.id).values(password_hash=fresh))
        return row

    def _count_attempt(self, session: Session, name: str) -> None:
        """Count before the password is checked: attempts at the same time cannot slip through together."""
        left = charge(session, digest(_key(name)), now(), free=FREE_ATTEMPTS, longest=LONGEST_WAIT)
        if left:
            raise AccountError("Too many wrong passwords: wait {seconds} s.", seconds=left, remedy="Then try again.")


def _person(row: PersonRow) -> Person:
    return Person(row.id, row.household_id, row.name)


def device_of(row: DeviceRow) -> Device:
    """What leaves this package of a row."""
    return Device(row.id, row.household_id, row.name, row.created_at, row.last_seen_at)


def device_name(name: str) -> str:
    """A name as it is kept. Raises ``AccountError``."""
    name = " ".join(name.split())
    if not name or len(name) > 100:
        raise AccountError("The name must have 1 to 100 characters.", remedy="Type another name.")
    return name


def new_device(session: Session, household_id: int, name: str, token_hash: str) -> DeviceRow:
    """Add a device whose token has this ``digest``."""
    row = DeviceRow(household_id=household_id, name=name, token_hash=token_hash, created_at=now())
    session.add(row)
    session.flush()
    return row


def _own_device(session: Session, household_id: int, device_id: int) -> DeviceRow:
    row = session.get(DeviceRow, device_id)
    if row is None or row.household_id != household_id or row.revoked_at is not None:
        raise NotFoundError("There is no such device.")
    return row


def _normal(password: str) -> str:
    # The same letters typed on another keyboard or system give the same bytes (Korean above all).
    return unicodedata.normalize("NFKC", password)


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def digest(token: str) -> str:
    """The hash of a token that is kept in its place."""
    return hashlib.sha256(token.encode()).hexdigest()
