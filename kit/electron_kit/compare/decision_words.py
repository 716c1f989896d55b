"""The words in which a decision is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .paired import Flips, Interval

if TYPE_CHECKING:
    from .decision import Decision, Gate
    from .effort import Effort
    from .run import Comparison


def in_points(share: float) -> str:
    """Write a share as points: ``0.05`` is "5 points"."""
    points = round(100 * abs(share), 1)
    return f"{points:g} point" if points == 1 else f"{points:g} points"


def signed_points(share: float) -> str:
    """Write a difference of shares as points with its sign."""
    return f"{100 * share:+.1f}".replace("-", "\N{MINUS SIGN}").replace("+0.0", "0.0")


def number_of(prompt: str) -> str:
    """Write a prompt's id."""
    return f"prompt {prompt!r}"


def more_of(number: int, what: str) -> str:
    """Write how many of something were."""
    return f"{number:,} {what} was" if number == 1 else f"{number:,} {what}s were"


def because_of_interval(flips: Flips, found: Interval, margin: float) -> str:
    """Say what was seen and what it means, in one sentence.

    Args:
        flips: What was seen.
        found: Where the true difference lies.
        margin: The loss that can be borne.
    """
    seen = (
        f"Of {flips.prompts:,} prompts the candidate lost {flips.lost:g} and gained "
        f"{flips.gained:g}, a difference of {signed_points(flips.difference)} points"
    )
    return (
        f"{seen}; the true one lies between {signed_points(found.low)} and "
        f"{signed_points(found.high)}, with a risk of 5 % on either side. "
        f"The margin is {signed_points(-margin)}."
    )


def because_of_gate(gate: Gate) -> str:
    """Say which limit was not kept."""
    return f"{gate.name}: {gate.seen:.4g}, and at most {gate.limit:g} is allowed."


def headline(comparison: Comparison, decision: Decision) -> str:
    """Say the verdict in one sentence."""
    candidate, reference = (
        it.name if it.model == it.name else f"{it.model} at {it.name}" for it in comparison.sides
    )
    points = in_points(decision.margin)
    said = {
        "GO": f"{candidate} is not worse than {reference} by more than {points}.",
        "NO-GO": f"{candidate} may not take over from {reference}.",
    }.get(
        decision.verdict,
        f"it is open whether {candidate} is worse than {reference} by more than {points}.",
    )
    return f"{decision.verdict}: {said}"


def needed(decision: Decision, more: int | None, effort: Effort | None) -> str:
    """Say how many prompts would decide.

    Args:
        decision: One that is open.
        more: The prompts that are missing; None if no number is likely to decide.
        effort: What they take.
    """
    if decision.needed is None:
        return (
            "What was seen lies so near to the margin that no number of prompts is likely to "
            "decide: choose another margin, or look at the prompts that were lost."
        )
    return (
        f"About {more:,} prompts more would decide with a probability of 80 %, if as many flip as "
        f"did here: {effort}."
    )
