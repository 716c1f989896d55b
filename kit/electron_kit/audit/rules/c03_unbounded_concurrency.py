"""C03: a fan-out of chat calls without a limit, or with one above the plan's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ...contract import STANDARD
from ..facts import Fact, Facts, FanOut
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD

_ASYNC = "import asyncio\nfrom openai import AsyncOpenAI\nclient = AsyncOpenAI()\n"


class UnboundedConcurrency(Rule[FanOut]):
    """Chat calls run at the same time, without a limit or with one above the plan's.

    A plan has only so many requests in flight and in a minute; the rest answer 429.
    """

    code = "C03"
    name = "unbounded-concurrency"
    severity = Severity.BEHAVIOUR_CHANGE
    title = f"a fan-out of chat calls without a limit, or with one above {STANDARD.in_flight}"
    because = (
        f"The standard plan takes {STANDARD.in_flight} requests at a time and "
        f"{STANDARD.requests_per_minute} a minute, and answers 429 to the rest."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (FanOut,)
    records = ("errorcase-limit-reached",)
    instead = f"A semaphore of {STANDARD.in_flight}, or the kit's pacing transport."
    valid: ClassVar[tuple[Example, ...]] = (
        Example(
            _ASYNC + "gate = asyncio.Semaphore(3)\n"
            "async def ask(m):\n    async with gate:\n"
            '        return await client.chat.completions.create(model="m", messages=m)\n'
            "async def main(ms):\n    return await asyncio.gather(*[ask(m) for m in ms])"
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            _ASYNC + "async def ask(m):\n"
            '    return await client.chat.completions.create(model="m", messages=m)\n'
            "async def main(ms):\n    return await asyncio.gather(*[ask(m) for m in ms])",
            lines=(7,),
        ),
        Example(
            HEAD + "from concurrent.futures import ThreadPoolExecutor\n"
            "def ask(m):\n"
            '    return client.chat.completions.create(model="m", messages=m)\n'
            "with ThreadPoolExecutor(max_workers=8) as pool:\n    list(pool.map(ask, [[]]))",
            lines=(6,),
        ),
    )

    def check(self, fact: FanOut, facts: Facts) -> Iterator[Report]:
        """Yield a report for a fan-out beyond the standard plan."""
        most = STANDARD.in_flight or 0
        if fact.limit is not None and fact.limit <= most:
            return
        limit = "without a limit" if fact.limit is None else f"up to {fact.limit} at a time"
        yield Report(
            place=fact.place,
            message=f"`{fact.how}` runs chat calls {limit}; the standard plan has {most} in "
            r"flight, "
            f"{STANDARD.requests_per_minute} a minute.",
            confidence=fact.confidence,
            review="The limit depends on the plan.",
        )
