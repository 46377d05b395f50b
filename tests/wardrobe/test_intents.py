"""What a voice may ask for: the list, never an order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.errors import OtjangError
from tests.wardrobe.clock import Clock
from tests.wardrobe.conftest import fill
from tests.wardrobe.goods import sell
from tests.wardrobe.listening import listening
from wardrobe.house import House
from wardrobe.notices import Made, Notices
from wardrobe.ordering import Orders
from wardrobe.ordering.intents import Heard, Intents, understood
from wardrobe.worn_question import WornQuestion


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("order it", "list"),
        ("Order it, please!", "list"),
        ("Could you order this for me?", "list"),
        ("OK, buy that one", "list"),
        ("put it on my list", "list"),
        ("Please put it on my shopping list.", "list"),
        ("add this to my cart", "list"),
        ("I’d like to order it", "list"),
        ("주문해줘", "list"),
        ("이거 주문해 줘", "list"),
        ("그거 주문해 주세요", "list"),
        ("장바구니에 넣어줘", "list"),
        ("이거 장바구니에 담아 주세요", "list"),
        ("쇼핑 목록에 추가해줘", "list"),
        ("이 옷을 사줘", "list"),
        ("what's on my list?", "show"),
        ("장바구니에 뭐 있어?", "show"),
        ("do not order it", "unknown"),
        ("don't buy it", "unknown"),
        ("주문하지 마", "unknown"),
        ("장바구니에 넣지 마", "unknown"),
        ("order a pizza", "unknown"),
        ("why did you order it", "unknown"),
        ("", "unknown"),
        ("   ", "unknown"),
        ("order it " * 200, "unknown"),
    ],
)
def test_whole_sentences_are_understood_and_nothing_else(text: str, intent: str) -> None:
    assert understood(text) == intent


@given(st.text(max_size=400))
def test_any_text_is_one_of_the_intents(text: str) -> None:
    assert understood(text) in ("list", "show", "worn", "unknown")


def said(heard: Heard) -> str:
    return str(heard.answer)


def test_the_pick_goes_on_the_list_and_nothing_is_ordered(house: House, home: int) -> None:
    clock = Clock()
    orders, notices = Orders(house.database, house.choices, clock), Notices(house.database, house.choices, clock=clock)
    intents = Intents(orders, notices.last_shown, WornQuestion(house.database, house.garments))
    assert "Nothing was shown lately" in said(intents.hear(home, None, "order it"))
    item = sell(house, home, title="Best {braces} shirt")
    notices.make(home, "pick", date(2026, 3, 10), Made(item_id=item))
    with listening() as webhook:
        orders.set_webhook(home, webhook.url)
        heard = intents.hear(home, None, "order it")
        orders.sending.work()
        assert webhook.got == []
    (line,) = orders.listed(home)
    assert (heard.order_id, line.state, line.item.id, line.confirmed_at) == (line.id, "listed", item, None)
    assert said(heard).startswith("Best {braces} shirt is on the shopping list. Confirm it in the app")
    assert intents.hear(home, None, "주문해줘").language == "ko"
    assert len(orders.listed(home)) == 1, "said twice is once"


def test_it_can_be_named_by_the_device(house: House, home: int) -> None:
    one, other = sell(house, home), sell(house, home, "B", title="Wool coat")
    house.notices.make(home, "pick", date.today(), Made(item_id=one))
    assert "Wool coat" in said(house.intents.hear(home, None, "put it on my list", other))
    assert isinstance(house.intents.hear(home, None, "order it", 999).answer, OtjangError)


def test_it_says_what_is_on_the_list(house: House, home: int) -> None:
    assert said(house.intents.hear(home, None, "what is on my list")) == "The shopping list is empty."
    house.orders.add(home, None, sell(house, home))
    assert (
        said(house.intents.hear(home, None, "장바구니에 뭐 있어?")) == "One thing is on the shopping list: Linen shirt."
    )
    house.orders.add(home, None, sell(house, home, "B", title="Wool coat"))
    assert "2 things" in said(house.intents.hear(home, None, "show me my list"))


def test_another_households_pick_is_not_ours(house: House, home: int) -> None:
    there = fill(house, [])
    house.notices.make(there, "pick", date.today(), Made(item_id=sell(house, there)))
    assert "Nothing was shown lately" in said(house.intents.hear(home, None, "order it"))
    assert house.orders.listed(home) == house.orders.listed(there) == []
