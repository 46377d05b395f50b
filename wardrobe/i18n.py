"""Languages: gettext catalogues shared by the domain, the log-in pages and the app.

The message ids are the English texts. ``python -m wardrobe.messages`` keeps the catalogues.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, Protocol

LOCALE: Final = Path(__file__).parent / "locale"
DOMAIN: Final = "otjang"
LANGUAGES: Final = {"en": "English", "ko": "한국어"}
"""Code and own name of every language there is a catalogue for; the first is the fallback."""

Translate = Callable[[str], str]


class Fault(Protocol):
    """What an ``OtjangError`` and a look's stored failure have in common."""

    @property
    def template(self) -> str: ...
    @property
    def remedy(self) -> str: ...
    @property
    def params(self) -> Mapping[str, object]: ...


@cache
def translator(language: str) -> Translate:
    """Gives each text in a language; the English text where the catalogue has none."""
    catalogue = gettext.translation(DOMAIN, LOCALE, languages=[language], fallback=True)

    def translate(text: str) -> str:
        return catalogue.gettext(text) if text else ""  # the empty id is the catalogue's own header

    return translate


def pick_language(accept_language: str | None, preferred: str | None = None) -> str:
    """The code of ``LANGUAGES`` that suits best.

    ``preferred`` is the person's own choice ("ko") or the environment's ("ko_KR.UTF-8");
    ``accept_language`` is an HTTP header (RFC 9110, 12.5.4).
    """
    if preferred and (own := _code(preferred)) in LANGUAGES:
        return own
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate((accept_language or "").split(",")):
        tag, _, quality = part.partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if weight > 0 and (code := _code(tag)) in LANGUAGES:
            wishes.append((-weight, place, code))
    return min(wishes)[2] if wishes else next(iter(LANGUAGES))


def translate_error(fault: Fault, translate: Translate) -> tuple[str, str]:
    """Message and remedy of an error or of a stored failure, in the reader's language."""
    message = translate(fault.template).format(**fault.params)
    advice = translate(fault.remedy).format(**fault.params) if fault.remedy else ""
    return message, advice


def _code(tag: str) -> str:
    return tag.strip().replace("_", "-").split("-")[0].split(".")[0].lower()
