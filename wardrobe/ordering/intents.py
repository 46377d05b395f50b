"""What a voice may ask for: what was worn, and shopping. Things go on the list; confirming happens in the app."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from embeddings.errors import OtjangError
from wardrobe.hearing import plain, spoken_language
from wardrobe.ordering.orders import Orders
from wardrobe.search.reasons import Reason
from wardrobe.words import N_
from wardrobe.worn_question import WornOn, WornQuestion, day_asked

Intent = Literal["list", "show", "worn", "unknown"]

PHRASES: Final[dict[Intent, tuple[str, ...]]] = {
    "list": (
        r"(order|buy|get) (it|this|that|this one|that one|the pick( of the day)?)( for me)?",
        r"(put|add|save) (it|this|that|this one|that one) (on|to|in|into|onto) (my|the|our) "
        r"((shopping )?list|cart|basket|bag)",
        r"(i want|i would like|i'd like) to (order|buy) (it|this|that)",
        r"(이거|이것|그거|저거|이 옷|그 옷)?(을|를|도)? ?(주문|구매) ?(해|해 ?줘|해 ?주세요|할래|할게|부탁해)(요)?",
        r"(이거|이것|그거|저거|이 옷|그 옷)?(을|를|도)? ?(사|사 ?줘|사 ?주세요|살래|살게)(요)?",
        r"(이거|이것|그거|저거|이 옷|그 옷)?(을|를|도)? ?(내 )?(장바구니|쇼핑 ?목록|쇼핑 ?리스트|목록)(에|에다)? ?"
        r"(넣어|넣어 ?줘|넣어 ?주세요|담아|담아 ?줘|담아 ?주세요|추가해|추가해 ?줘|추가해 ?주세요)(요)?",
    ),
    "show": (
        r"(what is|what's|show me|read me) (on )?(my|the|our) (shopping )?(list|cart|basket)",
        r"(내 )?(장바구니|쇼핑 ?목록)(에)? ?(뭐|뭐가|무엇이) ?(있어|있지|있니|있나)(요)?",
        r"(내 )?(장바구니|쇼핑 ?목록) ?(을|를)? ?(보여|읽어) ?(줘|주세요)",
    ),
}
"""Whole sentences only: "do not order it" is none of them."""

LISTED: Final = N_("{name} is on the shopping list. Confirm it in the app: nothing is ordered by voice.")
NOTHING_SHOWN: Final = N_("Nothing was shown lately that could be put on the list.")
NOT_UNDERSTOOD: Final = N_("I did not understand that. Say “put it on my list” or “what did I wear yesterday”.")
EMPTY_LIST: Final = N_("The shopping list is empty.")
ON_LIST_ONE: Final = N_("One thing is on the shopping list: {name}.")
ON_LIST: Final = N_("{count} things are on the shopping list. The newest is {name}.")


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood, and what to say to it."""

    intent: Intent
    language: str | None
    """In which to answer: ``ko`` where Korean was spoken, else None: the listener's."""
    answer: Reason | WornOn | OtjangError
    order_id: int | None = None


def understood(text: str) -> Intent:
    """Which intent a whole sentence is."""
    words = plain(text)
    if day_asked(words, date.today()) is not None:
        return "worn"
    for intent, phrases in PHRASES.items():
        if any(re.fullmatch(phrase, words) for phrase in phrases):
            return intent
    return "unknown"


class Intents:
    """Answers what people say. ``last_shown`` gives the item that a household was shown last, or None."""

    def __init__(
        self,
        orders: Orders,
        last_shown: Callable[[int], int | None],
        worn: WornQuestion,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._orders = orders
        self._last_shown = last_shown
        self._worn = worn
        self._today = today

    def hear(self, household_id: int, person_id: int | None, text: str, item_id: int | None = None) -> Heard:
        """Do what was said, as far as a voice may: an order is never placed.

        ``item_id`` is what "it" means; None: what was shown last.
        """
        intent = understood(text)
        language = spoken_language(text)
        if intent == "worn":
            today = self._today()
            day = day_asked(plain(text), today) or today
            return Heard(intent, language, self._worn.answer(household_id, person_id, day, today))
        if intent == "unknown":
            return Heard(intent, language, Reason("words", NOT_UNDERSTOOD))
        if intent == "show":
            return Heard(intent, language, self._said(household_id))
        item_id = self._last_shown(household_id) if item_id is None else item_id
        if item_id is None:
            return Heard(intent, language, Reason("words", NOTHING_SHOWN))
        try:
            order_id = self._orders.add(household_id, person_id, item_id)
            title = self._orders.get(household_id, order_id).item.title
        except OtjangError as error:
            return Heard(intent, language, error)
        return Heard(intent, language, Reason("words", LISTED, {"name": title}), order_id)

    def _said(self, household_id: int) -> Reason:
        waiting = [one for one in self._orders.listed(household_id) if one.state == "listed"]
        if not waiting:
            return Reason("words", EMPTY_LIST)
        newest = waiting[0].item.title
        if len(waiting) == 1:
            return Reason("words", ON_LIST_ONE, {"name": newest})
        return Reason("words", ON_LIST, {"count": len(waiting), "name": newest})
