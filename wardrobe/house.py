"""The house: everything that one process needs, opened once and shared by its threads."""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from typing import Self

from wardrobe.accounts import Accounts
from wardrobe.claims import Claims
from wardrobe.database import Database
from wardrobe.errors import StorageError
from wardrobe.garments import Garments
from wardrobe.intake import Intake, requeue_model_faults
from wardrobe.journal import Journal
from wardrobe.looks import Looks
from wardrobe.matching.choices import Choices
from wardrobe.matching.rack import Racks
from wardrobe.media import Media
from wardrobe.models import Models
from wardrobe.purge import Purge
from wardrobe.renewal import Renewal
from wardrobe.search import Search
from wardrobe.settings import Settings
from wardrobe.tools import Tools
from wardrobe.vectors import Vectors

log = logging.getLogger(__name__)


class House:
    """Accounts, looks, garments and the way in, over one data folder. Use ``House.open``."""

    def __init__(self, settings: Settings, models: Models) -> None:
        folder = settings.data_dir
        self.settings = settings
        self.models = models
        self.database = Database(settings.url)
        self.media = Media(folder, self.database, models, settings.limits)
        self.vectors = Vectors(models, folder)
        self.journal = Journal(self.database)
        self.accounts = Accounts(self.database, settings.session_days)
        self.looks = Looks(self.database, self.journal)
        self.garments = Garments(self.database, self.journal)
        self.search = Search(self.database, self.garments, self.vectors, settings.limits)
        self.choices = Choices(self.database)
        self.racks = Racks(self.database, self.garments, self.vectors, models)
        self._purge = Purge(self.database, self.media, folder / "cache", settings.delete_grace_seconds)
        self.tools = Tools(self.database, self.media, models, self.vectors, settings.limits)
        self.intake = Intake(self.tools, Claims(folder), self._purge)
        self.renewal = Renewal(self.tools, busy=lambda: self.intake.pending() > 0)

    @classmethod
    def open(cls, settings: Settings, models: Models | None = None) -> Self:
        """Make the folders, bring the database up to date, erase what is due. Models are loaded when needed.

        Raises ``StorageError``: read-only folder, locked, newer or foreign database.
        """
        _make_folder(settings)
        house = cls(settings, models or Models(settings))
        try:
            house.database.migrate()
            house.media.originals.clean(time.time())
            requeue_model_faults(house.database)
            house._purge.due()
        except BaseException:
            house.database.close()
            raise
        return house

    def close(self) -> None:
        """Stop the workers, erase what is due, keep the index for a faster start. The house is used no more."""
        try:
            self.renewal.stop()
            self.intake.close()
            self._purge.due()
            with self.database.read() as session:
                self.vectors.save(session)
        except (StorageError, OSError) as error:
            log.warning("%s", error)
        finally:
            self.database.close()


def _make_folder(settings: Settings) -> None:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _not_writable(settings) from error


def _not_writable(settings: Settings) -> StorageError:
    return StorageError(
        "The data folder {folder} cannot be written.",
        folder=settings.data_dir,
        remedy="Give your user the right to write there, or choose another folder with --data-dir or OTJANG_DATA_DIR.",
    )


_lock = threading.Lock()
_current: House | None = None


def use(house: House | None) -> None:
    """Make this the house of the process."""
    global _current
    with _lock:
        _current = house


def current() -> House:
    """The house of the process; opened with the usual settings where nobody has."""
    global _current
    with _lock:
        if _current is None:
            _current = House.open(Settings.load())
        return _current
