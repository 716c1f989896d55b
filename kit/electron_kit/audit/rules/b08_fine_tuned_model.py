"""B08: a fine-tuned model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Fact, Facts, ModelName
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class FineTunedModel(Rule[ModelName]):
    """A request names a model that was fine-tuned at OpenAI.

    Fine-tunes cannot be moved: what was trained has to be said in the prompt.
    """

    code = "B08"
    name = "fine-tuned-model"
    severity = Severity.BREAKS
    title = "a fine-tuned model"
    because = "What was trained at OpenAI stays at OpenAI."
    handles: ClassVar[tuple[type[Fact], ...]] = (ModelName,)
    records = ("behaviour-fine-tuned-models",)
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD + 'client.chat.completions.create(model="ft:gpt-4o-mini:acme::1", messages=[])',
            lines=(3,),
        ),
        Example(
            HEAD
            + (
                'job = client.fine_tuning.jobs.retrieve("x")\n'
                "client.chat.completions.create(model=job.fine_tuned_model"
                ", messages=[])"
            ),
            lines=(4,),
        ),
    )

    def check(self, fact: ModelName, facts: Facts) -> Iterator[Report]:
        """Yield a report for a fine-tuned model's name."""
        if is_fine_tuned(fact.model) or fact.route == "fine-tuning job":
            yield Report(
                place=fact.place,
                message="OpenAI's fine-tuned models cannot be moved to Electron.",
                confidence=fact.confidence,
                review="The training has to be replaced by a prompt.",
            )


def is_fine_tuned(model: str) -> bool:
    """Say whether a name is a fine-tuned model's."""
    return model.startswith(("ft:", "openai/ft:")) or ":ft-" in model
