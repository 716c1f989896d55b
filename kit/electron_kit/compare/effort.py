"""What a comparison will take, said before anything is sent, and how much is left on the way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ..contract import STANDARD, UNLIMITED, Plan
from .prompts import Prompt
from .run import AT_ONCE, Comparison
from .sides import Answer, Side

CHARACTERS_A_TOKEN = 4
"""Roughly, in English; a figure for an estimate and for nothing else."""

ANSWER_TOKENS = 250
"""Tokens of an answer that was never seen and that no ``max_tokens`` bounds more."""

SECONDS_A_REQUEST = 2.0
"""Supposed where a side has no limit by the minute and no answer is there yet."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What some requests take.

    Attributes:
        requests: How many, at each side.
        minutes: The time for the slower side, at its plan's pace.
        dollars: What they cost at each side; None where the price is not known.
    """

    requests: tuple[tuple[str, int], ...]
    minutes: float
    dollars: tuple[tuple[str, float | None], ...]

    def __str__(self) -> str:
        """Say it in one line."""
        sent = " and ".join(f"{number:,} to {name}" for name, number in self.requests)
        known = sum(cost or 0.0 for _, cost in self.dollars)
        lacking = [name for name, cost in self.dollars if cost is None]
        without = f" without {' and '.join(lacking)}, whose price is not known" if lacking else ""
        return f"{sent} requests, {in_minutes(self.minutes)}, about ${known:,.4f}{without}"


def in_minutes(minutes: float) -> str:
    """Write a length of time in words."""
    if minutes < 1:
        return "less than a minute"
    return "about a minute" if minutes < 1.5 else f"about {minutes:,.0f} minutes"


def effort_left(comparison: Comparison, minute: float = 60.0) -> Effort:
    """Estimate what is left of a comparison.

    Args:
        comparison: What is to be asked, and the answers that are there.
        minute: Seconds in a minute; only a sandbox has shorter ones.
    """
    requests, costs, minutes = [], [], 0.0
    for side in comparison.sides:
        left, seen = comparison.left_at(side), _answers(comparison, side)
        requests.append((side.name, len(left)))
        costs.append((side.name, _dollars(left, side, seen)))
        # Both sides are asked at the same time: the slower one counts.
        minutes = max(minutes, _minutes(len(left), side.plan, seen, minute))
    return Effort(tuple(requests), minutes, tuple(costs))


def effort_of(comparison: Comparison, prompts: int, minute: float = 60.0) -> Effort:
    """Estimate what so many prompts more would take, given the answers that are there.

    Args:
        comparison: What was asked.
        prompts: How many prompts more, each asked as often as these.
        minute: Seconds in a minute.
    """
    number = prompts * comparison.repeat
    costs: list[tuple[str, float | None]] = []
    minutes = 0.0
    for side in comparison.sides:
        seen = _answers(comparison, side)
        known = [it.cost for it in seen if it.cost is not None]
        costs.append((side.name, number * sum(known) / len(known) if known else None))
        # A sandbox has no plan, and what is planned here is the run that decides.
        stands_in = side.name == "electron" and side.plan is UNLIMITED
        plan = STANDARD if stands_in else side.plan
        minutes = max(minutes, _minutes(number, plan, seen, minute))
    return Effort(tuple((side.name, number) for side in comparison.sides), minutes, tuple(costs))


def _answers(comparison: Comparison, side: Side) -> list[Answer]:
    return [it for it in comparison.answers.values() if it.side == side.name]


def _minutes(number: int, plan: Plan, seen: Sequence[Answer], minute: float) -> float:
    if not number:
        return 0.0
    times = [it.seconds for it in seen if it.seconds is not None]
    each = sum(times) / len(times) if times else SECONDS_A_REQUEST
    at_once = plan.in_flight or AT_ONCE
    by_time = number * each / at_once / 60
    if plan.requests_per_minute is None:
        return by_time
    return max(by_time, plan.full_minutes(number) * minute / 60 + each / 60)


def _dollars(left: Sequence[Prompt], side: Side, seen: Sequence[Answer]) -> float | None:
    if side.price is None:
        return None if left else 0.0
    written = [it.usage[2] for it in seen if it.usage]
    usual = sum(written) / len(written) if written else ANSWER_TOKENS
    tokens = 0.0
    for prompt in left:
        asked = json.dumps(prompt.request, ensure_ascii=False)
        limit = prompt.request.get("max_tokens") or prompt.request.get("max_completion_tokens")
        answer = min(usual, limit) if isinstance(limit, int) and limit > 0 else usual
        tokens += len(asked) / CHARACTERS_A_TOKEN * side.price.input + answer * side.price.output
    return tokens / 1_000_000
