"""Who may see a wardrobe: persons with passwords, their sessions, and devices with tokens.

Tokens have 256 random bits; only their SHA-256 is kept, so a copied database opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from wardrobe.attempts import charge, forgive, network
from wardrobe.database import Database
from wardrobe.errors import AccountError, NotFoundError
from wardrobe.schema import DeviceRow, HouseholdRow, PersonRow, Role, SessionRow, now

PASSWORD_LEAST: Final = 10
PASSWORD_MOST: Final = 1024
FREE_ATTEMPTS: Final = 5
"""Wrong passwords for a name from one address before it has to wait; then 1 s, doubled with each further one."""
LONGEST_WAIT: Final = 300
"""Seconds."""
FREE_ATTEMPTS_OF_NAME: Final = 20
"""The same from all addresses together."""
LONGEST_WAIT_OF_NAME: Final = 30
"""Seconds. Much shorter: a stranger, who waits longer at their own address, must not lock the owner out elsewhere."""
SEEN_AGAIN: Final = timedelta(minutes=1)
"""When a device was last seen is not written more often."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a household."""

    id: int
    household_id: int
    """The household that is looked at: their own, or its sample."""
    name: str
    home_id: int
    """Their own household."""
    role: Role = "owner"
    can_log_in: bool = True
    """Not so a child, say, or somebody whose invitation is still open."""

    @property
    def visiting(self) -> bool:
        """Whether they look at another household than their own."""
        return self.household_id != self.home_id


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
            return session.scalar(_ACCOUNTS.limit(1)) is not None

    def households(self) -> list[int]:
        """Ids of every household here, oldest first; samples and what is being erased are none."""
        real = select(HouseholdRow.id).where(HouseholdRow.sample_of_id.is_(None), ~HouseholdRow.erasing)
        with self._database.read() as session:
            return list(session.scalars(real.order_by(HouseholdRow.id)))

    def only_person(self, household_id: int) -> int | None:
        """Who lives in a household where it is one person: whoever speaks there is taken for them."""
        with self._database.read() as session:
            found = list(session.scalars(select(PersonRow.id).where(PersonRow.household_id == household_id).limit(2)))
            return found[0] if len(found) == 1 else None

    def create_owner(self, name: str, password: str) -> Person:
        """Make the first account and its household. Raises ``AccountError`` when there is one already."""
        name = tidy_name(name)
        hashed = self.hashed(password)
        with self._database.write() as session:
            if session.scalar(_ACCOUNTS.limit(1)) is not None:
                raise AccountError("This wardrobe has an owner already.", remedy="Log in instead.")
            household = HouseholdRow(name=name)
            session.add(household)
            session.flush()
            row = PersonRow(
                household_id=household.id, name=name, name_key=name_key(name), password_hash=hashed, created_at=now()
            )
            session.add(row)
            session.flush()
            return person_of(row)

    def log_in(self, name: str, password: str, address: str = "") -> str:
        """A new session's token. ``address``: from where, which pays first for wrong ones.

        Raises ``AccountError``, which does not tell whether the name exists.
        """
        key = name_key(name)
        payers = (
            _Payer(digest(f"{key} from {network(address)}"), FREE_ATTEMPTS, LONGEST_WAIT),
            _Payer(digest(key), FREE_ATTEMPTS_OF_NAME, LONGEST_WAIT_OF_NAME),
        )
        with self._proved(PersonRow.name_key == key, password, payers) as (session, person_id):
            return self.begin(session, person_id)

    def begin(self, session: Session, person_id: int) -> str:
        """A new session's token, in the caller's transaction, for somebody who has proved who they are."""
        token = secrets.token_urlsafe(32)
        session.execute(delete(SessionRow).where(SessionRow.expires_at < now()))
        session.add(SessionRow(token_hash=digest(token), person_id=person_id, expires_at=now() + self._lifetime))
        return token

    def person_for(self, token: str) -> Person | None:
        """Whose session this is, while it lasts."""
        query = (
            select(PersonRow, SessionRow.household_id)
            .join(SessionRow, SessionRow.person_id == PersonRow.id)
            .where(SessionRow.token_hash == digest(token), SessionRow.expires_at > now())
        )
        with self._database.read() as session:
            found = session.execute(query).one_or_none()
            return None if found is None else person_of(found[0], shown=found[1])

    def visit(self, token: str, household_id: int | None) -> None:
        """Look at another household in this session; None: at one's own.

        Raises ``NotFoundError`` where it is neither the person's own nor a sample of it.
        """
        with self._database.write() as session:
            row = session.get(SessionRow, digest(token))
            home = session.scalar(select(PersonRow.household_id).where(PersonRow.id == row.person_id)) if row else None
            if row is None or home is None:
                raise NotFoundError("The session is over.", remedy="Log in again.")
            if household_id in (None, home):
                row.household_id = None
                return
            shown = session.get(HouseholdRow, household_id)
            if shown is None or shown.sample_of_id != home or shown.erasing:
                raise NotFoundError("There is no such household.")
            row.household_id = shown.id

    def people(self, household_id: int) -> list[Person]:
        """Everybody of a household, the first account first."""
        query = select(PersonRow).where(PersonRow.household_id == household_id).order_by(PersonRow.id)
        with self._database.read() as session:
            return [person_of(row) for row in session.scalars(query)]

    def log_out(self, token: str) -> None:
        """End a session."""
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == digest(token)))

    def log_out_everywhere(self, person_id: int) -> int:
        """End every session of a person; gives how many there were."""
        with self._database.write() as session:
            ended = session.execute(delete(SessionRow).where(SessionRow.person_id == person_id))
            return int(ended.rowcount)  # type: ignore[attr-defined]

    def sessions(self, person_id: int) -> int:
        """In how many browsers a person is logged in."""
        query = select(func.count()).where(SessionRow.person_id == person_id, SessionRow.expires_at > now())
        with self._database.read() as session:
            return session.scalar(query) or 0

    def check_password(self, person_id: int, password: str) -> None:
        """Have a person prove again who they are. Raises ``AccountError``: wrong, or too many tries."""
        with self._proved(*_again(person_id, password)):
            pass

    def change_password(self, person_id: int, old: str, new: str, keep: str | None = None) -> None:
        """Set a new password and end every session of the person but the one with the token ``keep``."""
        hashed = self.hashed(new)
        with self._proved(*_again(person_id, old)) as (session, _):
            session.execute(update(PersonRow).where(PersonRow.id == person_id).values(password_hash=hashed))
            others = delete(SessionRow).where(SessionRow.person_id == person_id)
            session.execute(others.where(SessionRow.token_hash != digest(keep)) if keep else others)

    def add_device(self, household_id: int, name: str) -> str:
        """A new device's token, to be shown once."""
        token = f"otj_{secrets.token_urlsafe(32)}"
        with self._database.write() as session:
            new_device(session, household_id, tidy_name(name), digest(token))
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
            _own_device(session, household_id, device_id).name = tidy_name(name)

    def hashed(self, password: str) -> str:
        """What is kept of a password; takes a tenth of a second and 64 MB. Raises ``AccountError``: too short."""
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

    @contextmanager
    def _proved(
        self, whose: ColumnElement[bool], password: str, payers: Sequence[_Payer]
    ) -> Iterator[tuple[Session, int]]:
        """A transaction in which a person's password is the right one, and who that is.

        What was checked before it began is compared again: a password that was changed meanwhile opens nothing.
        """
        nobody = self._nobody  # also where it is not needed, or the first wrong name would take longer
        account = select(PersonRow).where(whose, PersonRow.password_hash != "")
        with self._database.write() as session:
            _count_attempt(session, payers)
            row = session.scalar(account)
            hashed = row.password_hash if row else nobody
        try:
            self._hasher.verify(hashed, _normal(password[: PASSWORD_MOST + 1]))
        except VerifyMismatchError:
            raise _wrong() from None
        fresh = self._hasher.hash(_normal(password)) if self._hasher.check_needs_rehash(hashed) else hashed
        with self._database.write() as session:
            row = session.scalar(account.with_for_update())
            if row is None or row.password_hash != hashed:
                raise _wrong()
            for payer in payers:
                forgive(session, payer.key)
            row.password_hash = fresh
            yield session, row.id


class _Payer(NamedTuple):
    """Who pays for wrong passwords: see ``attempts.charge``."""

    key: str
    free: int
    longest: float


def _again(person_id: int, password: str) -> tuple[ColumnElement[bool], str, Sequence[_Payer]]:
    """Of somebody who is logged in: what strangers try at the log-in is not theirs to pay for."""
    return PersonRow.id == person_id, password, (_Payer(digest(f"person {person_id}"), FREE_ATTEMPTS, LONGEST_WAIT),)


def _count_attempt(session: Session, payers: Sequence[_Payer]) -> None:
    """Count before the password is checked: attempts at the same time cannot slip through together."""
    for payer in payers:
        left = charge(session, payer.key, now(), free=payer.free, longest=payer.longest)
        if left:
            raise AccountError("Too many wrong passwords: wait {seconds} s.", seconds=left, remedy="Then try again.")


def _wrong() -> AccountError:
    return AccountError("Name or password is wrong.", remedy="Try again; capital letters count in passwords.")


_ACCOUNTS: Final = select(PersonRow.id).where(PersonRow.password_hash != "")


def person_of(row: PersonRow, shown: int | None = None) -> Person:
    """What leaves this package of a row. ``shown``: the household that is looked at, where it is another."""
    home = row.household_id
    return Person(row.id, shown or home, row.name, home, row.role, can_log_in=bool(row.password_hash))


def device_of(row: DeviceRow) -> Device:
    """What leaves this package of a row."""
    return Device(row.id, row.household_id, row.name, row.created_at, row.last_seen_at)


def tidy_name(name: str) -> str:
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


def name_key(name: str) -> str:
    """What a name is told from others by: neither case nor how its letters are made counts."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def digest(token: str) -> str:
    """The hash of a token that is kept in its place."""
    return hashlib.sha256(token.encode()).hexdigest()
