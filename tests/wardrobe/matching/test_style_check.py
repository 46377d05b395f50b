"""Which of two outfits is better and why, and what would lift one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.wardrobe.matching.dressed import Dressed, Judge, judged
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House
from wardrobe.matching.judging import TOO_CLOSE
from wardrobe.matching.style_check import StyleCheck
from wardrobe.matching.verdicts import ItemLift, Side


@pytest.fixture
def judge(house: House, monkeypatch: pytest.MonkeyPatch) -> Judge:
    return judged(house, monkeypatch)


@pytest.fixture
def dressed(house: House, judge: Judge) -> Dressed:
    return Dressed(house)


@pytest.fixture
def check(house: House) -> StyleCheck:
    return house.style_check


@pytest.fixture
def two(dressed: Dressed) -> tuple[list[int], list[int]]:
    """An outfit whose garments go together, and one with shoes that do not."""
    good = [dressed.garment(one) for one in ("upper-clothes", "pants", "shoes")]
    odd = [*good[:2], dressed.garment("shoes", "red", group=3)]
    dressed.look(*good)
    dressed.look(*odd)
    return good, odd


def said(side: Side) -> list[str]:
    return [str(point.reason) for point in side.remarks]


def test_the_percentage_is_the_judges_and_nothing_else(
    dressed: Dressed, check: StyleCheck, judge: Judge, two: tuple[list[int], list[int]]
) -> None:
    good, odd = two
    for _ in range(12):  # a strong taste for the worse one
        dressed.house.taste.like(dressed.id, None, odd)
        dressed.house.taste.skip(dressed.id, None, good)
    verdict = check.compare(dressed.id, good, odd, occasion="office")
    assert verdict.one.score == pytest.approx(6) and verdict.other.score == pytest.approx(2)
    assert verdict.probability == judge.better(verdict.one.score or 0, verdict.other.score or 0)
    assert verdict.probability > 0.9 and not verdict.too_close and verdict.why_close is None


@pytest.mark.parametrize("same", [False, True])
def test_swapping_the_two_swaps_the_verdict(
    dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]], same: bool
) -> None:
    one, other = (two[0], two[0]) if same else two
    forth, back = check.compare(dressed.id, one, other), check.compare(dressed.id, other, one)
    assert forth.probability == pytest.approx(1 - back.probability)
    assert forth.too_close == back.too_close == same
    assert (forth.one, forth.other) == (back.other, back.one)
    assert forth.why_close == back.why_close


def test_what_the_judge_cannot_separate_is_too_close(dressed: Dressed, check: StyleCheck) -> None:
    one = [dressed.garment("upper-clothes"), dressed.garment("pants", group=1)]
    other = [dressed.garment("dress"), dressed.garment("shoes", group=2)]
    dressed.look(*one)
    dressed.look(*other)
    verdict = check.compare(dressed.id, one, other)
    assert abs(verdict.probability - 0.5) < TOO_CLOSE and verdict.too_close
    assert str(verdict.why_close) == "The style check cannot tell these two apart."


class TestTooLittleIsKnown:
    def test_of_one_garment(self, dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]]) -> None:
        verdict = check.compare(dressed.id, two[0], two[0][:1])
        assert verdict.too_close and verdict.probability == 0.5 and verdict.other.score is None
        assert "two garments" in str(verdict.why_close)

    def test_of_no_garment(self, dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]]) -> None:
        verdict = check.compare(dressed.id, [], two[0])
        assert verdict.too_close and said(verdict.one) == []
        assert "two garments" in str(check.check(dressed.id, []).why_no_place)

    def test_of_a_garment_without_a_vector(
        self, dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]]
    ) -> None:
        unseen = dressed.garment("bag", kind="bag")
        dressed.look(unseen, vectors=False)
        verdict = check.compare(dressed.id, [*two[0], unseen], two[1])
        assert verdict.too_close and verdict.probability > 0.9
        assert "does not know: bag" in str(verdict.why_close)

    def test_of_a_type_that_the_judge_was_not_taught(
        self, dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]]
    ) -> None:
        strange = dressed.garment("cape")
        dressed.look(strange)
        assert check.compare(dressed.id, [*two[0], strange], two[1]).too_close
        alone = check.check(dressed.id, [*two[0], strange])
        assert alone.place is None and alone.lifts == () and "does not know" in str(alone.why_no_place)


def test_leaving_each_garment_out_shows_which_pulls_the_look_down(
    dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]]
) -> None:
    odd = check.compare(dressed.id, *two).other
    by_garment = {one.garment_id: one for one in odd.contributions}
    shoes = by_garment[two[1][2]]
    assert shoes.delta == pytest.approx(2 - 6) and shoes.pulls == -1
    assert [by_garment[id].pulls for id in two[1][:2]] == [1, 1]
    assert odd.contributions[0] is shoes  # what does most comes first


def test_of_two_garments_none_can_be_left_out(dressed: Dressed, check: StyleCheck) -> None:
    pair = [dressed.garment("dress"), dressed.garment("shoes")]
    dressed.look(*pair)
    assert check.check(dressed.id, pair).side.contributions == ()


class TestWhatIsSaidBeside:
    def test_what_is_missing_and_what_is_there_twice(self, dressed: Dressed, check: StyleCheck) -> None:
        bags = [dressed.garment("bag"), dressed.garment("bag", "red")]
        top = dressed.garment("upper-clothes")
        dressed.look(top, *bags)
        side = check.check(dressed.id, [top, *bags]).side
        assert {"no shoes are seen in it", "no trousers or skirt are seen in it"} <= {*said(side)}
        twice = next(point for point in side.remarks if "more than one" in str(point.reason))
        assert str(twice.reason) == "more than one of a kind: bags" and twice.garment_ids == tuple(bags)

    def test_a_dress_needs_no_trousers(self, dressed: Dressed, check: StyleCheck) -> None:
        outfit = [dressed.garment("dress"), dressed.garment("shoes")]
        dressed.look(*outfit)
        assert not [text for text in said(check.check(dressed.id, outfit).side) if "no " in text]

    @pytest.mark.parametrize(
        ("occasion", "formality", "text"),
        [
            ("formal", 0.1, "rather casual for the occasion: formal"),
            ("sporty", 0.9, "rather formal for the occasion: sporty"),
            ("casual", 0.1, "suits the occasion: casual"),
        ],
    )
    def test_whether_it_suits_the_occasion(
        self, dressed: Dressed, check: StyleCheck, occasion: str, formality: float, text: str
    ) -> None:
        outfit = [dressed.garment("dress", formality=formality), dressed.garment("shoes", formality=formality)]
        dressed.look(*outfit)
        assert text in said(check.check(dressed.id, outfit, occasion=occasion).side)

    def test_that_a_garment_is_kept_for_other_occasions(self, dressed: Dressed, check: StyleCheck) -> None:
        outfit = [dressed.garment("dress", occasions=["party"]), dressed.garment("shoes")]
        dressed.look(*outfit)
        side = check.check(dressed.id, outfit, occasion="casual").side
        assert "kept for other occasions" in said(side) and "suits the occasion: casual" not in said(side)

    def test_that_formal_stands_beside_casual(self, dressed: Dressed, check: StyleCheck) -> None:
        outfit = [dressed.garment("dress", formality=0.9), dressed.garment("shoes", formality=0.1)]
        dressed.look(*outfit)
        assert "a formal piece beside a casual one" in said(check.check(dressed.id, outfit).side)

    def test_how_often_pairs_were_worn_without_the_look_itself(
        self, dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]]
    ) -> None:
        look = dressed.look(*two[0])
        own = check.check_look(dressed.id, look).side
        assert "worn together on 2 days" in said(own) and "all of it has been worn together before" in said(own)
        new = dressed.look(dressed.garment("dress"), dressed.garment("shoes"))
        assert "not worn together before" in said(check.check_look(dressed.id, new).side)


class TestOneLook:
    @pytest.fixture
    def looks(self, dressed: Dressed) -> list[int]:
        """Six looks of a shared wardrobe: three that go together, three that do not; the ids of the looks."""
        made = []
        for group in range(1, 7):
            top, pants = (
                dressed.garment("upper-clothes", group=1),
                dressed.garment("pants", group=1 if group < 4 else 2),
            )
            made.append(dressed.look(top, pants))
        return made

    def test_has_a_place_among_the_persons_other_looks(
        self, dressed: Dressed, check: StyleCheck, looks: list[int]
    ) -> None:
        place = check.check_look(dressed.id, looks[0]).place
        assert place is not None and place.of == 5
        assert place.better_than == round(2 * 0.5 + 3 * 0.9975)  # as good as two, better than three

    def test_has_none_among_too_few(
        self, dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]]
    ) -> None:
        found = check.check(dressed.id, two[0])
        assert found.place is None and "too few of your looks" in str(found.why_no_place)

    def test_is_lifted_by_the_best_swap(self, dressed: Dressed, check: StyleCheck, looks: list[int]) -> None:
        ids = check.of_look(dressed.id, looks[5]).garment_ids
        found = check.check_look(dressed.id, looks[5])
        best = found.lifts[0]
        assert best.instead_of in ids and best.garment_id not in ids
        assert best.gain == pytest.approx(6) and best.better > 0.9
        assert set(best.garment_ids) == {*ids, best.garment_id} - {best.instead_of}
        assert found.nothing is None and len({lift.instead_of for lift in found.lifts}) == len(found.lifts)

    @pytest.mark.parametrize("facts", [{"in_wash": True}, {"put_away": True}])
    def test_is_not_lifted_by_what_is_not_at_hand(
        self, dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]], facts: dict[str, bool]
    ) -> None:
        good, odd = two
        assert [lift.garment_id for lift in check.check(dressed.id, odd).lifts] == [good[2]]
        dressed.set(good[2], **facts)
        found = check.check(dressed.id, odd)
        assert found.lifts == () and str(found.nothing) == "Nothing in your wardrobe would clearly lift it."

    def test_is_not_lifted_by_what_does_not_suit_the_occasion(
        self, dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]]
    ) -> None:
        assert check.check(dressed.id, two[1], occasion="casual").lifts
        assert not check.check(dressed.id, two[1], occasion="formal").lifts

    def test_is_not_lifted_by_clothes_of_somebody_else(self, dressed: Dressed, check: StyleCheck) -> None:
        mina, jun = dressed.person("Mina"), dressed.person("Jun")
        outfit = [dressed.garment("dress"), dressed.garment("shoes", group=2)]
        hers, his = dressed.garment("shoes", "red"), dressed.garment("shoes", "blue")
        dressed.look(*outfit, person=mina)
        dressed.look(his, person=jun)
        assert check.check(dressed.id, outfit, mina).lifts == ()
        assert [lift.garment_id for lift in check.check(dressed.id, outfit, jun).lifts] == [his]
        dressed.look(hers, person=mina)
        assert [lift.garment_id for lift in check.check(dressed.id, outfit, mina).lifts] == [hers]

    def test_is_lifted_by_what_is_missing(self, dressed: Dressed, check: StyleCheck) -> None:
        outfit = [dressed.garment("upper-clothes"), dressed.garment("pants", group=1)]
        shoes = dressed.garment("shoes")
        dressed.look(*outfit)
        dressed.look(shoes)
        lift = check.check(dressed.id, outfit).lifts[0]
        assert (lift.garment_id, lift.instead_of) == (shoes, None)
        assert str(lift.reason) == "adds the shoes that are missing"

    def test_asks_a_shop_last_and_for_what_the_wardrobe_has_no_answer_to(
        self, dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]]
    ) -> None:
        asked: list[object] = []

        def offer(*given: object) -> list[ItemLift]:
            asked.append(given)
            return []

        assert check.check(dressed.id, two[1], occasion="casual", offer=offer).lifts
        assert asked == [(dressed.id, None, tuple(two[1]), "casual", [two[1][2]])], "shoes are there already"
        check.check(dressed.id, two[0], offer=offer)
        assert asked[1:] == [(dressed.id, None, tuple(two[0]), None, [])]
        assert check.check(dressed.id, two[0]).items == ()

    def test_misses_nothing_that_is_only_not_confirmed_yet(self, dressed: Dressed, check: StyleCheck) -> None:
        top, pants, shoes = (dressed.garment(one) for one in ("upper-clothes", "pants", "shoes"))
        look = dressed.look(top, asked=[pants])
        dressed.look(pants, shoes)
        texts = said(check.check_look(dressed.id, look).side)
        assert "no shoes are seen in it" in texts and "no trousers or skirt are seen in it" not in texts

    def test_is_not_lifted_by_trousers_where_some_wait_to_be_confirmed(
        self, dressed: Dressed, check: StyleCheck
    ) -> None:
        top, pants, skirt = (dressed.garment(one) for one in ("upper-clothes", "pants", "skirt"))
        odd = dressed.garment("shoes", group=1)
        dressed.look(pants, skirt)
        assert check.check_look(dressed.id, dressed.look(top, odd)).lifts
        assert check.check_look(dressed.id, dressed.look(top, odd, asked=[pants])).lifts == ()

    def test_leaves_unconfirmed_garments_out_and_counts_them(
        self, dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]]
    ) -> None:
        look = dressed.look(*two[0][:2], asked=[two[0][2]])
        found = check.of_look(dressed.id, look)
        assert found.garment_ids == tuple(two[0][:2]) and found.unconfirmed == 1


def test_looks_are_compared_by_their_garments(
    dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]]
) -> None:
    one, other = dressed.look(*two[0]), dressed.look(*two[1])
    by_look, by_garments = check.compare_looks(dressed.id, one, other), check.compare(dressed.id, *two)
    assert by_look.probability == by_garments.probability


def test_what_is_not_there_is_said(
    house: House, dressed: Dressed, check: StyleCheck, two: tuple[list[int], list[int]]
) -> None:
    calls: list[Callable[[], object]] = [
        lambda: check.compare(dressed.id, two[0], [999]),
        lambda: check.check(dressed.id, [999]),
        lambda: check.compare_looks(dressed.id, 998, 999),
        lambda: check.compare(Dressed(house).id, *two),
        lambda: check.of_look(Dressed(house).id, 1),
    ]
    for call in calls:
        with pytest.raises(NotFoundError):
            call()
    with pytest.raises(ChangeError, match="occasion wedding"):
        check.check(dressed.id, two[0], occasion="wedding")
