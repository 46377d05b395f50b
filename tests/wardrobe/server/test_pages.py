"""First account, log in, log out, as a browser without scripts does them."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.wardrobe.server.conftest import OWNER, PASSWORD, Running, start, stop


def test_the_first_visit_leads_to_the_owners_account_and_into_the_app(tmp_path: Path) -> None:
    process, url = start(tmp_path / "data")
    try:
        with httpx.Client(base_url=url, timeout=20, headers={"Accept": "text/html"}) as browser:
            assert browser.get("/").headers["location"] == "/setup"
            assert browser.get("/login").headers["location"] == "/setup"
            page = browser.get("/setup").text
            assert 'autocomplete="new-password"' in page and "<script" not in page

            wrong = browser.post("/setup", data={"name": "", "password": PASSWORD, "again": PASSWORD})
            assert "1 to 100 characters" in wrong.text
            short = browser.post("/setup", data={"name": OWNER, "password": "short", "again": "short"})
            assert "at least 10 characters" in short.text and f'value="{OWNER}"' in short.text
            differs = browser.post("/setup", data={"name": OWNER, "password": PASSWORD, "again": PASSWORD + "!"})
            assert differs.status_code == 400 and "two passwords differ" in differs.text
            assert not browser.cookies and PASSWORD not in short.text + differs.text

            made = browser.post("/setup", data={"name": OWNER, "password": PASSWORD, "again": PASSWORD})
            assert (made.status_code, made.headers["location"]) == (303, "/")
            assert browser.get("/").status_code == 200

            again = browser.post("/setup", data={"name": "Eve", "password": PASSWORD, "again": PASSWORD})
            assert again.headers["location"] == "/login" and "set-cookie" not in again.headers
    finally:
        assert stop(process) == 0


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(running: Running) -> None:
    cookie = running.setup.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert "Secure" not in cookie
    form = {"name": OWNER, "password": PASSWORD}
    made_up = httpx.post(f"{running.url}/login", data=form, headers={"X-Forwarded-Proto": "https"}, timeout=20)
    assert "Secure" not in made_up.headers["set-cookie"], "no proxy is trusted until it is named"


@pytest.mark.parametrize(("name", "password"), [(OWNER, "wrong password"), ("Nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(running: Running, name: str, password: str) -> None:
    with running.stranger() as browser:
        reply = browser.post("/login", data={"name": name, "password": password})
        assert reply.status_code == 403
        assert "Name or password is wrong." in reply.text and 'role="alert"' in reply.text
        assert not browser.cookies


def test_after_many_wrong_passwords_a_name_has_to_wait(running: Running) -> None:
    with running.stranger() as browser:
        texts = [browser.post("/login", data={"name": "guessed", "password": "x" * 12}).text for _ in range(8)]
    assert "wrong" in texts[0] and "Too many wrong passwords" in texts[-1]


def test_names_are_shown_as_text_never_as_markup(running: Running) -> None:
    with running.stranger() as browser:
        reply = browser.post("/login", data={"name": '"><script>alert(1)</script>', "password": "x" * 12})
    assert "<script" not in reply.text and "&lt;script&gt;" in reply.text


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/garment?garment=3", "/garment?garment=3"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
        ("/\tx", "/"),
    ],
)
def test_after_the_log_in_one_is_where_one_wanted_to_be_on_this_site(
    running: Running, wanted: str, reached: str
) -> None:
    with running.stranger() as browser:
        reply = browser.post("/login", data={"name": OWNER, "password": PASSWORD, "next": wanted})
        assert (reply.status_code, reply.headers["location"]) == (303, reached)


def test_the_log_out_ends_the_session_not_only_the_cookie(running: Running) -> None:
    with running.stranger() as browser:
        browser.post("/login", data={"name": OWNER, "password": PASSWORD})
        kept = dict(browser.cookies)
        assert browser.get("/", headers={"Accept": "text/html"}).status_code == 200
        reply = browser.post("/logout")
        assert reply.headers["location"] == "/login" and not browser.cookies
    with httpx.Client(base_url=running.url, cookies=kept) as thief:
        assert thief.get("/").status_code == 401


def test_the_pages_speak_the_browsers_language_until_another_is_chosen(running: Running) -> None:
    with running.stranger() as browser:
        korean = browser.get("/login", headers={"Accept-Language": "ko-KR,ko;q=0.9"}).text
        assert '<html lang="ko">' in korean and "비밀번호" in korean
        assert '<html lang="en">' in browser.get("/login").text
        assert '<html lang="ko">' in browser.get("/login", params={"language": "ko"}).text
        assert '<html lang="ko">' in browser.get("/login", headers={"Accept-Language": "en"}).text


def test_a_form_larger_than_any_name_and_password_is_not_read(running: Running) -> None:
    reply = httpx.post(f"{running.url}/login", data={"name": "x" * 100_000}, timeout=20)
    assert reply.status_code == 413 and reply.json()["remedy"]


@pytest.mark.parametrize("body", [b"\xff\xfe=%zz&&&=", b"", b"name", b"name=%ff%fe&password=%00"])
def test_a_form_of_nonsense_is_a_failed_log_in(running: Running, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert httpx.post(f"{running.url}/login", content=body, headers=headers, timeout=20).status_code == 403
