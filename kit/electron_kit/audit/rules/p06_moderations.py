"""P06: moderations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Call, Fact, Facts, FrameworkClient, RawRequest
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._endpoints import endpoint_record
from ._fields import HEAD


class Moderations(Rule[Call | RawRequest | FrameworkClient]):
    """The moderation endpoint is used."""

    code = "P06"
    name = "moderations"
    severity = Severity.BREAKS
    title = "moderations"
    because = "Electron has no moderation endpoint: the request ends in 404."
    handles: ClassVar[tuple[type[Fact], ...]] = (
        Call,
        RawRequest,
        FrameworkClient,
    )
    records = ("endpoint-moderations",)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.moderations.create(input="x")', lines=(3,)),
    )

    def check(self, fact: Call | RawRequest | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for each request to such an endpoint."""
        if fact.endpoint in ("moderations",):
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
