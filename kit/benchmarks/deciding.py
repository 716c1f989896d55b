"""How often `electron-kit compare` decides wrongly, and how often it decides, beside its peers.

    python kit/benchmarks/deciding.py --runs 10000

Prompts are drawn, not asked. Most of them both sides pass (85 %), pass nine times of ten (10 %)
or never pass (5 %). On some the sides differ: there the one passes always and the other never
(steady), or the one nine times of ten and the other four (unsteady). ``flips`` is the share of
prompts that differ where both sides are equally good; half of them are lost and half gained.

* *false GO*: GO where the candidate is worse by exactly the margin of 5 points.
* *false NO-GO*: NO-GO where both are equally good.
* *GO* where both are equally good, and *NO-GO* where the candidate is worse by 10 points: power.

Two peers are drawn on the same prompts, by the rules that they document. They were written down
here from their documents and are not their code:

* pooled: model-migration-kit 0.1.1. All completions of a side are one sample; NO-GO if the
  one-sided Mann-Whitney test is significant at 5 % or if Wilson's lower bound is below 90 % with
  enough completions to see 10 points at a power of 80 %; with fewer it does not say GO.
* each: modelpin 0.5.0. Each prompt is asked five times at each side; it regresses if the exact
  one-sided permutation test is significant at 5 % and is so again with fresh requests to the
  candidate; one that regresses is a NO-GO, none a GO.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from math import comb, sqrt
from statistics import NormalDist

from electron_kit.compare.decision import GO, MARGIN, NO_GO, NOT_ENOUGH
from electron_kit.compare.paired import Flips, rules_out_loss, shows_loss
from electron_kit.compare.planning import prompts_for
from electron_kit.contract import STANDARD

KINDS = {"steady": (1.0, 0.0), "unsteady": (0.9, 0.4)}
FLIPS = (0.05, 0.10, 0.20)
PROMPTS = (40, 100, 200, 300, 500)
REPEATS = (1, 3, 5)
_NORMAL = NormalDist()
_Z = _NORMAL.inv_cdf(0.95)
_POWER = _NORMAL.inv_cdf(0.80)

Passes = Counter[tuple[int, int]]
"""How many prompts had how many passes at the candidate and at the reference."""


def ours(passes: Passes, repeat: int, _: random.Random) -> str:
    """Decide as `electron_kit.compare.decision` does."""
    differences = ((mine - theirs) / repeat for mine, theirs in passes.elements())
    flips = Flips.of(differences)
    if shows_loss(flips) and -flips.difference >= MARGIN - 1e-9:
        return NO_GO
    return GO if rules_out_loss(flips, MARGIN) else NOT_ENOUGH


def pooled(passes: Passes, repeat: int, _: random.Random) -> str:
    """Decide over all completions as if each were a prompt of its own."""
    of = repeat * passes.total()
    mine, theirs = (sum(it[side] * many for it, many in passes.items()) for side in (0, 1))
    if _rank_test(mine, theirs, of) < -_Z:
        return NO_GO
    rate = theirs / of
    worse = max(0.0, rate - 0.10)
    needed = (_Z + _POWER) ** 2 * (rate * (1 - rate) + worse * (1 - worse)) / 0.01
    enough = of >= needed
    if _wilson(mine, of) < 0.90:
        return NO_GO if enough else NOT_ENOUGH
    return GO if enough else NOT_ENOUGH


def _rank_test(mine: int, theirs: int, of: int) -> float:
    """Return Mann-Whitney's z for two samples of zeros and ones, with its correction for ties."""
    ones, total = mine + theirs, 2 * of
    if ones in (0, total):
        return 0.0
    ties = sum(it**3 - it for it in (ones, total - ones))
    spread = sqrt(of * of / 12 * (total + 1 - ties / (total * (total - 1))))
    return of * (mine - theirs) / 2 / spread


def _wilson(passing: int, of: int) -> float:
    rate = passing / of
    middle = rate + _Z * _Z / (2 * of)
    spread = _Z * sqrt(rate * (1 - rate) / of + _Z * _Z / (4 * of * of))
    return (middle - spread) / (1 + _Z * _Z / of)


def each(passes: Passes, repeat: int, chance: random.Random) -> str:
    """Decide prompt by prompt; one that regresses twice is enough."""
    if repeat < 5:
        return NOT_ENOUGH
    for mine, theirs in passes.elements():
        if _permuted(mine, theirs, repeat) <= 0.05:
            # The fresh requests: the rate that was seen stands for the one that is not known.
            fresh = sum(chance.random() < mine / repeat for _ in range(repeat))
            if _permuted(fresh, theirs, repeat) <= 0.05:
                return NO_GO
    return GO


@cache
def _permuted(mine: int, theirs: int, repeat: int) -> float:
    """Return how often so few passes fall to the candidate if the two are mixed."""
    ones = mine + theirs
    all_ways = comb(2 * repeat, repeat)
    return (
        sum(
            comb(ones, it) * comb(2 * repeat - ones, repeat - it)
            for it in range(max(0, ones - repeat), mine + 1)
        )
        / all_ways
    )


METHODS: dict[str, Callable[[Passes, int, random.Random], str]] = {
    "this": ours,
    "pooled": pooled,
    "each": each,
}


@cache
def outcomes(
    repeat: int, lost: float, gained: float, kind: str
) -> tuple[list[tuple[int, int]], list[float]]:
    """Return what may become of a prompt, and how likely it is, summed up.

    Args:
        repeat: How often it is asked at each side.
        lost: The share of prompts on which the reference is better.
        gained: The share on which the candidate is.
        kind: How the sides differ there.
    """
    better, worse = KINDS[kind]
    same = 1 - lost - gained
    chances: Counter[tuple[int, int]] = Counter()
    for share, mine, theirs in (
        (lost, worse, better),
        (gained, better, worse),
        *((same * part, rate, rate) for part, rate in ((0.85, 1.0), (0.10, 0.9), (0.05, 0.0))),
    ):
        for first in range(repeat + 1):
            for second in range(repeat + 1):
                chances[first, second] += (
                    share * _binomial(first, repeat, mine) * _binomial(second, repeat, theirs)
                )
    return list(chances), list(accumulate(chances.values()))


def _binomial(passing: int, of: int, rate: float) -> float:
    return comb(of, passing) * rate**passing * (1 - rate) ** (of - passing)


def cells() -> Iterator[tuple[str, float, int, int]]:
    """Yield the grid."""
    for kind in KINDS:
        for repeat in REPEATS:
            for flips in FLIPS:
                for prompts in PROMPTS:
                    yield kind, flips, prompts, repeat


def shares(cell: tuple[str, float, int, int], loss: float, runs: int) -> dict[str, Counter[str]]:
    """Return how often each method said what, at a true loss."""
    kind, flips, prompts, repeat = cell
    better, worse = KINDS[kind]
    more = loss / (better - worse)
    lost, gained = max(flips, more) / 2 + more / 2, max(0.0, (flips - more) / 2)
    found, likely = outcomes(repeat, lost, gained, kind)
    chance = random.Random(f"{cell} {loss}")
    said: dict[str, Counter[str]] = {name: Counter() for name in METHODS}
    for _ in range(runs):
        passes = Counter(chance.choices(found, cum_weights=likely, k=prompts))
        for name, method in METHODS.items():
            said[name][method(passes, repeat, chance)] += 1
    return said


def numbers() -> Iterator[str]:
    """Yield the table of how many prompts show a margin where both sides are equal.

    The page takes its minutes from the plan each time it is built.
    """
    yield "| margin | " + " | ".join(f"{100 * it:.0f} % flips" for it in FLIPS) + " |"
    yield "|---|" + "--:|" * len(FLIPS)
    for margin in (0.10, 0.05, 0.03, 0.02):
        found = [prompts_for(flips, margin) for flips in FLIPS]
        shown = [
            f"{it:,} prompts, {{fact}}`plan-{STANDARD.name}.full_minutes({it})` minutes"
            if it
            else "more"
            for it in found
        ]
        yield f"| {100 * margin:.0f} points | " + " | ".join(shown) + " |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the grid as a Markdown table, and the worst of each method."""
    parser = argparse.ArgumentParser(description="Errors and power of a decision, beside peers.")
    parser.add_argument(
        "--runs", type=int, default=10_000, help="comparisons drawn a cell (10,000)"
    )
    parser.add_argument("--numbers", action="store_true", help="how many prompts, and end")
    given = parser.parse_args(arguments)
    if given.numbers:
        print("\n".join(numbers()))
        return
    runs = given.runs
    print(
        "| flips | prompts | repeats | false GO | false NO-GO | GO if equal | NO-GO at 10 points |"
    )
    print("|---|--:|--:|---|---|---|---|")
    worst: dict[str, list[float]] = {name: [0.0, 0.0] for name in METHODS}
    for cell in cells():
        at_margin, equal, bad = (shares(cell, loss, runs) for loss in (MARGIN, 0.0, 0.10))
        shown: list[list[str]] = [[], [], [], []]
        for name in METHODS:
            figures = (
                at_margin[name][GO],
                equal[name][NO_GO],
                equal[name][GO],
                bad[name][NO_GO],
            )
            for place, figure in enumerate(figures):
                shown[place].append(f"{figure / runs:.3f}")
            worst[name] = [
                max(it, figure / runs) for it, figure in zip(worst[name], figures, strict=False)
            ]
        kind, flips, prompts, repeat = cell
        row = " | ".join(" / ".join(it) for it in shown)
        print(f"| {100 * flips:.0f} % {kind} | {prompts} | {repeat} | {row} |", flush=True)
    print(f"\nIn each cell: {' / '.join(METHODS)}. {runs:,} comparisons each; ")
    print(
        f"a share near 5 % is off by {1.96 * sqrt(0.05 * 0.95 / runs):.3f} at most, 19 of 20 times."
    )
    for name, (go, no_go) in worst.items():
        print(f"{name}: false GO at most {go:.3f}, false NO-GO at most {no_go:.3f}")


if __name__ == "__main__":
    main()
