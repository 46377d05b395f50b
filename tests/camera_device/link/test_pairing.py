"""Pairing by code and by QR code, with a server that behaves and with others."""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import pytest

from camera_device.errors import CameraError, PairingError, UnreachableError, UntrustedError
from camera_device.link.credentials import Pairing
from camera_device.link.pairing import Invitation, code, pair_by_code, pair_by_invitation, read_invitation
from camera_device.link.replies import StatusError
from tests.camera_device.link.fake import Fake

SERVERS = "cd" * 32
OPENED: dict[str, Any] = {"pairing_id": "p", "nonce": SERVERS, "secret": "s3cret", "expires_in": 300}
PAIRED: dict[str, Any] = {"state": "paired", "token": "otj_new", "device_id": 5, "household": "Kim"}
WAITING: dict[str, Any] = {"state": "waiting"}
GONE: dict[str, Any] = {"error": "Over.", "remedy": "Begin again."}
OPEN, NONCE, ASK = ("POST", "/pairings"), ("PUT", "/pairings/p/nonce"), ("GET", "/pairings/p")
CLAIM = ("POST", "/pairings/claim")


@dataclass
class Time:
    """A clock that goes on while somebody waits."""

    now: float = 1000.0
    pauses: list[float] = field(default_factory=list)

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def run(fake: Fake, time: Time | None = None) -> tuple[Pairing, list[str]]:
    time = time or Time()
    shown: list[str] = []
    pairing = pair_by_code(fake.url, None, "hallway", shown.append, pause=time.pause, clock=lambda: time.now)
    return pairing, shown


def prepare(fake: Fake, *asked: tuple[int, dict[str, Any]], nonce: tuple[int, ...] = (204,)) -> None:
    fake.answers = {
        OPEN: deque([(201, OPENED)]),
        NONCE: deque([(status, GONE if status >= 400 else {}) for status in nonce]),
        ASK: deque(asked),
    }


def test_the_code_is_that_of_the_documentation() -> None:
    device, server, fingerprint = bytes(range(32)), bytes(range(32, 64)), "ff" * 32
    digest = hashlib.sha256(b"otjang-pairing-1" + device + server + b"\xff" * 32).digest()
    assert code(device, server, fingerprint) == str(int.from_bytes(digest[:8], "big") % 1_000_000).zfill(6)
    assert code(bytes(32), bytes(32), None) == code(bytes(32), bytes(32), "00" * 32)
    assert all(len(code(bytes([n]) * 32, server, None)) == 6 for n in range(50))


def test_a_code_is_shown_and_the_token_comes_when_it_was_typed(fake: Fake) -> None:
    prepare(fake, (200, WAITING), (200, WAITING), (200, PAIRED))
    time = Time()
    pairing, shown = run(fake, time)
    assert pairing == Pairing(fake.url, None, "otj_new", 5, "Kim")
    assert fake.asked == [OPEN, NONCE, ASK, ASK, ASK] and time.pauses == [1.0, 1.0]
    assert fake.headers[-1]["authorization"] == "Bearer s3cret"
    opened, revealed = fake.bodies[0], fake.bodies[1]
    assert opened["name"] == "hallway"
    assert opened["commitment"] == hashlib.sha256(bytes.fromhex(revealed["nonce"])).hexdigest()
    assert shown == [code(bytes.fromhex(revealed["nonce"]), bytes.fromhex(SERVERS), None)]


def test_the_number_is_another_one_each_time_and_told_only_after_the_servers(fake: Fake) -> None:
    prepare(fake, (200, PAIRED), nonce=(409, 409, 204))
    _, shown = run(fake)
    numbers = [body["nonce"] for body in fake.bodies if isinstance(body, dict) and "nonce" in body]
    assert len(set(numbers)) == 3 and len(shown) == 1
    assert fake.asked == [OPEN, NONCE] * 3 + [ASK]


def test_a_code_that_nobody_types_is_over_after_its_time(fake: Fake) -> None:
    prepare(fake, (200, WAITING))
    time = Time()
    with pytest.raises(PairingError, match="Nobody typed"):
        run(fake, time)
    assert time.now == pytest.approx(1300, abs=2)


@pytest.mark.parametrize("status", [410, 404])
def test_a_pairing_that_the_server_ended_is_over(fake: Fake, status: int) -> None:
    prepare(fake, (status, GONE))
    with pytest.raises(PairingError, match="Nobody typed"):
        run(fake)


def test_a_network_that_fails_for_a_while_is_waited_for(fake: Fake) -> None:
    prepare(fake, (200, PAIRED))
    seen: list[str] = []

    def fault(method: str, path: str) -> Any:
        seen.append(method)
        return {3: "cut", 4: (503, {"Retry-After": "9"}), 5: "lost"}.get(len(seen))

    fake.always = fault
    time = Time()
    assert run(fake, time)[0].token == "otj_new"
    assert time.pauses[:2] == [1.0, 9.0]


@pytest.mark.parametrize(
    ("opened", "error"),
    [
        ((429, GONE), UnreachableError),
        ((404, {}), StatusError),
        ((201, {}), UnreachableError),
        ((201, OPENED | {"nonce": "abcd"}), UnreachableError),
        ((201, OPENED | {"nonce": "no hex"}), UnreachableError),
    ],
)
def test_a_server_that_cannot_pair_is_told(
    fake: Fake, opened: tuple[int, dict[str, Any]], error: type[CameraError]
) -> None:
    prepare(fake, (200, PAIRED))
    fake.answers[OPEN] = deque([opened])
    with pytest.raises(error):
        run(fake)


def test_a_token_that_could_not_be_sent_is_no_token(fake: Fake) -> None:
    prepare(fake, (200, PAIRED | {"token": "옷\n"}))
    with pytest.raises(CameraError, match="token"):
        run(fake)


def test_a_qr_code_is_read() -> None:
    text = f"otjang://pair?v=1&s=https%3A%2F%2F192.168.1.20%3A8601&f={'AB' * 32}&k=k-e_y"
    assert read_invitation(f" {text}\n") == Invitation("https://192.168.1.20:8601", "ab" * 32, "k-e_y")
    assert read_invitation("otjang://pair?v=1&s=http://127.0.0.1:1&f=&k=k").fingerprint is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no QR code"),
        ("https://example.org/?v=1&s=a&k=b", "no QR code"),
        ("otjang://look?v=1&s=a&k=b", "no QR code"),
        ("otjang://pair?v=1&s=a", "no QR code"),
        ("otjang://pair?v=1&k=a", "no QR code"),
        ("otjang://pair?s=a&k=b", "no QR code"),
        ("otjang://pair?v=1&s=a&k=b&f=short", "no QR code"),
        ("otjang://pair?v=2&s=a&k=b", "version 2"),
        ("otjang://[pair", "no QR code"),
    ],
)
def test_another_qr_code_is_told(text: str, words: str) -> None:
    with pytest.raises(PairingError, match=words):
        read_invitation(text)


def test_an_invitation_is_claimed_once_also_when_an_answer_is_lost(fake: Fake) -> None:
    fake.answers = {CLAIM: deque([(201, PAIRED)])}
    fake.faults.extend(["lost", "cut"])
    time = Time()
    pairing = pair_by_invitation(Invitation(fake.url, None, "key"), "hallway", pause=time.pause)
    assert pairing == Pairing(fake.url, None, "otj_new", 5, "Kim")
    assert len(time.pauses) == 2 and len({body["nonce"] for body in fake.bodies}) == 1
    assert fake.bodies[0]["key"] == "key" and fake.bodies[0]["name"] == "hallway"


def test_an_invitation_that_is_used_or_too_old_is_told(fake: Fake) -> None:
    fake.answers = {CLAIM: deque([(410, GONE)])}
    with pytest.raises(PairingError, match="used already"):
        pair_by_invitation(Invitation(fake.url, None, "key"), "hallway")


def test_an_invitation_to_a_server_that_stays_away_is_given_up(fake: Fake) -> None:
    time = Time()
    with pytest.raises(UnreachableError):
        pair_by_invitation(Invitation("http://127.0.0.1:9", None, "key"), "hallway", pause=time.pause)
    assert len(time.pauses) == 2


def test_an_invitation_in_plain_http_to_another_machine_is_refused() -> None:
    with pytest.raises(UntrustedError):
        pair_by_invitation(Invitation("http://192.168.1.20:8600", None, "key"), "hallway")
