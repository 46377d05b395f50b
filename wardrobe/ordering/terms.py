"""What the owner of a house wants of orders: a PIN, limits, and a webhook instead of the shop's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from wardrobe.errors import OrderError
from wardrobe.money import DECIMALS, no_currency, shown

CHOICE: Final = "orders"
"""Its name among the household's choices."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How orders are confirmed. The PIN's hash and the webhook's secret are not in it."""

    currency: str | None = None
    """Of the limits; ISO 4217."""
    per_order: int | None = None
    """Most that one order may cost, in the currency's smallest unit; None: any price."""
    per_month: int | None = None
    """Most that a calendar month's orders may cost together."""
    webhook: str | None = None
    """Where confirmed orders are posted; None: the shop's page is opened."""
    has_pin: bool = False

    @property
    def limited(self) -> bool:
        """Whether there is any limit."""
        return self.per_order is not None or self.per_month is not None


def terms_of(value: Mapping[str, Any]) -> Terms:
    """The terms as they are kept among the choices."""
    return Terms(
        value.get("currency"), value.get("per_order"), value.get("per_month"), value.get("webhook"), "pin" in value
    )


def check_limits(currency: str | None, per_order: int | None, per_month: int | None) -> None:
    """Raises ``OtjangError`` for limits that cannot be kept."""
    if currency is not None and currency not in DECIMALS:
        raise no_currency(currency)
    if currency is None and (per_order is not None or per_month is not None):
        raise OrderError("A limit needs a currency.", remedy="Choose the currency that you pay in.")
    if any(limit is not None and limit < 0 for limit in (per_order, per_month)):
        raise OrderError("A limit cannot be less than nothing.", remedy="Leave it empty for no limit.")


def check_price(terms: Terms, price: int | None, currency: str | None, spent: int) -> None:
    """Raises ``OrderError`` where a price is past a limit, or cannot be compared with it.

    ``spent`` is what the month's other orders in the limits' currency cost.
    """
    if not terms.limited or terms.currency is None:
        return
    if price is None or currency is None:
        raise OrderError(
            "The price is not known, so the spending limit cannot be kept.",
            remedy="Open the shop's page and order there.",
        )
    if currency != terms.currency:
        raise OrderError(
            "The spending limit is in {limit}, this price in {currency}. Nothing is converted here.",
            limit=terms.currency,
            currency=currency,
            remedy="Open the shop's page and order there, or change the limit in the settings.",
        )
    if terms.per_order is not None and price > terms.per_order:
        raise OrderError(
            "{price} is more than the limit of {limit} for one order.",
            price=shown(price, currency),
            limit=shown(terms.per_order, currency),
            remedy="Change the limit in the settings if you want to order it.",
        )
    if terms.per_month is not None and spent + price > terms.per_month:
        raise OrderError(
            "{price} is more than what is left of this month's limit: {left} of {limit}.",
            price=shown(price, currency),
            left=shown(max(0, terms.per_month - spent), currency),
            limit=shown(terms.per_month, currency),
            remedy="Wait for the next month, or change the limit in the settings.",
        )
