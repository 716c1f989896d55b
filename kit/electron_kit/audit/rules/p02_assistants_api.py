"""P02: assistants, threads, runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Call, Fact, Facts, FrameworkClient, RawRequest
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._endpoints import endpoint_record
from ._fields import HEAD


class AssistantsApi(Rule[Call | RawRequest | FrameworkClient]):
    """Assistants, threads or runs are used. Electron keeps no state between requests."""

    code = "P02"
    name = "assistants-api"
    severity = Severity.BREAKS
    title = "assistants, threads, runs"
    because = "Electron keeps no state between requests: there are no assistants, threads or runs."
    handles: ClassVar[tuple[type[Fact], ...]] = (
        Call,
        RawRequest,
        FrameworkClient,
    )
    records = ("endpoint-assistants", "endpoint-threads")
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'a = client.beta.assistants.create(model="gpt-4o")\n'
                "t = client.beta.threads.create()\n"
                "r = client.beta.threads.runs.create(thread_id=t.id, "
                "assistant_id=a.id)"
            ),
            lines=(3, 4, 5),
        ),
    )

    def check(self, fact: Call | RawRequest | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for each request to such an endpoint."""
        if fact.endpoint in ("assistants",):
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
