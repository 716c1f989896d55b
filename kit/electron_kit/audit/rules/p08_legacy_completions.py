"""P08: text completions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Call, Fact, Facts, FrameworkClient, RawRequest
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._endpoints import endpoint_record
from ._fields import HEAD


class LegacyCompletions(Rule[Call | RawRequest | FrameworkClient]):
    """Text completions are used: a prompt in, its continuation out."""

    code = "P08"
    name = "legacy-completions"
    severity = Severity.BREAKS
    title = "text completions"
    because = "Electron has no text completions: the request ends in 404."
    handles: ClassVar[tuple[type[Fact], ...]] = (
        Call,
        RawRequest,
        FrameworkClient,
    )
    records = ("endpoint-legacy-completions",)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD + 'client.completions.create(model="gpt-3.5-turbo-instruct", prompt="x")',
            lines=(3,),
        ),
        Example(
            'import openai\nopenai.Completion.create(engine="davinci", prompt="x")', lines=(2,)
        ),
    )

    def check(self, fact: Call | RawRequest | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for each request to such an endpoint."""
        if fact.endpoint in ("completions",):
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
