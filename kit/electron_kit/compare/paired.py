"""Two sides compared prompt by prompt: how much worse the one may be, given what was seen.

The interval is Tango's score interval for the difference of paired proportions, each of its
bounds at 5 % (T. Tango, *Equivalence test and confidence interval for the difference in
proportions for the paired-sample design*, Statistics in Medicine 17, 1998, 891-908). Two things
are added, and `kit/benchmarks/deciding.py` measures what they are for:

* Where a prompt was asked several times, its passes are averaged and the prompt stays the unit:
  counts are divided by the design effect (J. N. K. Rao and A. J. Scott, *A simple method for the
  analysis of clustered binary data*, Biometrics 48, 1992, 577-585). A loss that a hypothesis asks
  for and that was not seen counts as whole prompts, which repeats cannot make rarer.
* A loss is ruled out only if so few lost prompts would also be rare (5 %) were every flip a loss,
  which is a binomial and exact where the score is only an approximation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp, floor, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist

RISK = 0.05
"""How often each bound of the interval may be wrong."""

FEWEST = 10
"""Prompts below which a loss is not called real: the score is too rough there."""

Z = NormalDist().inv_cdf(1 - RISK)
# Shares such as a third do not add up exactly: what is nearer than this is the same.
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Flips:
    """What became of some prompts at two sides.

    Attributes:
        prompts: How many were compared.
        lost: The share of its passes that each prompt lost, summed: with one request a prompt,
            the prompts that only the reference passes.
        gained: The same for what only the candidate passes.
        squares: The squares of the differences, summed; ``lost + gained`` with one request each.
    """

    prompts: int
    lost: float
    gained: float
    squares: float

    @classmethod
    def of(cls, differences: Iterable[float]) -> Flips:
        """Return the flips of some prompts.

        Args:
            differences: For each prompt the candidate's share of passes less the reference's.
        """
        all_of = list(differences)
        return cls(
            len(all_of),
            sum(-it for it in all_of if it < 0),
            sum(it for it in all_of if it > 0),
            sum(it * it for it in all_of),
        )

    @property
    def difference(self) -> float:
        """The candidate's share of passes less the reference's."""
        return (self.gained - self.lost) / self.prompts if self.prompts else 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """How far apart the sides may be: shares of prompts, below 0 where the candidate is worse.

    Attributes:
        low: The candidate is worse than this in at most 5 of 100 such comparisons.
        high: It is better than this in at most 5 of 100.
    """

    low: float
    high: float


def interval(flips: Flips) -> Interval:
    """Return where the true difference lies, with a risk of 5 % on either side.

    Args:
        flips: What was seen; of at least one prompt.
    """
    seen = flips.difference
    start = 0.0 if _shows_gain(flips) else -1.0
    low = _border(lambda at: rules_out_loss(flips, -at), start, seen) if seen > -1 else -1.0
    effect = _effect(flips)
    high = _border(lambda at: _score(flips, at, effect) > -Z, seen, 1.0) if seen < 1 else 1.0
    return Interval(low, high)


def rules_out_loss(flips: Flips, loss: float) -> bool:
    """Say whether the candidate cannot be worse by this much, with a risk of 5 %.

    Args:
        flips: What was seen.
        loss: A share of the prompts, such as 0.05 for five points.
    """
    net = flips.lost - flips.gained
    # Had it lost so much there would be more flips than were seen: their spread counts too.
    unseen = max(0.0, flips.prompts * loss - net)
    if _score(flips, -loss, _effect(flips, unseen)) <= Z:
        return False
    # The score is rough where flips are few: without a gain the exact probability has to agree.
    return (
        _shows_gain(flips) or _at_most(floor(max(net, 0.0) + _CLOSE), flips.prompts, loss) <= RISK
    )


def shows_loss(flips: Flips) -> bool:
    """Say whether the candidate is worse at all, with a risk of 5 %."""
    return flips.prompts >= FEWEST and _score(flips, 0.0, _effect(flips)) < -Z


def _shows_gain(flips: Flips) -> bool:
    """Say whether the candidate is better at all, by the rule that losses are ruled out with."""
    unseen = max(0.0, flips.gained - flips.lost)
    return _score(flips, 0.0, _effect(flips, unseen)) > Z


def _border(low_side: Callable[[float], bool], low: float, high: float) -> float:
    """Return where a statement stops to hold that holds below."""
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if low_side(middle) else (low, middle)
    return (low + high) / 2


def _effect(flips: Flips, unseen: float = 0.0) -> float:
    """Return the design effect; 1 where each prompt was asked once."""
    seen = flips.lost + flips.gained + unseen
    return (flips.squares + unseen) / seen if seen > _CLOSE else 1.0


def _score(flips: Flips, at: float, effect: float) -> float:
    """Return by how many standard errors the difference seen is above a supposed one."""
    n, lost, gained = (it / effect for it in (flips.prompts, flips.lost, flips.gained))
    over = gained - lost - n * at
    b = (2 * n - gained + lost) * at - gained - lost
    c = lost * at * (at - 1)
    supposed = max(0.0, (sqrt(max(0.0, b * b - 8 * n * c)) - b) / (4 * n))
    variance = n * (2 * supposed + at * (1 - at))
    if variance <= _CLOSE**2:
        return 0.0 if abs(over) < _CLOSE else inf if over > 0 else -inf
    return over / sqrt(variance)


def _at_most(count: int, of: int, share: float) -> float:
    """Return the binomial probability of at most so many."""
    if share <= 0 or count >= of * share:  # about half or more: what for does not matter
        return 1.0
    hit, miss, whole = log(share), log1p(-share), lgamma(of + 1)
    return sum(
        exp(whole - lgamma(it + 1) - lgamma(of - it + 1) + it * hit + (of - it) * miss)
        for it in range(count + 1)
    )
