"""Device and real server, and everything that can go wrong between them: nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from camera_device.capture import Capture, Kind
from camera_device.clock import now
from camera_device.errors import CameraError
from camera_device.link.client import Client
from camera_device.link.pinned import certificate
from camera_device.link.uploader import IDLE, Uploader
from camera_device.spool import Entry, Spool
from tests.camera_device.link.house import House, photo
from tests.camera_device.link.proxy import Proxy
from tests.wardrobe.server.conftest import ROOT

CUT = 65_536
ROUNDS = 200
"""More than any upload here takes: one that needs more does not get on."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("house") / "data")
    yield made
    made.down()


@pytest.fixture
def proxy(house: House) -> Iterator[Proxy]:
    made = Proxy(house.device_port)
    yield made
    made.close()


def add(spool: Spool, seed: int, size: int = 900) -> Entry:
    return spool.add(Capture(Kind.PHOTO, now()), photo(seed, size))


def uploader(house: House, proxy: Proxy, spool: Spool, faults: list[CameraError | None] | None = None) -> Uploader:
    client = Client(f"https://127.0.0.1:{proxy.port}", certificate(house.device_url), house.token, timeout=15)
    return Uploader(client, spool, report=(lambda _: None) if faults is None else faults.append)


def until_sent(sending: Uploader) -> int:
    """How many rounds it took; the waits between them are shortened."""
    for number in range(1, ROUNDS):
        if sending.round() == IDLE:
            return number
        time.sleep(0.2)  # in which the server ends what it did for the broken connection
    raise AssertionError("It does not get on.")


def require_once(house: House, before: int, *entries: Entry) -> None:
    """Each is in the store, byte for byte, and one look."""
    stored = house.originals()
    for entry in entries:
        assert stored.count(entry.sha256) == 1
    assert house.looks() == before + len(entries)


@pytest.mark.parametrize("abrupt", [False, True])
def test_a_connection_that_breaks_every_64_kb_brings_everything_once(
    house: House, proxy: Proxy, spool: Spool, abrupt: bool
) -> None:
    entry, before = add(spool, 1 + abrupt, 640), house.looks()
    assert entry.size > 8 * CUT
    proxy.cut_after, proxy.abrupt = CUT, abrupt
    rounds = until_sent(uploader(house, proxy, spool))
    assert proxy.cuts >= entry.size // CUT and rounds > 8
    assert proxy.passed < 2.5 * entry.size  # it went on where it broke off
    require_once(house, before, entry)
    assert spool.pending() == []


def test_one_break_at_each_64_kb_of_an_upload_sends_little_twice(house: House, proxy: Proxy, spool: Spool) -> None:
    before, entries = house.looks(), []
    for number in range(1, 8):
        entries.append(add(spool, 20 + number, 620))
        proxy.cut_after, proxy.only_once, proxy.passed = number * CUT, True, 0
        assert 1 <= until_sent(uploader(house, proxy, spool)) <= 4
        assert proxy.passed < entries[-1].size + (number + 3) * CUT  # at worst, all before the break was in memory
    assert entries[-1].size > 7 * CUT and proxy.cuts == 7
    require_once(house, before, *entries)


def test_a_server_killed_in_the_middle_and_started_again_has_everything_once(
    house: House, proxy: Proxy, spool: Spool
) -> None:
    entries, before = [add(spool, 30), add(spool, 31)], house.looks()
    faults: list[CameraError | None] = []
    sending = uploader(house, proxy, spool, faults)
    proxy.per_second = 1_000_000  # as fast as the server writes, so that what has passed has arrived
    proxy.at = (entries[0].size + 700_000, lambda: house.down(signal.SIGKILL))
    assert sending.round() != IDLE and spool.pending() == entries[1:]
    assert sending.round() != IDLE and faults[-1] is not None
    house.up()
    already = proxy.passed
    until_sent(sending)
    assert proxy.passed - already < entries[1].size  # what had arrived was not sent again
    require_once(house, before, *entries)
    assert faults[-1] is None


def test_a_slow_network_is_waited_for(house: House, proxy: Proxy, spool: Spool) -> None:
    entry, before = add(spool, 40, 400), house.looks()
    proxy.per_second = 150_000
    assert uploader(house, proxy, spool).round() == IDLE
    require_once(house, before, entry)


def test_a_server_without_room_is_told_and_gets_it_later(house: House, proxy: Proxy, spool: Spool) -> None:
    entry, before = add(spool, 50, 400), house.looks()
    incoming = house.data_dir / "incoming"
    incoming.mkdir(exist_ok=True)
    kept = incoming.with_name("kept")
    incoming.rename(kept)
    incoming.write_bytes(b"in the way")  # every write below it fails from now on
    faults: list[CameraError | None] = []
    sending = uploader(house, proxy, spool, faults)
    try:
        assert sending.round() != IDLE
        assert spool.pending() == [entry] and faults[-1] is not None and spool.aside() == []
    finally:
        incoming.unlink()
        kept.rename(incoming)
    until_sent(sending)
    require_once(house, before, entry)
    assert faults[-1] is None


def test_what_is_no_picture_is_set_aside_in_the_servers_words(house: House, proxy: Proxy, spool: Spool) -> None:
    before, stored = house.looks(), house.originals()
    spool.add(Capture(Kind.PHOTO, now()), b"Dear diary, " * 1000)
    entry = add(spool, 60, 300)
    until_sent(uploader(house, proxy, spool))
    (aside,) = spool.aside()
    assert aside.path.read_bytes() == b"Dear diary, " * 1000 and "JPEG" in aside.reason
    assert house.originals() == sorted([*stored, entry.sha256])
    assert house.looks() == before + 1


def test_the_same_capture_sent_by_two_threads_is_one_look(house: House, proxy: Proxy, spool: Spool) -> None:
    entry, before = add(spool, 70), house.looks()
    senders = [uploader(house, proxy, spool) for _ in range(2)]
    threads = [threading.Thread(target=until_sent, args=(each,)) for each in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    require_once(house, before, entry)
    assert spool.pending() == [] and spool.aside() == []


def test_taking_back_deletes_the_look_also_later(house: House, proxy: Proxy, spool: Spool) -> None:
    entry, before = add(spool, 80, 300), house.looks()
    sending = uploader(house, proxy, spool)
    until_sent(sending)
    assert house.looks() == before + 1
    assert not spool.withdraw(entry.capture.id)
    until_sent(sending)
    assert house.looks() == before and spool.withdrawn() == []
    again = add(spool, 81, 300)
    assert spool.withdraw(again.capture.id)
    until_sent(sending)
    assert house.looks() == before and house.originals().count(again.sha256) == 0


def test_a_token_that_was_revoked_keeps_everything_until_the_camera_is_paired_again(
    house: House, proxy: Proxy, spool: Spool
) -> None:
    token = house.cli("device", "add", "stairs")
    devices = json.loads(house.cli("device", "list", "--json"))
    house.cli("device", "revoke", str(next(each["id"] for each in devices if each["name"] == "stairs")))
    entry, before = add(spool, 90, 300), house.looks()
    client = Client(house.device_url, certificate(house.device_url), token)
    sending = Uploader(client, spool)
    sending.round()
    assert sending.over and spool.pending() == [entry]
    until_sent(uploader(house, proxy, spool))
    require_once(house, before, entry)


CHILD = """
import os, signal, sys
from pathlib import Path
from camera_device.capture import Capture, Kind
from camera_device.clock import now
from camera_device.link.client import Client
from camera_device.link.uploader import IDLE, Uploader
from camera_device.spool import Spool
from camera_device.spool.files import Disk

folder, picture, url, fingerprint, token, last = sys.argv[1:]
last = int(last)
steps = 0

def step():
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)

def around(of, name, after):
    real = getattr(of, name)
    def stepped(*given, **named):
        step()
        result = real(*given, **named)
        if after:
            step()
        return result
    setattr(of, name, stepped)

for name in ("write", "sync", "rename", "remove", "sync_folder"):
    around(Disk, name, False)
for name in ("announce", "append", "delete"):
    around(Client, name, True)

spool = Spool(Path(folder), 10**9, reserve=0)
sending = Uploader(Client(url, fingerprint, token), spool)
if picture:
    entry = spool.add(Capture(Kind.PHOTO, now()), Path(picture).read_bytes())
    print("added", entry.capture.id, flush=True)
    assert sending.round() == IDLE
    print("sent", flush=True)
    spool.withdraw(entry.capture.id)
    print("withdrawn", flush=True)
assert sending.round() == IDLE
assert spool.pending() == [] and spool.withdrawn() == [] and spool.aside() == []
print("steps", steps, flush=True)
"""


def run_child(house: House, folder: Path, picture: Path | str, last: int) -> tuple[int, list[str]]:
    ran = subprocess.run(
        [
            *(sys.executable, "-c", CHILD, str(folder), str(picture)),
            *(house.device_url, certificate(house.device_url), house.token, str(last)),
        ],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode in (0, -signal.SIGKILL), ran.stderr
    return ran.returncode, ran.stdout.split("\n")


@pytest.mark.slow
def test_a_device_killed_at_each_step_and_started_again_has_brought_everything_once(
    house: House, tmp_path: Path
) -> None:
    step, code = 0, -9
    while code:
        step += 1
        assert step < 60
        before = house.looks()
        picture = tmp_path / f"{step}.jpg"
        picture.write_bytes(photo(1000 + step, 250))
        code, told = run_child(house, tmp_path / str(step), picture, step)
        added, sent, withdrawn = (
            any(line.startswith(word) for line in told) for word in ("added", "sent", "withdrawn")
        )
        if sent and not withdrawn and code:
            # Killed while taking it back: it is back or gone, and no third thing.
            run_child(house, tmp_path / str(step), "", -1)
            assert house.looks() - before in (0, 1)
            continue
        assert run_child(house, tmp_path / str(step), "", -1)[0] == 0
        gained = house.looks() - before
        if withdrawn:
            assert gained == 0
        elif added:
            assert gained == 1
        else:
            assert gained in (0, 1)
    assert step > 15
