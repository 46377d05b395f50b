"""`otjang outfits`: what to wear, told to people and to scripts."""

from __future__ import annotations

from tests.wardrobe.cli.conftest import LOOKS, Otjang


def test_outfits_are_suggested_around_a_garment(owned: Otjang) -> None:
    empty = owned("outfits")
    assert empty.code == 0 and "The wardrobe is still empty." in empty.told
    owned("add", *LOOKS[:3])
    garments = {garment["id"]: garment for garment in owned("garments", "--json").json}
    around = next(id for id, garment in garments.items() if garment["category"] == "shoes")
    found = owned("outfits", "--around", around, "--day", "2027-01-01", "--limit", "2", "--json").json
    assert (found["day"], found["nothing"]) == ("2027-01-01", None) and 1 <= len(found["outfits"]) <= 2
    for outfit in found["outfits"]:
        ids = {garment["id"] for garment in outfit["garments"]}
        assert around in ids <= garments.keys() and all(outfit["reasons"])
    assert str(around) in owned("outfits", "--around", around).out


def test_wrong_use_and_garments_that_are_not_there_are_told(owned: Otjang) -> None:
    assert owned("outfits", "--occasion", "moon landing").code == 2
    assert owned("outfits", "--day", "tomorrow").code == 2
    owned("add", LOOKS[0])
    nobody = owned("outfits", "--around", 999)
    assert nobody.code == 2 and "There is no such garment." in nobody.err
