"""S01: max_completion_tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from ...contract.names import is_electron_model
from ..facts import Call, Fact, Facts, Field, FrameworkClient, Place, Repair
from ..finding import Severity
from ..model_names import is_openai_model
from ..rule import Example, Report
from ._fields import HEAD, UnlistedField, given


class MaxCompletionTokens(UnlistedField):
    """A request caps its output with ``max_completion_tokens``.

    Electron's cap is ``max_tokens``; under the other name it may be ignored, and the answer
    runs on.
    """

    code = "S01"
    name = "max-completion-tokens"
    severity = Severity.SILENTLY_IGNORED
    title = "max_completion_tokens"
    because = (
        "Electron's cap is `max_tokens`; under the other name it may be ignored, and the "
        "answer runs on."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (Call, FrameworkClient)
    records = ("field-max-completion-tokens",)
    names = ("max_completion_tokens",)
    instead_in: ClassVar[dict[str, str]] = {
        "go": "MaxTokens, with the same number.",
        "java": "maxTokens(…), with the same number.",
        "ruby": "max_tokens: …, with the same number.",
    }
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[], max_tokens=5)'),
        Example(
            HEAD
            + (
                'client.chat.completions.create(model="gpt-4o", '
                "messages=[], max_completion_tokens=None)"
            )
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'client.chat.completions.create(model="gpt-4o", '
                "messages=[], max_completion_tokens=5)"
            ),
            lines=(3,),
            fixed=HEAD
            + 'client.chat.completions.create(model="gpt-4o", messages=[], max_tokens=5)',
        ),
        Example(
            HEAD
            + (
                'kw = {"max_completion_tokens": 5}\n'
                'client.chat.completions.create(model="m", messages=[], **kw)'
            ),
            lines=(3,),
        ),
    )

    def check(self, fact: Call | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for the field, and for a cap that a framework sends under its name."""
        yield from super().check(fact, facts)
        field = fact.arguments.get("max_tokens") if isinstance(fact, FrameworkClient) else None
        if (
            isinstance(fact, FrameworkClient)
            and fact.cap
            and field is not None
            and given(field)
            and not _of_another(fact)
        ):
            yield Report(
                place=field.place,
                message=f"{fact.framework} sends this cap as `max_completion_tokens`, which "
                "Electron may ignore silently.",
                confidence=min(fact.confidence, field.confidence),
                instead=fact.cap,
                review="The framework has to be told to send it under its own name.",
            )

    def repair(self, name: str, field: Field, fields: Mapping[str, Field]) -> Repair | None:
        """Rename the field where its name is written, unless the other is there too."""
        del name
        if "max_tokens" in fields or field.key is None:
            return None
        others = tuple(other for other in field.others if other is not None)
        if len(others) < len(field.others) or _elsewhere(field.key, others):
            return None
        return Repair("rename-field", field.key, text="max_tokens", others=others)

    def review(self, name: str, field: Field, fields: Mapping[str, Field]) -> str:
        """Say what stands in the way of renaming."""
        if "max_tokens" in fields:
            return "The request has both: which number holds is for a person to say."
        if self.repair(name, field, fields):
            return ""
        if field.key is not None and field.others:
            return "Its name is written in several files: change all of them together."
        return "Its name is put together elsewhere."


def _of_another(fact: FrameworkClient) -> bool:
    """Say whether a client is led to an address of its own, and asks for a model of others'."""
    if not {"base_url", "openai_api_base", "api_base"} & fact.arguments.keys():
        return False
    models = [fact.arguments[name] for name in ("model", "model_name") if name in fact.arguments]
    names = [str(value.constant) for field in models for value in field.constants()]
    return bool(names) and not any(
        is_openai_model(name) or is_electron_model(name) for name in names
    )


def _elsewhere(key: Place, others: tuple[Place, ...]) -> bool:
    """Say whether a place is in another file than the first."""
    return any(other.unit.path != key.unit.path for other in others)
