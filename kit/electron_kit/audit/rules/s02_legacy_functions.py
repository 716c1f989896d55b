"""S02: functions and function_call."""

from __future__ import annotations

from typing import ClassVar

from ..facts import Call, Fact, FrameworkClient
from ..finding import Severity
from ..rule import Example
from ._fields import HEAD, UnlistedField


class LegacyFunctions(UnlistedField):
    """A request offers tools in the form before ``tools``: ``functions`` and ``function_call``.

    Electron may ignore both, and then no tool is ever called.
    """

    code = "S02"
    name = "legacy-functions"
    severity = Severity.SILENTLY_IGNORED
    title = "functions and function_call"
    because = (
        "Electron knows tools by `tools` alone; these may be ignored, and no tool is ever called."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (Call, FrameworkClient)
    records = ("field-functions", "field-function-call")
    names = ("functions", "function_call")
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[], tools=[])'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'client.chat.completions.create(model="gpt-4o", '
                'messages=[], functions=[{}], function_call="auto")'
            ),
            lines=(3, 3),
        ),
    )
