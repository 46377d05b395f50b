"""The owner is told what came in, and strangers cannot make many messages of it."""

from __future__ import annotations

import pytest

from tests.wardrobe.sharing.links import ADDRESS, Links
from wardrobe.notices import channels
from wardrobe.notices.channels import UnsentError
from wardrobe.sharing.telling import GATHER, MOST_UNSEEN, PAUSE, Telling


class Post:
    """Channels that take everything, or nothing."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.fails = False

    def __call__(self, url: str, title: str, body: str) -> None:
        if self.fails:
            raise UnsentError("Not now.", again=True)
        self.sent.append((title, body))


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    post = Post()
    monkeypatch.setattr(channels, "send", post)
    return post


@pytest.fixture
def telling(links: Links) -> Telling:
    links.house.notices.add_channel(links.home, "json://localhost/otjang")
    return Telling(links.house.database, links.house.choices, "en", links.clock)


def vote(links: Links, share: object, number: int) -> None:
    links.sharing.friends.vote(share, links.visitor(), f"198.51.{number // 200}.{number % 200}", "love")  # type: ignore[arg-type]


def test_what_comes_in_within_a_minute_is_told_together(links: Links, telling: Telling, post: Post) -> None:
    share = links.publish(title="My <b>coat</b>", comments=True)
    vote(links, share, 1)
    vote(links, share, 2)
    links.sharing.friends.comment(share, links.visitor(), ADDRESS, "secret words", "Eve")
    links.sharing.friends.report(share, ADDRESS, 1)
    assert telling.work() == 0
    links.clock.at += GATHER
    assert telling.work() == 1
    assert post.sent == [
        (
            "New on what you shared",
            "My <b>coat</b>\nNew votes: 2\nNew comments: 1\nComments that were reported: 1",
        )
    ]
    links.clock.move(hours=3)
    assert telling.work() == 0  # nothing new


def test_however_many_come_there_is_one_message_in_a_quarter_of_an_hour_and_an_end(
    links: Links, telling: Telling, post: Post
) -> None:
    share = links.publish()
    for number in range(100):
        vote(links, share, number)
        telling.work()
        links.clock.move(minutes=3)
    assert len(post.sent) == MOST_UNSEEN
    assert post.sent[1][1].endswith(f"New votes: {PAUSE.seconds // 180}")
    links.sharing.seen(links.home, share.id)
    links.clock.move(minutes=1)
    vote(links, share, 400)
    links.clock.at += PAUSE
    telling.work()
    assert len(post.sent) == MOST_UNSEEN + 1


def test_what_the_owner_has_seen_on_the_page_is_not_told_as_new(links: Links, telling: Telling, post: Post) -> None:
    share = links.publish()
    for number in range(3):
        vote(links, share, number)
    links.clock.move(seconds=20)
    links.sharing.seen(links.home, share.id)
    links.clock.move(minutes=5)
    assert telling.work() == 0
    vote(links, share, 3)
    links.clock.at += GATHER
    assert telling.work() == 1 and post.sent[0][1] == "My look\nNew votes: 1"


def test_what_no_channel_took_is_told_later_with_the_rest(links: Links, telling: Telling, post: Post) -> None:
    share = links.publish()
    post.fails = True
    vote(links, share, 1)
    links.clock.at += GATHER
    assert telling.work() == 0
    post.fails = False
    vote(links, share, 2)
    assert telling.work() == 0
    links.clock.at += PAUSE
    assert telling.work() == 1 and post.sent[0][1].endswith("New votes: 2")


def test_a_vote_that_was_taken_back_is_not_told(links: Links, telling: Telling, post: Post) -> None:
    share, visitor = links.publish(), links.visitor()
    links.sharing.friends.vote(share, visitor, ADDRESS, "love")
    links.sharing.friends.vote(share, visitor, ADDRESS, "")
    links.clock.at += GATHER
    assert telling.work() == 0 and post.sent == []


def test_a_quiet_household_is_told_in_the_app_alone(links: Links, telling: Telling, post: Post) -> None:
    links.house.notices.choose(links.home, quiet=True)
    share = links.publish()
    vote(links, share, 1)
    links.clock.at += GATHER
    assert telling.work() == 0 and post.sent == []
    assert links.again(share).news and links.sharing.pulse(links.home)[1] == 1
