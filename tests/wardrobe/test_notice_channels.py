"""Channels of notices: tested at once, refused where they are none, their secrets told to nobody."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from tests.wardrobe.listening import by_http, by_mail, listening, mail_server
from wardrobe.errors import NotFoundError, NoticeError
from wardrobe.house import House
from wardrobe.notices import Notices, channels
from wardrobe.notices.channels import UnsentError, channel_of, checked, masked


@pytest.fixture
def notices(house: House) -> Notices:
    return house.notices


def test_a_channel_is_tested_at_once_and_a_fault_is_said(home: int, notices: Notices) -> None:
    with listening() as phone, mail_server() as post:
        good = notices.add_channel(home, by_http(phone))
        notices.test(home, good.id)
        assert "works" in json.loads(phone.got[0].body)["message"]
        wrong = notices.add_channel(home, by_mail(post).replace("secretword", "wrongword1"))
        with pytest.raises(UnsentError) as caught:
            notices.test(home, wrong.id)
        assert "did not take the notice" in str(caught.value) and "wrongword1" not in str(caught.value)
        with pytest.raises(NotFoundError):
            notices.test(home, "nothing")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hello",
        "foo://bar",
        "https://example.org/",
        "ntfy://",
        "mailto://",
        "tgram://token",
        "json://a\nb",
        "x" * 2001,
    ],
)
def test_what_is_no_channel_is_refused_at_once(home: int, notices: Notices, url: str) -> None:
    with pytest.raises(NoticeError) as caught:
        notices.add_channel(home, url)
    assert "appriseit.com" in str(caught.value)
    assert notices.chosen(home).channels == ()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What Otjang's own log gets; pytest's listens to loggers that tell nobody, too."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_a_reason_gives_no_password_away_however_it_is_written() -> None:
    said = channels._without_secrets("top secret99 and top%20secret99 were wrong", "mailto://mina:top%20secret99@x.org")
    assert "secret99" not in said


def test_addresses_are_shown_masked_and_never_logged(home: int, notices: Notices, log: io.StringIO) -> None:
    url = "mailtos://mina:topsecret99@mail.example.org:587/?to=friend@example.org"
    channel = notices.add_channel(home, f"  {url} ")
    (shown,) = notices.chosen(home).channels
    assert shown == channel and channel.service == "E-Mail"
    assert "topsecret99" not in repr(channel) and channel.masked == "mailtos://min…rg"
    with pytest.raises(NoticeError) as caught:
        notices.add_channel(home, "foo://topsecret99")
    assert "topsecret99" not in f"{caught.value} {log.getvalue()}"
    assert masked("ntfy://topic") == "ntfy://…", "a short one is all secret"


def test_a_channel_is_there_once_and_can_be_removed(house: House, home: int, notices: Notices) -> None:
    one = notices.add_channel(home, "json://127.0.0.1/a")
    assert notices.add_channel(home, "json://127.0.0.1/a") == one
    two = notices.add_channel(home, "json://127.0.0.1/b")
    notices.remove_channel(home, one.id)
    assert notices.chosen(home).channels == (two,)
    with pytest.raises(NotFoundError):
        notices.remove_channel(home, one.id)
    for number in range(4):
        notices.add_channel(home, f"json://127.0.0.1/{number}")
    with pytest.raises(NoticeError, match="5 channels"):
        notices.add_channel(home, "json://127.0.0.1/x")


def test_an_address_that_apprise_takes_is_kept_as_it_was_typed() -> None:
    url = "ntfys://ntfy.example.org/my-topic"
    assert checked(url) == url
    assert channel_of(url).service == "ntfy"
