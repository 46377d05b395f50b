"""A household that is erased leaves nothing: no row, no file, and its neighbours all of theirs."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from embeddings.photo import Limits, decode
from tests.conftest import encode
from tests.wardrobe.conftest import BLUE, GREEN, PASSWORD, RED, draw, finish, photo, receive
from tests.wardrobe.everything import furnish, rows
from tests.wardrobe.goods import change_item, sell
from wardrobe.captures import Announced
from wardrobe.catalogue.schema import CatalogueRow
from wardrobe.errors import AccountError, NotFoundError, StorageError
from wardrobe.house import House
from wardrobe.ownership import left_out
from wardrobe.schema import HouseholdRow, LookRow
from wardrobe.sharing.files import SharedFiles
from wardrobe.sharing.schema import ShareRow

NAME = "drawn.jpg"
CACHES = ("cache/", "workers/", "otjang.db")


class PowerCutError(BaseException):
    """The process ends here."""


def files(house: House) -> dict[str, str]:
    """Every file that is no cache and not the database, with what is in it."""
    folder = house.settings.data_dir
    found = ((path.relative_to(folder).as_posix(), path) for path in sorted(folder.rglob("*")) if path.is_file())
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found if not name.startswith(CACHES)}


def cached(house: House) -> set[str]:
    """Names of reduced pictures and cut-outs."""
    return {path.name for path in (house.settings.data_dir / "cache").rglob("*.webp")}


def live_in(house: House, household: int, *photos: bytes) -> None:
    """Photos worn and looked at, a shop with a picture, a link, a camera that sends, and a forecast."""
    folder = house.settings.data_dir
    for data in photos:
        look = receive(house, household, data, NAME)
        finish(house)
        for sighting in house.looks.get(household, look.id).sightings:
            house.media.rendition("cut-out", sighting.id, "small")
        house.media.rendition("blurred", look.id, "medium")
    pixels = draw(seed=household, upper_clothes=RED)
    item = sell(house, household, f"item-{household}", picture_sha256=f"{household:064x}")
    house.catalogues.pictures.keep(decode(encode(pixels), "item", Limits()), f"{household:064x}")
    house.catalogues.pictures.rendition(f"{household:064x}", "small")
    change_item(house, item, title="Coat")
    uploaded = house.catalogues.upload(household, "Brought along", b"id,title\n1,Hat\n")
    (folder / "feeds" / f"catalogue-{uploaded}.part").write_bytes(b"half")
    SharedFiles(folder).put(share_of(house, household), [b"a shared picture"])
    device = house.accounts.device_for(house.accounts.add_device(household, "hallway"))
    assert device is not None
    key = str(uuid.uuid4())
    house.captures.announce(device, Announced(key, "photo", "image/jpeg", "x.jpg", "0" * 64, 100))
    with house.captures.receive(device, key, 0) as part:
        part.write(b"half of it")
    weather = folder / "cache" / "weather"
    weather.mkdir(parents=True, exist_ok=True)
    (weather / "52.00_13.00.json").write_text("{}")


def share_of(house: House, household: int) -> int:
    with house.database.read() as session:
        return session.scalars(select(ShareRow.id).where(ShareRow.household_id == household)).one()


SHARED = photo(seed=9, upper_clothes=BLUE, pants=GREEN)
"""Two households have it."""


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    return open_house()


@pytest.fixture
def neighbour(house: House) -> int:
    household = furnish(house.database)
    live_in(house, household, photo(seed=1, upper_clothes=RED, pants=BLUE), SHARED)
    return household


def test_every_table_is_known_to_erasing() -> None:
    assert left_out() == [], "say in `wardrobe.ownership` whose the rows are"


def test_nothing_is_left_of_a_household_and_everything_of_its_neighbour(house: House, neighbour: int) -> None:
    before, kept, pictures = rows(house.database), files(house), cached(house)
    home = furnish(house.database)
    live_in(house, home, photo(seed=2, upper_clothes=GREEN, pants=RED), SHARED)
    assert set(files(house)) - set(kept) and cached(house) - pictures
    house.erasing.household(home)
    assert rows(house.database) == before
    assert files(house) == kept
    assert cached(house) <= pictures
    assert not (house.settings.data_dir / "cache" / "weather").exists()
    with house.database.read() as session:
        theirs = session.scalars(
            select(LookRow.id).where(LookRow.household_id == neighbour, LookRow.name == NAME)
        ).all()
    assert len(theirs) == 2
    for look in theirs:
        assert house.media.rendition("look", look, "small").exists()
    with pytest.raises(NotFoundError):
        house.erasing.household(home)


@pytest.mark.parametrize("step", ["_drop_shared", "_drop_catalogues", "_drop_looks", "_forget"])
def test_what_a_killed_process_left_goes_at_the_next_start(
    open_house: Callable[..., House], neighbour: int, house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before, kept = rows(house.database), files(house)
    home = furnish(house.database)
    live_in(house, home, photo(seed=2, upper_clothes=GREEN, pants=RED), SHARED)

    def cut(*_: object) -> None:
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(house.erasing, step, cut)
        with pytest.raises(PowerCutError):
            house.erasing.household(home)
    assert home not in house.accounts.households(), "it is closed from the first moment on"
    again = open_house()
    assert rows(again.database) == before
    assert files(again) == kept


def test_what_a_fault_has_left_goes_with_the_next_round(
    house: House, neighbour: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, kept = rows(house.database), files(house)
    home = furnish(house.database)
    live_in(house, home, photo(seed=2, upper_clothes=GREEN, pants=RED))

    def locked(*_: object) -> None:
        assert not house.erasing.finish(), "one is at it"
        raise StorageError("The database is locked by another program.")

    with monkeypatch.context() as patch:
        patch.setattr(house.erasing, "_drop_catalogues", locked)
        with pytest.raises(StorageError):
            house.erasing.household(home)
    assert home not in house.accounts.households()
    house.erasing_rounds.round()
    assert (rows(house.database), files(house)) == (before, kept)


def test_a_sample_goes_with_its_household_and_alone(house: House) -> None:
    home = furnish(house.database)
    sample = furnish(house.database, sample_of_id=home)
    house.erasing.household(sample)
    with house.database.read() as session:
        assert session.scalars(select(HouseholdRow.id)).all() == [home]
    furnish(house.database, sample_of_id=home)
    house.erasing.household(home)
    assert not any(found for table, found in rows(house.database).items() if table != "attempt")


def test_an_owner_erases_their_own_household_by_name_and_password(house: House) -> None:
    house.accounts.create_owner("Mina", PASSWORD)
    (home,) = house.accounts.households()
    token = house.accounts.log_in("Mina", PASSWORD)
    owner = house.accounts.person_for(token)
    assert owner is not None
    member = house.people.add(home, "Jun")
    for person, name, password, said in (
        (owner, "Nina", PASSWORD, "not the name"),
        (owner, "Mina", "wrong", "Name or password is wrong"),
        (member, "Jun", PASSWORD, "Only the owner"),
    ):
        with pytest.raises(AccountError, match=said):
            house.erasing.everything(person, name, password)
    assert house.accounts.person_for(token) == owner
    house.erasing.everything(owner, " mina ", PASSWORD)
    assert house.accounts.person_for(token) is None
    assert not house.accounts.has_owner()
    assert house.accounts.create_owner("Mina", PASSWORD)


def test_published_groups_stay_while_others_live_here(house: House, neighbour: int) -> None:
    groups = house.settings.data_dir / "groups"
    groups.mkdir()
    (groups / "2026-01.json").write_text("{}")
    home = furnish(house.database)
    house.erasing.household(home)
    assert groups.exists()
    house.erasing.household(neighbour)
    assert not groups.exists()


def test_ids_that_come_again_are_not_taken_for_the_household_before(house: House) -> None:
    def moved_in() -> tuple[int, int]:
        with house.database.write() as session:
            row = HouseholdRow(name="home")
            session.add(row)
            session.flush()
            return row.id, row.version

    first = moved_in()
    house.erasing.household(first[0])
    assert moved_in()[0] == first[0]
    versions = set()
    for _ in range(5):
        home, version = moved_in()
        versions.add(version)
        house.erasing.household(home)
    assert len(versions) == 5


def test_a_name_in_an_erased_household_is_free_again(house: House) -> None:
    house.erasing.household(house.accounts.create_owner("Mina", PASSWORD).home_id)
    assert house.accounts.create_owner("Mina", PASSWORD).name == "Mina"


def test_a_catalogue_of_the_host_stays(house: House) -> None:
    sell(house, None)
    home = furnish(house.database)
    house.erasing.household(home)
    with house.database.read() as session:
        assert [row.household_id for row in session.scalars(select(CatalogueRow))] == [None]


def test_what_is_deleted_is_not_in_the_file_of_the_database_either(house: House) -> None:
    home = furnish(house.database, name="a very particular name")
    house.erasing.household(home)
    left = b"".join(path.read_bytes() for path in house.settings.data_dir.glob("otjang.db*"))
    assert b"a very particular name" not in left


def test_what_comes_in_while_a_household_is_erased_is_not_kept(
    house: House, neighbour: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, kept, pictures = rows(house.database), files(house), cached(house)
    home = furnish(house.database)
    live_in(house, home, photo(seed=2, upper_clothes=GREEN, pants=RED))
    drop_looks, times = house.erasing._drop_looks, []

    def meanwhile(ids: Sequence[int]) -> list[str]:
        if not times:
            with pytest.raises(NotFoundError):
                receive(house, home, photo(seed=3, upper_clothes=RED))
            with pytest.raises(NotFoundError):
                receive(house, home, SHARED)  # of which a neighbour has the original
            house.catalogues.upload(home, "At the last moment", b"id,title\n1,Hat\n")
        times.append(ids)
        return drop_looks(ids)

    monkeypatch.setattr(house.erasing, "_drop_looks", meanwhile)
    house.erasing.household(home)
    assert times and (rows(house.database), files(house)) == (before, kept)
    assert cached(house) <= pictures
    with pytest.raises(NotFoundError):
        receive(house, home, photo(seed=3, upper_clothes=RED))
    assert files(house) == kept


@pytest.mark.parametrize("shared", [False, True])
def test_a_look_that_is_in_work_when_its_household_is_erased_leaves_no_picture(
    house: House, neighbour: int, monkeypatch: pytest.MonkeyPatch, shared: bool
) -> None:
    kept, pictures = files(house), cached(house)
    home = furnish(house.database)
    data = SHARED if shared else photo(seed=4, upper_clothes=BLUE)
    receive(house, home, data)
    make_look = house.media.make_look

    def late(*given: Any) -> Any:
        house.erasing.household(home)
        return make_look(*given)

    monkeypatch.setattr(house.media, "make_look", late)
    assert house.intake.work_once()
    assert house.accounts.households() == [neighbour]
    assert files(house) == kept
    made = {name for name in cached(house) if name.startswith(hashlib.sha256(data).hexdigest())}
    assert bool(made) == shared, "only the neighbour's own picture may be made again"
    assert cached(house) - made <= pictures
