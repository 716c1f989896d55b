"""P03: embeddings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Call, Fact, Facts, FrameworkClient, RawRequest
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._endpoints import endpoint_record
from ._fields import HEAD


class Embeddings(Rule[Call | RawRequest | FrameworkClient]):
    """Embeddings are made, directly or through a helper class.

    Electron has none: keep a second client for them, with OpenAI's own key and URL.
    """

    code = "P03"
    name = "embeddings"
    severity = Severity.BREAKS
    title = "embeddings"
    because = "Electron makes no embeddings: the request ends in 404."
    handles: ClassVar[tuple[type[Fact], ...]] = (
        Call,
        RawRequest,
        FrameworkClient,
    )
    records = ("endpoint-embeddings",)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD + 'client.embeddings.create(model="text-embedding-3-small", input="x")', lines=(3,)
        ),
        Example(
            "from langchain_openai import OpenAIEmbeddings\ne = OpenAIEmbeddings()", lines=(2,)
        ),
    )

    def check(self, fact: Call | RawRequest | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for each request to such an endpoint."""
        if fact.endpoint in ("embeddings",):
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
