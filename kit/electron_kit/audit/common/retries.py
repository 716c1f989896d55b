"""How an SDK's client asks again, as far as it is written down or its own default is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..facts import Field, Provider, RetrySetting
from .form import Sort, Term

if TYPE_CHECKING:
    from .clients import Client
    from .program import Program

_SECONDS = {"Second": 1, "Minute": 60, "Millisecond": 0.001, "Hour": 3600}


def retries(client: Client, program: Program) -> Iterator[RetrySetting]:
    """Yield what a client's retries are, where they are written or nobody else says so.

    A client that is OpenAI's and says nothing of retries is told of them by the words of R01.

    Args:
        client: The client.
        program: What its options are followed in.
    """
    attempts, longest = client.options.get("max_retries"), client.options.get("max_retry_delay")
    written = attempts or longest
    unsaid = written is None and client.provider is not Provider.ELECTRON
    if client.made is None or client.provider is Provider.AZURE or unsaid:
        return
    count: float | None = client.library.retries
    if attempts is not None:
        count = _number(attempts)
    wait = client.library.longest
    if longest is not None:
        wait = _duration(client.terms["max_retry_delay"], program)
    yield RetrySetting(
        place=written.place if written else client.made.place,
        sdk=client.library.name,
        attempts=None if count is None else int(count),
        longest=wait,
        known=longest is None or wait is not None,
    )


def _number(one: Field) -> float | None:
    numbers = [v.constant for v in one.constants() if isinstance(v.constant, int | float)]
    return max(numbers) if len(numbers) == len(one.values) and numbers else None


def _duration(term: Term, program: Program) -> float | None:
    """Return how many seconds a duration is; None if that is not known."""
    for one in program.resolve(term):
        if isinstance(one.value, int | float):
            return float(one.value)
        if one.sort is Sort.UNKNOWN and len(one.arguments) == 2:  # ``90*time.Second``
            left, right = (argument.term for argument in one.arguments)
            unit = _SECONDS.get(right.name) or _SECONDS.get(left.name)
            count = left.value if isinstance(left.value, int | float) else right.value
            if unit and isinstance(count, int | float):
                return float(count) * unit
    return None
