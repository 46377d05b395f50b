"""Strangers with and without a key, and what they try. Nothing of it gives more than what was shared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

import pytest
import uvicorn
from starlette.types import ASGIApp

from tests.wardrobe.server.shares.conftest import FILE, HOUSEHOLD
from tests.wardrobe.server.shares.visiting import ADDRESS, INSIDE, Reply, Visitor, guarded
from tests.wardrobe.sharing.links import Links
from wardrobe.errors import StorageError
from wardrobe.house import House
from wardrobe.server import run
from wardrobe.server.shares import STATIC
from wardrobe.settings import Settings
from wardrobe.sharing.friends import FREE_TRIES, WRONG_KEYS
from wardrobe.sharing.shares import Share

PASSWORD = "two words"
WRONG = "A" * 43


def secrets_of(links: Links) -> list[str]:
    """What no answer may hold."""
    return [HOUSEHOLD, FILE, str(links.folder), "otjang.db", "share.key", "Traceback", "household", INSIDE]


def clean(links: Links, reply: Reply) -> None:
    """Nothing of the house is in the body or in the headers."""
    told = reply.body + repr(reply.headers).encode()
    assert not [secret for secret in secrets_of(links) if secret.encode() in told]


GONE: dict[str, Callable[[Links, Share], object]] = {
    "ended": lambda links, share: links.sharing.end(links.home, share.id),
    "removed": lambda links, share: links.sharing.remove(links.home, share.id),
    "expired": lambda links, share: links.clock.move(days=7),
    "of a deleted look": lambda links, share: links.house.looks.delete(links.home, links.looks[0]),
}
BELOW = ("", "/picture/1", "/preview")
FORMS = ("/open", "/vote", "/comment", "/report", "/withdraw")


@pytest.mark.parametrize("gone", GONE)
def test_a_link_that_is_over_answers_as_one_that_never_was_to_the_last_byte(
    links: Links, visitor: Visitor, gone: str
) -> None:
    share = links.publish(comments=True)
    path = links.sharing.path(share)
    assert visitor.get(path).status == visitor.get(f"{path}/picture/1").status == 200
    visitor.post(f"{path}/vote", {"choice": "love"})
    GONE[gone](links, share)
    for ending in BELOW:
        assert visitor.get(path + ending) == visitor.get(f"/s/{WRONG}{ending}"), ending
        assert visitor.get(path + ending).status == 404
    for ending in FORMS:
        assert visitor.post(path + ending, {"choice": "love"}) == visitor.post(f"/s/{WRONG}{ending}"), ending
    clean(links, visitor.get(path))


def test_what_a_used_up_link_answers_is_the_same_too(links: Links, app: ASGIApp) -> None:
    path = links.sharing.path(links.publish(views=1, password=PASSWORD))
    Visitor(app).post(f"{path}/open", {"password": PASSWORD})
    for ending in ("", "/picture/1"):
        assert Visitor(app).get(path + ending) == Visitor(app).get(f"/s/{WRONG}{ending}")
    for password in (PASSWORD, "wrong one"):
        reply = Visitor(app).post(f"{path}/open", {"password": password})
        assert reply == Visitor(app).post(f"/s/{WRONG}/open", {"password": password})


TRICKS = [
    *("", "/", "//", "/.", "/..", "/%2e%2e", "/%2e%2e/%2e%2e/media/looks/1/small", "/..%2f..%2fotjang.db"),
    *("/picture", "/picture/", "/picture/0", "/picture/2", "/picture/3", "/picture/01", "/picture/+1", "/picture/1.0"),
    *("/picture/-1", "/picture/1/", "/picture//1", "/picture/%31", "/picture/١", "/picture/1%00", "/picture/1.jpg"),
    *("/picture/1%2f..%2f2", "/picture/../../../otjang.db", "/picture/..%2fpreview", "/picture/1;x", "/picture/1%0a"),
    *("/picture/99999999999999999999", "/picture/1/small", "/picture/large", "/preview/", "/preview.jpg", "/original"),
    *("/PICTURE/1", "%20", "%00", "%0a", "%2f", "%2fpicture%2f1", "?", "/json", "/vote", "/open", "/share.key", "\\"),
]


@pytest.mark.parametrize("gated", [False, True])
def test_no_spelling_below_a_key_gives_anything_else(links: Links, visitor: Visitor, gated: bool) -> None:
    share = links.publish(password=PASSWORD if gated else None)
    path = links.sharing.path(share)
    visitor.get(path)
    visitor.post(f"{path}/open", {"password": PASSWORD})
    shown = links.sharing.picture(links.home, share.id, 1)
    for number, trick in enumerate(TRICKS):
        visitor.address = f"198.51.100.{number}"
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get"):
            reply = visitor.ask(method, quote(path + trick, safe="/%?;+\\"))
            clean(links, reply)
            assert reply.status in (200, 303, 400, 401, 403, 404), f"{method} {trick} answered {reply.status}"
            if reply.status == 200 and not reply.header("content-type").startswith("text/html"):
                assert reply.body == shown, trick
            if reply.status == 303:
                target = reply.header("location")
                assert target in (path, f"{path}#vote") or target.startswith("/login"), trick


ODD_PATHS = [
    *("/s", "/s/", "/s//", "/s/1", "/s/%00", "/s/%0a", "/s/..", "/s/../media/looks/1/small", "/s/%2e%2e/otjang.db"),
    *("/s/" + "A" * 42, "/s/" + "A" * 44, "/s/" + "A" * 5000, "/s/" + "é" * 43, "/s/" + "%F0%9F%92%A9" * 20),
    *("/s/..%2f..%2fshare.key", "//s/x", "/S/x", "/s/x/../../setup", "/s/[object]", "/s/*", "/s/%25", "/s/\\"),
    *(
        "/s/' OR 1=1 --",
        "/s/{key}",
        "/share",
        "/share/",
        "/share.key",
        "/share.css/..",
        "/share.css%00",
        "/shared/1",
    ),
    *("/shared/1/1.jpg", "/share-card.png/", "/share_base.html", "/share.html", "/templates/share.css"),
]


def test_no_spelling_without_a_key_gives_anything(links: Links, visitor: Visitor) -> None:
    links.publish()
    for number, path in enumerate(ODD_PATHS):
        visitor.address = f"198.51.100.{number}"
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            reply = visitor.ask(method, quote(path, safe="/%"))
            clean(links, reply)
            assert reply.status in (401, 404), f"{method} {path} answered {reply.status}"


def test_a_key_opens_its_own_pictures_and_no_neighbours(links: Links, visitor: Visitor) -> None:
    one, two = links.publish("look"), links.publish("comparison", password=PASSWORD)
    draft = links.draft()
    path = links.sharing.path(one)
    visitor.get(path)
    assert visitor.get(f"{path}/picture/2").status == 404
    for id in (one.id, two.id, draft.id):
        assert visitor.get(f"/s/{id}").status == 404
        assert visitor.get(f"{path}?share={id}&id={id}&number=2").body != b""
        assert visitor.get(f"{path}/picture/{id}").status in (200 if id == 1 else 404, 401, 404)
    assert visitor.get(f"{links.sharing.path(two)}/picture/1").status == 404


def test_the_grant_of_one_link_is_worth_nothing_at_another(links: Links, app: ASGIApp, visitor: Visitor) -> None:
    first, second = (links.sharing.path(links.publish(password=PASSWORD)) for _ in range(2))
    visitor.post(f"{first}/open", {"password": PASSWORD})
    (_, granted) = visitor.jar["otjang_share"]
    assert visitor.get(f"{first}/picture/1", cookie=f"otjang_share={granted}").status == 200
    for forged in (granted, granted[:-1], granted.replace(".1.", ".0."), "0" * 32 + granted[32:], f'"{granted}"', ""):
        assert Visitor(app).get(f"{second}/picture/1", cookie=f"otjang_share={forged}").status == 404
        if forged != granted and forged.strip('"') != granted:
            assert Visitor(app).get(f"{first}/picture/1", cookie=f"otjang_share={forged}").status == 404


def test_neither_key_nor_grant_is_a_session(links: Links, visitor: Visitor) -> None:
    path = links.sharing.path(links.publish())
    visitor.get(path)
    key, (_, granted) = path.removeprefix("/s/"), visitor.jar["otjang_share"]
    for text in (key, granted):
        for inner in ("/", "/media/looks/1/small", "/_stcore/health", "/api/v1/devices/me/poll"):
            for headers in ({"cookie": f"otjang_session={text}"}, {"authorization": f"Bearer {text}"}):
                assert visitor.get(inner, **headers).status == 401
                assert visitor.get(f"{inner}?key={text}", **headers).status == 401


def test_fifty_at_once_do_not_try_more_passwords_than_one_after_the_other(links: Links, app: ASGIApp) -> None:
    path = links.sharing.path(links.publish(password=PASSWORD))
    replies = Visitor(app).post_at_once(f"{path}/open", [{"password": f"wrong {number}"} for number in range(50)])
    assert Counter(reply.status for reply in replies) == {403: FREE_TRIES, 429: 50 - FREE_TRIES}
    refused = Visitor(app).post(f"{path}/open", {"password": PASSWORD})
    assert refused.status == 429 and int(refused.header("retry-after")) >= 1


def test_a_made_up_address_does_not_buy_more_tries(links: Links, app: ASGIApp) -> None:
    visitor = Visitor(app)
    for number in range(WRONG_KEYS[0]):
        names = ("x_forwarded_for", "x_real_ip", "forwarded", "cf_connecting_ip", "true_client_ip", "x_client_ip")
        visitor.get(f"/s/{number:043d}", **{name: f"198.51.100.{number}" for name in names})
    reply = visitor.get(links.sharing.path(links.publish()), x_forwarded_for="192.0.2.99")
    assert reply.status == 429
    clean(links, reply)
    assert Visitor(app, "198.51.100.77").get(f"/s/{WRONG}").status == 404


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "client", "scheme"),
    [
        ("", "127.0.0.1", "198.51.100.1", "127.0.0.1", "http"),
        ("", "::1", "198.51.100.1", "::1", "http"),
        ("10.0.0.0/8", "203.0.113.9", "198.51.100.1", "203.0.113.9", "http"),
        ("127.0.0.1", "127.0.0.1", "198.51.100.1", "198.51.100.1", "https"),
        ("127.0.0.1,10.0.0.0/8", "10.1.2.3", "192.0.2.66, 198.51.100.1, 127.0.0.1", "198.51.100.1", "https"),
    ],
)
def test_a_proxys_word_is_taken_where_it_is_trusted_and_nobody_elses(
    monkeypatch: pytest.MonkeyPatch, house: House, trusted: str, peer: str, forwarded: str, client: str, scheme: str
) -> None:
    seen: list[object] = []

    async def app(scope: dict[str, object], receive: object, send: object) -> None:
        seen.append((scope["client"], scope["scheme"]))

    settings = Settings.load(data_dir=house.settings.data_dir, trusted_proxies=trusted)
    monkeypatch.setattr(house, "settings", settings)
    monkeypatch.setattr(run, "create_app", lambda _: app)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    config: uvicorn.Config = run.config(house)
    config.load()
    with pytest.raises(IndexError):  # our stand-in answers nothing
        Visitor(config.loaded_app, peer).get("/", x_forwarded_for=forwarded, x_forwarded_proto="https")
    ((address, found),) = seen
    assert (address[0], found) == (client, scheme)  # type: ignore[index]


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({"origin": "http://otjang.test"}, True),  # an in-app browser, or any over plain HTTP
        ({"sec_fetch_site": "same-origin", "origin": "http://otjang.test"}, True),
        ({}, True),
        ({"origin": "null"}, False),
        ({"origin": "http://evil.test"}, False),
        ({"origin": "http://otjang.test.evil.test"}, False),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "same-site", "origin": "http://other.otjang.test"}, False),
    ],
)
def test_another_sites_page_cannot_vote_in_a_friends_name(
    links: Links, visitor: Visitor, headers: dict[str, str], taken: bool
) -> None:
    share = links.publish()
    path = links.sharing.path(share)
    # What browsers make of it: with `no-referrer` they would send `Origin: null` with our own forms too.
    assert visitor.get(path).header("referrer-policy") == "same-origin"
    reply = visitor.post(f"{path}/vote", {"choice": "love"}, **headers)
    assert (reply.status, links.sharing.tally(share).total) == ((303, 1) if taken else (403, 0))
    clean(links, reply)


def test_votes_without_a_pass_are_not_counted_however_many(links: Links, app: ASGIApp) -> None:
    share = links.publish()
    path = links.sharing.path(share)
    for cookie in ("", "otjang_share=x", f"otjang_share={'0' * 32}.0.0.{'A' * 43}"):
        for _ in range(10):
            Visitor(app, keeps=False).post(f"{path}/vote", {"choice": "love"}, cookie=cookie)
    assert links.sharing.tally(share).total == 0


def test_what_friends_write_is_text_wherever_it_is_shown(links: Links, visitor: Visitor) -> None:
    share = links.publish(comments=True, title="<script>alert(0)</script>")
    path = links.sharing.path(share)
    visitor.get(path)
    for text in (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(2)>',
        "{{ 7 * 7 }}",
        "&lt;b&gt;",
        "javascript:",
    ):
        visitor.post(f"{path}/comment", {"text": text, "name": f'{text}" autofocus onfocus="alert(3)'})
    visitor.post(f"{path}/vote", {"choice": "love", "name": '"><script>alert(4)</script>'})
    page = visitor.get(path).text
    assert page.count("<img ") == 1 and "<script" not in page and 'onfocus="' not in page and "<b>" not in page
    assert "{{ 7 * 7 }}" in page and "&amp;lt;b&amp;gt;" in page


@pytest.mark.parametrize("form", FORMS)
def test_broken_and_huge_forms_are_refused_without_a_word_of_the_house(
    links: Links, visitor: Visitor, form: str
) -> None:
    path = links.sharing.path(links.publish(comments=True)) + form
    visitor.get(path.removesuffix(form))
    urlencoded = "application/x-www-form-urlencoded"
    for body, kind in (
        (b"text=" + b"x" * 20_000, urlencoded),
        (b"&".join(b"a%d=1" % number for number in range(50)), urlencoded),
        (b"\xff\xfe=%zz&choice=%00&number=99999999999999999999", urlencoded),
        (b'{"choice": "love"}', "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
    ):
        reply = visitor.ask("POST", path, body, {"content-type": kind})
        assert reply.status in (303, 400, 404, 413), (body[:40], reply.status)
        clean(links, reply)
    assert links.sharing.tally(links.sharing.list(links.home)[0]).total == 0


def test_nothing_about_a_link_is_kept_by_a_cache_or_found_by_a_search(links: Links, visitor: Visitor) -> None:
    for terms in ({}, {"password": PASSWORD}):
        path = links.sharing.path(links.publish(**terms))
        replies = [visitor.get(path + ending, method) for ending in (*BELOW, "/") for method in ("GET", "HEAD")]
        replies += [visitor.post(path + form, {"password": PASSWORD, "choice": "love"}) for form in FORMS]
        replies += [visitor.get(f"/s/{WRONG}"), visitor.get(f"{path}/picture/1")]
        for reply in replies:
            assert reply.header("cache-control") == "no-store"
            assert not reply.header("etag") and not reply.header("last-modified") and not reply.header("server")
            assert "noindex" in reply.header("x-robots-tag") and reply.header("referrer-policy") == "same-origin"
            assert reply.header("x-content-type-options") == "nosniff"
            policy = reply.header("content-security-policy").split("; ")
            assert policy[:4] == ["default-src 'none'", "img-src 'self'", "style-src 'self'", "form-action 'self'"]
            assert "frame-ancestors 'none'" in policy
            clean(links, reply)


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("otjang.test:8600", "http://otjang.test:8600"),
        ("[2001:db8::1]:8600", "http://[2001:db8::1]:8600"),
        ('evil.test"><script>', ""),
        ("evil.test/x?", ""),
        ("user@evil.test", ""),
        ("evil.test:80:80", ""),
        ("", ""),
    ],
)
def test_a_made_up_host_does_not_get_into_the_page(links: Links, app: ASGIApp, host: str, site: str) -> None:
    path = links.sharing.path(links.publish())
    page = Visitor(app, host=host).get(path)
    assert page.status == 200
    assert ("og:image" in page.text) is bool(site) and ("evil" in page.text) is False
    if site:
        assert f'content="{site}{path}/preview"' in page.text


def test_with_a_public_address_no_host_is_believed(links: Links, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.load(data_dir=links.folder, public_url="https://otjang.example/")
    monkeypatch.setattr(links.house, "settings", settings)
    path = links.sharing.path(links.publish())
    page = Visitor(guarded(links.house), host="evil.test").get(path).text
    assert f'content="https://otjang.example{path}/preview"' in page and "evil" not in page


def test_a_fault_of_this_machine_names_no_folder(
    links: Links, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = links.sharing.path(links.publish())
    (links.folder / "shared" / str(links.sharing.list(links.home)[0].id) / "1.jpg").unlink()
    assert visitor.get(f"{path}/picture/1").status == 404
    for fault in (StorageError("{path} is full.", path=links.folder), RuntimeError(str(links.folder))):

        def broken(*_: object, error: Exception = fault) -> None:
            raise error

        monkeypatch.setattr(links.sharing.friends, "find", broken)
        for reply in (visitor.get(path), visitor.get(f"{path}/picture/1"), visitor.post(f"{path}/vote")):
            assert reply.status == 503
            clean(links, reply)


def test_the_open_files_are_these_and_say_nothing(links: Links, visitor: Visitor) -> None:
    for name in STATIC:
        reply = visitor.get(f"/{name}")
        assert reply.status == 200 and reply.body
        clean(links, reply)
    assert Visitor(visitor.app, ADDRESS).get("/login.html").status == 401
