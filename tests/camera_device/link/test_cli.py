"""Which server is paired with, what is told, and what never goes to another household."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from camera_device.capture import Capture, Kind
from camera_device.cli import app
from camera_device.clock import now
from camera_device.errors import PairingError
from camera_device.link import cli, credentials, discovery, pairing
from camera_device.link.credentials import Pairing
from camera_device.link.digits import DIGITS, large
from camera_device.link.discovery import Found
from camera_device.settings import Settings
from camera_device.spool import Spool
from tests.camera_device.link.fake import TOKEN, Fake, make_certificate, serving

NOWHERE = Console(file=io.StringIO())


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OTJANG_CAMERA_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("OTJANG_CAMERA_CONFIG", str(tmp_path / "none.toml"))
    for name in ("OTJANG_SERVER", "OTJANG_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def pairs_with(made: Pairing) -> Callable[..., Pairing]:
    return lambda *_, **__: made


def wait_for_sending(state: Path) -> None:
    with closing(Spool(state / cli.SPOOL, 10**9, reserve=0)) as spool:
        spool.add(Capture(Kind.PHOTO, now()), b"picture")


def test_digits_are_five_lines_high_and_told_apart() -> None:
    assert {len(rows.split("|")) for rows in DIGITS.values()} == {5} and len(set(DIGITS.values())) == 10
    assert {len(row) for rows in DIGITS.values() for row in rows.split("|")} == {5}
    lines = large("409817").split("\n")
    assert len(lines) == 5 and lines[0].startswith("  █   █   ███ ")


def test_the_only_server_in_the_network_is_taken_and_of_several_all_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (Found(name, f"https://{name}:1", "ab" * 32) for name in ("first", "second"))
    monkeypatch.setattr(discovery, "find", lambda: [first])
    assert cli.chosen(None, NOWHERE) == ("https://first:1", "ab" * 32)
    monkeypatch.setattr(discovery, "find", lambda: [first, second])
    with pytest.raises(PairingError, match=r"2 servers[\s\S]*https://first:1[\s\S]*https://second:1"):
        cli.chosen(None, NOWHERE)
    monkeypatch.setattr(discovery, "find", list)
    with pytest.raises(PairingError, match="No server was found"):
        cli.chosen(None, NOWHERE)


def test_a_server_of_ones_own_is_pinned_and_this_machine_is_not(tmp_path: Path, fake: Fake) -> None:
    fingerprint = make_certificate(tmp_path / "c.pem")
    with serving(Fake(), tmp_path / "c.pem") as secure:
        assert cli.chosen(secure.url, NOWHERE) == (secure.url, fingerprint)
    assert cli.chosen(fake.url, NOWHERE) == (fake.url, None)


def test_waiting_captures_never_go_to_another_household(
    state: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Pairing(fake.url, None, TOKEN, 1, "Kim")
    credentials.save(state, old)
    wait_for_sending(state)
    monkeypatch.setattr(pairing, "pair_by_code", pairs_with(Pairing(fake.url, None, TOKEN, 2, "Lee")))
    with pytest.raises(PairingError, match="1 captures for Kim"):
        cli.paired(Settings.load(server=fake.url), None, NOWHERE)
    assert credentials.load(state) == old and fake.asked[-1] == ("DELETE", "/devices/me")


def test_a_camera_that_is_paired_again_with_its_household_goes_on_and_gives_the_old_token_back(
    state: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials.save(state, Pairing(fake.url, None, TOKEN, 1, "Kim"))
    wait_for_sending(state)
    fresh = Pairing(fake.url, None, "otj_fresh", 2, "Kim")
    monkeypatch.setattr(pairing, "pair_by_code", pairs_with(fresh))
    assert cli.paired(Settings.load(server=fake.url), None, NOWHERE) == fresh
    assert credentials.load(state) == fresh
    assert fake.asked == [("DELETE", "/devices/me")] and fake.headers[0]["authorization"] == f"Bearer {TOKEN}"


def test_the_status_tells_what_waits_and_what_is_wrong(state: Path, fake: Fake) -> None:
    credentials.save(state, Pairing(fake.url, None, TOKEN, 1, "Kim"))
    wait_for_sending(state)
    result = CliRunner().invoke(app, ["status", "--json"])
    told = json.loads(result.stdout)
    assert result.exit_code == 0 and (told["captures_waiting"], told["bytes_waiting"], told["faults"]) == (1, 7, [])
    with closing(Spool(state / cli.SPOOL, 10**9, reserve=0)) as spool:
        spool.set_aside(spool.pending()[0].capture.id, "It is no picture.")
    fake.token = "another"
    result = CliRunner().invoke(app, ["status", "--json"])
    told = json.loads(result.stdout)
    assert result.exit_code == 1 and told["captures_waiting"] == 0
    assert "Pair it again" in told["faults"][0] and "It is no picture." in told["faults"][1]


def test_unpairing_is_possible_without_the_server_and_while_the_camera_runs_it_is_not(state: Path) -> None:
    credentials.save(state, Pairing("http://127.0.0.1:9", None, TOKEN, 1, "Kim"))
    with closing(Spool(state / cli.SPOOL, 10**9, reserve=0)):
        result = CliRunner().invoke(app, ["unpair", "--force"])
        assert result.exit_code == 1 and "in use" in result.stderr and credentials.load(state) is not None
    result = CliRunner().invoke(app, ["unpair"])
    assert result.exit_code == 0 and "Remove the camera in the app too" in result.stderr
    assert credentials.load(state) is None
