"""The page of an invitation, as a browser without scripts meets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from tests.wardrobe.conftest import PASSWORD
from wardrobe.errors import AccountError, StorageError
from wardrobe.house import House
from wardrobe.server.application import own_routes
from wardrobe.server.guard import SESSION_COOKIE, Guard, is_open
from wardrobe.server.pages import TRIES


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    house = open_house()
    house.accounts.create_owner("Mina", PASSWORD)
    return house


@pytest.fixture
def browser(house: House) -> Iterator[TestClient]:
    app = Guard(own_routes(house), house.accounts)
    with TestClient(app, follow_redirects=False, headers={"Accept-Language": "en"}) as client:
        yield client


@pytest.fixture
def link(house: House) -> str:
    (home,) = house.accounts.households()
    jun = house.people.add(home, "Jun <b>Kim</b>")
    return f"/join/{house.people.invite(home, jun.id)}"


def test_a_link_leads_to_a_form_and_the_form_into_the_app(browser: TestClient, house: House, link: str) -> None:
    page = browser.get(link)
    assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
    assert "invited to the wardrobe of Mina" in page.text and "Jun &lt;b&gt;Kim&lt;/b&gt;" in page.text
    assert "<script" not in page.text and 'autocomplete="new-password"' in page.text
    assert browser.get(link).status_code == 200, "looking uses nothing up"
    form = {"name": "Jun", "password": PASSWORD, "again": PASSWORD}
    joined = browser.post(link, data=form)
    assert (joined.status_code, joined.headers["location"]) == (303, "/")
    person = house.accounts.person_for(joined.cookies[SESSION_COOKIE])
    assert person is not None and (person.name, person.role) == ("Jun", "member")
    again = browser.post(link, data=form)
    assert again.status_code == 410 and "set-cookie" not in again.headers


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"name": "Jun", "password": PASSWORD, "again": "something else"}, 400, "two passwords differ"),
        ({"name": "Jun", "password": "short", "again": "short"}, 403, "at least 10 characters"),
        ({"name": "Mina", "password": PASSWORD, "again": PASSWORD}, 403, "called Mina already"),
        ({}, 403, "1 to 100 characters"),
    ],
)
def test_a_wrong_answer_is_told_beside_the_form(
    browser: TestClient, link: str, form: dict[str, str], status: int, said: str
) -> None:
    page = browser.post(link, data=form)
    assert page.status_code == status and said in page.text and 'role="alert"' in page.text
    assert 'name="again"' in page.text and PASSWORD not in page.text and "set-cookie" not in page.headers


def test_a_link_that_is_not_good_shows_no_form(browser: TestClient) -> None:
    for page in (browser.get(f"/join/{'x' * 43}"), browser.post(f"/join/{'x' * 43}", data={"name": "Eve"})):
        assert page.status_code == 410 and "Ask for a new one" in page.text and "<form" not in page.text


@pytest.mark.parametrize("path", ["/join", "/join/", "/join/short", f"/join/{'x' * 44}", f"/join/{'x' * 43}/y"])
def test_nothing_else_below_is_open(path: str) -> None:
    assert not is_open("GET", path) and not is_open("DELETE", f"/join/{'x' * 43}")


@pytest.mark.parametrize(("chosen", "shown"), [("dark", True), ("light", True), ("system", False), ('"><b>', False)])
def test_the_page_is_light_or_dark_as_it_was_chosen_in_the_app(
    browser: TestClient, link: str, chosen: str, shown: bool
) -> None:
    browser.cookies.set("otjang_theme", chosen)
    assert (f'data-theme="{chosen}"' in browser.get(link).text) is shown


def test_the_page_speaks_korean(browser: TestClient, link: str) -> None:
    assert '<html lang="ko">' in browser.get(link, params={"language": "ko"}).text


@pytest.mark.parametrize("path", ["/login", "/join/"])
def test_a_fault_of_this_machine_names_no_folder_to_strangers(
    browser: TestClient, house: House, link: str, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    folder = str(house.settings.data_dir)

    def full(*_: object) -> None:
        raise StorageError("The disk of {folder} is full.", folder=folder, remedy="Free some space in {folder}.")

    monkeypatch.setattr(house.accounts, "log_in", full)
    monkeypatch.setattr(house.people, "join", full)
    form = {"name": "Jun", "password": PASSWORD, "again": PASSWORD}
    page = browser.post(link if path == "/join/" else path, data=form)
    assert page.status_code == 507 and "does not work at the moment" in page.text
    assert folder not in page.text and "disk" not in page.text


def test_the_session_of_who_joins_over_https_stays_on_https(house: House, link: str) -> None:
    app = Guard(own_routes(house), house.accounts)
    with TestClient(app, follow_redirects=False, base_url="https://otjang.test") as client:
        cookie = client.post(link, data={"name": "Jun", "password": PASSWORD, "again": PASSWORD}).headers["set-cookie"]
    assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=lax" in cookie and "Domain" not in cookie


def test_log_ins_from_one_address_are_bounded_whatever_the_names(
    browser: TestClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def wrong(name: str, password: str, address: str) -> str:
        asked.append(address)
        if name == "Mina":
            return "token"
        raise AccountError("Name or password is wrong.")

    monkeypatch.setattr(house.accounts, "log_in", wrong)
    for _ in range(3):  # the right ones cost nothing
        assert browser.post("/login", data={"name": "Mina", "password": PASSWORD}).status_code == 303
    codes = [browser.post("/login", data={"name": f"name {n}", "password": "x"}).status_code for n in range(TRIES[0])]
    assert set(codes) == {403}
    assert browser.post("/login", data={"name": "another", "password": "x"}).status_code == 429
    assert asked == ["testclient"] * (3 + TRIES[0])
