"""Whether friends outside can open a link, as far as its address says."""

from __future__ import annotations

import pytest

from wardrobe.sharing.reach import only_at_home, whole_address


@pytest.mark.parametrize(
    "address",
    [
        *("http://localhost:8600/share", "http://127.0.0.1:8600", "http://[::1]:8600/", "http://192.168.1.20:8600"),
        *(
            "http://10.0.0.4",
            "http://100.64.1.2",
            "http://169.254.3.4",
            "http://[fe80::1%25eth0]/",
            "http://[fd00::7]/",
        ),
        *("http://wardrobe:8600", "http://otjang.local./", "https://nas.home.arpa", "https://nas.LAN", ""),
    ],
)
def test_addresses_of_the_own_network_lead_nowhere_outside(address: str) -> None:
    assert only_at_home(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://otjang.example.org/share",
        "http://93.184.215.14:8600",
        "https://[2606:2800::1]/",
        "https://home.example",
    ],
)
def test_of_addresses_of_the_world_nothing_is_said(address: str) -> None:
    assert not only_at_home(address)


def test_a_link_begins_with_the_public_address_where_there_is_one() -> None:
    assert whole_address("/s/key", None) == "/s/key"
    assert whole_address("/s/key", "https://otjang.example.org") == "https://otjang.example.org/s/key"
