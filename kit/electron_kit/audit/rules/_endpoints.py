"""What the rules about endpoints are: the same rule of another endpoint each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ...contract import ENDPOINTS as RECORDS
from ..facts import ENDPOINTS, Call, Fact, Facts, FrameworkClient, RawRequest
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD

_KEYS = {record.name: record.key for record in RECORDS}
OTHER = "Another endpoint, another shape of request and answer."
"""Why a person has to make the change."""

Asked = Call | RawRequest | FrameworkClient
"""What asks for an endpoint."""


class EndpointRule(Rule[Asked]):
    """Requests to an endpoint that Electron does not have.

    Attributes:
        endpoints: The words of `facts.ENDPOINTS` that it is about.
    """

    endpoints: ClassVar[frozenset[str]]
    severity = Severity.BREAKS
    handles: ClassVar[tuple[type[Fact], ...]] = (Call, RawRequest, FrameworkClient)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
    )

    def check(self, fact: Asked, facts: Facts) -> Iterator[Report]:
        """Yield a report for each request to such an endpoint."""
        if fact.endpoint in self.endpoints:
            yield asked(fact)


def asked(fact: Asked) -> Report:
    """Return the report of a request to an endpoint that Electron does not have."""
    return Report(
        place=fact.place,
        message="Chat completions is the only endpoint that Electron documents: this has none "
        "there.",
        confidence=fact.confidence,
        record=endpoint_record(fact.endpoint),
        review=OTHER,
    )


def endpoint_record(word: str) -> str:
    """Return the key of an endpoint's record; empty if the contract has none."""
    return _KEYS.get(ENDPOINTS[word], "")
