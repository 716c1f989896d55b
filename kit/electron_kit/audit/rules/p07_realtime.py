"""P07: realtime."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Call, Fact, Facts, FrameworkClient, RawRequest
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._endpoints import endpoint_record
from ._fields import HEAD


class Realtime(Rule[Call | RawRequest | FrameworkClient]):
    """The realtime endpoint is used."""

    code = "P07"
    name = "realtime"
    severity = Severity.BREAKS
    title = "realtime"
    because = "Electron has no realtime endpoint: the connection is refused."
    handles: ClassVar[tuple[type[Fact], ...]] = (
        Call,
        RawRequest,
        FrameworkClient,
    )
    records = ("endpoint-realtime",)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                "async def f():\n"
                "    async with "
                'client.realtime.connect(model="gpt-realtime") as c:\n'
                "        pass"
            ),
            lines=(4,),
        ),
        Example(HEAD + 'URL = "wss://api.openai.com/v1/realtime?model=gpt-realtime"', lines=(3,)),
    )

    def check(self, fact: Call | RawRequest | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for each request to such an endpoint."""
        if fact.endpoint in ("realtime",):
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
