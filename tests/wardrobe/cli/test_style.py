"""`otjang style-check`: one look judged, two compared."""

from __future__ import annotations

import pytest

from tests.wardrobe.cli.conftest import LOOKS, Otjang


def test_looks_are_judged_and_compared(owned: Otjang) -> None:
    owned("add", *LOOKS[:2])
    one, other = (look["id"] for look in owned("looks", "--json").json)
    verdict = owned("style-check", one, other, "--json").json
    back = owned("style-check", other, one, "--json").json
    assert verdict["probability"] == pytest.approx(1 - back["probability"], abs=1e-4)
    assert verdict["too_close"] == back["too_close"]
    assert verdict["one"] == back["other"] and verdict["one"]["garments"]
    check = owned("style-check", one, "--json", "--occasion", "office").json
    assert check["place"] is None and "too few" in check["why_no_place"]
    assert (check["score"] is not None and check["lifts"] == []) or check["lifts"][0]["reason"]
    assert f"Look {one}" in owned("style-check", one, other).told
    assert "too few of your looks" in owned("style-check", one).told


@pytest.mark.parametrize("arguments", [[], ["one"], ["1", "--occasion", "wedding"], ["1"]])
def test_wrong_use_is_told(owned: Otjang, arguments: list[str]) -> None:
    found = owned("style-check", *arguments)
    assert found.code == 2 and found.err
