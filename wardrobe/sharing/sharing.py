"""Everything about shared links: the owner's side here, the friends' side in ``friends``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from wardrobe.database import Database
from wardrobe.errors import OverError, ShareError, StorageError
from wardrobe.garments import GarmentItem
from wardrobe.schema import HouseholdRow, now
from wardrobe.sharing import terms as terms_of
from wardrobe.sharing.clearing import Clearing
from wardrobe.sharing.drafting import Drafts
from wardrobe.sharing.ending import end
from wardrobe.sharing.files import SharedFiles
from wardrobe.sharing.friends import Friends
from wardrobe.sharing.keys import Keys, digest, new_nonce
from wardrobe.sharing.previews import preview
from wardrobe.sharing.rows import alive, own, share_of
from wardrobe.sharing.schema import ShareRow
from wardrobe.sharing.shares import SAMPLE_IS_LOOKED_AT, Renderer, Share, Subject, Tally, Terms, Treatment
from wardrobe.sharing.sweeping import Sweeping
from wardrobe.sharing.tallies import tallies

MOST_OPEN: Final = 200
"""Links of a household that are open at a time."""


class Sharing(Clearing):
    """The shares of every household."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        renderer: Renderer,
        garments: Callable[[int], Sequence[GarmentItem]],
        clock: Callable[[], datetime] = now,
    ) -> None:
        """``renderer`` makes what leaves the house; ``garments`` gives those of a household."""
        super().__init__(database)
        self._clock = clock
        self._keys = Keys(folder)
        self._files = SharedFiles(folder)
        self._drafts = Drafts(database, self._files, renderer, garments, clock)
        self.sweeping = Sweeping(database, self._files, clock)
        self.friends = Friends(database, self._keys, self._files, self.sweeping, clock)
        """What friends may do who have a link."""

    def draft(self, household_id: int, person_id: int | None, subject: Subject, treatment: Treatment) -> Share:
        """Make the pictures, to be shown to the owner; nobody else can see them. It is forgotten after an hour.

        Raises ``ShareError``, ``NotFoundError`` and what rendering raises.
        """
        return self._drafts.make(household_id, person_id, subject, treatment)

    def publish(self, household_id: int, share_id: int, terms: Terms) -> Share:
        """Make a draft a link.

        Raises ``ShareError``, also in a sample household, ``OverError`` where the draft is gone, ``NotFoundError``.
        """
        at = self._clock()
        values = terms_of.columns(terms, at)
        draft = self.get(household_id, share_id)
        if not terms.password and terms.views is None:
            self._files.put_preview(
                share_id, preview([self._files.read(share_id, number + 1) for number in range(draft.pictures)])
            )
        nonce = new_nonce()
        with self._database.write() as session:
            row = own(session, household_id, share_id, lock=True)
            if session.get_one(HouseholdRow, household_id).sample_of_id is not None:
                raise ShareError(SAMPLE_IS_LOOKED_AT, remedy="Go back to your own wardrobe and share from there.")
            if row.state != "draft" or not alive(session, row, at):
                raise OverError("This draft is not there any more.", remedy="Share it anew.")
            opened = select(func.count()).where(ShareRow.household_id == household_id, ShareRow.state == "open")
            if (session.scalar(opened) or 0) >= MOST_OPEN:
                raise ShareError("{most} links are open already.", most=MOST_OPEN, remedy="End some of them first.")
            terms_of.apply(row, values)
            row.state, row.nonce, row.key_hash = "open", nonce, digest(self._keys.link(nonce))
            return share_of(row, at)

    def list(self, household_id: int, limit: int = 200) -> list[Share]:
        """A household's links, the newest first; no drafts."""
        query = select(ShareRow).where(ShareRow.household_id == household_id, ShareRow.state != "draft")
        with self._database.read() as session:
            rows = session.scalars(query.order_by(ShareRow.id.desc()).limit(limit))
            return [share_of(row, self._clock()) for row in rows]

    def get(self, household_id: int, share_id: int) -> Share:
        """One share, a draft too. Raises ``NotFoundError``."""
        with self._database.read() as session:
            return share_of(own(session, household_id, share_id), self._clock())

    def path(self, share: Share) -> str:
        """``/s/<key>``, to be put behind the address of this server.

        Raises ``OverError`` where the link has ended or was never open, ``StorageError`` where the secret that its
        key is made of is another one now.
        """
        with self._database.read() as session:
            row = own(session, share.household_id, share.id)
            nonce, key_hash = row.nonce, row.key_hash
        if nonce is None or share_of(row, self._clock()).state != "open":
            raise OverError("This link has ended.", remedy="Share it anew.")
        key = self._keys.link(nonce)
        if digest(key) != key_hash:
            raise StorageError(
                "The address of this link cannot be shown any more: share.key has changed.",
                remedy="End it and share it anew.",
            )
        return f"/s/{key}"

    def picture(self, household_id: int, share_id: int, number: int) -> bytes:
        """The exact bytes that friends get, from 1. Raises ``NotFoundError``, also after the end."""
        self.get(household_id, share_id)
        return self._files.read(share_id, number)

    def end(self, household_id: int, share_id: int) -> None:
        """End a link at once and remove its pictures; a draft is forgotten. Raises ``NotFoundError``."""
        with self._database.write() as session:
            end(session, own(session, household_id, share_id, lock=True), self._clock())
        self._files.drop(share_id)

    def remove(self, household_id: int, share_id: int) -> None:
        """End a link and forget it, its votes and comments. Raises ``NotFoundError``."""
        with self._database.write() as session:
            session.delete(own(session, household_id, share_id, lock=True))
        self._files.drop(share_id)

    def seen(self, household_id: int, share_id: int) -> None:
        """The owner has looked at what came in: it is not news any more."""
        with self._database.write() as session:
            row = own(session, household_id, share_id, lock=True)
            row.seen_version, row.seen_at = row.version, self._clock()
            row.told_times, row.tell_at = 0, None

    def tally(self, share: Share) -> Tally:
        """What has come of a share so far. Raises ``NotFoundError``."""
        with self._database.read() as session:
            return tallies(session, [own(session, share.household_id, share.id)])[share.id]

    def tallies(self, household_id: int) -> dict[int, Tally]:
        """The same of every link of a household, in three queries."""
        query = select(ShareRow).where(ShareRow.household_id == household_id, ShareRow.state != "draft")
        with self._database.read() as session:
            return tallies(session, session.scalars(query).all())

    def pulse(self, household_id: int) -> tuple[int, int]:
        """Changes whenever something came in or was ended, and how many open links have news: for pages that poll."""
        total = func.coalesce(func.sum(ShareRow.version + 1), 0)
        news = func.count().filter(ShareRow.version > ShareRow.seen_version, ShareRow.state == "open")
        query = select(total, news).where(ShareRow.household_id == household_id, ShareRow.state != "draft")
        with self._database.read() as session:
            found = session.execute(query).one()
            return int(found[0]), int(found[1])
