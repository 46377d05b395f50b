"""What friends can do with a link, and how often; tries at the same time do not slip in."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.wardrobe.sharing.links import ADDRESS, Links
from wardrobe.errors import AccountError, NotFoundError, OtjangError, ShareError, TooManyError
from wardrobe.schema import AttemptRow
from wardrobe.sharing import writing
from wardrobe.sharing.friends import (
    DEEDS,
    FREE_TRIES,
    FREE_TRIES_OF_LINK,
    LONGEST_WAIT,
    LONGEST_WAIT_OF_LINK,
    WRONG_KEYS,
)
from wardrobe.sharing.passes import Pass
from wardrobe.sharing.schema import CommentRow, VoteRow
from wardrobe.sharing.shares import Share

PASSWORD = "two words"
WRONG = "A" * 43


def together(count: int, do: Callable[[int], object]) -> Counter[str]:
    """Do it in so many threads at once; how often it went well or raised what."""
    gate = threading.Barrier(count)

    def one(number: int) -> str:
        gate.wait(30)
        try:
            do(number)
        except OtjangError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(count) as pool:
        return Counter(pool.map(one, range(count)))


def test_fifty_wrong_keys_at_once_do_not_pass_the_limit_and_then_not_even_the_right_one(links: Links) -> None:
    key = links.key(links.publish())
    tries = WRONG_KEYS[0] + 50
    outcome = Counter[str]()
    for _ in range(0, tries, 50):
        outcome += together(50, lambda number: links.find(f"{number:043d}"))
    assert outcome["NotFoundError"] == WRONG_KEYS[0]
    with pytest.raises(TooManyError) as refused:
        links.find(key)
    assert links.find(key, "203.0.113.8").state == "open"  # others are not kept out
    links.clock.move(seconds=int(refused.value.params["seconds"]))  # type: ignore[call-overload]
    assert links.find(key).state == "open"


def test_right_keys_cost_nothing(links: Links) -> None:
    key = links.key(links.publish())
    for _ in range(3 * WRONG_KEYS[0]):
        links.find(key)


def test_a_network_of_ipv6_counts_as_one_address(links: Links) -> None:
    for number in range(WRONG_KEYS[0]):
        with pytest.raises(NotFoundError):
            links.find(WRONG, f"2001:db8:0:7::{number:x}")
    with pytest.raises(TooManyError):
        links.find(WRONG, "2001:db8:0:7:ffff::1")
    with pytest.raises(NotFoundError):
        links.find(WRONG, "2001:db8:0:8::1")


@pytest.mark.parametrize("key", ["", "A" * 42, "A" * 44, "A" * 42 + "=", "../" * 14 + "A", "é" * 43, "A" * 42 + "\n"])
def test_what_is_no_key_is_as_unknown_as_a_wrong_one(links: Links, key: str) -> None:
    told = []
    for tried in (key, WRONG):
        with pytest.raises(NotFoundError) as refused:
            links.find(tried)
        told.append((refused.value.template, refused.value.remedy, refused.value.params))
    assert told[0] == told[1]


def test_fifty_wrong_passwords_at_once_do_not_pass_the_limit(links: Links) -> None:
    share = links.publish(password=PASSWORD)
    enter = links.sharing.friends.enter
    outcome = together(50, lambda number: enter(share, None, f"wrong {number}", ADDRESS))
    assert outcome == {"AccountError": FREE_TRIES, "TooManyError": 50 - FREE_TRIES}
    with pytest.raises(TooManyError):
        enter(share, None, PASSWORD, ADDRESS)
    links.clock.move(seconds=1)
    assert links.sharing.friends.let_in(share, enter(share, None, PASSWORD, ADDRESS))


def test_wrong_passwords_from_ever_new_addresses_do_not_pass_the_limit_of_the_link(links: Links) -> None:
    share = links.publish(password=PASSWORD)
    for number in range(FREE_TRIES_OF_LINK):
        with pytest.raises(AccountError):
            links.sharing.friends.enter(share, None, "wrong one", f"198.51.100.{number}")
    with pytest.raises(TooManyError):
        links.sharing.friends.enter(share, None, PASSWORD, "192.0.2.1")


def test_a_stranger_who_tries_for_hours_does_not_keep_friends_out(links: Links) -> None:
    share = links.publish(password=PASSWORD, days=30)
    for _ in range(2 * FREE_TRIES_OF_LINK):
        links.clock.move(seconds=LONGEST_WAIT)
        with pytest.raises(AccountError):
            links.sharing.friends.enter(share, None, "wrong one", "198.51.100.9")
    for _ in range(2 * FREE_TRIES):  # what the link has to wait for is no try of theirs
        with pytest.raises(TooManyError) as refused:
            links.sharing.friends.enter(share, None, PASSWORD, ADDRESS)
    assert refused.value.params["seconds"] == LONGEST_WAIT_OF_LINK
    links.clock.move(seconds=LONGEST_WAIT_OF_LINK)
    with pytest.raises(TooManyError):
        links.sharing.friends.enter(share, None, "wrong one", "198.51.100.9")
    links.sharing.friends.enter(share, None, PASSWORD, ADDRESS)


@pytest.mark.parametrize("terms", [{}, {"views": 1000}, {"password": PASSWORD}])
def test_coming_in_over_and_over_is_bounded(links: Links, terms: dict[str, object]) -> None:
    share = links.publish(**terms)
    for _ in range(DEEDS[0]):
        links.sharing.friends.enter(share, None, PASSWORD, ADDRESS)
    with pytest.raises(TooManyError):
        links.sharing.friends.enter(share, None, PASSWORD, ADDRESS)
    assert links.again(share).views == DEEDS[0]
    links.sharing.friends.enter(share, None, PASSWORD, "198.51.100.9")


def test_the_right_password_makes_wrong_ones_forgotten(links: Links) -> None:
    share = links.publish(password=PASSWORD)
    for password in [*["wrong one"] * (FREE_TRIES - 1), PASSWORD] * 2:
        if password == PASSWORD:
            links.sharing.friends.enter(share, None, password, ADDRESS)
        else:
            with pytest.raises(AccountError):
                links.sharing.friends.enter(share, None, password, ADDRESS)


def test_a_password_is_the_same_however_its_letters_are_composed(links: Links) -> None:
    share = links.publish(password="\uac00\ub098\ub2e4\ub77c\ub9c8\ubc14")
    links.sharing.friends.enter(
        share, None, "\u1100\u1161\u1102\u1161\u1103\u1161\u1105\u1161\u1106\u1161\u1107\u1161", ADDRESS
    )


def test_a_limit_of_views_holds_also_where_all_come_at_once(links: Links) -> None:
    share = links.publish(views=3)
    outcome = together(20, lambda number: links.sharing.friends.enter(share, None, "", ADDRESS))
    assert outcome == {"done": 3, "NotFoundError": 17}
    assert (links.again(share).views, links.again(share).views_left) == (3, 0)


def test_whoever_has_come_in_stays_in_for_a_day_when_the_views_are_used_up(links: Links) -> None:
    share = links.publish(views=1)
    friends = links.sharing.friends
    assert not friends.let_in(share, links.visitor())
    held = friends.enter(share, None, "", ADDRESS)
    used_up = links.find(links.key(share))
    assert friends.let_in(used_up, held)
    with pytest.raises(NotFoundError):
        friends.let_in(used_up, links.visitor())
    with pytest.raises(NotFoundError):
        friends.enter(used_up, None, "", ADDRESS)
    links.clock.move(days=1)
    with pytest.raises(NotFoundError):
        friends.let_in(used_up, held)


def test_a_pass_is_for_its_own_link_and_cannot_be_made_or_changed(links: Links) -> None:
    share, other = links.publish(password=PASSWORD), links.publish(password=PASSWORD)
    passes = links.sharing.friends.passes
    held = links.sharing.friends.enter(share, None, PASSWORD, ADDRESS)
    written = passes.write(share.id, held)
    assert passes.read(share.id, written) == replace(held, entered_at=links.clock().replace(microsecond=0))
    assert passes.read(other.id, written) is None
    outside = passes.write(share.id, passes.new())
    visitor, counted, entered, seal = written.split(".")
    for forged in (
        "",
        outside.rsplit(".", 1)[0].replace(".0.0", f".1.{entered}") + "." + outside.rsplit(".", 1)[1],
        f"{visitor}.{counted}.{int(entered) + 1}.{seal}",
        f"{visitor}.{counted}.{entered}.{'A' * 43}",
        f"{visitor}.{counted}.{entered}",
        f"{visitor}.{counted}.{entered}.{seal} ",
        f"{visitor}.{counted}.٣.{seal}",
        written * 100,
    ):
        assert passes.read(share.id, forged) is None, forged


def votes(links: Links, share: Share) -> dict[str, int]:
    return dict(links.sharing.tally(share).votes)


def test_a_vote_can_be_changed_and_taken_back_and_is_one_for_each_visitor(links: Links) -> None:
    share, friends = links.publish("comparison"), links.sharing.friends
    visitor, other = links.visitor(), links.visitor()
    for choice, name, expected in (
        ("a", "", {"a": 1, "b": 0}),
        ("a", "", {"a": 1, "b": 0}),
        ("b", "Jun\x00  \u202eKim", {"a": 0, "b": 1}),
        ("b", "", {"a": 0, "b": 1}),
        ("", "", {"a": 0, "b": 0}),
        ("", "", {"a": 0, "b": 0}),
        ("a", "", {"a": 1, "b": 0}),
    ):
        friends.vote(share, visitor, ADDRESS, choice, name)
        assert votes(links, share) == expected
        assert friends.shown(share, visitor).choice == (choice or None)
    friends.vote(share, other, ADDRESS, "b", "x" * 99)
    assert votes(links, share) == {"a": 1, "b": 1}
    assert [vote.name for vote in links.sharing.votes(links.home, share.id)] == ["x" * 40, ""]


def test_a_name_stays_when_the_vote_is_changed(links: Links) -> None:
    share, visitor = links.publish("comparison"), links.visitor()
    links.sharing.friends.vote(share, visitor, ADDRESS, "b", "Jun\x00  \u202eKim")
    links.sharing.friends.vote(share, visitor, ADDRESS, "a")
    shown = links.sharing.friends.shown(share, visitor)
    assert (shown.choice, shown.name) == ("a", "Jun Kim")


@pytest.mark.parametrize(
    ("kind", "choice"), [("look", "a"), ("comparison", "love"), ("look", "x" * 500), ("outfit", "b")]
)
def test_there_is_nothing_else_to_vote_for(links: Links, kind: str, choice: str) -> None:
    share = links.publish(kind)
    with pytest.raises(ShareError):
        links.sharing.friends.vote(share, links.visitor(), ADDRESS, choice)
    assert links.sharing.tally(share).total == 0


def test_votes_and_comments_that_are_not_allowed_are_refused(links: Links) -> None:
    share = links.publish(votes=False)
    assert not share.comments  # off unless they are wanted
    with pytest.raises(ShareError):
        links.sharing.friends.vote(share, links.visitor(), ADDRESS, "love")
    with pytest.raises(ShareError):
        links.sharing.friends.comment(share, links.visitor(), ADDRESS, "Nice")


def test_votes_from_one_address_are_bounded_also_when_they_come_at_once(links: Links) -> None:
    share = links.publish()

    def stuff(_number: int) -> None:
        links.sharing.friends.vote(share, links.visitor(), ADDRESS, "love")

    outcome = together(50, stuff)
    assert outcome["done"] == writing.VOTES_AN_HOUR == links.sharing.tally(share).total
    assert outcome["TooManyError"] == 50 - writing.VOTES_AN_HOUR
    links.sharing.friends.vote(share, links.visitor(), "198.51.100.1", "love")  # others can


def test_votes_of_a_link_are_bounded(links: Links, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_VOTES", 3)
    share, first = links.publish(), links.visitor()
    for number, visitor in enumerate([first, links.visitor(), links.visitor()]):
        links.sharing.friends.vote(share, visitor, f"198.51.100.{number}", "love")
    with pytest.raises(TooManyError, match="no more votes"):
        links.sharing.friends.vote(share, links.visitor(), ADDRESS, "love")
    links.sharing.friends.vote(share, first, ADDRESS, "fire")  # changing one is no new one
    assert links.sharing.tally(share).total == 3


def test_changing_a_vote_over_and_over_is_bounded(links: Links) -> None:
    share, visitor = links.publish(), links.visitor()
    with pytest.raises(TooManyError):
        for number in range(100):
            links.sharing.friends.vote(share, visitor, ADDRESS, ("love", "fire")[number % 2])
    assert links.again(share).version < 100


def test_the_owner_clears_the_votes_of_one_who_stuffed(links: Links) -> None:
    share = links.publish()
    for _ in range(5):
        links.sharing.friends.vote(share, links.visitor(), ADDRESS, "fire")
    links.sharing.friends.vote(share, links.visitor(), "198.51.100.1", "love")
    spam = next(vote for vote in links.sharing.votes(links.home, share.id) if vote.choice == "fire")
    assert links.sharing.clear_votes(links.home, share.id, like=spam.id) == 5
    assert {choice: count for choice, count in votes(links, share).items() if count} == {"love": 1}
    with pytest.raises(NotFoundError):
        links.sharing.clear_votes(links.home, share.id, like=spam.id)
    assert links.sharing.clear_votes(links.home, share.id) == 1 and links.sharing.tally(share).total == 0


def test_a_comment_is_kept_as_plain_text_in_bounds(links: Links) -> None:
    share, visitor = links.publish(comments=True), links.visitor()
    text = " <b>Nice</b>\r\n\r\n\r\n\r\n\u202eevil\x07 👩‍👩‍👧 " + "x" * 600
    links.sharing.friends.comment(share, visitor, ADDRESS, text, "<i>Jun</i>")
    (kept,) = links.sharing.friends.shown(share, visitor).comments
    assert kept.text.startswith("<b>Nice</b>\n\nevil 👩‍👩‍👧 xxx") and len(kept.text) == 500
    assert (kept.name, kept.number, kept.state) == ("<i>Jun</i>", 1, "shown")
    with pytest.raises(ShareError):
        links.sharing.friends.comment(share, visitor, ADDRESS, " \u202e\n ")


def test_comments_of_one_are_bounded_and_their_numbers_never_come_again(links: Links) -> None:
    share, visitor, friends = links.publish(comments=True), links.visitor(), links.sharing.friends
    for number in range(writing.COMMENTS_OF_ONE):
        friends.comment(share, visitor, f"198.51.100.{number}", "Nice")
    with pytest.raises(TooManyError):
        friends.comment(share, visitor, ADDRESS, "Nice")
    friends.withdraw(share, visitor, ADDRESS, writing.COMMENTS_OF_ONE)
    friends.comment(share, visitor, ADDRESS, "Nice")
    assert friends.shown(share, visitor).comments[-1].number == writing.COMMENTS_OF_ONE + 1


def test_a_reported_comment_is_hidden_until_the_owner_decides(links: Links) -> None:
    share, friends, visitor = links.publish(comments=True), links.sharing.friends, links.visitor()

    def seen() -> list[int]:
        return [comment.number for comment in friends.shown(share, None).comments]

    for text in ("one", "two", "three"):
        friends.comment(share, visitor, ADDRESS, text)
    friends.report(share, ADDRESS, 1)
    friends.report(share, ADDRESS, 2)
    assert seen() == [3]
    with pytest.raises(NotFoundError):
        friends.report(share, ADDRESS, 1)  # it is not there for friends
    links.sharing.keep_comment(links.home, share.id, 1)
    links.sharing.hide_comment(links.home, share.id, 2)
    friends.report(share, ADDRESS, 1)
    assert seen() == [1, 3]
    assert [one.state for one in links.sharing.comments(links.home, share.id)] == ["shown", "hidden", "kept"]
    assert links.sharing.delete_comment(links.home, share.id, 3, all_like_it=True) == 3 and seen() == []


def test_only_whoever_wrote_a_comment_takes_it_back(links: Links) -> None:
    share, friends, visitor = links.publish(comments=True), links.sharing.friends, links.visitor()
    friends.comment(share, visitor, ADDRESS, "one")
    with pytest.raises(NotFoundError):
        friends.withdraw(share, links.visitor(), ADDRESS, 1)
    friends.withdraw(share, visitor, ADDRESS, 1)
    assert friends.shown(share, visitor).comments == ()


def test_nothing_is_written_to_a_link_that_has_ended_meanwhile(links: Links) -> None:
    share, friends, visitor = links.publish(comments=True), links.sharing.friends, links.visitor()
    links.sharing.end(links.home, share.id)
    for do in (
        lambda: friends.vote(share, visitor, ADDRESS, "love"),
        lambda: friends.comment(share, visitor, ADDRESS, "one"),
        lambda: friends.report(share, ADDRESS, 1),
        lambda: friends.count_view(share),
    ):
        with pytest.raises(NotFoundError):
            do()


def test_addresses_are_hashed_with_a_secret_and_forgotten_after_a_day(links: Links) -> None:
    share, visitor = links.publish(password=PASSWORD, comments=True), links.visitor()
    with pytest.raises(AccountError):
        links.sharing.friends.enter(share, None, "wrong one", ADDRESS)
    links.sharing.friends.vote(share, visitor, ADDRESS, "love")
    links.sharing.friends.comment(share, visitor, ADDRESS, "one")

    def kept() -> list[object]:
        with links.house.database.read() as session:
            counts = [session.scalar(select(func.count(row.address))) for row in (VoteRow, CommentRow)]
            return [*counts, session.scalar(select(func.count()).select_from(AttemptRow))]

    def raw() -> bytes:
        return b"".join(path.read_bytes() for path in links.folder.glob("otjang.db*"))

    assert kept() == [1, 1, 2] and ADDRESS.encode() not in raw() and visitor.visitor.encode() not in raw()
    links.clock.move(days=1)
    links.sharing.sweeping.sweep()
    assert kept() == [1, 1, 2]
    links.clock.move(seconds=1)
    links.sharing.sweeping.sweep()
    assert kept() == [0, 0, 0] and links.sharing.tally(share).total == 1


def test_a_pass_of_long_ago_votes_still_as_the_same_visitor(links: Links) -> None:
    share = links.publish("comparison", days=None)
    passes = links.sharing.friends.passes
    held: Pass | None = links.visitor()
    assert held is not None
    links.sharing.friends.vote(share, held, ADDRESS, "a")
    links.clock.at += timedelta(days=100)
    held = passes.read(share.id, passes.write(share.id, held))
    assert held is not None
    links.sharing.friends.vote(share, held, ADDRESS, "b")
    assert votes(links, share) == {"a": 0, "b": 1}
