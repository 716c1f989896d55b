"""P05: files, batches, fine-tuning, models and the like."""

from __future__ import annotations

from typing import ClassVar

from ..rule import Example
from ._endpoints import EndpointRule
from ._fields import HEAD


class PlatformEndpoint(EndpointRule):
    """An endpoint of OpenAI's platform is used.

    Files, uploads, batches, fine-tuning, vector stores, models.
    """

    code = "P05"
    name = "platform-endpoint"
    title = "files, batches, fine-tuning, models and the like"
    because = (
        "Electron has no files, batches, fine-tuning or list of models: the request ends in 404."
    )
    endpoints = frozenset(
        {"files", "uploads", "batches", "vector_stores", "fine_tuning", "models", "platform"}
    )
    records = (
        "endpoint-files",
        "endpoint-models",
        "endpoint-batches",
        "endpoint-fine-tuning",
        "endpoint-vector-stores",
        "endpoint-uploads",
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD + 'client.models.list()\nclient.files.create(file=f, purpose="batch")',
            lines=(3, 4),
        ),
        Example(
            HEAD + 'client.fine_tuning.jobs.create(training_file="f", model="gpt-4o")', lines=(3,)
        ),
    )
