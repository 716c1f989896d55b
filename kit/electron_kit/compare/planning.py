"""How many prompts would decide, if the flips go on as they were seen."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from statistics import NormalDist

from .paired import Flips, rules_out_loss, shows_loss

POWER = 0.8
"""How likely the number named decides."""

MOST_PROMPTS = 10_000
"""More than these are not proposed: what was seen is then too near to the margin."""


def prompts_needed(seen: Flips, margin: float) -> int | None:
    """Return how many prompts in all would decide with a probability of 80 %.

    The rates of lost and gained prompts are those seen, each with half a prompt added, so that
    none seen is not taken for none at all.

    Args:
        seen: The flips so far.
        margin: The loss that can be borne, as a share.

    Returns:
        The number, or None if even 10,000 are not enough.
    """
    flips = seen.lost + seen.gained
    effect = seen.squares / flips if flips else 1.0
    lost = (seen.lost + 0.5) / (seen.prompts + 1)
    gained = (seen.gained + 0.5) / (seen.prompts + 1)
    return _least(lambda prompts: _chance(lost, gained, effect, margin, prompts), seen.prompts)


def prompts_for(flips: float, margin: float) -> int | None:
    """Return how many prompts would decide with a probability of 80 % if both sides are equal.

    Args:
        flips: The share of prompts that only one side passes; half of them each.
        margin: The loss that can be borne, as a share.
    """
    return _least(lambda prompts: _chance(flips / 2, flips / 2, 1.0, margin, prompts), 1)


def _least(chance: Callable[[int], float], low: int) -> int | None:
    high = MOST_PROMPTS
    if chance(high) < POWER:
        return None
    # To two percent: the share of flips is not known better.
    while high - low > max(1, low // 50):
        middle = (low + high) // 2
        low, high = (low, middle) if chance(middle) >= POWER else (middle, high)
    return high


def _chance(lost: float, gained: float, effect: float, margin: float, prompts: int) -> float:
    """Return how likely so many prompts decide, by the normal approximation of the difference."""
    total, mean = lost + gained, gained - lost
    spread = sqrt(max((total * effect - mean * mean) * prompts, 1e-9))

    def at(net: float) -> Flips:
        both = max(total * prompts, abs(net))
        return Flips(prompts, (both - net) / 2, (both + net) / 2, both * effect)

    go = _first(lambda net: rules_out_loss(at(net), margin), prompts)
    no_go = -_first(lambda net: shows_loss(at(-net)) and net >= margin * prompts, prompts)
    normal = NormalDist(mean * prompts, spread)
    # Half a prompt each: a count is compared with a curve.
    return 1 - normal.cdf(go - 0.5) + normal.cdf(no_go + 0.5)


def _first(holds: Callable[[int], bool], prompts: int) -> int:
    """Return the least net gain from which on something holds; one more than all if none."""
    low, high = -prompts, prompts + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
