"""`otjang catalogue`: feeds in, faults told, exit codes for scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wardrobe.catalogue.feeds_made import item, rss
from tests.wardrobe.catalogue.test_preparing import product
from tests.wardrobe.cli.conftest import Otjang
from tests.wardrobe.conftest import BLUE, RED


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "a.jpg").write_bytes(product(RED))
    (pictures / "b.jpg").write_bytes(product(BLUE))
    path = tmp_path / "shop.csv"
    path.write_text("No,Name,image,price\n1,Summer dress,a.jpg,39.90\n2,Jeans,b.jpg,59.90\n", encoding="utf-8")
    return path


def test_a_feed_is_added_read_and_listed(owned: Otjang, feed: Path) -> None:
    given = ("--pictures", feed.parent / "pictures", "--currency", "EUR", "--map", "id=No")
    added = owned("catalogue", "add", feed, *given, "--json")
    assert added.code == 0, added.told
    assert (added.json["items"], added.json["waiting"], added.json["last"]["new"]) == (2, 0, 2)
    again = owned("catalogue", "import", 1)
    assert again.code == 0 and "unchanged 2" in again.told
    (listed,) = owned("catalogue", "list", "--json").json
    assert (listed["name"], listed["items"], listed["failed"], listed["format"]) == ("shop", 2, 0, "table")
    assert "2 items" in owned("catalogue", "show", 1).told
    assert owned("catalogue", "faults", 1, "--json").json == []
    assert owned("catalogue", "rename", 1, "My shop").code == 0
    assert "My shop is removed" in owned("catalogue", "remove", 1).told
    assert owned("catalogue", "list", "--json").json == []


def test_rows_that_fail_are_listed_with_line_and_reason_and_exit_code_1(owned: Otjang, feed: Path) -> None:
    with feed.open("a") as file:
        file.write("3,,a.jpg,1\n4,Coat,gone.jpg,free\n")
    added = owned(
        "catalogue", "add", feed, "--pictures", feed.parent / "pictures", "--currency", "EUR", "--map", "id=No"
    )
    assert added.code == 1
    faults = owned("catalogue", "faults", 1, "--json").json
    assert [(one["line"], one["id"], one["field"], one["taken"]) for one in faults] == [
        (4, "3", "title", False),
        (5, "4", "price", True),
        (None, "4", "picture", False),
    ]
    assert "line 4 (3): The row has no title." in owned("catalogue", "faults", 1).told


def test_a_feed_that_shrinks_asks_and_is_confirmed(owned: Otjang, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(rss(*(item(n) for n in range(10))))
    owned("catalogue", "add", path, "--later", "--everyone")
    owned("catalogue", "import", 1)
    path.write_text(rss(item(1)))
    asked = owned("catalogue", "import", 1)
    assert asked.code == 1 and "9 items are in the feed no more" in asked.told
    assert owned("catalogue", "show", 1, "--json").json["items"] == 10
    assert "9 items dropped" in owned("catalogue", "confirm", 1).told
    assert owned("catalogue", "show", 1, "--json").json["items"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "/nowhere.csv"), "no file"),
        (("add", "ftp://shop.example/x"), "no http or https link"),
        (("import", 7), "no such catalogue"),
        (("confirm", 7), "no such catalogue"),
        (("add", "FEED", "--map", "nonsense"), "is not FIELD=COLUMN"),
    ],
)
def test_wrong_use_is_said_in_words(owned: Otjang, feed: Path, arguments: tuple[object, ...], said: str) -> None:
    ran = owned("catalogue", *(feed if one == "FEED" else one for one in arguments))
    assert ran.code == 2 and said in ran.told
