"""B02: content parts in chat messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Fact, Facts, MessagePart
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class NonTextContent(Rule[MessagePart]):
    """A chat message's content is a list of parts: images, audio, files.

    Electron reads text and writes text, and ``content`` is a string. Text parts alone can be
    joined into one string; the others need a model that sees or hears.
    """

    code = "B02"
    name = "non-text-content"
    severity = Severity.BREAKS
    title = "content parts in chat messages"
    because = (
        "Electron reads text and writes text; a part that is an image, a sound or a file "
        "is refused."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (MessagePart,)
    records = (
        "contentpart-image-url",
        "contentpart-input-audio",
        "contentpart-file",
        "contentpart-text",
    )
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'messages = [{"role": "user", "content": "image_url"}]'),
        Example(HEAD + 'schema = {"type": "file", "description": "a path"}'),
        Example(
            HEAD
            + (
                'client.responses.create(model="m", input=[{"role": '
                '"user", "content": [{"type": "input_image", "image_url": "u"}]}])'
            )
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                "def show(url):\n"
                '    return [{"role": "user", "content": [{"type": "text", '
                '"text": "?"}, {"type": "image_url", "image_url": {"url": url}}]}]'
            ),
            lines=(4,),
        ),
        Example(
            HEAD + 'part = {"type": "input_audio", "input_audio": {"data": d, "format": "wav"}}',
            lines=(3,),
        ),
    )

    def check(self, fact: MessagePart, facts: Facts) -> Iterator[Report]:
        """Yield a report for each part."""
        known = fact.type in ("text", "image_url", "input_audio", "file")
        yield Report(
            place=fact.place,
            message=f"Electron's `content` is a string: a part `{fact.type}` is refused.",
            confidence=fact.confidence,
            record=f"contentpart-{fact.type.replace('_', '-')}"
            if known
            else "contentpart-image-url",
            review="What the part carries has to go another way.",
        )
