"""`otjang people`: added, invited, listed, renamed and removed at the machine itself."""

from __future__ import annotations

from pathlib import Path

from tests.wardrobe.cli.conftest import Otjang
from wardrobe.house import House
from wardrobe.settings import Settings


def test_somebody_is_added_invited_and_removed(owned: Otjang, data_dir: Path) -> None:
    added = owned("people", "add", "Jun", "--json").json
    assert (added["name"], added["role"], added["can_log_in"]) == ("Jun", "member", False)
    link = owned("people", "invite", added["id"]).out.strip()
    assert link.startswith("http://127.0.0.1:8600/join/")
    listed = owned("people", "list")
    assert "invited until" in listed.told and "owner" in listed.told
    house = House.open(Settings(data_dir=data_dir))
    try:
        house.people.join(link.rsplit("/", 1)[1], "Jun", "correct horse battery", "192.0.2.1")
    finally:
        house.close()
    assert [one["can_log_in"] for one in owned("people", "list", "--json").json] == [True, True]
    assert owned("people", "rename", added["id"], "June").code == 0
    removed = owned("people", "remove", added["id"], "--yes")
    assert removed.code == 0 and [one["name"] for one in owned("people", "list", "--json").json] == ["Mina"]


def test_the_owner_is_not_removed(owned: Otjang) -> None:
    (mina,) = owned("people", "list", "--json").json
    refused = owned("people", "remove", mina["id"], "--yes")
    assert refused.code == 2 and "owns this household" in refused.told
