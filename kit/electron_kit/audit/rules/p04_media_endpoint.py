"""P04: images, audio, video."""

from __future__ import annotations

from typing import ClassVar

from ..rule import Example
from ._endpoints import EndpointRule
from ._fields import HEAD


class MediaEndpoint(EndpointRule):
    """Images, audio or video are made or read by their own endpoints."""

    code = "P04"
    name = "media-endpoint"
    title = "images, audio, video"
    because = "Electron has no endpoint for images, audio or video: the request ends in 404."
    endpoints = frozenset({"images", "audio", "videos"})
    records = ("endpoint-images", "endpoint-audio", "endpoint-videos")
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
