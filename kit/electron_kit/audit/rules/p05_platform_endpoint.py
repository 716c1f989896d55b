"""P05: files, batches, fine-tuning, models and the like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Call, Fact, Facts, RawRequest
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._endpoints import endpoint_record
from ._fields import HEAD


class PlatformEndpoint(Rule[Call | RawRequest]):
    """An endpoint of OpenAI's platform is used.

    Files, uploads, batches, fine-tuning, vector stores, models.
    """

    code = "P05"
    name = "platform-endpoint"
    severity = Severity.BREAKS
    title = "files, batches, fine-tuning, models and the like"
    because = (
        "Electron has no files, batches, fine-tuning or list of models: the request ends in 404."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (
        Call,
        RawRequest,
    )
    records = (
        "endpoint-files",
        "endpoint-models",
        "endpoint-batches",
        "endpoint-fine-tuning",
        "endpoint-vector-stores",
        "endpoint-uploads",
    )
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
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

    def check(self, fact: Call | RawRequest, facts: Facts) -> Iterator[Report]:
        """Yield a report for each request to such an endpoint."""
        if fact.endpoint in (
            "files",
            "uploads",
            "batches",
            "vector_stores",
            "fine_tuning",
            "models",
            "platform",
        ):
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
