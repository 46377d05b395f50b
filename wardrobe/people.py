"""The people of a household: who lives there, who may log in, and how somebody comes to a password.

A person needs no log-in: a child's looks have a wearer too. Whoever is to log in gets a link that works once; only
the hash of its key is kept. Adding, inviting and removing is the owner's: ``by`` says who asks, and None is whoever
sits at the machine itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from wardrobe.accounts import Accounts, Person, digest, name_key, person_of, tidy_name
from wardrobe.attempts import charge, forgive, network
from wardrobe.database import Database
from wardrobe.errors import AccountError, ChangeError, NotFoundError, OverError
from wardrobe.journal import bump
from wardrobe.leaving import forget_person
from wardrobe.schema import HouseholdRow, JoinInvitationRow, PersonRow, SessionRow, now
from wardrobe.sharing.ending import end_of_person

LIFETIME: Final = timedelta(days=7)
"""Of a link with which somebody joins."""
FREE_ATTEMPTS: Final = 10
"""Wrong links from an address before it has to wait; then 1 s, doubled with each further one."""
LONGEST_WAIT: Final = 300
"""Seconds."""
MOST: Final = 50
"""People of a household."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a link is for."""

    name: str
    household: str
    """The household's name."""
    expires_at: datetime
    can_log_in: bool
    """They have a password already, which the link replaces."""


class People:
    """Everybody of a household (``house.people``). ``clock`` gives UTC."""

    def __init__(self, database: Database, accounts: Accounts, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._accounts = accounts
        self._clock = clock

    def add(self, household_id: int, name: str, *, by: Person | None = None) -> Person:
        """Somebody who cannot log in yet. Raises ``AccountError``: not allowed, the name cannot be taken."""
        name = tidy_name(name)
        _owner_only(by, household_id)
        with self._database.write() as session:
            bump(session, household_id)
            others = _names(session, household_id)
            if len(others) >= MOST:
                raise AccountError("A household has {count} people at most.", count=MOST)
            _check_free(others, name)
            row = PersonRow(
                household_id=household_id,
                name=name,
                name_key=_no_name(),
                password_hash="",
                created_at=self._clock(),
                role="member",
            )
            session.add(row)
            session.flush()
            return person_of(row)

    def rename(self, household_id: int, person_id: int, name: str, *, by: Person | None = None) -> None:
        """Call a person by another name, with which they log in from then on; one may rename oneself.

        Raises ``AccountError``, ``NotFoundError``.
        """
        name = tidy_name(name)
        if by is None or by.id != person_id or by.home_id != household_id:
            _owner_only(by, household_id)
        with self._database.write() as session:
            bump(session, household_id)
            row = _own(session, household_id, person_id)
            _check_free(_names(session, household_id, but=person_id), name)
            if row.password_hash:
                _check_log_in(session, name, person_id)
                row.name_key = name_key(name)
            row.name = name

    def remove(self, household_id: int, person_id: int, *, by: Person | None = None) -> None:
        """Take a person out of the household; their sessions and shared links end, what they rated is forgotten.

        Their looks stay, of nobody in particular. Raises ``AccountError``: not allowed, the only owner.
        """
        _owner_only(by, household_id)
        with self._database.write() as session:
            bump(session, household_id)
            row = _own(session, household_id, person_id)
            owners = select(PersonRow.id).where(PersonRow.household_id == household_id, PersonRow.role == "owner")
            if row.role == "owner" and len(session.scalars(owners).all()) == 1:
                raise ChangeError(
                    "{name} owns this household and cannot be removed.",
                    name=row.name,
                    remedy="Delete everything under Privacy if that is what you want.",
                )
            end_of_person(session, household_id, person_id, self._clock())
            forget_person(session, household_id, person_id)
            session.delete(row)

    def invite(self, household_id: int, person_id: int, *, by: Person | None = None) -> str:
        """The key of a link with which the person sets a password, once within a week; a link before it ends.

        For somebody who can log in already it replaces a forgotten password. Raises ``AccountError``,
        ``NotFoundError``.
        """
        _owner_only(by, household_id)
        key = secrets.token_urlsafe(32)
        with self._database.write() as session:
            _own(session, household_id, person_id)
            self._withdraw(session, person_id)
            expires_at = self._clock() + LIFETIME
            session.add(JoinInvitationRow(key_hash=digest(key), person_id=person_id, expires_at=expires_at))
        return key

    def withdraw(self, household_id: int, person_id: int, *, by: Person | None = None) -> None:
        """End a link that was not used; nothing happens where there is none."""
        _owner_only(by, household_id)
        with self._database.write() as session:
            _own(session, household_id, person_id)
            self._withdraw(session, person_id)

    def invited(self, household_id: int) -> dict[int, datetime]:
        """Whose link was not used yet, and until when it works, by person."""
        query = (
            select(JoinInvitationRow.person_id, JoinInvitationRow.expires_at)
            .join(PersonRow, PersonRow.id == JoinInvitationRow.person_id)
            .where(PersonRow.household_id == household_id, JoinInvitationRow.expires_at > self._clock())
        )
        with self._database.read() as session:
            return {person_id: until for person_id, until in session.execute(query)}

    def invitation(self, key: str, address: str) -> Invited:
        """Whom a link is for; it stays unused. ``address``: where it is asked from, which pays for wrong ones.

        Raises ``OverError``: wrong, used, or too old; ``AccountError``: too many wrong ones.
        """
        self._pay(address)
        with self._database.write() as session:
            person, until = self._open(session, key)
            forgive(session, _payer(address))
            household = session.get_one(HouseholdRow, person.household_id).name
            return Invited(person.name, household, until, can_log_in=bool(person.password_hash))

    def join(self, key: str, name: str, password: str, address: str) -> str:
        """Set the password, and the name to log in with, by a link, which is used up; gives a session's token.

        All other sessions of the person end. Raises as ``invitation``, and ``AccountError`` for a name that is taken
        or a password that is too short: the link stays good then.
        """
        self._pay(address)
        with self._database.write() as session:
            self._open(session, key)
            forgive(session, _payer(address))
        name = tidy_name(name)
        hashed = self._accounts.hashed(password)
        with self._database.write() as session:
            person, _ = self._open(session, key)
            _check_free(_names(session, person.household_id, but=person.id), name)
            _check_log_in(session, name, person.id)
            self._withdraw(session, person.id)
            session.execute(delete(SessionRow).where(SessionRow.person_id == person.id))
            values = {"name": name, "name_key": name_key(name), "password_hash": hashed}
            session.execute(update(PersonRow).where(PersonRow.id == person.id).values(values))
            bump(session, person.household_id)
            return self._accounts.begin(session, person.id)

    def _pay(self, address: str) -> None:
        """Count before it is looked up: tries at the same time cannot slip through together."""
        with self._database.write() as session:
            left = charge(session, _payer(address), self._clock(), free=FREE_ATTEMPTS, longest=LONGEST_WAIT)
        if left:
            raise AccountError("Too many wrong links: wait {seconds} s.", seconds=left, remedy="Then try again.")

    def _open(self, session: Session, key: str) -> tuple[PersonRow, datetime]:
        query = (
            select(PersonRow, JoinInvitationRow.expires_at)
            .join(JoinInvitationRow, JoinInvitationRow.person_id == PersonRow.id)
            .where(JoinInvitationRow.key_hash == digest(key), JoinInvitationRow.expires_at > self._clock())
            .with_for_update()  # of two who come at once the second one finds it used up, on every database
        )
        found = session.execute(query).one_or_none()
        if found is None:
            raise OverError(
                "This link is not good any more.", remedy="It works once, for seven days. Ask for a new one."
            )
        return found[0], found[1]

    def _withdraw(self, session: Session, person_id: int) -> None:
        over = JoinInvitationRow.expires_at < self._clock()
        session.execute(delete(JoinInvitationRow).where((JoinInvitationRow.person_id == person_id) | over))


def require_owner(person: Person) -> None:
    """Raises ``AccountError`` for anybody but the owner of their own household."""
    _owner_only(person, person.home_id)


def _owner_only(by: Person | None, household_id: int) -> None:
    if by is not None and (by.role != "owner" or by.home_id != household_id):
        raise AccountError("Only the owner of the household can do this.", remedy="Ask them.")


def _own(session: Session, household_id: int, person_id: int) -> PersonRow:
    row = session.get(PersonRow, person_id)
    if row is None or row.household_id != household_id:
        raise NotFoundError("There is no such person here.")
    return row


def _names(session: Session, household_id: int, but: int = 0) -> list[str]:
    query = select(PersonRow.name).where(PersonRow.household_id == household_id, PersonRow.id != but)
    return list(session.scalars(query))


def _check_free(others: list[str], name: str) -> None:
    if name_key(name) in map(name_key, others):
        raise AccountError("Somebody here is called {name} already.", name=name, remedy="Choose another name.")


def _check_log_in(session: Session, name: str, person_id: int) -> None:
    taken = select(PersonRow.id).where(PersonRow.name_key == name_key(name), PersonRow.id != person_id)
    if session.scalar(taken) is not None:
        raise AccountError("Somebody logs in as {name} already.", name=name, remedy="Choose another name.")


def _no_name() -> str:
    """Nothing that anybody could type: ``name_key`` leaves no space at the beginning."""
    return f" {secrets.token_hex(16)}"


def _payer(address: str) -> str:
    return digest(f"joining from {network(address)}")
