"""Killed in the middle of the work and started again: every look is finished exactly once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.conftest import ROOT
from tests.end_to_end.conftest import DESKTOP, Server
from tests.end_to_end.journeys import make_account

pytestmark = pytest.mark.end_to_end


def otjang(server: Server, *arguments: str) -> object:
    command = [sys.executable, "-m", "wardrobe.cli", "--data-dir", str(server.data_dir), *arguments]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def test_every_photo_is_finished_exactly_once(server: Server, browser: Browser, photos: list[Path]) -> None:
    with browser.new_context(**DESKTOP, locale="en-GB") as context:
        make_account(context.new_page(), server.url)
    token = otjang(server, "device", "add", "hall", "--json")["token"]  # type: ignore[index,call-overload]
    headers = {"Authorization": f"Bearer {token}"}
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

    deadline = time.monotonic() + 120
    looks: list[dict[str, object]] = []
    while time.monotonic() < deadline:
        looks = otjang(server, "looks", "--json", "--limit", "100")  # type: ignore[assignment]
        if all(look["state"] in ("ready", "failed") for look in looks):
            break
        time.sleep(0.5)
    assert len(looks) == len(photos)
    assert [look["state"] for look in looks] == ["ready"] * len(photos)
    seen = [(look["id"], tuple(s["box"]), s["category"]) for look in looks for s in look["sightings"]]  # type: ignore[attr-defined]
    assert len(seen) == len(set(seen)), "a garment was found twice in the same place of the same look"
    assert len(seen) >= 3 * len(photos), "a full-body photo shows at least a top, something below and shoes"
    garments = otjang(server, "garments", "--json", "--limit", "1000")
    worn = sum(garment["wear_count"] for garment in garments)  # type: ignore[attr-defined]
    certain = sum(s["decision"] in ("same", "new") for look in looks for s in look["sightings"])  # type: ignore[attr-defined]
    assert worn <= certain
