"""The page that deletes everything, as a browser without scripts meets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

import wardrobe.accounts
from tests.wardrobe.conftest import PASSWORD
from wardrobe.house import House
from wardrobe.schema import now
from wardrobe.server.application import own_routes
from wardrobe.server.guard import SESSION_COOKIE, Guard


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    house = open_house()
    house.accounts.create_owner("Mina", PASSWORD)
    return house


@pytest.fixture
def browser(house: House) -> Iterator[TestClient]:
    """The owner's."""
    app = Guard(own_routes(house), house.accounts)
    with TestClient(app, follow_redirects=False, headers={"Accept-Language": "en", "Accept": "text/html"}) as client:
        client.cookies.set(SESSION_COOKIE, house.accounts.log_in("Mina", PASSWORD))
        yield client


def test_nothing_goes_before_name_and_password_are_typed(browser: TestClient, house: House) -> None:
    page = browser.get("/erase")
    assert page.status_code == 200 and "Type Mina to confirm" in page.text and "<script" not in page.text
    for form, said in (
        ({}, "not the name"),
        ({"name": "Nina", "password": PASSWORD}, "not the name"),
        ({"name": "Mina", "password": "wrong"}, "Name or password is wrong"),
    ):
        refused = browser.post("/erase", data=form)
        assert refused.status_code == 403 and said in refused.text and PASSWORD not in refused.text
    assert house.accounts.has_owner()


def test_the_owner_is_led_to_a_fresh_start(browser: TestClient, house: House) -> None:
    done = browser.post("/erase", data={"name": "Mina", "password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, "/setup")
    assert done.headers["clear-site-data"] == '"cache"'
    assert not house.accounts.has_owner()
    assert browser.get("/erase").headers["location"] == "/setup"


def test_wrong_passwords_cost_time_here_too(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    at = now()
    monkeypatch.setattr(wardrobe.accounts, "now", lambda: at)  # a check may take longer than the first wait
    answers = [browser.post("/erase", data={"name": "Mina", "password": "wrong"}).text for _ in range(6)]
    assert "Too many wrong passwords" in answers[-1]


def test_a_member_sees_no_form(browser: TestClient, house: House) -> None:
    (home,) = house.accounts.households()
    key = house.people.invite(home, house.people.add(home, "Jun").id)
    browser.cookies.set(SESSION_COOKIE, house.people.join(key, "Jun", PASSWORD, "192.0.2.1"))
    page = browser.get("/erase")
    assert page.status_code == 403 and "Only the owner" in page.text and "<form" not in page.text
    assert browser.post("/erase", data={"name": "Jun", "password": PASSWORD}).status_code == 403
    assert house.accounts.has_owner()


def test_logging_out_everywhere_ends_every_session(browser: TestClient, house: House) -> None:
    other = house.accounts.log_in("Mina", PASSWORD)
    (home,) = house.accounts.households()
    assert house.accounts.sessions(house.accounts.people(home)[0].id) == 2
    done = browser.post("/logout/everywhere")
    assert done.headers["location"] == "/login"
    assert house.accounts.person_for(other) is None
