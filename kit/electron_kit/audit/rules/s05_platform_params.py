"""S05: store, metadata, service_tier, prediction."""

from __future__ import annotations

from typing import ClassVar

from ..facts import Call, Fact, FrameworkClient
from ..finding import Severity
from ..rule import Example
from ._fields import HEAD, UnlistedField


class PlatformParams(UnlistedField):
    """A request uses OpenAI's platform.

    Stored completions, metadata, service tiers, predicted output.
    """

    code = "S05"
    name = "platform-params"
    severity = Severity.SILENTLY_IGNORED
    title = "store, metadata, service_tier, prediction"
    because = "It belongs to OpenAI's platform: it passes, and nothing comes of it."
    handles: ClassVar[tuple[type[Fact], ...]] = (Call, FrameworkClient)
    records = ("field-store", "field-metadata", "field-service-tier", "field-prediction")
    names = ("store", "metadata", "service_tier", "prediction")
    framework_names = ("service_tier", "store", "prediction")
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[], user="u")'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'client.chat.completions.create(model="gpt-4o", '
                'messages=[], store=True, service_tier="flex")'
            ),
            lines=(3, 3),
        ),
        Example(
            HEAD
            + 'client.chat.completions.create(model="gpt-4o", messages=[], metadata={"a": "b"})',
            lines=(3,),
        ),
    )
