"""B07: a token budget above the context."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from ...contract import CONTEXT_TOKENS
from ..facts import Call, Confidence, Fact, Facts, FrameworkClient, Place, TokenBudget
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD, request_fields


class ContextBudget(Rule[Call | TokenBudget | FrameworkClient]):
    """The code counts on more tokens than Electron's context holds.

    Input and output share one context: a ``max_tokens``, a truncation budget or a table of
    context sizes above that lets requests grow until they are refused.
    """

    code = "B07"
    name = "context-budget"
    severity = Severity.BREAKS
    title = f"a token budget above {CONTEXT_TOKENS:,}"
    because = (
        f"Input and output share {CONTEXT_TOKENS:,} tokens, so that a larger budget lets "
        "a request grow until it is refused."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (
        Call,
        TokenBudget,
        FrameworkClient,
    )
    records = ("field-max-tokens",)
    instead = f"A budget below {CONTEXT_TOKENS:,} tokens for input and output together."
    valid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[], max_tokens=4096)'
        ),
        Example(HEAD + "MAX_BYTES = 100000"),
        Example(HEAD + 'client.chat.completions.create(model="m", messages=[], seed=100000)'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[], max_tokens=64000)',
            lines=(3,),
        ),
        Example(
            HEAD + "MAX_CONTEXT_TOKENS = 128_000\n\ndef cut(text):\n    return "
            r"text[:MAX_CONTEXT_TOKENS]",
            lines=(3,),
        ),
        Example(HEAD + 'CONTEXT_WINDOWS = {"gpt-4o": 128000, "gpt-4": 8192}', lines=(3,)),
    )

    def check(self, fact: Call | TokenBudget | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for a number that is too large."""
        if isinstance(fact, TokenBudget):
            if fact.tokens > CONTEXT_TOKENS:
                report = self._report(fact.place, fact.name, fact.tokens, fact.confidence)
                # A constant that nobody reads bounds nothing.
                yield replace(report, keeper=fact.name) if fact.name.isupper() else report
            return
        for name in ("max_tokens", "max_completion_tokens"):
            field = request_fields(fact).get(name)
            for value in field.constants() if field else ():
                if isinstance(value.constant, int | float) and value.constant > CONTEXT_TOKENS:
                    assert field is not None  # noqa: S101 - for the type checker
                    place = value.place or field.place
                    yield self._report(place, name, int(value.constant), fact.confidence)

    def _report(self, place: Place, name: str, tokens: int, confidence: Confidence) -> Report:
        return Report(
            place=place,
            message=f"`{name}` is {tokens:,}; on Electron input and output share "
            f"{CONTEXT_TOKENS:,} tokens.",
            confidence=confidence,
            review="How the room is shared between input and output is for a person to say.",
        )
