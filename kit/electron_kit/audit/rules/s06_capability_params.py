"""S06: modalities, audio, web_search_options."""

from __future__ import annotations

from typing import ClassVar

from ..facts import Call, Fact, FrameworkClient
from ..finding import Severity
from ..rule import Example
from ._fields import HEAD, UnlistedField


class CapabilityParams(UnlistedField):
    """A request asks for audio or for a web search. Electron reads and writes text only."""

    code = "S06"
    name = "capability-params"
    severity = Severity.SILENTLY_IGNORED
    title = "modalities, audio, web_search_options"
    because = "Electron reads and writes text only: it passes, and nothing comes of it."
    handles: ClassVar[tuple[type[Fact], ...]] = (Call, FrameworkClient)
    records = ("field-modalities", "field-audio", "field-web-search-options")
    names = ("modalities", "audio", "web_search_options")
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[], stream=True)'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'client.chat.completions.create(model="gpt-4o", '
                'messages=[], modalities=["text", "audio"], '
                'audio={"voice": "alloy"})'
            ),
            lines=(3, 3),
        ),
    )
