"""P04: images, audio, video."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Call, Fact, Facts, FrameworkClient, RawRequest
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._endpoints import endpoint_record
from ._fields import HEAD


class MediaEndpoint(Rule[Call | RawRequest | FrameworkClient]):
    """Images, audio or video are made or read by their own endpoints."""

    code = "P04"
    name = "media-endpoint"
    severity = Severity.BREAKS
    title = "images, audio, video"
    because = "Electron has no endpoint for images, audio or video: the request ends in 404."
    handles: ClassVar[tuple[type[Fact], ...]] = (
        Call,
        RawRequest,
        FrameworkClient,
    )
    records = ("endpoint-images", "endpoint-audio", "endpoint-videos")
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'client.images.generate(prompt="a cat")\n'
                'client.audio.transcriptions.create(model="whisper-1", file=f)'
            ),
            lines=(3, 4),
        ),
    )

    def check(self, fact: Call | RawRequest | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for each request to such an endpoint."""
        if fact.endpoint in ("images", "audio", "videos"):
            yield Report(
                place=fact.place,
                message=(
                    "Chat completions is the only endpoint that Electron "
                    "documents: this has none there."
                ),
                confidence=fact.confidence,
                record=endpoint_record(fact.endpoint),
                review="Another endpoint, another shape of request and answer.",
            )
