"""A link: from the draft to the end, and what is left on the disk and in the database."""

from __future__ import annotations

import sqlite3
import stat
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.wardrobe.conftest import fill
from tests.wardrobe.sharing.links import ADDRESS, KINDS, Links, drawn
from wardrobe.errors import NotFoundError, OverError, ShareError, StorageError
from wardrobe.schema import PersonRow, now
from wardrobe.sharing import sharing as module
from wardrobe.sharing.drafting import MOST_DRAFTS
from wardrobe.sharing.schema import ShareRow
from wardrobe.sharing.shares import Share, Subject, Terms, Treatment
from wardrobe.sharing.sharing import Sharing


def nothing(links: Links, key: str) -> bool:
    try:
        links.find(key)
    except NotFoundError:
        return True
    return False


@pytest.mark.parametrize(("kind", "pictures"), KINDS.items())
def test_what_the_draft_shows_is_what_friends_get_byte_for_byte(links: Links, kind: str, pictures: int) -> None:
    draft = links.draft(kind)
    shown = [links.sharing.picture(links.home, draft.id, number + 1) for number in range(pictures)]
    assert (draft.state, draft.pictures, shown) == ("draft", pictures, drawn(0, draft.subject, Treatment()))
    share = links.sharing.publish(links.home, draft.id, Terms(title=" Which \u202e one? "))
    found = links.find(links.key(share))
    assert [links.sharing.friends.picture(found, number + 1) for number in range(pictures)] == shown
    assert (found.id, found.state, found.title, found.kind) == (draft.id, "open", "Which one?", kind)


def test_a_draft_has_no_address(links: Links) -> None:
    draft = links.draft()
    with pytest.raises(OverError):
        links.sharing.path(draft)
    assert links.sharing.list(links.home) == []


def test_a_link_ends_by_itself_after_seven_days_to_the_second(links: Links) -> None:
    share = links.publish()
    key = links.key(share)
    links.clock.move(days=7, seconds=-1)
    assert links.find(key).id == share.id
    links.clock.move(seconds=1)
    assert links.again(share).state == "ended"  # also before anybody has noticed
    assert nothing(links, key)
    assert links.files(share) == []
    with pytest.raises(OverError):
        links.sharing.path(share)


def test_a_link_without_days_does_not_end(links: Links) -> None:
    share = links.publish(days=None)
    links.clock.move(days=5000)
    links.sharing.sweeping.sweep()
    assert links.find(links.key(share)).expires_at is None


def test_ending_works_at_once_and_forgets_key_password_and_pictures(links: Links) -> None:
    share = links.publish(password="two words", votes=True)
    key = links.key(share)
    links.sharing.end(links.home, share.id)
    assert nothing(links, key)
    assert links.files(share) == []
    with pytest.raises(NotFoundError):
        links.sharing.picture(links.home, share.id, 1)
    with links.house.database.read() as session:
        row = session.get(ShareRow, share.id)
        assert row is not None
        assert (row.state, row.nonce, row.key_hash, row.password_hash) == ("ended", None, None, None)
    links.sharing.end(links.home, share.id)  # again is no fault


def test_ending_a_draft_forgets_it(links: Links) -> None:
    draft = links.draft()
    links.sharing.end(links.home, draft.id)
    assert links.files(draft) == []
    with pytest.raises(NotFoundError):
        links.again(draft)


def test_removing_a_link_takes_its_votes_along(links: Links) -> None:
    share = links.publish()
    links.sharing.friends.vote(share, links.visitor(), ADDRESS, "love")
    links.sharing.remove(links.home, share.id)
    assert links.sharing.list(links.home) == [] and links.files(share) == []
    with sqlite3.connect(links.folder / "otjang.db") as raw:
        assert raw.execute("SELECT count(*) FROM share_vote").fetchone() == (0,)


@pytest.mark.parametrize("kind", KINDS)
def test_deleting_a_look_ends_every_link_that_shows_something_of_it(links: Links, kind: str) -> None:
    share, other = (
        links.publish(kind),
        links.sharing.draft(links.home, None, Subject("look", (links.looks[2],)), Treatment()),
    )
    key = links.key(share)
    covered = links.garments[0].cover_sighting_id
    look = links.house.garments.sighting(links.home, covered).look_id if kind == "outfit" else links.looks[0]
    change = links.house.looks.delete(links.home, look)
    assert links.again(share).state == "ended"
    links.house.journal.undo(links.home, change)
    assert nothing(links, key)  # for good, also where nobody had asked in between
    links.sharing.sweeping.sweep()
    assert links.files(share) == [] and links.again(other).state == "draft"


def test_a_look_that_went_another_way_ends_the_link_too(links: Links) -> None:
    share = links.publish()
    key = links.key(share)
    with sqlite3.connect(links.folder / "otjang.db") as raw:
        raw.execute("UPDATE look SET hidden_at = '2026-01-01 00:00:00.000000' WHERE id = ?", (links.looks[0],))
    assert nothing(links, key)
    assert links.again(share).state == "ended" and links.files(share) == []


def test_removing_a_person_ends_what_they_share_and_what_shows_them(links: Links) -> None:
    with links.house.database.write() as session:
        people = [
            PersonRow(household_id=links.home, name=name, name_key=name, password_hash="", created_at=now(), role=role)
            for name, role in (("ana", "owner"), ("ben", "member"))
        ]
        session.add_all(people)
        session.flush()
        ana, ben = (person.id for person in people)
    links.house.looks.set_person(links.home, links.looks[2], ben)
    theirs = links.publish(person_id=ben)
    of_them = links.sharing.publish(
        links.home, links.sharing.draft(links.home, ana, Subject("look", (links.looks[2],)), Treatment()).id, Terms()
    )
    mine = links.publish(person_id=ana)
    keys = [links.key(share) for share in (theirs, of_them, mine)]
    links.house.people.remove(links.home, ben)
    assert [nothing(links, key) for key in keys] == [True, True, False]
    links.sharing.sweeping.sweep()
    assert [bool(links.files(share)) for share in (theirs, of_them, mine)] == [False, False, True]


def test_a_draft_is_forgotten_after_an_hour_and_cannot_be_published_then(links: Links) -> None:
    draft, share = links.draft(), links.publish()
    links.clock.move(minutes=59)
    links.sharing.sweeping.sweep()
    assert links.files(draft) == ["1.jpg"]
    links.clock.move(minutes=1)
    links.sharing.sweeping.sweep()
    assert links.files(draft) == [] and links.files(share)
    with pytest.raises(NotFoundError):
        links.sharing.publish(links.home, draft.id, Terms())


def test_a_link_is_not_published_twice(links: Links) -> None:
    share = links.publish()
    with pytest.raises(OverError):
        links.sharing.publish(links.home, share.id, Terms())


def test_a_household_has_so_many_drafts_and_links_and_no_more(links: Links, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = [links.draft() for _ in range(MOST_DRAFTS + 2)]
    assert [bool(links.files(draft)) for draft in drafts] == [False] * 2 + [True] * MOST_DRAFTS
    monkeypatch.setattr(module, "MOST_OPEN", 1)
    links.sharing.publish(links.home, drafts[-1].id, Terms())
    with pytest.raises(ShareError, match="1 links"):
        links.sharing.publish(links.home, drafts[-2].id, Terms())


def test_the_sweep_removes_pictures_that_no_link_has(links: Links) -> None:
    share = links.publish()
    stray = links.folder / "shared" / "999"
    stray.mkdir()
    (stray / "1.jpg").write_bytes(b"x")
    links.sharing.sweeping.sweep()
    assert not stray.exists() and links.files(share) == ["1.jpg", "preview.jpg"]


@pytest.mark.parametrize(
    "terms",
    [
        {"days": 0},
        {"days": 366},
        {"days": -7},
        {"views": 0},
        {"views": 10_001},
        {"password": "short"},
        {"password": "x" * 201},
    ],
)
def test_terms_out_of_bounds_are_refused_and_leave_a_draft(links: Links, terms: dict[str, object]) -> None:
    draft = links.draft()
    with pytest.raises(ShareError) as refused:
        links.sharing.publish(links.home, draft.id, replace(Terms(), **terms))  # type: ignore[arg-type]
    assert refused.value.remedy
    assert links.again(draft).state == "draft"


@pytest.mark.parametrize(
    "subject",
    [
        Subject("look"),
        Subject("look", (1, 2)),
        Subject("look", (1,), ((1,),)),
        Subject("outfit", garment_ids=((),)),
        Subject("outfit", garment_ids=(tuple(range(31)),)),
        Subject("comparison", (1,)),
        Subject("comparison", (1,), ((1,),)),
        Subject("garment", (1,)),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_subject_is_not_shared(links: Links, subject: Subject) -> None:
    with pytest.raises(ShareError):
        links.sharing.draft(links.home, None, subject, Treatment())


def test_looks_and_garments_of_others_are_unknown(links: Links) -> None:
    other = fill(links.house, [["A"]])
    look = links.house.looks.page(other)[0].id
    garment = links.house.garments.list(other)[0].id
    for subject in (Subject("look", (look,)), Subject("outfit", garment_ids=((garment,),))):
        with pytest.raises(NotFoundError):
            links.sharing.draft(links.home, None, subject, Treatment())
    share = links.publish()
    for call in (links.sharing.get, links.sharing.end, links.sharing.remove, links.sharing.votes, links.sharing.seen):
        with pytest.raises(NotFoundError):
            call(other, share.id)
    with pytest.raises(NotFoundError):
        links.sharing.picture(other, share.id, 1)


def test_the_database_alone_opens_nothing_and_the_owner_copies_the_link_again(own_links: Links) -> None:
    links = own_links
    share = links.publish()
    key = links.key(share)
    assert len(key) == 43 and links.key(share) == key
    secret = links.folder / "share.key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert len(secret.read_bytes()) == 32
    database = b"".join(path.read_bytes() for path in links.folder.glob("otjang.db*"))
    assert key.encode() not in database and secret.read_bytes() not in database
    again = Sharing(links.house.database, links.folder, drawn, links.house.garments.list, links.clock)
    assert again.path(share) == f"/s/{key}"
    elsewhere = links.folder / "copied"
    elsewhere.mkdir()
    copied = Sharing(links.house.database, elsewhere, drawn, links.house.garments.list, links.clock)
    with pytest.raises(StorageError, match="changed"):
        copied.path(share)
    assert copied.friends.find(key, ADDRESS).id == share.id  # friends go on having theirs


def test_keys_are_of_256_bits_and_never_the_same(links: Links) -> None:
    shares: list[Share] = [links.publish() for _ in range(20)]
    assert len({links.key(share) for share in shares}) == 20
    with links.house.database.read() as session:
        nonces = set(session.scalars(select(ShareRow.nonce)))
    assert len(nonces) == 20 and {len(nonce or "") for nonce in nonces} == {64}


def test_a_damaged_secret_is_named(own_links: Links) -> None:
    (own_links.folder / "share.key").write_bytes(b"short")
    with pytest.raises(StorageError, match=r"share\.key is damaged"):
        own_links.publish()


def test_what_the_owner_polls_changes_with_everything_that_comes_in(links: Links) -> None:
    share = links.publish("comparison", comments=True)
    friends, visitor = links.sharing.friends, links.visitor()
    pulses = [links.sharing.pulse(links.home)]
    friends.vote(share, visitor, ADDRESS, "a")
    pulses.append(links.sharing.pulse(links.home))
    friends.comment(share, visitor, ADDRESS, "Nice")
    pulses.append(links.sharing.pulse(links.home))
    friends.report(share, ADDRESS, 1)
    pulses.append(links.sharing.pulse(links.home))
    assert len(set(pulses)) == 4 and [news for _, news in pulses] == [0, 1, 1, 1]
    tally = links.sharing.tallies(links.home)[share.id]
    assert tally == links.sharing.tally(share)
    assert (tally.votes, tally.total, tally.comments, tally.reported) == ({"a": 1, "b": 0}, 1, 0, 1)
    assert links.again(share).news
    links.sharing.seen(links.home, share.id)
    assert not links.again(share).news and links.sharing.pulse(links.home)[1] == 0
