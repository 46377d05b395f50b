"""Noise that hides a person: the discrete Laplace distribution, on whole numbers.

Its probabilities are proportional to e^(−ε·|k|/Δ): added to whole numbers that one person changes by at
most Δ in sum, what is published is ε-differentially private (Ghosh, Roughgarden and Sundararajan,
"Universally utility-maximizing privacy mechanisms", 2009). Whole numbers, because the low bits of a
noisy floating-point number can give the secret away (Mironov, 2012).
"""

from __future__ import annotations

import math
from random import Random, SystemRandom


def discrete_laplace(random: Random, epsilon: float, sensitivity: int = 1) -> int:
    """One draw: the difference of two geometric numbers with ratio e^(−ε/Δ)."""
    return _geometric(random, epsilon / sensitivity) - _geometric(random, epsilon / sensitivity)


def tail(epsilon: float, sensitivity: int, least: int) -> float:
    """The probability that a draw is ``least`` or more; ``least`` above 0."""
    ratio = math.exp(-epsilon / sensitivity)
    return ratio**least / (1 + ratio)


def margin(epsilon: float, delta: float) -> int:
    """The smallest number that a draw with sensitivity 1 reaches with a probability of at most ``delta``."""
    ratio = math.exp(-epsilon)
    return max(1, math.ceil(math.log(delta * (1 + ratio)) / -epsilon))


def half_width(epsilon: float, sensitivity: int, level: float = 0.95) -> int:
    """So far from 0 at most lies a share ``level`` of all draws."""
    return max(0, margin(epsilon / sensitivity, (1 - level) / 2) - 1)


def secret() -> Random:
    """Randomness of the system that nobody can repeat."""
    return SystemRandom()


def _geometric(random: Random, rate: float) -> int:
    """How many times in a row something of probability e^(−rate) happens."""
    return math.floor(-math.log(1 - random.random()) / rate)
