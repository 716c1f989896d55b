"""S04: parallel_tool_calls."""

from __future__ import annotations

from typing import ClassVar

from ..facts import Call, Fact, FrameworkClient
from ..finding import Severity
from ..rule import Example
from ._fields import HEAD, UnlistedField


class ParallelToolCalls(UnlistedField):
    """A request sets ``parallel_tool_calls``.

    It may be ignored: with ``False``, several calls may still come in one turn.
    """

    code = "S04"
    name = "parallel-tool-calls"
    severity = Severity.SILENTLY_IGNORED
    title = "parallel_tool_calls"
    because = "It is not listed: several calls may come in one turn all the same."
    handles: ClassVar[tuple[type[Fact], ...]] = (Call, FrameworkClient)
    records = ("field-parallel-tool-calls",)
    names = ("parallel_tool_calls",)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[], tools=[])'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'client.chat.completions.create(model="gpt-4o", '
                "messages=[], parallel_tool_calls=False)"
            ),
            lines=(3,),
        ),
    )
