"""The spool: what it took is there, after a power cut at any moment too; what is damaged blocks nothing."""

from __future__ import annotations

import errno
import hashlib
import json
import random
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from camera_device.capture import Capture, Kind, Moment
from camera_device.errors import CameraError, FileError, SpoolFullError
from camera_device.spool import Spool
from camera_device.spool.files import Disk
from camera_device.spool.status import glance, glance_aside
from tests.conftest import ROOT

TAKEN = Moment(wall=1_800_000_000.25, monotonic=12.5, boot_id="b", synchronised=True)


def capture(kind: Kind = Kind.PHOTO) -> Capture:
    return Capture(kind, TAKEN, "video/mp4" if kind is Kind.TURN else "image/jpeg")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def opened(folder: Path, limit: int = 10_000_000) -> Spool:
    return Spool(folder, limit, reserve=0)


def test_captures_come_out_oldest_first_and_whole_after_a_restart(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    photos = [capture() for _ in range(12)]
    for number, each in enumerate(photos):
        spool.add(each, bytes([number]) * 1000)
    spool.close()
    again = opened(tmp_path)
    assert [entry.capture for entry in again.pending()] == photos
    for number, entry in enumerate(again.pending()):
        assert entry.path.read_bytes() == bytes([number]) * 1000
        assert (entry.sha256, entry.size) == (sha256(bytes([number]) * 1000), 1000)
        assert entry.name == f"photo-{entry.capture.id[:8]}.jpg"
    newest = again.add(capture(), b"newest")
    assert again.pending()[-1] == newest


def test_a_recorded_video_is_moved_in_without_a_copy(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    turn = capture(Kind.TURN)
    path = spool.recording_path(turn.id)
    path.write_bytes(b"video" * 1000)
    inode = path.stat().st_ino
    entry = spool.add(turn, path)
    assert not path.exists() and entry.path.stat().st_ino == inode
    assert entry.sha256 == sha256(b"video" * 1000) and entry.path.suffix == ".mp4"


def test_the_same_capture_again_is_the_entry_that_is_there(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    photo = capture()
    assert spool.add(photo, b"one") == spool.add(photo, b"one")
    assert len(spool.pending()) == 1


def test_only_the_confirmed_hash_removes_a_capture(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    entry = spool.add(capture(), b"picture")
    with pytest.raises(CameraError, match="other bytes"):
        spool.confirm(entry.capture.id, sha256(b"another"))
    assert spool.pending() == [entry]
    spool.confirm(entry.capture.id, sha256(b"picture"))
    spool.confirm(entry.capture.id, sha256(b"picture"))
    assert spool.pending() == [] and not entry.path.exists()
    spool.close()
    assert opened(tmp_path).pending() == []


def test_a_full_spool_refuses_the_new_one_and_keeps_the_old_ones(tmp_path: Path) -> None:
    spool = opened(tmp_path, limit=10_000)
    kept = [spool.add(capture(), bytes(1000)) for _ in range(7)]
    assert not spool.status().nearly_full
    kept.append(spool.add(capture(), bytes(1000)))
    assert spool.status().nearly_full and spool.status().share == 0.8
    kept += [spool.add(capture(), bytes(1000)) for _ in range(2)]
    with pytest.raises(SpoolFullError, match="10 wait"):
        spool.add(capture(), b"x")
    assert spool.pending() == kept
    spool.confirm(kept[0].capture.id, kept[0].sha256)
    assert spool.add(capture(), bytes(1000)).size == 1000


class SmallDisk(Disk):
    def __init__(self, free: int) -> None:
        self.bytes = free

    def free(self, folder: Path) -> int:
        return self.bytes


def test_the_last_of_the_disk_is_left_to_others(tmp_path: Path) -> None:
    disk = SmallDisk(5_000)
    spool = Spool(tmp_path, 1_000_000, reserve=4_000, disk=disk)
    spool.add(capture(), bytes(1_000))
    disk.bytes = 4_000
    with pytest.raises(SpoolFullError):
        spool.add(capture(), b"x")
    assert spool.status().nearly_full and len(spool.pending()) == 1


@pytest.mark.parametrize(("number", "wanted"), [(errno.ENOSPC, SpoolFullError), (errno.EIO, FileError)])
@pytest.mark.parametrize(
    ("step", "from_file"),
    [(step, from_file) for step in ("write", "rename", "sync_folder") for from_file in (False, True)]
    + [("sync", True)],
)
def test_a_disk_that_fails_at_any_step_leaves_the_spool_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, wanted: type[CameraError], from_file: bool
) -> None:
    spool = opened(tmp_path)
    old = spool.add(capture(), b"old")
    turn = capture(Kind.TURN)
    video = spool.recording_path(turn.id)
    video.write_bytes(b"video")

    def fail(*_: object) -> None:
        raise OSError(number, "no")

    with monkeypatch.context() as broken:
        broken.setattr(Disk, step, fail)
        with pytest.raises(wanted):
            spool.add(turn, video if from_file else b"video")
    assert spool.pending() == [old] and video.read_bytes() == b"video"
    names = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert names == {".lock", old.path.name, old.path.with_suffix(".json").name}
    assert spool.add(turn, video).size == 5


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda bytes_, record: record.write_bytes(b"{"), "record is damaged"),
        (lambda bytes_, record: record.write_bytes(b""), "record is damaged"),
        (lambda bytes_, record: record.write_text("[]"), "record is damaged"),
        (lambda bytes_, record: record.write_text(record.read_text().replace("photo", "phot0")), "record is damaged"),
        (lambda bytes_, record: bytes_.unlink(), "file is missing"),
        (lambda bytes_, record: bytes_.write_bytes(b"short"), "5 bytes instead of 7"),
    ],
)
def test_a_damaged_entry_is_set_aside_and_the_others_go_on(tmp_path: Path, damage: object, reason: str) -> None:
    spool = opened(tmp_path)
    first, second = spool.add(capture(), b"picture"), spool.add(capture(), b"picture")
    spool.close()
    damage(first.path, first.path.with_suffix(".json"))  # type: ignore[operator]
    again = opened(tmp_path)
    assert again.pending() == [second]
    (aside,) = again.aside()
    assert reason in aside.reason and aside.path.exists() and aside.path.parent.name == "aside"
    assert again.status().aside == 1
    again.close()
    assert [each.reason for each in opened(tmp_path).aside()] == [aside.reason]


def test_what_is_set_aside_is_kept_with_its_reason_and_counts_as_used(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    entry = spool.add(capture(), b"picture")
    spool.set_aside(entry.capture.id, "The server said no.")
    assert spool.pending() == [] and spool.status().bytes == 7
    (aside,) = spool.aside()
    assert aside.reason == "The server said no." and aside.path.read_bytes() == b"picture"
    assert glance_aside(tmp_path) == [aside]


def test_what_cannot_be_set_aside_at_first_waits_on_and_is_set_aside_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = opened(tmp_path)
    entry = spool.add(capture(), b"picture")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Disk, "write", full)
        with pytest.raises(FileError):
            spool.set_aside(entry.capture.id, "The server said no.")
    assert spool.pending() == [entry] and spool.status().count == 1
    spool.set_aside(entry.capture.id, "The server said no.")
    assert spool.pending() == [] and [each.reason for each in spool.aside()] == ["The server said no."]


def test_what_was_set_aside_can_be_taken_back_and_takes_no_room_any_more(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    entry = spool.add(capture(), b"picture")
    spool.set_aside(entry.capture.id, "The server said no.")
    assert not spool.withdraw(entry.capture.id)
    assert spool.aside() == [] and spool.status().bytes == 0
    assert not list((tmp_path / "aside").iterdir())


def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", forbidden)
    with pytest.raises(FileError, match="Permission denied"):
        glance(tmp_path, 10**9)


def test_a_capture_that_was_taken_back_is_gone_and_remembered_for_the_server(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    waiting, sent = spool.add(capture(), b"waiting"), spool.add(capture(), b"sent")
    spool.confirm(sent.capture.id, sent.sha256)
    assert spool.withdraw(waiting.capture.id) and not spool.withdraw(waiting.capture.id)
    assert not spool.withdraw(sent.capture.id)
    assert not spool.withdraw("../../etc/passwd")
    spool.close()
    again = opened(tmp_path)
    assert again.withdrawn() == sorted([waiting.capture.id, sent.capture.id]) and again.pending() == []
    with pytest.raises(CameraError, match="taken back"):
        again.add(waiting.capture, b"waiting")
    for each in again.withdrawn():
        again.forget(each)
    assert again.withdrawn() == []


def test_one_process_at_a_time_has_the_spool_and_others_may_glance_at_it(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    spool.add(capture(), bytes(600))
    with pytest.raises(CameraError, match="in use"):
        opened(tmp_path)
    seen = glance(tmp_path, 1000, reserve=0)
    assert (seen.count, seen.bytes, seen.limit, seen.nearly_full) == (1, 600, 1000, False)
    assert glance(tmp_path / "none", 1000).count == 0
    spool.close()
    assert len(opened(tmp_path).pending()) == 1


def test_wiping_leaves_no_byte_of_a_picture(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    entry = spool.add(capture(), b"picture")
    spool.set_aside(entry.capture.id, "no")
    spool.add(capture(), b"picture")
    spool.recording_path(str(uuid.uuid4())).write_bytes(b"picture")
    spool.wipe()
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".lock"] == []
    assert spool.pending() == [] and spool.status().bytes == 0


def test_leftovers_go_at_opening_and_strangers_files_stay(tmp_path: Path) -> None:
    opened(tmp_path).close()
    leftovers = [
        tmp_path / f"0000000007-{uuid.uuid4()}.jpg",
        tmp_path / f"0000000008-{uuid.uuid4()}.new",
        tmp_path / "recording" / "half.mp4",
    ]
    stranger = tmp_path / "holiday.jpg"
    for path in [*leftovers, stranger]:
        path.write_bytes(b"x")
    opened(tmp_path)
    assert not any(path.exists() for path in leftovers) and stranger.exists()


def test_an_id_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CameraError, match="no id"):
        opened(tmp_path).add(Capture(Kind.PHOTO, TAKEN, id="../x"), b"x")


CHILD = """
import json, os, signal, sys
from pathlib import Path
from camera_device.capture import Capture, Kind, Moment
from camera_device.spool import Spool
from camera_device.spool.files import Disk

folder, last = Path(sys.argv[1]), int(sys.argv[2])
steps = 0

def counted(name):
    real = getattr(Disk, name)
    def step(self, *given):
        global steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, *given)
    setattr(Disk, name, step)

for name in ("write", "sync", "rename", "remove", "sync_folder"):
    counted(name)

def tell(**what):
    print(json.dumps(what), flush=True)

spool = Spool(folder, 10**9, reserve=0)
number = 0
while True:
    number += 1
    taken = Moment(1.0, 2.0, "b", False)
    if number % 2:
        photo = Capture(Kind.PHOTO, taken)
        entry = spool.add(photo, number.to_bytes(4, "big") * 20_000)
    else:
        photo = Capture(Kind.TURN, taken, "video/mp4")
        video = spool.recording_path(photo.id)
        video.write_bytes(number.to_bytes(4, "big") * 20_000)
        entry = spool.add(photo, video)
    tell(added=entry.capture.id, sha256=entry.sha256)
    if number % 3 == 0:
        first = spool.pending()[0]
        tell(confirming=first.capture.id)
        spool.confirm(first.capture.id, first.sha256)
    if number % 5 == 0:
        first = spool.pending()[0]
        tell(withdrawing=first.capture.id)
        spool.withdraw(first.capture.id)
        tell(withdrew=first.capture.id)
"""


def require_kept(folder: Path, lines: list[str]) -> int:
    """Nothing is lost that was promised, nothing is half there, order holds. How many captures there are."""
    told = [json.loads(line) for line in lines]
    promised = {each["added"]: each["sha256"] for each in told if "added" in each}
    released = {each.get("confirming") or each.get("withdrawing") for each in told} - {None}
    withdrawn = {each["withdrew"] for each in told if "withdrew" in each}
    spool = opened(folder, 10**9)
    entries = spool.pending()
    there = [entry.capture.id for entry in entries]
    assert {*promised} - released <= {*there}
    assert not withdrawn & {*there} and withdrawn <= {*spool.withdrawn()}
    order = [each for each in promised if each in there]
    assert [each for each in there if each in promised] == order
    assert len({*there} - {*promised}) <= 1  # the one that was being added
    assert spool.aside() == []
    for entry in entries:
        assert sha256(entry.path.read_bytes()) == entry.sha256
    files = {path.name for path in folder.iterdir() if path.is_file()} - {".lock"}
    assert files == {name for entry in entries for name in (entry.path.name, entry.path.with_suffix(".json").name)}
    spool.close()
    return len(entries)


def test_a_process_killed_at_each_step_has_lost_nothing(tmp_path: Path) -> None:
    for step in range(1, 44):
        folder = tmp_path / str(step)
        ran = subprocess.run(
            [sys.executable, "-c", CHILD, str(folder), str(step)], cwd=ROOT, capture_output=True, text=True, timeout=60
        )
        assert ran.returncode == -9, ran.stderr
        require_kept(folder, ran.stdout.splitlines())


def test_a_process_killed_at_random_again_and_again_has_lost_nothing(tmp_path: Path) -> None:
    chance = random.Random(7)
    lines: list[str] = []
    for _ in range(6):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path), "-1"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        lines.append(child.stdout.readline())
        time.sleep(chance.uniform(0.0, 0.25))
        child.kill()
        lines += [line for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        child.wait()
        kept = require_random(tmp_path, lines)
    assert kept > 6


def require_random(folder: Path, lines: list[str]) -> int:
    """As ``require_kept``, over several lives: one capture a life may be there that was not promised."""
    told = [json.loads(line) for line in lines]
    promised = {each["added"] for each in told if "added" in each}
    released = {each.get("confirming") or each.get("withdrawing") for each in told} - {None}
    spool = opened(folder, 10**9)
    there = {entry.capture.id for entry in spool.pending()}
    assert promised - released <= there
    assert not {each["withdrew"] for each in told if "withdrew" in each} & there
    assert spool.aside() == []
    for entry in spool.pending():
        assert sha256(entry.path.read_bytes()) == entry.sha256
    spool.close()
    return len(there)
