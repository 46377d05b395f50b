"""The real process: start-up, upload to visible, visible to garments, an import of 200 photos, memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import psutil

from tests.benchmarks.measure import Memory, Row, spread
from tests.end_to_end.conftest import OWNER, PASSWORD, Server
from wardrobe.house import House
from wardrobe.settings import Settings


def rows(pictures: list[Path], imported: list[Path]) -> list[Row]:
    """Measure on ``pictures`` one at a time and on ``imported`` as a folder."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        House.open(Settings(data_dir=data_dir)).close()
        server = Server(data_dir)
        start = time.perf_counter()
        server.start()
        started = time.perf_counter() - start
        assert server.process is not None
        memory = Memory(psutil.Process(server.process.pid))
        idle = psutil.Process(server.process.pid).memory_info().rss / 1e6
        try:
            with memory.watch():
                visible, garments = _one_by_one(server, pictures)
        finally:
            server.stop()
        found = [
            Row("start-up, to the first answer on the port", f"{started:.1f} s"),
            Row("upload → look visible", spread(visible), "< 1 s"),
            Row("look visible → garments recognised", spread(garments), "< 1.5 s"),
            Row("memory of the server, idle before the first photo", f"{idle:.0f} MB"),
            Row("memory of the server, peak while working", f"{memory.peak:.0f} MB", "< 1500 MB"),
        ]
    return found + _import(imported)


def _one_by_one(server: Server, pictures: list[Path]) -> tuple[list[float], list[float]]:
    """Upload as a camera does and watch the store: seconds to visible, seconds from there to ready."""
    house = House.open(Settings(data_dir=server.data_dir))
    house.accounts.create_owner(OWNER, PASSWORD)
    token = _otjang(server.data_dir, "device", "add", "bench", "--json")["token"]
    household = house.accounts.households()[0]
    visible, garments = [], []
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        for number, path in enumerate(pictures):
            start = time.perf_counter()
            answer = client.post("/api/v1/captures", content=path.read_bytes(), headers={"X-Filename": path.name})
            look_id = answer.raise_for_status().json()["look_id"]
            house.looks.get(household, look_id)
            seen = time.perf_counter()
            while house.looks.get(household, look_id).state not in ("ready", "failed"):
                time.sleep(0.01)
            if number:  # the first one loads the models; it is start-up, not the rule
                visible.append(seen - start)
                garments.append(time.perf_counter() - seen)
    house.close()
    return visible, garments


def _import(pictures: list[Path]) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        data_dir, photos = Path(folder) / "data", Path(folder) / "photos"
        photos.mkdir()
        for path in pictures:
            (photos / path.name).symlink_to(path.resolve())
        house = House.open(Settings(data_dir=data_dir))
        house.accounts.create_owner(OWNER, PASSWORD)
        house.close()
        command = [sys.executable, "-m", "wardrobe.cli", "--data-dir", str(data_dir), "add", str(photos)]
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        memory = Memory(psutil.Process(process.pid))
        with memory.watch():
            process.wait()
        taken = time.perf_counter() - start
        ready = sum(look["state"] == "ready" for look in _otjang(data_dir, "looks", "--json", "--limit", "1000"))
        rate = f"{len(pictures) / taken:.1f} photos/s ({ready} of {len(pictures)} ready in {taken:.0f} s)"
        return [
            Row(f"`otjang add` of {len(pictures)} photos", rate, "> 2 photos/s"),
            Row("memory of that import, peak", f"{memory.peak:.0f} MB"),
        ]


def _otjang(data_dir: Path, *arguments: str) -> dict[str, object]:
    command = [sys.executable, "-m", "wardrobe.cli", "--data-dir", str(data_dir), *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def store_rows(garments: int = 2000, looks: int = 1000) -> list[Row]:
    """A wardrobe of a thousand looks, made of vectors alone: the page's queries and the search."""
    from tests.benchmarks.household import fill
    from tests.benchmarks.measure import seconds

    with tempfile.TemporaryDirectory() as folder:
        house = House.open(Settings(data_dir=Path(folder)))
        household = fill(house, garments, looks)
        found = [
            Row(f"list {garments} garments with wears", spread(seconds(lambda: house.garments.list(household), 20))),
            Row(f"a page of 30 of {looks} looks", spread(seconds(lambda: house.looks.page(household), 20))),
            Row(
                "search in words, encoder warm",
                spread(seconds(lambda: house.search.words(household, "dark blue jeans"), 20)),
                "< 50 ms",
            ),
        ]
        house.close()
        return found
