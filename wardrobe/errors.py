"""Deliberate errors of the wardrobe."""

from __future__ import annotations

from embeddings.errors import OtjangError


class SettingsError(OtjangError, ValueError):
    """A setting that cannot be used."""


class StorageError(OtjangError, OSError):
    """The disk or the database cannot do what is asked.

    ``temporary`` faults may go away by themselves or by what ``remedy`` says (disk full, database
    locked): work in progress waits and is not given up.
    """

    def __init__(self, template: str, /, *, remedy: str = "", temporary: bool = False, **params: object) -> None:
        super().__init__(template, remedy=remedy, **params)
        self.temporary = temporary


class NotFoundError(OtjangError, LookupError):
    """Something that is not there, or belongs to another household."""


class AccountError(OtjangError, PermissionError):
    """An account that cannot be made or entered."""


class ChangeError(OtjangError, ValueError):
    """A correction that makes no sense, or cannot be undone any more."""


class BackupError(OtjangError, ValueError):
    """A backup that cannot be made here, or a file that none can be restored from."""


class OrderError(OtjangError, ValueError):
    """An order that cannot be confirmed, or that the owner's webhook did not take."""


class NoticeError(OtjangError, ValueError):
    """A channel that cannot be used, or a notice that it did not take."""


class FeedError(OtjangError, ValueError):
    """A product feed, or a row of one, that cannot be read."""


class FetchError(OtjangError, ConnectionError):
    """Something on the network that could not be fetched. ``temporary``: it may be there in a while."""

    def __init__(self, template: str, /, *, remedy: str = "", temporary: bool = False, **params: object) -> None:
        super().__init__(template, remedy=remedy, **params)
        self.temporary = temporary


class ShareError(OtjangError, ValueError):
    """Something that cannot be shared, or not on these terms."""


class UnknownFormatError(OtjangError, ValueError):
    """Bytes that are no picture or video of a known format."""


class ClashError(OtjangError, ValueError):
    """What is said contradicts what is known already."""


class OffsetError(ClashError):
    """Bytes that do not continue what is there. ``offset``: how many are there."""

    def __init__(self, template: str, /, *, offset: int, remedy: str = "", **params: object) -> None:
        super().__init__(template, remedy=remedy, offset=offset, **params)
        self.offset = offset


class DamagedError(OffsetError):
    """Bytes that are not those that were announced: they are thrown away, and ``offset`` is 0."""


class OverError(OtjangError, LookupError):
    """Something that was there for a while only, or once only."""


class TooManyError(OtjangError, RuntimeError):
    """More at a time than there is room for. It passes by itself."""
