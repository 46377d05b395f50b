"""Fetching from a real server: within limits, never into the own network unless that is allowed."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wardrobe.catalogue.serving import Shop, shop
from wardrobe.catalogue import addresses
from wardrobe.catalogue.addresses import is_public
from wardrobe.catalogue.fetching import FAILURES, Fetcher, FetchLimits, HostRestsError, Hosts, folder_picture, shown
from wardrobe.errors import FetchError

QUICK = FetchLimits(bytes=100_000, seconds=0.4, wait=1.0)


@pytest.fixture
def served() -> Iterator[Shop]:
    with shop() as known:
        known.files["/a.jpg"] = b"picture"
        yield known


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """One that may speak to this machine."""
    with Fetcher(private=True) as one:
        yield one


def test_a_picture_is_fetched_also_through_redirects(served: Shop, fetcher: Fetcher) -> None:
    assert fetcher.picture(f"{served.address}/a.jpg") == b"picture"
    assert fetcher.picture(f"{served.address}/to?to=/a.jpg") == b"picture"


@pytest.mark.parametrize(
    ("path", "said", "temporary"),
    [
        ("/gone.jpg", "answers with 404", False),
        ("/broken", "answers with 500", True),
        ("/busy", "answers with 503", True),
        ("/round", "from one address to the next", False),
        ("/slow", "too slow", True),
        ("/endless", "more than", False),
        ("/claims", "more than", False),
        ("/cut", "cannot be fetched", True),
        ("/to?to=ftp://shop.example/a.jpg", "no http or https link", False),
        ("/to?to=file:///etc/passwd", "no http or https link", False),
    ],
)
def test_what_goes_wrong_is_said_and_whether_it_may_be_there_later(
    served: Shop, fetcher: Fetcher, path: str, said: str, temporary: bool
) -> None:
    with pytest.raises(FetchError, match=said) as caught:
        fetcher.picture(served.address + path, QUICK)
    assert caught.value.temporary is temporary


def test_a_dead_host_and_one_that_does_not_exist_are_temporary(fetcher: Fetcher) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    for address in (f"http://127.0.0.1:{port}/a.jpg", "http://nobody.invalid/a.jpg"):
        with pytest.raises(FetchError) as caught:
            fetcher.picture(address, QUICK)
        assert caught.value.temporary


def test_this_machine_is_not_spoken_to_unless_allowed(served: Shop) -> None:
    port = served.address.rsplit(":", 1)[1]
    with Fetcher() as strict:
        for host in ("127.0.0.1", "localhost", "127.1", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"):
            with pytest.raises(FetchError):
                strict.picture(f"http://{host}:{port}/a.jpg", QUICK)
    assert not served.asked


def test_a_redirect_into_the_own_network_is_not_followed(served: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first host passes for a public one; where it leads to is checked again."""
    public = {"shop.example": "93.184.216.34"}
    real = addresses.socket.getaddrinfo
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "93.184.216.34")
    monkeypatch.setattr(
        addresses.socket, "getaddrinfo", lambda host, *a, **k: _told(public.get(host, host), real, a, k)
    )
    monkeypatch.setattr(addresses.httpcore.SyncBackend, "connect_tcp", _to_this_machine(served))
    with Fetcher() as strict:
        assert strict.picture("http://shop.example/a.jpg") == b"picture"
        with pytest.raises(FetchError, match="private network"):
            strict.picture(f"http://shop.example/to?to={served.address}/a.jpg", QUICK)
    assert served.asked["/a.jpg"] == 1


def test_a_name_that_changes_its_address_is_connected_where_it_was_checked(
    served: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the second answer would be this machine, but nobody asks a second time."""
    answers = iter(["93.184.216.34", "127.0.0.1"])
    connected: list[str] = []
    real = addresses.socket.getaddrinfo
    monkeypatch.setattr(
        addresses.socket,
        "getaddrinfo",
        lambda host, *a, **k: _told(next(answers) if host == "shop.example" else host, real, a, k),
    )
    monkeypatch.setattr(addresses.httpcore.SyncBackend, "connect_tcp", _to_this_machine(served, connected))
    with Fetcher() as strict:
        strict.picture("http://shop.example/a.jpg")
    assert connected == ["93.184.216.34"]


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(2, 1, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *a, **k: both)
    with Fetcher() as strict, pytest.raises(FetchError, match="private network"):
        strict.picture("http://shop.example/a.jpg", QUICK)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        *((address, False) for address in ("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254")),
        ("fec0::1", False),
        *(
            (address, False)
            for address in ("100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "fe80::1%eth0")
        ),
        *((address, False) for address in ("fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::")),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_login_goes_to_its_own_host_only_and_into_no_message(served: Shop, fetcher: Fetcher) -> None:
    with_login = served.address.replace("http://", "http://me:se%20cret@")
    fetcher.picture(f"{with_login}/a.jpg")
    assert served.headers["/a.jpg"]["authorization"] == "Basic bWU6c2UgY3JldA=="
    other = served.address.replace("127.0.0.1", "localhost")
    fetcher.picture(f"{with_login}/to?to={other}/a.jpg")
    assert "authorization" not in served.headers["/a.jpg"]
    with pytest.raises(FetchError) as caught:
        fetcher.picture(f"{with_login}/gone?token=hidden")
    assert "cret" not in str(caught.value) and "hidden" not in str(caught.value)
    assert shown("https://me:secret@shop.example:8443/feed?key=1#x") == "https://shop.example:8443/feed"


def test_a_host_that_keeps_failing_is_left_alone_for_a_while(served: Shop) -> None:
    at = [0.0]
    with Fetcher(private=True, hosts=Hosts(lambda: at[0])) as fetcher:
        for _ in range(FAILURES):
            with pytest.raises(FetchError, match="500"):
                fetcher.picture(f"{served.address}/broken")
        with pytest.raises(HostRestsError):
            fetcher.picture(f"{served.address}/a.jpg")
        assert not served.asked["/a.jpg"]
        at[0] += 31
        assert fetcher.picture(f"{served.address}/a.jpg") == b"picture"


def test_a_host_that_asks_for_time_gets_it(served: Shop) -> None:
    at = [0.0]
    with Fetcher(private=True, hosts=Hosts(lambda: at[0])) as fetcher:
        with pytest.raises(FetchError, match="503"):
            fetcher.picture(f"{served.address}/busy")
        for later, rests in ((119, True), (121, False)):
            at[0] = later
            if rests:
                with pytest.raises(HostRestsError):
                    fetcher.picture(f"{served.address}/a.jpg")
            else:
                fetcher.picture(f"{served.address}/a.jpg")


def test_a_feed_is_fetched_again_only_when_it_has_changed(served: Shop, fetcher: Fetcher, tmp_path: Path) -> None:
    served.files["tagged"] = b"rows"
    first = fetcher.feed(f"{served.address}/tagged", tmp_path / "feed")
    assert (first.changed, first.etag, (tmp_path / "feed").read_bytes()) == (True, '"one"', b"rows")
    again = fetcher.feed(f"{served.address}/tagged", tmp_path / "feed", first.etag)
    assert not again.changed


def test_pictures_of_a_folder_stay_within_it(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    (folder / "mango").mkdir(parents=True)
    (folder / "mango" / "a.jpg").write_bytes(b"a")
    (tmp_path / "secret.jpg").write_bytes(b"s")
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    assert folder_picture(folder, "mango/a.jpg") == folder_picture(folder, "mango\\a.jpg") == b"a"
    for name in ("../secret.jpg", str(tmp_path / "secret.jpg"), "link.jpg", "b.jpg", "mango", "", "a\0b", "x" * 5000):
        with pytest.raises(FetchError, match="no picture"):
            folder_picture(folder, name)
    with pytest.raises(FetchError, match="more than"):
        folder_picture(folder, "mango/a.jpg", most=0)


def _told(address: str, real: object, a: tuple[object, ...], k: dict[str, object]) -> object:
    return real(address, *a, **k)  # type: ignore[operator]


def _to_this_machine(served: Shop, connected: list[str] | None = None) -> object:
    """Connects to the test's server whatever the address, and notes it."""
    real = addresses.httpcore.SyncBackend.connect_tcp
    port = int(served.address.rsplit(":", 1)[1])

    def connect(self: object, host: str, _port: int, *rest: object, **named: object) -> object:
        if connected is not None:
            connected.append(host)
        return real(self, "127.0.0.1", port, *rest, **named)  # type: ignore[arg-type]

    return connect


def test_letters_beyond_ascii_are_escaped_in_links_and_where_they_lead(served: Shop, fetcher: Fetcher) -> None:
    served.files["/%EB%B0%94%EC%A7%80.jpg"] = b"picture"
    assert fetcher.picture(f"{served.address}/바지.jpg") == b"picture"
    assert fetcher.picture(f"{served.address}/to?to=/바지.jpg") == b"picture"
    with pytest.raises(FetchError, match="no host"):
        fetcher.picture("http://köln.invalid/a.jpg")


def test_a_head_that_drips_in_is_not_waited_for(served: Shop, fetcher: Fetcher) -> None:
    started = time.monotonic()
    with pytest.raises(FetchError, match="too slow"):
        fetcher.picture(f"{served.address}/drips", QUICK)
    assert time.monotonic() - started < 3
    assert fetcher.picture(f"{served.address}/a.jpg") == b"picture"


def test_the_next_fetcher_knows_which_hosts_are_left_alone(served: Shop) -> None:
    hosts = Hosts()
    with Fetcher(private=True, hosts=hosts) as first, pytest.raises(FetchError, match="503"):
        first.picture(f"{served.address}/busy")
    with Fetcher(private=True, hosts=hosts) as second, pytest.raises(HostRestsError):
        second.picture(f"{served.address}/a.jpg")
