"""Garments are found by words of both languages and by pictures, and nothing is found where nothing fits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from embeddings.errors import PhotoError
from embeddings.query import understand
from tests.conftest import encode
from tests.wardrobe.conftest import BLACK, BLUE, GREEN, RED, draw, photo
from tests.wardrobe.search.conftest import garment
from wardrobe.errors import NotFoundError
from wardrobe.foreground import foreground
from wardrobe.house import House
from wardrobe.search import Filters, Picture, Request, likeness
from wardrobe.search.scoring import consider

Find = Callable[[str], list[str]]


@pytest.fixture
def names(house: House, home: int, add: Callable[..., int]) -> dict[int, str]:
    """A small wardrobe: what each garment is."""
    add(seed=1, upper_clothes=RED, pants=BLUE, shoes=BLACK)
    add(seed=2, upper_clothes=GREEN, pants=BLACK)
    return {item.id: f"{item.colours[0].family} {item.category}" for item in house.garments.list(home)}


@pytest.fixture
def find(house: House, home: int, names: dict[int, str]) -> Find:
    return lambda text: [names[hit.garment_id] for hit in house.search.words(home, text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("blue jeans", "blue pants"),
        ("jeans, blue", "blue pants"),
        ("파란 청바지", "blue pants"),
        ("청바지 파란색", "blue pants"),
        ("red shirt", "red upper-clothes"),
        ("빨간셔츠", "red upper-clothes"),
        ("black shoes", "black shoes"),
        ("green", "green upper-clothes"),
    ],
)
def test_the_garment_that_is_meant_comes_first(find: Find, text: str, first: str) -> None:
    assert find(text)[0] == first


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pants", {"blue pants", "black pants"}),
        ("red shoes", set()),
        ("green pants", set()),
        ("shoes", {"black shoes"}),
        ("purple dress", set()),
        ("yellow", set()),
        ("umbrella", set()),
        ("  ", set()),
    ],
)
def test_what_does_not_fit_is_left_out(find: Find, text: str, found: set[str]) -> None:
    assert set(find(text)) == found


def test_a_given_name_is_found(house: House, home: int, names: dict[int, str]) -> None:
    garment = next(iter(names))
    house.garments.rename(home, garment, "Grandma's 스웨터")
    for text in ("grandma", "스웨터", "grandms"):
        hit = house.search.words(home, text)[0]
        assert (hit.garment_id, hit.score, str(hit.reasons[0])) == (garment, 1.0, "called Grandma's 스웨터")


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Fred's jacket", "red", False),
        ("What mum gave me", "hat", False),
        ("Red Hat", "hat red", True),
        ("할머니스웨터", "스웨터", True),
        ("Fred 할머니스웨터", "red 스웨터", False),
    ],
)
def test_a_name_is_found_by_its_whole_words_in_hangul_also_by_their_parts(name: str, text: str, found: bool) -> None:
    one = consider(garment(name=name), understand(text))
    assert (one is not None and one.named) is found


def test_white_is_looked_for_beside_the_person_of_a_picture(
    house: House, home: int, names: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    real = likeness.describe
    monkeypatch.setattr(likeness, "describe", lambda *given: asked.append(given[3:]) or real(*given))
    house.search.find(home, Request(picture=Picture("query.jpg", photo(seed=7, pants=BLUE))))
    ((person,),) = asked
    assert person.any() and not person.all()


def test_each_hit_says_why(house: House, home: int, names: dict[int, str]) -> None:
    hit = house.search.words(home, "파란 청바지")[0]
    assert {("colour", "blue"), ("kind", "jeans")} <= {(reason.about, str(reason)) for reason in hit.reasons}
    assert hit.parts.terms is not None and hit.parts.terms > 0.9
    assert hit.parts.words is not None and hit.parts.picture is None
    assert hit.score == pytest.approx((hit.parts.terms + hit.parts.words) / 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("not black", {"red upper-clothes", "blue pants", "green upper-clothes"}),
        ("pants, not black", {"blue pants"}),
        ("검은색 말고 바지", {"blue pants"}),
        ("red or green shirt", {"red upper-clothes", "green upper-clothes"}),
        ("red and green shirt", set()),
        ("striped shirt", set()),
        ("plain shirt", {"red upper-clothes", "green upper-clothes"}),
        ("shirts without stripes", {"red upper-clothes", "green upper-clothes"}),
        ("warm pants", {"blue pants", "black pants"}),
        ("formal pants", set()),
        ("anything but pants", {"red upper-clothes", "black shoes", "green upper-clothes"}),
    ],
)
def test_what_is_known_of_a_garment_decides(find: Find, text: str, found: set[str]) -> None:
    assert set(find(text)) == found


@pytest.mark.parametrize(("text", "read_as"), [("gren shrit", "green shirt"), ("초록섹 셔쓰", "초록섹 셔츠")])
def test_slips_are_forgiven_and_told(house: House, home: int, names: dict[int, str], text: str, read_as: str) -> None:
    found = house.search.find(home, Request(words=text))
    assert names[found.hits[0].garment_id] == "green upper-clothes"
    assert found.asked.text == read_as


@pytest.mark.parametrize(
    ("words", "filters", "why"),
    [
        ("purple dress", Filters(), "No dresses in this wardrobe."),
        ("green pants", Filters(), "There are 2 trousers here, but none is green."),
        ("red shoes", Filters(), "There is one pair of shoes here, but it is not red."),
        ("umbrella", Filters(), "Nothing here looks like “umbrella”."),
        ("pants", Filters(category="dress"), "No garment passes the filters."),
        ("blue pants", Filters(colour="black"), "There is one pair of trousers here, but it is not blue."),
        ("", Filters(kind="blouse"), "No garment passes the filters."),
    ],
)
def test_an_empty_answer_says_why(
    house: House, home: int, names: dict[int, str], words: str, filters: Filters, why: str
) -> None:
    found = house.search.find(home, Request(words=words, filters=filters))
    assert found.hits == () and str(found.nothing) == why


def test_the_persons_word_is_certain(house: House, home: int, names: dict[int, str]) -> None:
    green = next(id for id, name in names.items() if name == "green upper-clothes")
    house.garments.say(home, green, "pattern", "striped")
    (hit,) = house.search.words(home, "striped shirt")
    assert (hit.garment_id, str(hit.reasons[0])) == (green, "striped")
    house.garments.say(home, green, "pattern", "checked")
    assert house.search.words(home, "striped shirt") == []


def test_filters_alone_list_what_passes(house: House, home: int, names: dict[int, str]) -> None:
    found = house.search.find(home, Request(filters=Filters(category="pants")))
    assert {names[hit.garment_id] for hit in found.hits} == {"blue pants", "black pants"}
    assert all(hit.score == 1 and hit.reasons == () for hit in found.hits)


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("like this but blue", "No picture was given"),
        ("blue peplum", "Looked for by its looks alone: peplum."),
        ("blue " * 100, "only its beginning was read"),
    ],
)
def test_what_a_person_should_know_is_noted(
    house: House, home: int, names: dict[int, str], words: str, note: str
) -> None:
    (said,) = house.search.find(home, Request(words=words)).notes
    assert note in str(said)


def test_a_picture_of_a_worn_garment_finds_the_same_category(house: House, home: int, names: dict[int, str]) -> None:
    hits = house.search.picture(home, photo(seed=7, pants=BLUE), "query.jpg")
    assert [names[hit.garment_id] for hit in hits][:1] == ["blue pants"]
    assert all(names[hit.garment_id].endswith("pants") for hit in hits)
    assert [str(reason) for reason in hits[0].reasons] == ["looks alike"]


def test_words_say_what_shall_be_otherwise_than_on_the_picture(house: House, home: int, names: dict[int, str]) -> None:
    given = Picture("query.jpg", photo(seed=7, pants=BLUE))
    (hit,) = house.search.find(home, Request(picture=given, words="like this but black")).hits
    assert names[hit.garment_id] == "black pants"
    assert [str(reason) for reason in hit.reasons][:2] == ["black", "otherwise alike"]
    (hit,) = house.search.find(home, Request(picture=given, words="not blue")).hits
    assert names[hit.garment_id] == "black pants"
    found = house.search.find(home, Request(picture=given, words="이거랑 비슷한데 초록색"))
    assert found.hits == () and str(found.nothing) == "There are 2 garments here, but none is green."


def test_words_choose_among_the_garments_of_a_picture(house: House, home: int, names: dict[int, str]) -> None:
    given = Picture("query.jpg", photo(seed=7, pants=BLUE, upper_clothes=RED))
    hits = house.search.find(home, Request(picture=given, words="this shirt")).hits
    assert names[hits[0].garment_id] == "red upper-clothes"
    assert all(names[hit.garment_id].endswith("upper-clothes") for hit in hits)


def test_a_garment_of_the_wardrobe_is_an_example_too(house: House, home: int, names: dict[int, str]) -> None:
    blue, black = (next(id for id, name in names.items() if name == f"{one} pants") for one in ("blue", "black"))
    assert [hit.garment_id for hit in house.search.find(home, Request(garment_id=blue)).hits] == [black]
    hits = house.search.find(home, Request(garment_id=blue, words="like this but black")).hits
    assert [hit.garment_id for hit in hits] == [black]


def test_the_only_one_of_its_kind_is_like_no_other(house: House, home: int, names: dict[int, str]) -> None:
    shoes = next(id for id, name in names.items() if name == "black shoes")
    found = house.search.find(home, Request(garment_id=shoes))
    assert found.hits == () and str(found.nothing) == "Nothing else here looks like it."


def test_an_example_that_is_not_there_is_told(house: House, home: int, names: dict[int, str]) -> None:
    with pytest.raises(NotFoundError):
        house.search.find(home, Request(garment_id=999))


def test_a_picture_is_looked_at_once(
    house: House, home: int, names: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Picture("query.jpg", photo(seed=7, pants=BLUE))
    first = house.search.find(home, Request(picture=given))
    monkeypatch.setattr("wardrobe.search.finder.on_picture", None)
    assert house.search.find(home, Request(picture=given)).hits == first.hits


def test_a_picture_of_a_thing_on_plain_ground_finds_any_category(
    house: House, home: int, names: dict[int, str]
) -> None:
    pixels = np.full((300, 300, 3), 255, np.uint8)
    pixels[80:220, 100:200] = RED
    hits = house.search.picture(home, encode(pixels, "PNG"), "query.png")
    assert [names[hit.garment_id] for hit in hits] == ["red upper-clothes"]


def test_a_picture_that_nothing_is_like_finds_nothing(house: House, home: int, names: dict[int, str]) -> None:
    assert house.search.picture(home, photo(pants=(240, 200, 40)), "query.jpg") == []


def test_a_picture_that_is_none_is_told(house: House, home: int) -> None:
    with pytest.raises(PhotoError, match=r"query\.jpg"):
        house.search.picture(home, b"words", "query.jpg")


def test_an_empty_wardrobe_has_nothing(house: House, home: int) -> None:
    assert house.search.words(home, "blue jeans") == []
    assert house.search.picture(home, photo(pants=BLUE), "query.jpg") == []


def test_deleted_and_rejected_garments_are_not_found(house: House, home: int, names: dict[int, str]) -> None:
    shoes = next(id for id, name in names.items() if name == "black shoes")
    house.garments.delete(home, shoes)
    assert house.search.words(home, "black shoes") == []


def test_the_foreground_is_what_differs_from_plain_ground() -> None:
    pixels = np.full((200, 100, 3), 240, np.uint8)
    pixels[50:150, 20:80] = (20, 60, 120)
    mask, box = foreground(pixels)
    assert box == (20, 50, 80, 150)
    assert mask.sum() == 100 * 60


@pytest.mark.parametrize("busy", [True, False])
def test_without_plain_ground_or_thing_the_whole_picture_is_taken(busy: bool) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (60, 40, 3), np.uint8) if busy else draw(person=False)
    mask, box = foreground(pixels)
    assert mask.all()
    assert box == (0, 0, *mask.shape[::-1])
