"""B05: more stop sequences or tools than Electron takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ...contract import MAX_STOPS, MAX_TOOLS
from ..facts import Call, Fact, Facts, FrameworkClient, Kind
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD, request_fields


class ArrayLimits(Rule[Call | FrameworkClient]):
    """A request carries more stop sequences or more tools than Electron takes."""

    code = "B05"
    name = "array-limits"
    severity = Severity.BREAKS
    title = f"more than {MAX_STOPS} stop sequences or {MAX_TOOLS} tools"
    because = "A list that is longer than Electron takes is refused with the whole request."
    handles: ClassVar[tuple[type[Fact], ...]] = (
        Call,
        FrameworkClient,
    )
    records = ("field-stop", "field-tools")
    instead = f"At most {MAX_STOPS} stop sequences, at most {MAX_TOOLS} tools."
    valid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'client.chat.completions.create(model="gpt-4o", '
                'messages=[], stop=["a", "b", "c", "d"])'
            )
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'client.chat.completions.create(model="gpt-4o", '
                'messages=[], stop=["a", "b", "c", "d", "e"])'
            ),
            lines=(3,),
        ),
        Example(
            HEAD
            + (
                'STOPS = ["a", "b", "c", "d", "e"]\n'
                "kw = {}\n"
                'kw["stop"] = STOPS\n'
                'client.chat.completions.create(model="m", messages=[], **kw)'
            ),
            lines=(3,),
        ),
    )

    def check(self, fact: Call | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for a list that is too long."""
        for name, most in (("stop", MAX_STOPS), ("tools", MAX_TOOLS)):
            field = request_fields(fact).get(name)
            if field is None:
                continue
            lists = [value for value in field.values if value.kind is Kind.LIST]
            longest = max(lists, key=lambda value: len(value.items), default=None)
            if longest is not None and len(longest.items) > most:
                size = len(longest.items)
                yield Report(
                    # Where items can go, however many requests are given the list.
                    place=longest.place or field.place,
                    message=f"`{name}` may hold {size} items; Electron takes up to {most}.",
                    confidence=min(fact.confidence, field.confidence),
                    instead=f"At most {most} items.",
                    record=f"field-{name}",
                    review="Which items can go is for a person to say.",
                )
