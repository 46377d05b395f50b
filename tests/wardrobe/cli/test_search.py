"""`otjang search`: words, a picture, a garment, both together, and filters."""

from __future__ import annotations

import pytest

from tests.wardrobe.cli.conftest import LOOKS, Otjang


def test_words_and_a_picture_find_what_was_added(owned: Otjang) -> None:
    owned("add", *LOOKS[:3])
    garments = {garment["id"]: garment for garment in owned("garments", "--json").json}
    first = next(iter(garments.values()))
    text = f"{first['colours'][0]['name']} {first['category']}"

    words = owned("search", text, "--json").json
    assert words["searched_for"] == text and words["nothing"] is None
    assert first["id"] in {hit["id"] for hit in words["hits"]} <= garments.keys()
    assert words["hits"] == sorted(words["hits"], key=lambda hit: -hit["score"])
    hit = words["hits"][0]
    assert hit["parts"]["terms"] and hit["parts"]["words"] is not None and hit["parts"]["picture"] is None
    assert all(reason["about"] and reason["text"] for reason in hit["reasons"])

    picture = owned("search", "--picture", LOOKS[0], "--limit", "3", "--json").json["hits"]
    assert 1 <= len(picture) <= 3 and all(one["parts"]["picture"] for one in picture)
    colour = first["colours"][0]["name"].split()[-1]
    both = owned("search", f"like this but not {colour}", "--picture", LOOKS[0], "--json").json
    assert first["id"] not in {hit["id"] for hit in both["hits"]}
    like = owned("search", "--like", first["id"], "--json").json
    assert first["id"] not in {hit["id"] for hit in like["hits"]}

    category = owned("search", "--category", first["category"], "--json").json["hits"]
    assert {hit["id"] for hit in category} == {
        id for id, garment in garments.items() if garment["category"] == first["category"]
    }
    assert owned("search", "--worn-within", "1", "--not-worn-for", "1", "--json").json["hits"] == []


def test_what_was_understood_and_why_nothing_fits_is_told(owned: Otjang) -> None:
    empty = owned("search", "gren jeens")
    assert empty.code == 0 and "The wardrobe is still empty." in empty.told
    assert "Searched for: green jeans" in empty.err
    owned("add", LOOKS[0])
    nothing = owned("search", "umbrella", "--json").json
    assert (nothing["hits"], nothing["nothing"]) == ([], "Nothing here looks like “umbrella”.")
    assert nothing["notes"] == ["Looked for by its looks alone: umbrella."]
    assert "No hats in this wardrobe." in owned("search", "purple hat").told
    slip = owned("search", "stripd hat", "--json").json
    assert (slip["searched_for"], slip["corrections"]) == ("striped hat", {"stripd": "striped"})


@pytest.mark.parametrize(
    "arguments",
    [
        ["search"],
        ["search", "  "],
        ["search", "--category", "wig"],
        ["search", "--season", "monsoon"],
        ["search", "--worn-within", "0"],
        ["search", "--picture", LOOKS[0], "--like", "1"],
        ["search", "--picture", LOOKS[0].parent / "gone.jpg"],
        ["search", "--like", "999"],
    ],
)
def test_wrong_use_is_told(owned: Otjang, arguments: list[object]) -> None:
    ran = owned(*arguments)
    assert ran.code == 2 and ran.err and not ran.out
