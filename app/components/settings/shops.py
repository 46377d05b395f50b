"""Shops: their catalogues, and what holds for orders."""

from __future__ import annotations

from app.components.catalogues import catalogues
from app.components.orders_settings import orders_settings
from app.components.settings.headed import headed
from app.session import Me


def shops(who: Me) -> None:
    """Catalogues first, then orders."""
    _ = who.translate
    headed(_("Catalogues"), lambda: catalogues(who))
    headed(_("Orders"), lambda: orders_settings(who))
