"""Killed in the middle of the work and started again: every look is finished exactly once."""

from __future__ import annotations

import signal
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.end_to_end.conftest import DESKTOP, Server
from tests.end_to_end.journeys import make_account
from wardrobe.house import House
from wardrobe.settings import Settings

pytestmark = pytest.mark.end_to_end


def device_token(server: Server) -> str:
    return server.command("device", "add", "hall").split()[-1]


def test_every_photo_is_finished_exactly_once(server: Server, browser: Browser, photos: list[Path]) -> None:
    with browser.new_context(**DESKTOP, locale="en-GB") as context:
        make_account(context.new_page(), server.url)
    headers = {"Authorization": f"Bearer {device_token(server)}"}
    kills = 0
    for number, photo in enumerate(photos):
        request = {"content": photo.read_bytes(), "headers": headers | {"X-Filename": photo.name}}
        assert httpx.post(f"{server.url}/api/v1/captures", timeout=30, **request).status_code == 201  # type: ignore[arg-type]
        if number % 10 == 4:
            time.sleep(0.2 * (number % 7))
            server.stop(signal.SIGKILL)
            server.start()
            kills += 1
            again = httpx.post(f"{server.url}/api/v1/captures", timeout=30, **request)  # type: ignore[arg-type]
            assert again.status_code == 200 and again.json()["duplicate"] is True
    assert kills

    with closing(House.open(Settings(data_dir=server.data_dir))) as house:
        household = house.accounts.households()[0]
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            looks = house.looks.page(household, limit=100)
            if all(look.state in ("ready", "failed") for look in looks):
                break
            time.sleep(0.5)
        garments = house.garments.list(household)
    assert [look.state for look in looks] == ["ready"] * len(photos)
    sightings = [sighting for look in looks for sighting in look.sightings]
    places = {(sighting.look_id, sighting.category, sighting.box) for sighting in sightings}
    assert len(places) == len(sightings), "a garment was found twice in the same place of the same look"
    assert len(sightings) >= 2 * len(photos), "a full-body photo shows at least two garments"
    certain = sum(sighting.decision in ("same", "new") for sighting in sightings)
    assert 0 < sum(garment.wear_count for garment in garments) <= certain
