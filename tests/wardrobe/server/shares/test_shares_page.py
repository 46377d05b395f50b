"""The friends' page: what is on it, what its forms do, how small it is. Nothing of it needs a script."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from starlette.types import ASGIApp

from tests.wardrobe.server.shares.visiting import Visitor
from tests.wardrobe.sharing.links import Links
from wardrobe.server.forms import TEMPLATES

PASSWORD = "two words"


def body_text(text: str) -> str:
    """What is read of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", text.partition("<body>")[2]).split())


@pytest.mark.parametrize(("kind", "pictures"), [("look", 1), ("outfit", 1), ("comparison", 2)])
def test_the_page_shows_the_pictures_and_is_small(links: Links, visitor: Visitor, kind: str, pictures: int) -> None:
    share = links.publish(kind, title="Which coat?")
    path = links.sharing.path(share)
    page = visitor.get(path)
    assert page.status == 200 and page.header("content-type") == "text/html; charset=utf-8"
    assert page.text.count("<img ") == pictures and page.text.count('width="60" height="90"') == pictures
    assert "<script" not in page.text and " style=" not in page.text and not re.search(r"\son[a-z]+=", page.text)
    assert len(page.body) + (TEMPLATES / "share.css").stat().st_size < 15_000
    for number in range(1, pictures + 1):
        assert f'src="{path}/picture/{number}"' in page.text
        picture = visitor.get(f"{path}/picture/{number}")
        assert (picture.status, picture.header("content-type")) == (200, "image/jpeg")
        assert picture.body == links.sharing.picture(links.home, share.id, number)
    assert visitor.get(f"{path}/picture/{pictures + 1}").status in (401, 404)


def test_messengers_find_title_words_and_a_preview_of_the_shared_bytes_alone(links: Links, visitor: Visitor) -> None:
    share = links.publish("comparison", title='My "best" coats <3')
    path = links.sharing.path(share)
    said = dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', visitor.get(path).text)
    )
    assert said["og:title"] == "My &#34;best&#34; coats &lt;3"
    assert said["og:image"] == f"http://otjang.test{path}/preview"
    assert said["twitter:card"] == "summary_large_image" and said["og:description"]
    preview = visitor.get(f"{path}/preview")
    with Image.open(io.BytesIO(preview.body)) as image:
        assert (image.format, image.size, image.getexif()) == ("JPEG", (1200, 630), {})
        colours = {image.getpixel((x, 315))[0] for x in (570, 630)}  # type: ignore[index]
    assert all(abs(colour - 200) < 12 for colour in colours)  # the two pictures, side by side
    assert preview.header("cache-control") == "no-store"


def test_looking_votes_nothing_and_a_view_is_a_browser_that_has_loaded_the_picture(
    links: Links, app: ASGIApp, visitor: Visitor
) -> None:
    share = links.publish()
    path = links.sharing.path(share)
    bot = Visitor(app, keeps=False)
    for _ in range(3):
        bot.get(path), bot.get(f"{path}/picture/1"), bot.get(f"{path}/preview"), bot.get(path, "HEAD")
    assert links.again(share).views == 0
    for _ in range(3):
        visitor.get(path), visitor.get(f"{path}/picture/1")
    assert links.again(share).views == 1
    assert links.sharing.tally(share).total == 0


def test_a_vote_is_given_seen_changed_named_and_taken_back(links: Links, visitor: Visitor) -> None:
    share = links.publish("comparison")
    path = links.sharing.path(share)
    before = visitor.get(path)
    assert 'aria-pressed="true"' not in before.text and "Take my vote back" not in before.text
    reply = visitor.post(f"{path}/vote", {"choice": "a"})
    assert (reply.status, reply.header("location")) == (303, f"{path}#vote")
    after = visitor.get(path).text
    assert after.count('aria-pressed="true"') == 1 and '<progress max="1" value="1"' in after
    visitor.post(f"{path}/vote", {"choice": "a", "name": "Jun"})
    visitor.post(f"{path}/vote", {"choice": "b"})
    assert 'value="Jun"' in visitor.get(path).text
    assert [(vote.choice, vote.name) for vote in links.sharing.votes(links.home, share.id)] == [("b", "Jun")]
    visitor.post(f"{path}/vote", {"choice": ""})
    assert links.sharing.votes(links.home, share.id) == []
    assert "Take my vote back" not in visitor.get(path).text


def test_others_see_no_result_before_they_have_voted(links: Links, app: ASGIApp, visitor: Visitor) -> None:
    path = links.sharing.path(links.publish())
    visitor.get(path)
    visitor.post(f"{path}/vote", {"choice": "fire", "name": "Jun Kim"})
    other = Visitor(app, "198.51.100.1")
    assert 'class="count"' not in other.get(path).text
    other.post(f"{path}/vote", {"choice": "love"})
    seen = other.get(path).text
    assert seen.count('class="count">1<') == 2 and "Jun" not in seen


def test_without_cookies_the_pictures_are_seen_and_a_vote_is_kindly_refused(links: Links, app: ASGIApp) -> None:
    share = links.publish()
    path = links.sharing.path(share)
    browser = Visitor(app, keeps=False)
    assert browser.get(path).status == browser.get(f"{path}/picture/1").status == 200
    reply = browser.post(f"{path}/vote", {"choice": "love"})
    assert reply.status == 400 and "cookie" in body_text(reply.text) and "<img " in reply.text
    assert links.sharing.tally(share).total == 0


def test_a_password_is_asked_for_first_and_previews_see_nothing(links: Links, app: ASGIApp, visitor: Visitor) -> None:
    share = links.publish("comparison", password=PASSWORD, title="Which coat?", views=5)
    path = links.sharing.path(share)
    gate = visitor.get(path)
    assert gate.status == 200 and 'type="password"' in gate.text and "<img" not in gate.text
    assert "coat" not in gate.text and not gate.header("set-cookie")
    assert visitor.get(f"{path}/picture/1").status == 404
    assert visitor.post(f"{path}/vote", {"choice": "a"}).status == 404
    assert visitor.get(f"{path}/preview").body == (TEMPLATES / "share-card.png").read_bytes()
    wrong = visitor.post(f"{path}/open", {"password": "wrong one"})
    assert wrong.status == 403 and "This is not the password." in wrong.text and not visitor.jar
    assert links.again(share).views == 0
    right = visitor.post(f"{path}/open", {"password": PASSWORD})
    assert (right.status, right.header("location")) == (303, path)
    cookie = right.header("set-cookie").lower()
    assert f"path={path.lower()};" in cookie and "httponly" in cookie and "samesite=lax" in cookie
    assert "secure" not in cookie  # over plain HTTP a browser would not send it back
    page = visitor.get(path)
    assert "Which coat?" in page.text and visitor.get(f"{path}/picture/2").status == 200
    assert links.again(share).views == 1
    visitor.get(path)
    assert links.again(share).views == 1
    assert visitor.post(f"{path}/vote", {"choice": "a"}).status == 303
    assert Visitor(app).get(f"{path}/picture/1").status == 404


def test_a_limit_of_views_has_a_button_before_it_and_then_is_the_end_for_others(
    links: Links, app: ASGIApp, visitor: Visitor
) -> None:
    share = links.publish(views=1)
    path = links.sharing.path(share)
    for _ in range(3):
        assert 'name="password"' not in visitor.get(path).text
    assert links.again(share).views == 0
    assert visitor.post(f"{path}/open").status == 303
    assert "<img " in visitor.get(path).text
    assert Visitor(app).get(path).status == Visitor(app).post(f"{path}/open").status == 404


def test_comments_are_written_read_reported_and_removed(links: Links, app: ASGIApp, visitor: Visitor) -> None:
    share = links.publish(comments=True)
    path = links.sharing.path(share)
    visitor.get(path)
    assert (
        visitor.post(f"{path}/comment", {"text": "Nice\ncoat", "name": "Jun"}).header("location") == f"{path}#comments"
    )
    other = Visitor(app, "198.51.100.1")
    page = other.get(path).text
    assert "Jun" in page and "Nice\ncoat" in page and "/withdraw" not in page and "/report" in page
    assert other.post(f"{path}/withdraw", {"number": "1"}).status == 404
    assert "/withdraw" in visitor.get(path).text
    other.post(f"{path}/report", {"number": "1"})
    assert "Nice" not in other.get(path).text
    links.sharing.keep_comment(links.home, share.id, 1)
    assert "Nice" in other.get(path).text and "/report" not in other.get(path).text
    visitor.post(f"{path}/withdraw", {"number": "1"})
    assert "Nice" not in visitor.get(path).text
    assert visitor.post(f"{path}/comment", {"text": " "}).status == 400


def test_a_page_without_votes_and_comments_has_no_form(links: Links, visitor: Visitor) -> None:
    share = links.publish(votes=False)
    assert "<form" not in visitor.get(links.sharing.path(share)).text


def test_the_day_on_which_it_ends_is_told_as_people_write_it(links: Links, visitor: Visitor) -> None:
    share = links.publish()
    assert share.expires_at is not None
    ends = share.expires_at.astimezone()
    path = links.sharing.path(share)
    assert f"This link ends on {ends.day} {ends:%B}" in body_text(visitor.get(path).text)
    assert f"이 링크는 {ends.month}월 {ends.day}일" in body_text(visitor.get(f"{path}?language=ko").text)


def test_the_language_follows_the_browser_until_one_is_chosen(links: Links, visitor: Visitor) -> None:
    path = links.sharing.path(links.publish())
    assert '<html lang="en">' in visitor.get(path).text
    assert '<html lang="ko">' in visitor.get(path, accept_language="ko-KR,en;q=0.5").text
    assert '<html lang="ko">' in visitor.get(f"{path}?language=ko").text
    assert '<html lang="ko">' in visitor.get(path).text
    assert '<html lang="en">' in visitor.get(f"{path}?language=en", accept_language="ko").text


def test_a_slash_too_many_leads_to_the_page(links: Links, visitor: Visitor) -> None:
    path = links.sharing.path(links.publish())
    assert visitor.get(f"{path}/").header("location") == path
