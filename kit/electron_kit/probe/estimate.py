"""What a run will take, said beforehand: requests, time, tokens and dollars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..contract import PLANS, Price
from ..providers import PROVIDERS
from .check import Check, Said
from .pace import MARGIN, MINUTE
from .target import Target

# Of a check that says nothing of its own: tokens read and written, and the time of an answer that
# short.
TOKENS_A_REQUEST = (60, 16)
SECONDS_A_REQUEST = 0.8
SHARED_TOKENS = {"stream": (30, 40), "stream-usage": (30, 40), "tool": (90, 40)}


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run will take.

    Attributes:
        checks: How many checks.
        requests: How many requests.
        seconds: About how many seconds.
        tokens: About how many input and output tokens.
        dollars: About what they cost in US dollars, or None where no price is known.
    """

    checks: int
    requests: int
    seconds: float
    tokens: tuple[int, int]
    dollars: float | None

    def __str__(self) -> str:
        """Return it as a sentence."""
        minutes = self.seconds / 60
        time = f"{minutes:.0f} minutes" if minutes >= 1.5 else f"{max(self.seconds, 1):.0f} s"
        cost = (
            f"about ${self.dollars:.3f}"
            if self.dollars is not None
            else "at a cost that is not known here (give --price)"
        )
        read, written = self.tokens
        return (
            f"{self.checks} checks, {self.requests} requests, about {time}, {cost} "
            f"({read:,} tokens in, {written:,} out)"
        )


def estimate(checks: Sequence[Check], target: Target, price: Price | None = None) -> Estimate:
    """Say beforehand what checks will take at a plan's pace.

    Args:
        checks: The checks.
        target: The endpoint, its plan and its dialect.
        price: What tokens cost there; the provider's own by default.
    """
    price = price or PROVIDERS[target.dialect].price
    said = [check.said[target.dialect] for check in checks]
    shared = {name for check in checks for name in check.uses}
    requests = sum(it.requests for it in said) + len(shared)
    tokens = [_tokens(it) for it in said]
    tokens += [SHARED_TOKENS.get(name, TOKENS_A_REQUEST) for name in shared]
    read, written = (sum(each) for each in zip(*tokens, strict=True)) if tokens else (0, 0)
    rate = PLANS[target.plan].requests_per_minute
    waits = (max(requests - 1, 0) // rate) * (MINUTE + MARGIN) if rate else 0.0
    seconds = max(waits, requests * SECONDS_A_REQUEST)
    dollars = None
    if target.stand_in:
        dollars = 0.0
    elif price is not None:
        dollars = (read * price.input + written * price.output) / 1_000_000
    return Estimate(len(checks), requests, seconds, (read, written), dollars)


def _tokens(said: Said) -> tuple[int, int]:
    if said.tokens is not None:
        return said.tokens
    return (said.requests * TOKENS_A_REQUEST[0], said.requests * TOKENS_A_REQUEST[1])
