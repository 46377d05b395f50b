"""A camera that is a script: it speaks docs/device-api.md over plain HTTP on the same machine."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from wardrobe.pairings import NO_CERTIFICATE, code_of

FRAMES_A_SECOND = 5


@dataclass
class FakeCamera:
    """Pairs itself, then asks for commands and does them; ``look`` is what it takes."""

    url: str
    look: Path
    frame: bytes
    name: str = "raspberrypi"
    in_place: threading.Event = field(default_factory=threading.Event)
    """Somebody stands as they should: until then it says "Step back a little"."""
    state: dict[str, Any] = field(default_factory=lambda: {"phase": "idle", "listening": True, "faults": []})
    heard: list[str] = field(default_factory=list)
    frames: int = 0

    def __post_init__(self) -> None:
        self._client = httpx.Client(base_url=f"{self.url}/api/v1", timeout=40)
        self._over = threading.Event()
        self._done: list[str] = []
        self._cancelled = threading.Event()
        self._live_until = 0.0
        self._threads: list[threading.Thread] = []

    def code(self) -> str:
        """Begin to be paired by code; what it shows."""
        nonce = secrets.token_hex(32)
        asked = {"name": self.name, "commitment": hashlib.sha256(bytes.fromhex(nonce)).hexdigest()}
        opened = self._said(self._client.post("/pairings", json=asked))
        self._said(self._client.put(f"/pairings/{opened['pairing_id']}/nonce", json={"nonce": nonce}))
        self._run(self._wait_and_work, opened)
        return code_of(nonce, opened["nonce"], NO_CERTIFICATE)

    def claim(self, key: str) -> None:
        """Be paired by the key of a QR code."""
        answer = self._said(self._client.post("/pairings/claim", json={"key": key, "name": self.name}))
        self._work(answer["token"])

    def stop(self) -> None:
        """Switch it off."""
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=45)
        self._client.close()

    def send(self, compare_with: str | None = None) -> str:
        """Upload a look as one capture; its id."""
        data, capture = self.look.read_bytes(), str(uuid.uuid4())
        video = self.look.suffix == ".mp4"
        announced = {
            "kind": "turn" if video else "photo",
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "media_type": "video/mp4" if video else "image/jpeg",
            "name": self.look.name,
            "taken_at": None,
            "age_seconds": 1,
            "compare_with": compare_with,
        }
        self._said(self._client.put(f"/captures/{capture}", json=announced))
        sent = self._client.patch(f"/captures/{capture}", content=data, headers={"Upload-Offset": "0"})
        assert self._said(sent)["state"] == "stored"
        return capture

    def _wait_and_work(self, opened: dict[str, Any]) -> None:
        while not self._over.wait(0.3):
            secret = {"Authorization": f"Bearer {opened['secret']}"}
            answer = self._said(self._client.get(f"/pairings/{opened['pairing_id']}", headers=secret))
            if answer["state"] == "paired":
                self._work(answer["token"])
                return

    def _work(self, token: str) -> None:
        self._client.headers["Authorization"] = f"Bearer {token}"
        self._run(self._ask)
        self._run(self._film)

    def _ask(self) -> None:
        while not self._over.is_set():
            done, self._done = self._done, []
            asked = {"state": {"version": "1", "camera": "virtual", **self.state}, "done": done, "wait": 0.5}
            try:
                answer = self._client.post("/devices/me/poll", json=asked)
            except httpx.TransportError:  # the server has been stopped
                return
            if answer.status_code == 401:
                return
            for command in self._said(answer)["commands"]:
                self._obey(command)

    def _obey(self, command: dict[str, Any]) -> None:
        kind = command["kind"]
        self.heard.append(kind)
        self._done.append(command["id"])
        match kind:
            case "listen" | "deaf":
                self.state["listening"] = kind == "listen"
            case "live":
                self._live_until = time.monotonic() + float(command["params"]["seconds"])
            case "photo" | "turn":
                self._cancelled.clear()
                self._run(self._take)
            case "cancel":
                self._cancelled.set()

    def _take(self) -> None:
        self.state |= {"phase": "framing", "hint": "Step back a little"}
        while not self.in_place.wait(0.1):
            if self._cancelled.is_set() or self._over.is_set():
                self.state |= {"phase": "idle", "hint": None}
                return
        for phase in ("countdown", "exposing"):
            self.state |= {"phase": phase, "hint": None}
            self._over.wait(0.5)
        self.send()
        self.state["phase"] = "stored"
        self._over.wait(0.5)
        self.state["phase"] = "idle"

    def _film(self) -> None:
        while not self._over.wait(1 / FRAMES_A_SECOND):
            if time.monotonic() < self._live_until:
                try:
                    self._client.put("/devices/me/frame", content=self.frame, headers={"Content-Type": "image/jpeg"})
                except httpx.TransportError:
                    return
                self.frames += 1

    def _run(self, what: Any, *given: Any) -> None:
        thread = threading.Thread(target=what, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    @staticmethod
    def _said(answer: httpx.Response) -> Any:
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None
