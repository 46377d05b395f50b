"""The port for cameras: TLS with one certificate for good, their API and nothing else, found by mDNS."""

from __future__ import annotations

import hashlib
import os
import socket
import ssl
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from zeroconf import ServiceBrowser, ServiceListener, Zeroconf

from tests.wardrobe.server.test_pairings_api import begun, code
from wardrobe.errors import SettingsError, StorageError
from wardrobe.house import House
from wardrobe.pairings import Reach
from wardrobe.server.advert import SERVICE, listened_on
from wardrobe.server.certificate import certificate
from wardrobe.server.device_port import DevicePort, expected_reach, opened, port_for
from wardrobe.server.listen import listen
from wardrobe.settings import Settings


@pytest.fixture
def port(house: House) -> Iterator[DevicePort]:
    with DevicePort(house, 0) as port:
        yield port


def client(port: DevicePort) -> httpx.Client:
    return httpx.Client(base_url=port.addresses[0], verify=False, timeout=20)


def seen(port: DevicePort) -> bytes:
    """The certificate that the port shows, in DER."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port.port), 10) as plain,
        context.wrap_socket(plain) as wire,
    ):
        return wire.getpeercert(binary_form=True) or b""


def test_the_port_shows_the_certificate_whose_fingerprint_is_told(house: House, port: DevicePort) -> None:
    fingerprint = hashlib.sha256(seen(port)).hexdigest()
    assert house.reach == Reach(port.addresses[0], fingerprint)
    assert port.addresses == [f"https://127.0.0.1:{port.port}"]
    with client(port) as camera:
        assert camera.get("/api/v1/health").json()["ok"] is True


def test_a_camera_is_paired_over_it_by_the_code_of_the_certificate_that_it_sees(
    house: House, home: int, port: DevicePort
) -> None:
    with client(port) as camera:
        started, nonce = begun(camera)  # type: ignore[arg-type]
        shown = code(nonce, started["nonce"], hashlib.sha256(seen(port)).digest())
        house.pairings.approve(home, shown)
        secret = {"Authorization": f"Bearer {started['secret']}"}
        told = camera.get(f"/api/v1/pairings/{started['pairing_id']}", headers=secret).json()
        token = {"Authorization": f"Bearer {told['token']}"}
        assert camera.post("/api/v1/devices/me/poll", json={"state": {}}, headers=token).status_code == 200


def test_there_is_nothing_but_the_api_for_cameras(port: DevicePort) -> None:
    with client(port) as camera:
        for path in (
            "/",
            "/login",
            "/setup",
            "/media/looks/1/small",
            "/media/cameras/1/frame",
            "/_stcore/health",
            "/docs",
        ):
            reply = camera.get(path)
            assert reply.status_code == 404 and set(reply.json()) == {"error", "remedy"}, path
        assert camera.post("/logout").status_code == 404
        assert camera.get("/api/v1/intents").status_code == 405


def test_there_is_no_websocket(port: DevicePort, caplog: pytest.LogCaptureFixture) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    with client(port) as camera:
        assert camera.get("/_stcore/stream", headers=upgrade).status_code == 403
    assert not [record for record in caplog.records if record.levelname == "ERROR"], "no stranger fills the log"


def test_another_sites_page_is_refused(port: DevicePort) -> None:
    with client(port) as camera:
        reply = camera.post("/api/v1/pairings", json={}, headers={"Origin": "https://evil.example"})
        assert reply.status_code == 403


def test_plain_http_gets_nothing_there(port: DevicePort) -> None:
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{port.port}/api/v1/health", timeout=10)


def test_a_question_that_is_open_is_answered_across_the_two_event_loops(
    house: House, home: int, port: DevicePort
) -> None:
    token = {"Authorization": f"Bearer {house.accounts.add_device(home, 'door')}"}
    (device,) = house.accounts.devices(home)
    with client(port) as camera:
        camera.post("/api/v1/devices/me/poll", json={"state": {}}, headers=token)
        command = house.cameras.ask(home, device.id, "photo")
        told = camera.post("/api/v1/devices/me/poll", json={"state": {}, "wait": 20}, headers=token).json()
        assert [one["id"] for one in told["commands"]] == [command]


def test_the_port_is_closed_when_the_server_ends(house: House) -> None:
    with DevicePort(house, 0) as port:
        number = port.port
        with client(port) as camera:
            camera.get("/api/v1/health")
    assert house.reach is None
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", number), 2).close()


def test_a_port_in_use_is_told_and_stops_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with listen("127.0.0.1", 0) as other:
        taken = other.getsockname()[1]
        house.settings = house.settings.model_copy(update={"device_port": taken})
        assert opened(house, 0) is None
    assert f"Port {taken} is in use" in caplog.text and "works without it" in caplog.text
    house.settings = house.settings.model_copy(update={"device_tls": False})
    caplog.clear()
    assert opened(house, 0) is None and not caplog.records, "switched off it is not spoken of"


@pytest.mark.parametrize(
    ("given", "main", "expected"),
    [({}, 8600, 8601), ({"port": 0}, 43210, 0), ({"device_port": 9000}, 8600, 9000), ({"port": 65535}, 65535, 0)],
)
def test_it_is_beside_the_apps_port(tmp_path: Path, given: dict[str, int], main: int, expected: int) -> None:
    assert port_for(Settings(data_dir=tmp_path, **given), main) == expected  # type: ignore[arg-type]


def test_another_process_knows_where_it_will_be(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert expected_reach(settings) == Reach("https://127.0.0.1:8601", certificate(tmp_path).fingerprint)
    assert expected_reach(settings, "https://here:1").server == "https://here:1"
    with pytest.raises(SettingsError, match="not known"):
        expected_reach(Settings(data_dir=tmp_path, port=0))


def test_the_certificate_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    first, again = certificate(tmp_path), certificate(tmp_path)
    assert first == again and stat.S_IMODE(first.path.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["device.pem"]
    found = x509.load_pem_x509_certificate(first.path.read_bytes())
    assert hashlib.sha256(found.public_bytes(Encoding.DER)).hexdigest() == first.fingerprint
    assert found.not_valid_before_utc <= datetime(2020, 1, 1, tzinfo=UTC) and found.not_valid_after_utc.year == 9999
    key = found.public_key()
    assert isinstance(key, EllipticCurvePublicKey) and key.curve.name == "secp256r1"


def test_of_two_processes_that_make_it_at_once_both_have_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = certificate(tmp_path)
    hidden = other.path.rename(tmp_path / "hidden.pem")
    link = os.link

    def meanwhile(source: object, target: object) -> None:
        hidden.rename(other.path)
        link(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "link", meanwhile)
    assert certificate(tmp_path).fingerprint == other.fingerprint
    assert [path.name for path in tmp_path.iterdir()] == ["device.pem"]


@pytest.mark.parametrize(
    "content", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_damaged_certificate_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "device.pem").write_bytes(content)
    with pytest.raises(StorageError, match=r"device\.pem, is damaged"):
        certificate(tmp_path)
    assert (tmp_path / "device.pem").read_bytes() == content


class _Seen(ServiceListener):
    def __init__(self) -> None:
        self.names: list[str] = []
        self.gone: list[str] = []

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.names.append(name)

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        pass

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.gone.append(name)


def until(true: object, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:  # type: ignore[operator]
        time.sleep(0.05)


def test_a_camera_on_this_machine_finds_it_by_mdns_and_learns_nothing_of_the_household(house: House, home: int) -> None:
    found = _Seen()
    with Zeroconf(interfaces=["127.0.0.1"]) as network:
        ServiceBrowser(network, SERVICE, found)
        with DevicePort(house, 0) as port:
            mine = f"otjang-{hashlib.sha256(seen(port)).hexdigest()[:12]}.{SERVICE}"
            until(lambda: mine in found.names)
            info = network.get_service_info(SERVICE, mine, 5000)
            assert info is not None and info.port == port.port and info.parsed_addresses() == ["127.0.0.1"]
            assert info.properties == {b"v": b"1", b"fp": hashlib.sha256(seen(port)).hexdigest().encode()}
            assert "home" not in f"{info.name} {info.server}"
        until(lambda: mine in found.gone)
        assert mine in found.gone, "it says good-bye"


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", ["127.0.0.1"]), ("localhost", ["127.0.0.1"]), ("::1", ["::1"]), ("wardrobe.local", [])],
)
def test_only_what_it_listens_on_is_told(host: str, expected: list[str]) -> None:
    assert listened_on(host) == expected


def test_listening_to_the_network_tells_no_loopback() -> None:
    assert not [one for one in listened_on("0.0.0.0") if one.startswith("127.")]


def test_a_network_without_multicast_is_told_and_stops_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError("no multicast")

    monkeypatch.setattr("wardrobe.server.advert.Zeroconf", none)
    with DevicePort(house, 0) as port, client(port) as camera:
        until(lambda: "no multicast" in caplog.text)
        assert camera.get("/api/v1/health").status_code == 200
    assert "mDNS" in caplog.text


def test_mdns_can_be_switched_off(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.settings = house.settings.model_copy(update={"mdns": False})
    monkeypatch.setattr("wardrobe.server.device_port.Advert", lambda *_: pytest.fail("advertised"))
    with DevicePort(house, 0) as port:
        assert urlsplit(port.addresses[0]).port == port.port
