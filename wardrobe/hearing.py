"""What was said, as sentences are compared: one spelling, no marks, no politeness around it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 300
"""Characters of a sentence that are read."""
_POLITE: Final = re.compile(
    r"^(please|hey|okay|ok|yes|can you|could you|would you|좀|네|응|그래)\b ?|( please| now|좀)$"
)


def plain(text: str) -> str:
    """The words of a sentence in small letters, with single spaces between them."""
    words = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().replace("’", "'")
    words = " ".join(re.sub(r"[.,!?…~\"“”]", " ", words).split())
    for _ in range(3):
        words = _POLITE.sub("", words).strip()
    return words


def spoken_language(text: str) -> str | None:
    """``ko`` where Korean was spoken; None: nothing tells, so it is the listener's own."""
    return "ko" if any("가" <= letter <= "힣" for letter in unicodedata.normalize("NFC", text)) else None
