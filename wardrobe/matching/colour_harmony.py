"""Colours side by side, by plain rules: what can be said of them in words, and a published score as a baseline.

Neither is the judge of an outfit, and nothing here is shown as if it were: pages say it beside the score.

The score is the two-colour harmony of Ou and Luo, "A colour harmony model for two-colour combinations", Color
Research and Application 31 (2006) 191–204, averaged over every two garments. It was fitted to patches of
colour on grey, not to clothes. The words go by hue and lightness in CIELAB: what is nearly without chroma, and
what people wear as if it were (navy, beige, brown), is neutral; hues up to ``NEIGHBOURS`` degrees apart are
neighbours, from ``OPPOSITE`` on they are opposite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import atan2, degrees, exp, hypot, radians, sin, sqrt, tanh
from typing import Final

from embeddings.colour import Colour
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

Lab = tuple[float, float, float]

GREYISH: Final = 14.0
"""Chroma below which every colour is a neutral."""
EARTHY: Final = 28.0
"""The same for beige and brown."""
NAVY: Final = 32.0
"""L* below which blue is a neutral."""
STRONG: Final = 40.0
"""Chroma from which a colour is strong."""
NEIGHBOURS: Final = 45.0
OPPOSITE: Final = 120.0
LIGHT_AND_DARK: Final = 40.0
"""Difference of L* from which lightness is a contrast."""
CLOSE: Final = 12.0
"""Difference of L* below which two neutrals of different families are hard to tell apart, as navy and black."""

LIGHT_DARK: Final = N_("neutral colours, light and dark")
GRADED: Final = N_("neutral colours throughout")
NEAR: Final = N_("{one} and {other} are close in lightness")
ALL_ONE: Final = N_("all of it {one}")
ONE_STRONG: Final = N_("a neutral base with one strong colour, {one}")
ONE_SOFT: Final = N_("a neutral base with one soft colour, {one}")
TONE: Final = N_("tone on tone: {one} and {other}")
BESIDE: Final = N_("neighbouring colours: {one} and {other}")
ACROSS: Final = N_("opposite colours: {one} and {other}")
BETWEEN: Final = N_("{one} and {other} are neither neighbours nor opposites")
MANY: Final = N_("three colours or more that are not alike")
SPEAKS_AGAINST: Final = (NEAR, BETWEEN, MANY)
"""Rules by which an outfit is often called less easy."""


@dataclass(frozen=True, slots=True)
class Harmony:
    """What the colours of an outfit do together."""

    score: float
    """About −1 to 1.4: the mean over every two garments (Ou and Luo 2006); above 0 is harmonious."""
    rule: Reason
    garments: tuple[int, ...]
    """Places of the garments that the rule is about."""

    @property
    def favourable(self) -> bool:
        """Whether the rule speaks for the outfit."""
        return self.rule.template not in SPEAKS_AGAINST


def harmony(garments: Sequence[Sequence[Colour]]) -> Harmony | None:
    """The colours of each garment, its main one first; None where fewer than two garments have a colour."""
    main = {place: colours[0] for place, colours in enumerate(garments) if colours}
    if len(main) < 2:
        return None
    scores = [two_colours(one.lab, other.lab) for one, other in combinations(main.values(), 2)]
    rule, about = _rule(main)
    return Harmony(sum(scores) / len(scores), rule, about)


def two_colours(one: Lab, other: Lab) -> float:
    """The harmony of two CIELAB colours, about −1 to 1.4 (Ou and Luo 2006)."""
    chroma = hypot(*one[1:]), hypot(*other[1:])
    hue_difference = 2 * sqrt(chroma[0] * chroma[1]) * sin(radians(hue_apart(one, other)) / 2)
    apart = hypot(hue_difference, (chroma[0] - chroma[1]) / 1.46)
    by_chroma = 0.04 + 0.53 * tanh(0.8 - 0.045 * apart)
    by_lightness = 0.28 + 0.54 * tanh(-3.88 + 0.029 * (one[0] + other[0]))
    by_contrast = 0.14 + 0.15 * tanh(-2 + 0.2 * abs(one[0] - other[0]))
    return by_chroma + by_lightness + by_contrast + _by_hue(one) + _by_hue(other)


def hue_apart(one: Lab, other: Lab) -> float:
    """Degrees between two hues, 0 to 180."""
    away = abs(_hue(one) - _hue(other)) % 360
    return min(away, 360 - away)


def neutral(colour: Colour) -> bool:
    """Whether a colour goes as a neutral among clothes."""
    chroma = hypot(*colour.lab[1:])
    if colour.family in ("black", "white", "grey") or chroma < GREYISH:
        return True
    if colour.family in ("beige", "brown"):
        return chroma < EARTHY
    return colour.family == "blue" and colour.lab[0] < NAVY


def _rule(main: dict[int, Colour]) -> tuple[Reason, tuple[int, ...]]:
    bright = {place: colour for place, colour in main.items() if not neutral(colour)}
    everything = tuple(main)
    if len({colour.name for colour in main.values()}) == 1:
        return _reason(ALL_ONE, next(iter(main.values()))), everything
    if not bright:
        return _of_neutrals(main)
    first, last = _apart(bright)
    hues = _hues(list(bright.values()))
    if len({colour.family for colour in bright.values()}) == 1 and len(bright) < len(main) and hues == 1:
        strongest = max(bright, key=lambda place: hypot(*bright[place].lab[1:]))
        strong = hypot(*bright[strongest].lab[1:]) >= STRONG
        return _reason(ONE_STRONG if strong else ONE_SOFT, bright[strongest]), tuple(bright)
    if hues > 2:
        return Reason("colour", MANY), tuple(bright)
    away = hue_apart(bright[first].lab, bright[last].lab)
    same = bright[first].family == bright[last].family
    template = TONE if same else BESIDE if away <= NEIGHBOURS else ACROSS if away >= OPPOSITE else BETWEEN
    if bright[first].name == bright[last].name:
        return _reason(ALL_ONE, bright[first]), tuple(bright)
    return _reason(template, bright[first], bright[last]), (first, last)


def _of_neutrals(main: dict[int, Colour]) -> tuple[Reason, tuple[int, ...]]:
    lightness = [colour.lab[0] for colour in main.values()]
    if max(lightness) - min(lightness) >= LIGHT_AND_DARK:
        return Reason("colour", LIGHT_DARK), tuple(main)
    near = [
        (abs(main[one].lab[0] - main[other].lab[0]), one, other)
        for one, other in combinations(main, 2)
        if main[one].family != main[other].family
    ]
    if near and min(near)[0] < CLOSE:
        _, one, other = min(near)
        return _reason(NEAR, main[one], main[other]), (one, other)
    return Reason("colour", GRADED), tuple(main)


def _apart(bright: dict[int, Colour]) -> tuple[int, int]:
    """The two whose hues are farthest apart."""
    if len(bright) == 1:
        only = next(iter(bright))
        return only, only
    return max(combinations(bright, 2), key=lambda pair: hue_apart(bright[pair[0]].lab, bright[pair[1]].lab))


def _hues(colours: Sequence[Colour]) -> int:
    """How many hues there are, neighbours counted as one."""
    leaders: list[Colour] = []
    for colour in colours:
        if all(hue_apart(colour.lab, leader.lab) > NEIGHBOURS for leader in leaders):
            leaders.append(colour)
    return len(leaders)


def _reason(template: str, *colours: Colour) -> Reason:
    return Reason("colour", template, dict(zip(("one", "other"), (colour.name for colour in colours), strict=False)))


def _hue(lab: Lab) -> float:
    return degrees(atan2(lab[2], lab[1])) % 360


def _by_hue(lab: Lab) -> float:
    """What one colour's own hue adds."""
    hue, chroma = _hue(lab), hypot(*lab[1:])
    shown = 0.5 + 0.5 * tanh(-2 + 0.5 * chroma)
    wave = -0.08 - 0.14 * sin(radians(hue + 50)) - 0.07 * sin(radians(2 * hue + 90))
    turn = (90 - hue) / 10
    yellow = (0.22 * lab[0] - 12.8) / 10 * exp(turn - exp(turn))
    return shown * (wave + yellow)
