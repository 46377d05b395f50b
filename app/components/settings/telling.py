"""What is told, and the weather that it follows."""

from __future__ import annotations

from app.components.notices_settings import notices_settings
from app.components.settings.headed import headed
from app.components.weather import weather
from app.session import Me


def telling(who: Me) -> None:
    """Notices first, then the forecast."""
    _ = who.translate
    headed(_("Notices"), lambda: notices_settings(who))
    headed(_("Weather"), lambda: weather(who))
