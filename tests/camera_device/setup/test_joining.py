"""Setup pairs the camera: by the code that people type, or by the QR code that it sees while it waits."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from camera_device.errors import PairingError, UnreachableError
from camera_device.link import credentials
from camera_device.link.credentials import Pairing
from camera_device.settings import Settings
from camera_device.setup import joining
from camera_device.setup.joining import join
from camera_device.sound import Saying
from tests.camera_device.link.fake import Fake, serving

OPENED: dict[str, Any] = {"pairing_id": "p", "nonce": "cd" * 32, "secret": "s3cret", "expires_in": 300}
PAIRED: dict[str, Any] = {"token": "otj_new", "device_id": 5, "household": "Kim"}


class Heard:
    """What was said."""

    def __init__(self) -> None:
        self.said: list[tuple[Saying, dict[str, object]]] = []

    def say(self, saying: Saying, /, **params: object) -> None:
        self.said.append((saying, params))


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving(Fake()) as server:
        server.answers = {
            ("GET", "/health"): deque([(200, {})]),
            ("POST", "/pairings"): deque([(201, OPENED)]),
            ("PUT", "/pairings/p/nonce"): deque([(204, {})]),
            ("GET", "/pairings/p"): deque([(200, {"state": "waiting"}), (200, {"state": "paired", **PAIRED})]),
            ("POST", "/pairings/claim"): deque([(201, PAIRED | {"household": "Lee"})]),
        }
        yield server


def pair(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    server: str,
    seen: str | None,
    looks: Sequence[str | None] = (None,),
    **given: Any,
) -> tuple[Pairing, Heard, str]:
    """Through a camera that sees ``seen``, at its second look where nothing else is said."""
    looking = iter(looks)
    (tmp_path / "picture").mkdir(exist_ok=True)
    monkeypatch.setattr(joining, "look_for_invitation", lambda *_: next(looking, seen))
    monkeypatch.setattr("camera_device.cameras.virtual.VirtualCamera.set_up", lambda self: None)
    monkeypatch.setattr("camera_device.cameras.virtual.VirtualCamera.run", lambda self: None)
    settings = Settings(state_dir=tmp_path, server=server, camera="virtual", play=tmp_path / "picture")
    out, heard = io.StringIO(), Heard()
    pairing = join(settings, Console(file=out, width=200), heard, **given)  # type: ignore[arg-type]
    return pairing, heard, out.getvalue()


def test_the_code_is_shown_large_and_spoken(fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairing, heard, out = pair(tmp_path, monkeypatch, fake.url, None)
    assert pairing.household == "Kim" and credentials.load(tmp_path) == pairing
    assert [saying for saying, _ in heard.said] == [Saying.PAIRING_CODE, Saying.PAIRING_QR, Saying.PAIRED]
    code = str(heard.said[0][1]["code"])
    assert f"Type {code[:3]} {code[3:]} in the app" in out
    assert out.count("█") > 30


def test_a_qr_code_that_is_seen_meanwhile_wins(fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.answers["GET", "/pairings/p"] = deque([(200, {"state": "waiting"})])
    invitation = f"otjang://pair?v=1&s={fake.url}&f=&k=key"
    pairing, heard, _ = pair(tmp_path, monkeypatch, fake.url, invitation)
    assert pairing.household == "Lee" and credentials.load(tmp_path) == pairing
    assert heard.said[-1][0] is Saying.PAIRED
    assert fake.bodies[-1]["key"] == "key"


def test_without_a_server_in_sight_the_qr_code_tells_where_it_is(
    fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation = f"otjang://pair?v=1&s={fake.url}&f=&k=key"
    pairing, _, out = pair(tmp_path, monkeypatch, "http://127.0.0.1:1", invitation, looks=[invitation])
    assert pairing.server == fake.url
    assert "cannot be reached" in out


def test_a_code_that_nobody_types_is_told(fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.answers["GET", "/pairings/p"] = deque([(410, {"error": "Over.", "remedy": ""})])
    with pytest.raises(PairingError, match="Nobody typed the code"):
        pair(tmp_path, monkeypatch, fake.url, None)
    assert credentials.load(tmp_path) is None


def test_a_camera_that_is_paired_stays_so(fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = Pairing(fake.url, None, fake.token, 1, "Kim")
    credentials.save(tmp_path, known)
    pairing, heard, _ = pair(tmp_path, monkeypatch, fake.url, None)
    assert pairing == known and heard.said == []


def test_a_server_that_is_away_does_not_cost_the_pairing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = Pairing("http://127.0.0.1:1", None, "token", 1, "Kim")
    credentials.save(tmp_path, known)
    pairing, _, out = pair(tmp_path, monkeypatch, known.server, None)
    assert pairing == known and "stays as it is" in out


def test_a_token_that_was_revoked_is_no_pairing(fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials.save(tmp_path, Pairing(fake.url, None, "revoked", 1, "Kim"))
    pairing, _, _ = pair(tmp_path, monkeypatch, fake.url, None)
    assert pairing.token == "otj_new"


def test_it_can_be_paired_anew(fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials.save(tmp_path, Pairing(fake.url, None, fake.token, 1, "Kim"))
    assert pair(tmp_path, monkeypatch, fake.url, None, anew=True)[0].token == "otj_new"


def test_without_a_camera_and_a_server_it_ends_at_once(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path, server="http://127.0.0.1:1", camera="virtual", play=tmp_path / "nothing")
    out = io.StringIO()
    with pytest.raises(UnreachableError):
        join(settings, Console(file=out, width=200), Heard())  # type: ignore[arg-type]
    assert "QR codes cannot be seen" in out.getvalue()


def test_a_qr_code_is_seen_through_a_whole_camera(fake: Fake, tmp_path: Path) -> None:
    segno = pytest.importorskip("segno", reason="pip install 'otjang[server]'")
    invitation = f"otjang://pair?v=1&s={fake.url}&f=&k={'c' * 43}"
    segno.make(invitation, error="l", micro=False).save(str(tmp_path / "held up.png"), scale=8, border=8)
    fake.answers["GET", "/pairings/p"] = deque([(200, {"state": "waiting"})])
    settings = Settings(state_dir=tmp_path, server=fake.url, camera="virtual", play=tmp_path / "held up.png")
    pairing = join(settings, Console(file=io.StringIO(), width=200), Heard())  # type: ignore[arg-type]
    assert pairing.household == "Lee"
    assert fake.bodies[-1]["key"] == "c" * 43
