"""S03: reasoning_effort."""

from __future__ import annotations

from typing import ClassVar

from ..facts import Call, Fact, Field, FrameworkClient
from ..finding import Severity
from ..rule import Example
from ._fields import HEAD, UnlistedField


class ReasoningEffort(UnlistedField):
    """A request sets ``reasoning_effort``.

    It may be ignored; ``"none"`` asks for nothing and does no harm.
    """

    code = "S03"
    name = "reasoning-effort"
    severity = Severity.SILENTLY_IGNORED
    title = "reasoning_effort"
    because = "It is not listed: it passes, and nothing is promised of it."
    handles: ClassVar[tuple[type[Fact], ...]] = (Call, FrameworkClient)
    records = ("field-reasoning-effort",)
    names = ("reasoning_effort",)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + 'client.chat.completions.create(model="gpt-4o", messages=[], reasoning_effort="none")'
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + 'client.chat.completions.create(model="gpt-4o", messages=[], reasoning_effort="low")',
            lines=(3,),
        ),
    )

    def harmless(self, field: Field) -> bool:
        """Take the value none as harmless."""
        return bool(field.values) and all(v.constant == "none" for v in field.values)
