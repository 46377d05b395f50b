"""The uploader against a server that behaves badly: every capture arrives, once, or is kept and told."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from pathlib import Path

import pytest

from camera_device.capture import Capture, Kind, Moment
from camera_device.errors import CameraError, PairingError, RefusedError, UnreachableError
from camera_device.link.backoff import Backoff
from camera_device.link.client import Client
from camera_device.link.sending import CHUNK
from camera_device.link.uploader import IDLE, Uploader
from camera_device.spool import Entry, Spool
from tests.camera_device.link.fake import TOKEN, Fake, Fault, Received

TAKEN = Moment(wall=1_800_000_000.0, monotonic=100.0, boot_id="b", synchronised=True)
NOW = Moment(wall=1_800_000_060.0, monotonic=160.0, boot_id="b", synchronised=True)


def add(spool: Spool, size: int = 200_000, **given: str) -> Entry:
    return spool.add(Capture(Kind.PHOTO, TAKEN, **given), random.Random(size).randbytes(size))


def uploader(fake: Fake, spool: Spool, faults: list[CameraError | None] | None = None, **given: object) -> Uploader:
    client = Client(fake.url, token=TOKEN, timeout=2)
    report = (lambda _: None) if faults is None else faults.append
    return Uploader(client, spool, report=report, now=lambda: NOW, backoff=Backoff(lambda: 1.0), **given)  # type: ignore[arg-type]


def require_arrived(fake: Fake, *entries: Entry) -> None:
    """Byte for byte, once, in this order."""
    assert list(fake.captures) == [entry.capture.id for entry in entries]
    for entry in entries:
        received = fake.captures[entry.capture.id]
        assert received.stored and hashlib.sha256(received.content).hexdigest() == entry.sha256


def test_captures_arrive_oldest_first_and_leave_the_spool(fake: Fake, spool: Spool) -> None:
    first, second = add(spool), add(spool, 100_000)
    told: list[tuple[Entry, int | None]] = []
    assert uploader(fake, spool, stored=lambda *given: told.append(given)).round() == IDLE
    require_arrived(fake, first, second)
    assert spool.pending() == [] and told == [(first, 7), (second, 7)]
    assert fake.captures[first.capture.id].described == {
        "kind": "photo",
        "sha256": first.sha256,
        "size": 200_000,
        "media_type": "image/jpeg",
        "name": first.name,
        "taken_at": "2027-01-15T08:00:00+00:00",
        "age_seconds": 60.0,
        "compare_with": None,
    }


@pytest.mark.parametrize(
    "fault",
    ["cut", "lost", (500, {}), (502, {}), (503, {}), (504, {}), (507, {}), (429, {}), (408, {}), (403, {}), (404, {})],
)
@pytest.mark.parametrize("request_number", [0, 1])
def test_a_fault_of_the_server_at_any_request_is_told_and_passes(
    fake: Fake, spool: Spool, fault: Fault, request_number: int
) -> None:
    entry = add(spool)
    faults: list[CameraError | None] = []
    sending = uploader(fake, spool, faults)
    fake.faults.extend(["", ""][:request_number])
    fake.faults.append(fault)
    assert sending.round() == 1.0
    assert spool.pending() == [entry] and len(faults) == 1 and faults[0] is not None
    assert sending.round() == IDLE
    require_arrived(fake, entry)
    assert spool.pending() == [] and faults[1:] == [None]


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_what_the_server_never_takes_is_set_aside_told_and_the_rest_is_sent(
    fake: Fake, spool: Spool, status: int
) -> None:
    refused, other = add(spool), add(spool, 1000)
    content = refused.path.read_bytes()
    faults: list[CameraError | None] = []
    fake.always = lambda method, path: (status, {}) if refused.capture.id in path else None
    assert uploader(fake, spool, faults).round() == IDLE
    require_arrived(fake, other)
    (aside,) = spool.aside()
    assert aside.path.read_bytes() == content and "No. Do this" in aside.reason
    assert len(faults) == 1 and "1 captures cannot be sent" in str(faults[0])


def test_a_revoked_token_stops_everything_and_keeps_everything(fake: Fake, spool: Spool) -> None:
    entries = [add(spool), add(spool, 1000)]
    fake.token = "another"
    faults: list[CameraError | None] = []
    sending = uploader(fake, spool, faults)
    sending.start()
    deadline = time.monotonic() + 5
    while not sending.over and time.monotonic() < deadline:
        time.sleep(0.01)
    sending.stop()
    assert [type(fault) for fault in faults] == [PairingError] and "Pair it again" in str(faults[0])
    assert spool.pending() == entries and len(fake.asked) == 1


def test_a_capture_that_only_this_server_stumbles_over_does_not_hold_up_the_others(fake: Fake, spool: Spool) -> None:
    stuck, *others = [add(spool, 1000 + number) for number in range(5)]
    fake.always = lambda method, path: (500, {}) if stuck.capture.id in path else None
    sending = uploader(fake, spool)
    assert sending.round() == 1.0
    require_arrived(fake, *others)
    assert spool.pending() == [stuck] and spool.aside() == []


def test_a_server_that_always_fails_is_asked_three_times_a_round_and_ever_more_rarely(fake: Fake, spool: Spool) -> None:
    for number in range(20):
        add(spool, 1000 + number)
    fake.always = lambda method, path: (500, {})
    sending = uploader(fake, spool)
    assert [sending.round() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert len(fake.asked) == 3 * 8 and len(spool.pending()) == 20


def test_a_server_that_is_away_is_asked_once_a_round(spool: Spool) -> None:
    for number in range(3):
        add(spool, 1000 + number)
    faults: list[CameraError | None] = []
    sending = uploader(Fake(url="http://127.0.0.1:9"), spool, faults)
    assert [sending.round() for _ in range(3)] == [1, 2, 4]
    assert [type(fault) for fault in faults] == [UnreachableError]


def test_the_wait_that_the_server_asks_for_is_kept_also_when_there_is_something_new(fake: Fake, spool: Spool) -> None:
    add(spool)
    fake.faults.append((503, {"Retry-After": "17"}))
    sending = uploader(fake, spool)
    assert sending.round() == 17.0
    sending.wake()
    assert not sending._woken.is_set()
    fake.faults.append((503, {}))
    sending.round()
    sending.wake()
    assert sending._woken.is_set()


def test_another_hash_is_no_confirmation(fake: Fake, spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = add(spool, 1000)
    content = entry.path.read_bytes()
    real = Received.told
    monkeypatch.setattr(Received, "told", lambda *of: real(*of) | {"sha256": "0" * 64, "state": "stored"})
    uploader(fake, spool).round()
    assert spool.pending() == []
    (aside,) = spool.aside()
    assert "other bytes" in aside.reason and aside.path.read_bytes() == content


def test_bytes_that_change_on_the_way_are_sent_again_and_damaged_files_are_set_aside(fake: Fake, spool: Spool) -> None:
    entry = add(spool, 100_000)
    fake.spoil = True
    sending = uploader(fake, spool)
    assert sending.round() == 1.0 and spool.pending() == [entry]
    fake.spoil = False
    assert sending.round() == IDLE
    require_arrived(fake, entry)
    damaged = add(spool, 90_000)
    content = bytearray(damaged.path.read_bytes())
    content[50_000] ^= 1
    damaged.path.write_bytes(content)
    assert sending.round() == IDLE
    assert "its file is damaged" in spool.aside()[0].reason


@pytest.mark.parametrize("harm", ["missing", "shorter"])
def test_a_file_that_cannot_be_read_is_set_aside_while_the_next_is_sent(fake: Fake, spool: Spool, harm: str) -> None:
    broken, other = add(spool, 300_000), add(spool, 1000)
    if harm == "missing":
        broken.path.unlink()
    else:
        broken.path.write_bytes(b"short")
    assert uploader(fake, spool).round() == IDLE
    assert fake.captures[other.capture.id].stored and not fake.captures[broken.capture.id].stored
    assert len(spool.aside()) == 1 and spool.pending() == []


def test_a_capture_taken_back_while_it_is_sent_is_deleted_on_the_server(fake: Fake, spool: Spool) -> None:
    entry = add(spool, 1_000_000)
    sending = uploader(fake, spool)

    def withdraw(method: str, path: str) -> None:
        if method == "PATCH":
            spool.withdraw(entry.capture.id)

    fake.always = withdraw  # type: ignore[assignment]
    assert sending.round() == 0.0
    assert sending.round() == IDLE
    assert fake.captures == {} and fake.deleted == [entry.capture.id] and spool.withdrawn() == []


def test_taking_back_waits_for_the_network_like_everything_else(fake: Fake, spool: Spool) -> None:
    entry = add(spool)
    sending = uploader(fake, spool)
    sending.round()
    assert not spool.withdraw(entry.capture.id)
    fake.faults.extend(["cut", (500, {}), (404, {})])
    assert [sending.round(), sending.round()] == [1, 2] and spool.withdrawn() == [entry.capture.id]
    assert sending.round() == IDLE
    assert spool.withdrawn() == []


def test_stopping_in_the_middle_of_a_capture_is_quick_and_goes_on_there_later(fake: Fake, spool: Spool) -> None:
    entry = add(spool, 40 * CHUNK)
    sending = uploader(fake, spool)
    arrived = threading.Event()
    pieces: list[int] = []
    real = spool.__class__.__contains__

    class Watched(Spool):
        def __contains__(self, capture_id: str) -> bool:
            pieces.append(1)
            if len(pieces) == 10:
                arrived.set()
                time.sleep(0.2)
            return real(self, capture_id)

    spool.__class__ = Watched
    sending.start()
    assert arrived.wait(5)
    began = time.monotonic()
    sending.stop()
    assert time.monotonic() - began < 2
    deadline = time.monotonic() + 5
    while not fake.captures[entry.capture.id].content and time.monotonic() < deadline:
        time.sleep(0.01)
    already = len(fake.captures[entry.capture.id].content)
    assert 0 < already < entry.size and spool.pending() == [entry]
    sending = uploader(fake, spool)
    assert sending.round() == IDLE
    require_arrived(fake, entry)
    offsets = [int(each["upload-offset"]) for each in fake.headers if "upload-offset" in each]
    assert offsets[0] == 0 and offsets[-1] >= already


def test_a_new_capture_is_sent_at_once_by_the_running_thread(fake: Fake, spool: Spool) -> None:
    stored = threading.Event()
    sending = uploader(fake, spool, stored=lambda *_: stored.set())
    sending.start()
    entry = add(spool)
    sending.wake()
    assert stored.wait(5)
    sending.stop()
    require_arrived(fake, entry)


def test_a_fault_of_the_program_ends_no_thread(fake: Fake, spool: Spool, caplog: pytest.LogCaptureFixture) -> None:
    stored = threading.Event()

    def fail_once(*_: object) -> None:
        if not stored.is_set():
            stored.set()
            raise ZeroDivisionError

    first = add(spool)
    sending = Uploader(
        Client(fake.url, token=TOKEN), spool, stored=fail_once, now=lambda: NOW, backoff=Backoff(lambda: -1.0)
    )
    sending.start()
    assert stored.wait(5)
    second = add(spool, 1000)
    sending.wake()
    deadline = time.monotonic() + 5
    while spool.pending() and time.monotonic() < deadline:
        time.sleep(0.01)
    sending.stop()
    require_arrived(fake, first, second)
    assert "a fault of the program" in caplog.text


def test_what_is_set_aside_is_told_until_it_is_dealt_with(fake: Fake, spool: Spool, tmp_path: Path) -> None:
    entry = add(spool)
    spool.set_aside(entry.capture.id, "The server said no.")
    faults: list[CameraError | None] = []
    sending = uploader(fake, spool, faults)
    sending.round()
    sending.round()
    assert len(faults) == 1 and isinstance(faults[0], RefusedError) and "otjang-camera send" in str(faults[0])
    for path in spool.aside()[0].path.parent.iterdir():
        path.unlink()
    sending.round()
    assert faults[1:] == [None]
