"""Large digits for a screen that one stands in front of."""

from __future__ import annotations

from typing import Final

BLANK: Final = "     "
DIGITS: Final = {
    "0": " ███ |█   █|█   █|█   █| ███ ",
    "1": "  █  | ██  |  █  |  █  | ███ ",
    "2": "████ |    █| ███ |█    |█████",
    "3": "████ |    █| ███ |    █|████ ",
    "4": "█   █|█   █|█████|    █|    █",
    "5": "█████|█    |████ |    █|████ ",
    "6": " ███ |█    |████ |█   █| ███ ",
    "7": "█████|    █|   █ |  █  |  █  ",
    "8": " ███ |█   █| ███ |█   █| ███ ",
    "9": " ███ |█   █| ████|    █| ███ ",
}
"""Five rows each."""


def large(code: str) -> str:
    """Digits five lines high, in two groups, to be read from where one stands."""
    signs = [DIGITS[digit].split("|") for digit in code]
    rows = []
    for row in range(5):
        left, right = ("  ".join(sign[row] for sign in half) for half in (signs[:3], signs[3:]))
        rows.append(f"  {left}{BLANK}{right}".rstrip())
    return "\n".join(rows)
