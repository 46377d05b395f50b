"""Which parts the settings have, what is in each, and who sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.components.account import account
from app.components.changes import changes
from app.components.devices import devices
from app.components.language import language
from app.components.settings.backup import backup
from app.components.settings.headed import headed
from app.components.settings.models import models
from app.components.settings.people import people
from app.components.settings.privacy import privacy
from app.components.settings.shops import shops
from app.components.settings.telling import telling
from app.components.settings.theme import theme
from app.session import Me
from app.words import N_

PART: Final = "part"
"""Query parameter: which part is shown."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the settings."""

    name: str
    """In the address."""
    title: str
    about: str
    icon: str
    show: Callable[[Me], None]
    in_sample: bool = False
    """Whether it makes sense while one looks at the sample household."""


def appearance(who: Me) -> None:
    """Language and theme of this browser."""
    _ = who.translate
    headed(_("Language"), lambda: language(who))
    headed(_("Theme"), lambda: theme(who))


PARTS: Final = (
    Part("people", N_("People"), N_("Who lives here, and who can log in"), "group", people),
    Part("cameras", N_("Cameras"), N_("Pair one, see how it is, let it go"), "photo_camera", devices),
    Part("shops", N_("Shops"), N_("Catalogues, spending limits, orders"), "storefront", shops),
    Part("notices", N_("Notices and weather"), N_("What is told, when and where"), "notifications", telling),
    Part("privacy", N_("Privacy"), N_("What is stored, what leaves the house, delete everything"), "lock", privacy),
    Part("backup", N_("Backup and files"), N_("Take everything with you, and bring it back"), "save", backup),
    Part("appearance", N_("Language and theme"), N_("English or Korean, light or dark"), "contrast", appearance, True),
    Part("account", N_("Account"), N_("Password and log out"), "person", account),
    Part("changes", N_("Recent changes"), N_("What you corrected, each with Undo"), "history", changes, True),
    Part("models", N_("Models"), N_("What looks at your pictures on this machine"), "memory", models, True),
)


def parts_for(who: Me) -> tuple[Part, ...]:
    """The parts that a person sees: all of them at home, the few that make sense in the sample."""
    return tuple(part for part in PARTS if part.in_sample or not who.person.visiting)
