"""Servers in the network are found, all of them, and a server that moved is found again by its certificate."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from zeroconf import ServiceInfo, Zeroconf

from camera_device.errors import MissingError
from camera_device.link import credentials, discovery
from camera_device.link.client import Client
from camera_device.link.credentials import Pairing
from camera_device.link.discovery import SERVICE, Found, find, look_again
from tests.camera_device.link.fake import TOKEN, Fake, make_certificate, serving


@pytest.fixture
def network() -> Iterator[Zeroconf]:
    """mDNS on this machine alone."""
    try:
        made = Zeroconf(interfaces=["127.0.0.1"])
    except OSError as error:
        pytest.skip(f"no multicast here: {error}")
    yield made
    made.close()


def advertise(network: Zeroconf, name: str, port: int, **said: str) -> None:
    network.register_service(
        ServiceInfo(
            SERVICE, f"{name}.{SERVICE}", port=port, addresses=[socket.inet_aton("127.0.0.1")], properties=dict(said)
        )
    )


def test_all_servers_are_listed_and_others_are_not(network: Zeroconf) -> None:
    advertise(network, "second", 8602, v="1", fp="CD" * 32)
    advertise(network, "first", 8601, v="1", fp="ab" * 32)
    advertise(network, "newer", 8603, v="2", fp="ab" * 32)
    advertise(network, "careless", 8604, v="1", fp="no")
    found = find(2.5, zeroconf=network)
    ours = [
        Found("first", "https://127.0.0.1:8601", "ab" * 32),
        Found("second", "https://127.0.0.1:8602", "cd" * 32),
    ]
    assert [each for each in found if each in ours] == ours
    assert not {"newer", "careless"} & {each.name for each in found}
    assert find(5, zeroconf=network, wanted="cd" * 32) == ours[1:]


def test_nobody_answers_is_an_empty_list(network: Zeroconf) -> None:
    assert find(0.3, zeroconf=network, wanted="ee" * 32) == []


def test_a_server_with_another_address_is_known_by_its_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fingerprint = make_certificate(tmp_path / "c.pem")
    with serving(Fake(), tmp_path / "c.pem") as fake:
        found = [Found("otjang", fake.url, fingerprint)]
        monkeypatch.setattr(discovery, "find", lambda patience, wanted: found if wanted == fingerprint else [])
        old = Pairing("https://127.0.0.1:9", fingerprint, TOKEN, 1, "Kim")
        credentials.save(tmp_path, old)
        with Client.of(old) as client:
            assert look_again(client, tmp_path)
            client.check()
            assert not look_again(client, tmp_path)
        assert credentials.load(tmp_path) == Pairing(fake.url, fingerprint, TOKEN, 1, "Kim")


def test_without_a_pinned_certificate_nobody_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "find", lambda *_, **__: pytest.fail("looked"))
    pairing = Pairing("http://127.0.0.1:9", None, TOKEN, 1, "Kim")
    with Client.of(pairing) as client:
        assert not look_again(client, tmp_path)
        credentials.save(tmp_path, pairing)
        assert not look_again(client, tmp_path)


def test_a_missing_library_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "zeroconf", None)
    with pytest.raises(MissingError, match="otjang\\[device\\]"):
        find(0.1)


def test_a_pairing_that_was_made_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fingerprint = "ab" * 32
    old, new = (Pairing("https://127.0.0.1:9", fingerprint, token, 1, "Kim") for token in ("old", "new"))
    credentials.save(tmp_path, old)

    def find_while_somebody_pairs(patience: float, wanted: str) -> list[Found]:
        credentials.save(tmp_path, new)
        return [Found("otjang", "https://127.0.0.1:8", fingerprint)]

    monkeypatch.setattr(discovery, "find", find_while_somebody_pairs)
    with Client.of(old) as client:
        assert not look_again(client, tmp_path)
        assert client.server == old.server
    assert credentials.load(tmp_path) == new
