"""Notices of a household: made at most once a day and kind, shown in the app, sent by the channels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal, cast

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wardrobe.database import Database
from wardrobe.errors import NotFoundError, NoticeError
from wardrobe.i18n import translator
from wardrobe.journal import bump
from wardrobe.looks import Failure
from wardrobe.matching.choices import Choices
from wardrobe.matching.schema import NoticeRow
from wardrobe.notices import channels
from wardrobe.notices.channels import Channel
from wardrobe.schema import now
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

Kind = Literal["pick", "outfit"]
NoticeState = Literal["made", "sending", "sent", "failed"]

CHOICE: Final = "notices"
"""Its name among the household's choices."""
HOUR: Final = 8
"""Of the pick of the day, where nothing was chosen."""
EVENING: Final = 20
"""Of tomorrow's outfit."""
SHOWN_FOR: Final = timedelta(days=7)
"""How long a pick counts as what was shown last."""
TEST_TITLE: Final = N_("Otjang")
TEST_BODY: Final = N_("This channel works. Notices come at most once a day.")


@dataclass(frozen=True, slots=True)
class NoticeChoices:
    """What a household wants to be told, and how."""

    channels: tuple[Channel, ...] = ()
    quiet: bool = False
    """Notices are made and shown in the app, not sent."""
    hour: int = HOUR
    """Of the pick of the day, in the local time of this machine."""
    evening: int = EVENING
    """Of the outfit for tomorrow."""
    pick: bool = True
    outfit: bool = True
    language: str = "en"
    """In which notices are written."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a notice is about, before it is one."""

    item_id: int | None = None
    garment_ids: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that is, or was, told to a household on a day."""

    id: int
    household_id: int
    day: date
    kind: Kind
    item_id: int | None
    garment_ids: tuple[int, ...]
    reasons: tuple[Reason, ...]
    state: NoticeState
    tries: int
    next_try_at: datetime | None
    failure: Failure | None
    """Why it was not sent; the last try's while it is still tried."""
    made_at: datetime


class Notices:
    """Notices and channels of every household."""

    def __init__(
        self, database: Database, choices: Choices, language: str | None = None, clock: Callable[[], datetime] = now
    ) -> None:
        self._database = database
        self._choices = choices
        self._language = language or "en"
        self._clock = clock

    def chosen(self, household_id: int) -> NoticeChoices:
        """What a household wants."""
        return choices_of(self._choices.get(household_id, CHOICE), self._language)

    def choose(self, household_id: int, **wanted: bool | int | str) -> None:
        """Change ``quiet``, ``hour``, ``evening``, ``pick``, ``outfit`` or ``language``. Raises ``NoticeError``."""
        for name in ("hour", "evening"):
            if not 0 <= int(wanted.get(name, 0)) <= 23:
                raise NoticeError("The hour must be from 0 to 23.", remedy="Choose another one.")
        self._choices.change(household_id, CHOICE, lambda value: value | wanted)

    def add_channel(self, household_id: int, url: str, language: str | None = None) -> Channel:
        """Send notices there too, written in ``language``. Raises ``NoticeError``."""
        url = channels.checked(url)

        def add(value: dict[str, Any]) -> dict[str, Any]:
            urls = [*value.get("channels", [])]
            if url not in urls:
                urls.append(url)
            if len(urls) > channels.MOST:
                raise NoticeError("{most} channels are the most.", most=channels.MOST, remedy="Remove one first.")
            return value | {"channels": urls} | ({"language": language} if language else {})

        self._choices.change(household_id, CHOICE, add)
        return channels.channel_of(url)

    def remove_channel(self, household_id: int, channel_id: str) -> None:
        """Send nothing there any more, and forget the address. Raises ``NotFoundError``."""

        def remove(value: dict[str, Any]) -> dict[str, Any]:
            found = self._url(value, channel_id)
            return value | {"channels": [url for url in value["channels"] if url != found]}

        self._choices.change(household_id, CHOICE, remove)

    def test(self, household_id: int, channel_id: str) -> None:
        """Send a few words by a channel now. Raises ``NoticeError`` with the reason, ``NotFoundError``."""
        value = self._choices.get(household_id, CHOICE)
        _ = translator(choices_of(value, self._language).language)
        channels.send(self._url(value, channel_id), _(TEST_TITLE), _(TEST_BODY))

    def make(self, household_id: int, kind: Kind, day: date, made: Made) -> bool:
        """Make the day's notice of a kind, to be sent where there are channels; False where there is one already."""
        at = self._clock()
        try:
            with self._database.write() as session:
                if self._there(session, household_id, kind, day):
                    return False
                bump(session, household_id)
                value = self._choices.within(session, household_id, CHOICE)
                sends = bool(value.get("channels")) and not value.get("quiet")
                row = NoticeRow(
                    household_id=household_id,
                    day=day,
                    kind=kind,
                    item_id=made.item_id,
                    garment_ids=list(made.garment_ids),
                    reasons=[asdict(reason) for reason in made.reasons],
                    state="sending" if sends else "made",
                    next_try_at=at if sends else None,
                    made_at=at,
                )
                session.add(row)
            return True
        except IntegrityError:  # another worker was quicker
            return False

    def has(self, household_id: int, kind: Kind, day: date) -> bool:
        """Whether there is a notice of a kind for a day."""
        with self._database.read() as session:
            return self._there(session, household_id, kind, day)

    def of(self, household_id: int, kind: Kind, day: date) -> Notice | None:
        """A day's notice of a kind."""
        query = select(NoticeRow).where(
            NoticeRow.household_id == household_id, NoticeRow.kind == kind, NoticeRow.day == day
        )
        with self._database.read() as session:
            row = session.scalar(query)
            return notice_of(row) if row else None

    def newest(self, household_id: int, limit: int = 30) -> list[Notice]:
        """The notices of a household, the newest first."""
        query = select(NoticeRow).where(NoticeRow.household_id == household_id)
        with self._database.read() as session:
            rows = session.scalars(query.order_by(NoticeRow.day.desc(), NoticeRow.id.desc()).limit(limit))
            return [notice_of(row) for row in rows]

    def shown_since(self, household_id: int, day: date) -> set[int]:
        """Items that were the pick of a day from this day on."""
        query = select(NoticeRow.item_id).where(NoticeRow.household_id == household_id, NoticeRow.day >= day)
        with self._database.read() as session:
            return {item_id for item_id in session.scalars(query) if item_id is not None}

    def last_shown(self, household_id: int) -> int | None:
        """The item of the last pick, while people still remember it."""
        since = self._clock().astimezone().date() - SHOWN_FOR
        query = (
            select(NoticeRow.item_id)
            .where(NoticeRow.household_id == household_id, NoticeRow.kind == "pick", NoticeRow.day >= since)
            .order_by(NoticeRow.day.desc())
        )
        with self._database.read() as session:
            return session.scalar(query.limit(1))

    @staticmethod
    def _there(session: Session, household_id: int, kind: Kind, day: date) -> bool:
        query = select(NoticeRow.id).where(
            NoticeRow.household_id == household_id, NoticeRow.kind == kind, NoticeRow.day == day
        )
        return session.scalar(query) is not None

    @staticmethod
    def _url(value: dict[str, Any], channel_id: str) -> str:
        for url in value.get("channels", []):
            if channels.channel_of(url).id == channel_id:
                return str(url)
        raise NotFoundError("There is no such channel.")


def choices_of(value: dict[str, Any], language: str) -> NoticeChoices:
    """What is kept among the choices, without the addresses."""
    return NoticeChoices(
        channels=tuple(channels.channel_of(url) for url in value.get("channels", [])),
        quiet=bool(value.get("quiet", False)),
        hour=int(value.get("hour", HOUR)),
        evening=int(value.get("evening", EVENING)),
        pick=bool(value.get("pick", True)),
        outfit=bool(value.get("outfit", True)),
        language=str(value.get("language", language)),
    )


def notice_of(row: NoticeRow) -> Notice:
    """A row for the world outside this package."""
    fault = row.failure if row.failure and row.failure.get("template") else None
    return Notice(
        id=row.id,
        household_id=row.household_id,
        day=row.day,
        kind=cast(Kind, row.kind),
        item_id=row.item_id,
        garment_ids=tuple(row.garment_ids),
        reasons=tuple(Reason(one["about"], one["template"], one["params"]) for one in row.reasons),
        state=cast(NoticeState, row.state),
        tries=row.tries,
        next_try_at=row.next_try_at,
        failure=Failure(fault["template"], fault["remedy"], fault["params"]) if fault else None,
        made_at=row.made_at,
    )
