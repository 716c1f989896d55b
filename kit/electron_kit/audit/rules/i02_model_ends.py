"""I02: the day on which OpenAI ends a model that is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ...contract import ending
from ..facts import Fact, Facts, ModelName
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class ModelEnds(Rule[ModelName]):
    """OpenAI has announced the day on which a model that is named here ends.

    Whoever stays with OpenAI edits this call too, by that day. It is information, whatever day
    it is: what is reported changes with the code and with the kit's records, never with the
    calendar. A model is
    reported once a file, where it is named first.
    """

    code = "I02"
    name = "model-ends"
    severity = Severity.INFO
    title = "a model of OpenAI's whose last day is announced"
    because = "From that day on OpenAI answers 404, so whoever stays edits this call too."
    handles: ClassVar[tuple[type[Fact], ...]] = (ModelName,)
    records = ("field-model",)
    instead = '"electron", or for the way back a model without an end, such as gpt-5.4-mini.'
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="electron", messages=[])'),
        Example(HEAD + 'client.chat.completions.create(model="gpt-5.4-mini", messages=[])'),
        Example(HEAD + 'client.chat.completions.create(model="gpt-9-nova", messages=[])'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])', lines=(3,)),
        Example(
            HEAD
            + 'client.chat.completions.create(model="gpt-4o", messages=[])\n'
            + 'client.chat.completions.create(model="gpt-4o", messages=[])\n'
            + 'client.chat.completions.create(model="gpt-5-mini", messages=[])',
            lines=(3, 5),
        ),
        Example(
            HEAD
            + 'client.chat.completions.create(model="ft:gpt-4o-2024-08-06:acme::x", messages=[])',
            lines=(3,),
        ),
    )

    def check(self, fact: ModelName, facts: Facts) -> Iterator[Report]:
        """Yield a report for the first place of a model that ends."""
        found = ending(fact.model) if fact.endpoint == "chat" and fact.model else None
        if found is None:
            return
        unit = fact.place.unit
        named = (each for each in facts.of(ModelName) if each.place.unit is unit)
        if next(each for each in named if each.model == fact.model) is not fact:
            return
        substitute = f"; OpenAI names {found.instead} in its place" if found.instead else ""
        yield Report(
            place=fact.place,
            message=f"OpenAI's last day for `{fact.model}` is {found.on.isoformat()}{substitute}.",
            confidence=fact.confidence,
        )
