"""Start and end of the process: addresses, port, settings of the app, and a shutdown in good order."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.wardrobe.server.conftest import OWNER, PASSWORD, ROOT, command, start, stop
from wardrobe.server.listen import PortError, addresses, listen

LOOK = ROOT / "tests" / "pictures" / "look-03.jpg"
OPTIONS = """
import json, sys
from streamlit import config
from wardrobe.house import House
from wardrobe.server.application import create_app
from wardrobe.settings import Settings
house = House.open(Settings.load(data_dir=sys.argv[1], max_bytes=25_000_000))
create_app(house)
house.close()
names = ["server.maxUploadSize", "server.fileWatcherType", "server.enableXsrfProtection", "server.enableCORS",
         "browser.gatherUsageStats", "global.developmentMode", "theme.light.primaryColor"]
print(json.dumps({name: config.get_option(name) for name in names}))
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_in_good_order_with_pages_open(tmp_path: Path, how: signal.Signals) -> None:
    process, url = start(tmp_path / "data")
    with socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))):  # a browser that keeps its connection
        begun = time.monotonic()
        assert stop(process, how) == 0
    assert time.monotonic() - begun < 10
    assert not list((tmp_path / "data").glob("*.db-wal")), "the database was closed, not left"


def test_a_look_that_was_in_work_when_the_process_was_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    process, url = start(data_dir)
    httpx.post(f"{url}/setup", data={"name": OWNER, "password": PASSWORD, "again": PASSWORD}, timeout=20)
    made = subprocess.run(command("device", "add", "door", data_dir=data_dir), cwd=ROOT, capture_output=True, text=True)
    headers = {"Authorization": f"Bearer {made.stdout.strip()}"}
    assert httpx.post(f"{url}/api/v1/captures", content=LOOK.read_bytes(), headers=headers).status_code == 201
    process.kill()
    process.wait(timeout=10)

    process, url = start(data_dir)
    try:
        deadline = time.monotonic() + 60
        looks: list[dict[str, object]] = []
        while time.monotonic() < deadline and [look["state"] for look in looks] != ["ready"]:
            time.sleep(0.5)
            told = subprocess.run(command("looks", "--json", data_dir=data_dir), cwd=ROOT, capture_output=True)
            looks = json.loads(told.stdout)
        assert [look["state"] for look in looks] == ["ready"], looks
        again = httpx.post(f"{url}/api/v1/captures", content=LOOK.read_bytes(), headers=headers)
        assert (again.status_code, again.json()["look_id"]) == (200, looks[0]["id"])
    finally:
        stop(process)


def test_the_app_watches_no_files_sends_no_statistics_and_takes_what_the_settings_allow(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", OPTIONS, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    options = json.loads(told.stdout)
    assert options.pop("theme.light.primaryColor"), "the app's own configuration was read"
    assert options == {
        "server.maxUploadSize": 24,
        "server.fileWatcherType": "none",
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "browser.gatherUsageStats": False,
        "global.developmentMode": False,
    }


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", ["http://127.0.0.1:8600"]),
        ("::1", ["http://[::1]:8600"]),
        ("wardrobe.local", ["http://wardrobe.local:8600"]),
    ],
)
def test_the_address_is_one_to_type_into_a_browser(host: str, expected: list[str]) -> None:
    assert addresses(host, 8600) == expected


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_listening_to_the_network_names_this_machine_and_its_address_there(host: str) -> None:
    here, *elsewhere = addresses(host, 8600)
    assert here == "http://localhost:8600"
    assert all(address.startswith("http://") and "localhost" not in address for address in elsewhere)


@pytest.mark.parametrize("taken_by", ["127.0.0.1", "0.0.0.0"])
def test_a_port_in_use_is_told_with_another_to_take(taken_by: str) -> None:
    with listen(taken_by, 0) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortError, match=rf"Port {port} is in use.*--port {port + 1}"):
            listen("127.0.0.1", port)
    listen("127.0.0.1", port).close()


@pytest.mark.parametrize("host", ["192.0.2.7", "no such host", "2001:db8::1", ""])
def test_an_address_that_is_not_this_machines_is_told(host: str) -> None:
    if host == "":
        listen(host, 0).close()  # every address
        return
    with pytest.raises(PortError, match="cannot listen"):
        listen(host, 0)


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_cannot_be_is_told(port: int) -> None:
    with pytest.raises(PortError, match="cannot listen"):
        listen("127.0.0.1", port)
