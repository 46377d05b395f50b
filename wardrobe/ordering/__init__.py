"""From a wish to the shop: a shopping list, a confirmation by hand, and the owner's own webhook.

Nothing is ordered without a person's tap. ``intents`` lets a voice put something on the list, never more.
"""

from wardrobe.ordering.orders import Confirmed, Order, Orders
from wardrobe.ordering.terms import Terms

__all__ = ["Confirmed", "Order", "Orders", "Terms"]
