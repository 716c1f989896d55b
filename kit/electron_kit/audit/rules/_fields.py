"""What the rules about request fields share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...contract import field as contract_field
from ..facts import Call, Confidence, Fact, Facts, Field, FrameworkClient, Kind, Repair
from ..rule import Report, Rule

HEAD = "from openai import OpenAI\nclient = OpenAI()\n"
"""How most examples begin; the code after it starts on line 3."""


def given(field: Field) -> bool:
    """Say whether a field is sent: not if it is None whatever happens."""
    return not field.values or any(
        value.kind is not Kind.CONSTANT or value.constant is not None for value in field.values
    )


def request_fields(fact: Fact) -> Mapping[str, Field]:
    """Return the fields that a fact puts in chat requests."""
    if isinstance(fact, Call) and fact.endpoint == "chat":
        return fact.fields
    if isinstance(fact, FrameworkClient) and fact.endpoint in ("chat", "settings"):
        return fact.arguments
    return {}


class UnlistedField(Rule[Call | FrameworkClient]):
    """A rule about request fields that Electron takes without promising an effect."""

    names: tuple[str, ...] = ()
    framework_names: tuple[str, ...] | None = None

    def check(self, fact: Call | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for each of the fields that is sent."""
        names = self.names
        if isinstance(fact, FrameworkClient) and self.framework_names is not None:
            names = self.framework_names
        fields = request_fields(fact)
        for name in names:
            field = fields.get(name)
            if field is None or not given(field) or self.harmless(field):
                continue
            record = contract_field(name)
            report = Report(
                place=field.place,
                message=f"Electron takes `{name}` and promises no effect; it may be ignored "
                r"silently.",
                confidence=min(fact.confidence, field.confidence),
                instead=self.advice_for(name) or record.instead,
                record=record.key,
                repair=self.repair(name, field, fields),
                review=self.review(name, field, fields),
            )
            yield report
            # Each branch and caller that sets it; a mechanical change makes them all at once.
            for other in field.others:
                if other is not None:
                    yield replace(report, place=other)

    def harmless(self, field: Field) -> bool:
        """Say whether the field's value asks for nothing."""
        del field
        return False

    def advice_for(self, name: str) -> str:
        """Return what to write instead of a field; empty for the contract's advice."""
        del name
        return ""

    def repair(self, name: str, field: Field, fields: Mapping[str, Field]) -> Repair | None:
        """Return the mechanical change, if there is one."""
        del name, field, fields
        return None

    def review(self, name: str, field: Field, fields: Mapping[str, Field]) -> str:
        """Return why a person has to change it; empty if there is a mechanical change."""
        del field, fields
        return f"What was expected of `{name}` has to come from elsewhere."


__all__ = ["HEAD", "Confidence", "UnlistedField", "given", "request_fields"]
