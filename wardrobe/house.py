"""The house: everything that one process needs, opened once and shared by its threads."""

from __future__ import annotations

import logging
import tempfile
import threading
import time
from datetime import date
from functools import partial
from typing import Self

from wardrobe.accounts import Accounts
from wardrobe.arrivals import Arrivals
from wardrobe.backup import Backup
from wardrobe.belongings import Belongings
from wardrobe.bulk import Bulk
from wardrobe.cameras import Cameras
from wardrobe.captures import Captures
from wardrobe.catalogue.catalogues import Catalogues
from wardrobe.catalogue.pictures import ItemPictures
from wardrobe.catalogue.preparing import Preparing
from wardrobe.catalogue.searching import ItemSearch
from wardrobe.catalogue.shelves import Shelves
from wardrobe.catalogue.working import CatalogueWork
from wardrobe.claims import Claims
from wardrobe.closet import Closets
from wardrobe.collections import Collections
from wardrobe.comparing import Comparing
from wardrobe.daily import Daily
from wardrobe.database import Database
from wardrobe.duplicates import Duplicates
from wardrobe.erasing import Erasing
from wardrobe.erasing_rounds import ErasingRounds
from wardrobe.errors import StorageError
from wardrobe.garments import Garments
from wardrobe.intake import Intake, requeue_model_faults
from wardrobe.journal import Journal
from wardrobe.looks import Looks
from wardrobe.matching.alike import Alike
from wardrobe.matching.choices import Choices
from wardrobe.matching.forecasts import Forecasts
from wardrobe.matching.gaps import Gaps
from wardrobe.matching.insights.leanings import Leaners
from wardrobe.matching.insights.place import PLACE, southern
from wardrobe.matching.insights.releases import Groups
from wardrobe.matching.insights.statistics import Wardrobe
from wardrobe.matching.insights.trends import Trending
from wardrobe.matching.item_lifts import ItemLifts
from wardrobe.matching.outfits import Outfits
from wardrobe.matching.packing import Packing
from wardrobe.matching.pick import Candidate, Picks
from wardrobe.matching.plans import Plans
from wardrobe.matching.rack import Racks
from wardrobe.matching.shopping import kept_filters, shared_filters
from wardrobe.matching.style_check import StyleCheck
from wardrobe.matching.suggesting import Sought, Suggestions
from wardrobe.matching.taste import Taste
from wardrobe.matching.together import WornTogether
from wardrobe.matching.wishes import Wishes
from wardrobe.media import Media
from wardrobe.models import Models
from wardrobe.notices import Notices
from wardrobe.notices.posting import Posting
from wardrobe.notices.wording import Wording
from wardrobe.ordering import Orders
from wardrobe.ordering.intents import Intents
from wardrobe.outlines import Outlines
from wardrobe.pairings import Pairings, Reach
from wardrobe.people import People
from wardrobe.purge import Purge
from wardrobe.ratings import Ratings
from wardrobe.renewal import Renewal
from wardrobe.sample import Sample, SampleRounds
from wardrobe.sample.owner import Owner
from wardrobe.schema import now
from wardrobe.search import Search
from wardrobe.settings import Settings
from wardrobe.sharing.pictures import render
from wardrobe.sharing.rounds import SharingRounds
from wardrobe.sharing.sharing import Sharing
from wardrobe.sharing.telling import Telling
from wardrobe.telling import makers
from wardrobe.tools import Tools
from wardrobe.turns import Turns
from wardrobe.vectors import Vectors
from wardrobe.warming import Warming
from wardrobe.worn_question import WornQuestion

log = logging.getLogger(__name__)


class House:
    """Accounts, looks, garments and the way in, over one data folder. Use ``House.open``."""

    def __init__(self, settings: Settings, models: Models) -> None:
        folder = settings.data_dir
        self.settings = settings
        self.models = models
        self.database = Database(settings.url)
        self.media = Media(folder, self.database, models, settings.limits, settings.video_limits)
        self.vectors = Vectors(models, folder)
        self.journal = Journal(self.database)
        self.accounts = Accounts(self.database, settings.session_days)
        self.people = People(self.database, self.accounts)
        self.looks = Looks(self.database, self.journal)
        self.arrivals = Arrivals(self.database)
        self.turns = Turns(self.database, self.media)
        self.outlines = Outlines(self.database)
        self.garments = Garments(self.database, self.journal)
        self.search = Search(self.database, self.garments, self.vectors, settings.limits)
        self.choices = Choices(self.database)
        self.belongings = Belongings(self.database, self.journal, self.garments)
        self.bulk = Bulk(self.journal, self.belongings)
        self.closets = Closets(self.database, self.garments)
        self.collections = Collections(self.database, self.journal, self.garments)
        self.duplicates = Duplicates(self.database, self.journal, self.garments, self.vectors, models)
        self.ratings = Ratings(self.database)
        self.catalogues = Catalogues(self.database, ItemPictures(folder, self.media.renditions), settings)
        self.preparing = Preparing(self.database, self.catalogues, models, folder)
        self.racks = Racks(self.database, self.garments, self.vectors, models)
        self.shelves = Shelves(self.database, models, folder)
        self.item_search = ItemSearch(self.database, self.shelves)
        self.wishes = Wishes(self.database, self.journal)
        self.taste = Taste(self.database, self.garments)
        self.suggestions = Suggestions(
            self.database, self.racks, self.vectors, models, self.shelves, self.wishes, self.taste.adjust
        )
        self.alike = Alike(self.database, self.garments, self.shelves, models, settings.limits)
        self.item_lifts = ItemLifts(self.database, self.suggestions, self.shelves, self.racks)
        self.gaps = Gaps(self.suggestions, self.shelves, self.racks, self.database)
        self.packing = Packing(self.database, self.garments, self.racks)
        self.plans = Plans(self.database, self.journal, self.garments)
        self.forecasts = Forecasts(self.choices, settings, folder / "cache" / "weather")
        self.worn_together = WornTogether(self.database, self.garments)
        self.outfits = Outfits(self.racks, self.garments, self.worn_together, self.plans, self.taste)
        self.style_check = StyleCheck(self.database, self.looks, self.garments, self.racks, self.taste)
        self.statistics = Wardrobe(self.database, self.garments, self.racks, self.choices)
        self.leanings = Leaners(self.database, self.garments, self.choices)
        self.trends = Trending(self.database, self.garments)
        self.groups = Groups(self.database, self.choices, folder)
        self._purge = Purge(self.database, self.media, folder / "cache", settings.delete_grace_seconds)
        self.tools = Tools(self.database, self.media, models, self.vectors, settings.limits, settings.video_limits)
        self.erasing = Erasing(
            self.database, self.accounts, self.media, self.catalogues, self.vectors, self.shelves, folder
        )
        self.backup = Backup(self.database, self.accounts, folder)
        self.intake = Intake(self.tools, Claims(folder), self._purge)
        self.sharing = Sharing(self.database, folder, partial(render, self.tools), self.garments.list)
        told = Telling(self.database, self.choices, settings.language, now)
        self.sharing_rounds = SharingRounds(self.sharing.sweeping, told)
        living = Owner(
            self.database, self.looks, self.garments, self.belongings, self.ratings, self.plans, self.packing
        )
        self.sample = Sample(
            self.database, self.intake, self.catalogues, self.choices, living, self.erasing, settings.sample_dir
        )
        self.sample_rounds = SampleRounds(self.sample, folder)
        self.erasing_rounds = ErasingRounds(self.erasing)
        self.captures = Captures(self.database, self.intake, self.looks, folder)
        self.reach: Reach | None = None
        """Where cameras reach this process; None while its device port is not open."""
        self.pairings = Pairings(self.database, lambda: self.reach)
        self.cameras = Cameras(self.accounts)
        self.renewal = Renewal(self.tools, busy=lambda: self.intake.pending() > 0)
        self.catalogue_work = CatalogueWork(
            self.database, self.catalogues, self.preparing, busy=lambda: self.intake.pending() > 0
        )
        self.orders = Orders(self.database, self.choices)
        self.notices = Notices(self.database, self.choices, settings.language)
        self.intents = Intents(self.orders, self.notices.last_shown, WornQuestion(self.database, self.garments))
        self.comparing = Comparing(
            self.database,
            self.captures,
            self.style_check,
            self.cameras,
            lambda household_id: self.notices.chosen(household_id).language,
        )
        self.warming = Warming(
            self.database, self.accounts.households, self._make_ready, busy=lambda: self.intake.pending() > 0
        )
        self.picks = Picks(self.database, self._for_the_day, self.notices.shown_since)
        words = Wording(self.catalogues.items, self.garments.list)
        self.daily = Daily(
            self.accounts,
            self.notices,
            makers(self.picks, self.outfits, self.plans, self.forecasts),
            Posting(self.database, self.choices, words, settings.language, now),
            self.orders.sending,
            self.sample.ready,
        )

    def _make_ready(self, household_id: int, today: date) -> None:
        """What pages keep in memory. Raises ``ModelError``."""
        self.closets.of(household_id, today, southern=southern(self.choices.get(household_id, PLACE)))
        for person in self.accounts.people(household_id):
            if person.can_log_in:
                sought = Sought(filters=kept_filters(self.choices, household_id, person.id))
                self.suggestions.for_you(household_id, person.id, sought, today=today)

    def _for_the_day(self, household_id: int, today: date) -> list[Candidate]:
        people = [person.id for person in self.accounts.people(household_id)]
        filters = shared_filters(self.choices, household_id, people)
        return self.suggestions.for_the_day(household_id, today, filters)

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
            house.erasing.finish()
        except BaseException:
            house.database.close()
            raise
        return house

    def close(self) -> None:
        """Stop the workers, erase what is due, keep the index for a faster start. The house is used no more."""
        try:
            self.cameras.close()
            self.comparing.stop()
            self.warming.stop()
            self.sample_rounds.stop()
            self.sharing_rounds.stop()
            self.daily.stop()
            self.shelves.stop()
            self.catalogue_work.stop()
            self.renewal.stop()
            self.intake.close()
            self._purge.due()
            with self.database.read() as session:
                self.vectors.save(session)
            self.shelves.save()
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
