"""Notices: by real mail and HTTP servers, at most one a day, their addresses told to nobody."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from tests.wardrobe.clock import Clock
from tests.wardrobe.conftest import fill
from tests.wardrobe.goods import change_item, sell
from tests.wardrobe.listening import Listener, Post, by_http, by_mail, listening, mail_server
from wardrobe.errors import NotFoundError, NoticeError
from wardrobe.house import House
from wardrobe.matching.schema import NoticeRow
from wardrobe.notices import Made, Notices, channels
from wardrobe.notices import notices as notices_module
from wardrobe.notices.notices import NoticeChoices
from wardrobe.notices.posting import WAITS, Posting
from wardrobe.notices.wording import Wording
from wardrobe.search.reasons import Reason

TODAY = date(2026, 3, 10)
WHY = Reason("pick", "It goes with {count} things that you own.", {"count": 14, "firsts": 0, "percent": 0})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def notices(house: House, clock: Clock) -> Notices:
    return Notices(house.database, house.choices, clock=clock)


def posting_of(house: House, clock: Clock) -> Posting:
    words = Wording(house.catalogues.items, house.garments.list)
    return Posting(house.database, house.choices, words, None, clock)


@pytest.fixture
def posting(house: House, clock: Clock) -> Posting:
    return posting_of(house, clock)


@pytest.fixture
def phone() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
def post() -> Iterator[Post]:
    with mail_server() as server:
        yield server


def pick(house: House, home: int, **columns: object) -> Made:
    return Made(item_id=sell(house, home, **columns), reasons=(WHY,))


def test_a_pick_is_sent_by_mail(house: House, home: int, notices: Notices, posting: Posting, post: Post) -> None:
    notices.add_channel(home, by_mail(post))
    assert notices.make(home, "pick", TODAY, pick(house, home, title="리넨 셔츠", brand="Otto"))
    assert posting.work() == 1
    (mail,) = post.mails
    assert (mail["From"], mail["X-To"]) == ("otjang@example.org", "mina@example.org") or "otjang@" in mail["From"]
    assert "Pick of the day" in mail["Subject"]
    body = mail.get_body(("plain", "html"))
    assert body is not None
    text = body.get_content()
    for words in ("리넨 셔츠, Otto", "49.90 EUR", "It goes with 14 things that you own.", "https://shop.example/A-1"):
        assert words in text
    assert post.logins == [b"mina"]
    sent = notices.of(home, "pick", TODAY)
    assert sent is not None and (sent.state, sent.tries, sent.failure) == ("sent", 1, None)


@pytest.mark.parametrize("kind", ["json", "ntfy"])
def test_a_pick_is_sent_by_http(
    house: House, home: int, notices: Notices, posting: Posting, phone: Listener, kind: str
) -> None:
    notices.add_channel(home, by_http(phone, kind))
    notices.make(home, "pick", TODAY, pick(house, home))
    phone.answers.append(200)  # the only answer that Apprise takes for a yes from ntfy
    assert posting.work() == 1
    (got,) = phone.got
    message = json.loads(got.body)
    assert message["title"] == "Pick of the day"
    assert "Linen shirt" in message["message"] and "It goes with 14 things that you own." in message["message"]
    assert "apprise" not in (got.body.decode() + got.headers.get("user-agent", "")).lower()


def test_the_outfit_for_tomorrow_names_its_garments(
    house: House, notices: Notices, posting: Posting, phone: Listener
) -> None:
    there = fill(house, [["A", "B"]], categories=("pants", "upper-clothes"))
    garments = house.garments.list(there)
    house.garments.rename(there, garments[0].id, "Best <jeans>")
    notices.add_channel(there, by_http(phone))
    notices.make(there, "outfit", TODAY, Made(garment_ids=tuple(garment.id for garment in garments)))
    assert posting.work() == 1
    message = json.loads(phone.got[0].body)
    assert message["title"] == "For tomorrow" and "• Best <jeans>" in message["message"]
    assert len(message["message"].splitlines()) == 2


def test_notices_are_written_in_the_language_in_which_the_channel_was_added(
    house: House, home: int, notices: Notices, posting: Posting, phone: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("wardrobe.notices.wording.translator", lambda code: asked.append(code) or str)
    notices.add_channel(home, by_http(phone), "ko")
    notices.make(home, "pick", TODAY, pick(house, home))
    posting.work()
    assert asked == ["ko"]


def test_there_is_one_of_a_kind_a_day_whatever_happens(
    house: House, home: int, notices: Notices, posting: Posting, phone: Listener, clock: Clock
) -> None:
    notices.add_channel(home, by_http(phone))
    made = pick(house, home)
    assert notices.make(home, "pick", TODAY, made)
    assert not notices.make(home, "pick", TODAY, made)
    posting.work()
    assert not notices.make(home, "pick", TODAY, made), "nor after it was sent"
    clock.move(days=-1)
    assert not notices.make(home, "pick", TODAY, made), "nor when the clock has jumped"
    posting.work()
    assert len(phone.got) == 1
    with pytest.raises(IntegrityError), house.database.write() as session:
        session.add(NoticeRow(household_id=home, day=TODAY, kind="pick", state="made", made_at=clock()))


def test_two_workers_make_and_send_one(house: House, home: int, clock: Clock, phone: Listener) -> None:
    Notices(house.database, house.choices).add_channel(home, by_http(phone))
    made = pick(house, home)
    begin = threading.Barrier(4)

    def work(_: int) -> tuple[bool, int]:
        mine = Notices(house.database, house.choices, clock=clock)
        begin.wait()
        return mine.make(home, "pick", TODAY, made), posting_of(house, clock).work()

    with ThreadPoolExecutor(4) as pool:
        did = list(pool.map(work, range(4)))
    assert sum(one for one, _ in did) == 1
    assert len(phone.got) == 1


def test_when_quiet_it_is_made_but_not_sent(
    house: House, home: int, notices: Notices, posting: Posting, phone: Listener
) -> None:
    notices.add_channel(home, by_http(phone))
    notices.choose(home, quiet=True)
    notices.make(home, "pick", TODAY, pick(house, home))
    assert posting.work() == 0 and phone.got == []
    shown = notices.of(home, "pick", TODAY)
    assert shown is not None and shown.state == "made" and shown.reasons == (WHY,)
    notices.choose(home, quiet=False)
    assert posting.work() == 0, "what was made quietly stays so"


def test_turned_quiet_while_it_waits_it_is_not_sent_any_more(
    house: House, home: int, notices: Notices, posting: Posting, phone: Listener, clock: Clock
) -> None:
    phone.answers.append(500)
    notices.add_channel(home, by_http(phone))
    notices.make(home, "pick", TODAY, pick(house, home))
    posting.work()
    notices.choose(home, quiet=True)
    clock.move(hours=1)
    posting.work()
    shown = notices.of(home, "pick", TODAY)
    assert len(phone.got) == 1 and shown is not None and shown.state == "made"


def test_without_channels_it_is_only_shown(house: House, home: int, notices: Notices, posting: Posting) -> None:
    notices.make(home, "pick", TODAY, pick(house, home))
    assert posting.work() == 0
    shown = notices.of(home, "pick", TODAY)
    assert shown is not None and shown.state == "made"


def test_a_refused_notice_is_tried_again_for_hours_then_given_up_with_the_reason(
    house: House, home: int, notices: Notices, posting: Posting, phone: Listener, clock: Clock
) -> None:
    phone.answers += [500] * 50
    notices.add_channel(home, by_http(phone))
    notices.make(home, "pick", TODAY, pick(house, home))
    for _ in range(12 * 12):
        posting.work()
        clock.move(minutes=5)
    given_up = notices.of(home, "pick", TODAY)
    assert given_up is not None and given_up.state == "failed" and given_up.failure is not None
    assert "500" in given_up.failure.message and "secret-topic-91" not in given_up.failure.message
    assert len(phone.got) == len(WAITS) + 1
    assert sum(WAITS) * 1.2 < 6 * 3600


def test_the_second_try_may_succeed(
    house: House, home: int, notices: Notices, posting: Posting, post: Post, clock: Clock
) -> None:
    post.refusals.append("451 try again later")
    notices.add_channel(home, by_mail(post))
    notices.make(home, "pick", TODAY, pick(house, home))
    assert posting.work() == 0
    waiting = notices.of(home, "pick", TODAY)
    assert waiting is not None and waiting.state == "sending" and waiting.failure is not None
    assert "secretword" not in str(waiting.failure)
    clock.move(minutes=2)
    assert posting.work() == 1 and len(post.mails) == 1


def test_only_the_channel_that_has_refused_gets_it_again(
    house: House, home: int, notices: Notices, posting: Posting, phone: Listener, post: Post, clock: Clock
) -> None:
    post.refusals.append("451 try again later")
    notices.add_channel(home, by_http(phone))
    notices.add_channel(home, by_mail(post))
    notices.make(home, "pick", TODAY, pick(house, home))
    assert posting.work() == 0
    clock.move(minutes=2)
    assert posting.work() == 1
    assert (len(phone.got), len(post.mails)) == (1, 1)


def test_killed_while_it_sent_it_does_not_send_twice(
    house: House, home: int, notices: Notices, posting: Posting, phone: Listener, clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    notices.add_channel(home, by_http(phone))
    notices.make(home, "pick", TODAY, pick(house, home))
    with monkeypatch.context() as patch:
        patch.setattr(Posting, "_settle", killed)
        with pytest.raises(Killed):
            posting.work()
    for _ in range(100):
        posting_of(house, clock).work()
        clock.move(minutes=5)
    assert len(phone.got) == 1
    left = notices.of(home, "pick", TODAY)
    assert left is not None and left.failure is not None and "may have arrived" in left.failure.message


def test_a_service_that_does_not_answer_is_not_waited_for(
    house: House, home: int, notices: Notices, posting: Posting, phone: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "PATIENCE", 0.2)
    phone.answers.append(lambda: bool(phone.released.wait(20)) and None)
    notices.add_channel(home, by_http(phone))
    notices.make(home, "pick", TODAY, pick(house, home))
    posting.work()
    left = notices.of(home, "pick", TODAY)
    assert left is not None and left.state == "failed" and left.failure is not None
    assert "did not answer in time" in left.failure.message


def test_what_is_gone_by_then_is_not_told(
    house: House, home: int, notices: Notices, posting: Posting, phone: Listener, clock: Clock
) -> None:
    notices.add_channel(home, by_http(phone))
    made = pick(house, home)
    notices.make(home, "pick", TODAY, made)
    assert made.item_id is not None
    change_item(house, made.item_id, gone_at=clock())
    assert posting.work() == 0 and phone.got == []
    left = notices.of(home, "pick", TODAY)
    assert left is not None and left.state == "failed"


def test_another_household_has_its_own(
    house: House, home: int, notices: Notices, posting: Posting, phone: Listener
) -> None:
    there = fill(house, [])
    mine = notices.add_channel(home, by_http(phone))
    for act in (notices.test, notices.remove_channel):
        with pytest.raises(NotFoundError):
            act(there, mine.id)
    notices.make(there, "pick", TODAY, pick(house, there))
    assert posting.work() == 0 and phone.got == []
    assert notices.of(home, "pick", TODAY) is None and notices.newest(home) == []
    assert notices.last_shown(home) is None and notices.shown_since(home, TODAY) == set()
    assert notices.chosen(there) == NoticeChoices()


@pytest.mark.parametrize("hour", [-1, 24])
def test_an_hour_is_one_of_the_day(home: int, notices: Notices, hour: int) -> None:
    with pytest.raises(NoticeError, match="0 to 23"):
        notices.choose(home, hour=hour)


def test_the_last_pick_is_what_it_means_for_a_week(
    house: House, home: int, notices: Notices, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pick(house, home), pick(house, home, key="B-1")
    notices.make(home, "pick", date(2026, 3, 8), first)
    notices.make(home, "pick", date(2026, 3, 9), second)
    assert notices.last_shown(home) == second.item_id
    clock.move(days=30)
    assert notices.last_shown(home) is None
    assert notices_module.SHOWN_FOR.days == 7
