"""B01: fields that Electron refuses."""

import re
from collections.abc import Iterator
from typing import ClassVar

from ..facts import Call, Confidence, Fact, Facts, Field, FrameworkClient, Kind
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import request_fields

_HEAD = "from openai import OpenAI\nclient = OpenAI()\n"


class RejectedParam(Rule[Call | FrameworkClient]):
    """A request carries a field that Electron answers with 400.

    ``n`` above 1 is refused: one answer a request. So is ``prompt_logprobs``. An
    ``n`` whose value is not known is reported too, since a variable is there to be
    more than 1 at some time; ``n=1`` is fine.
    """

    code = "B01"
    name = "rejected-param"
    severity = Severity.BREAKS
    title = "a field that Electron refuses: n above 1, prompt_logprobs"
    because = "Electron gives one answer a request, and refuses what asks for more with 400."
    handles: ClassVar[tuple[type[Fact], ...]] = (Call, FrameworkClient)
    records = ("field-n", "field-prompt-logprobs")
    valid: ClassVar[tuple[Example, ...]] = (
        Example(_HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[], n=1)'),
        Example(_HEAD + 'client.images.generate(prompt="a cat", n=4)'),
        Example(
            "from qdrant_client import QdrantClient\n"
            "client = QdrantClient()\nclient.chat.create(messages=[], n=4)"
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            _HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[], n=3)', lines=(3,)
        ),
        Example(
            _HEAD + 'client.chat.completions.create(\n    model="gpt-4o",\n    messages=[],\n'
            "    prompt_logprobs=1,\n)",
            lines=(6,),
        ),
        Example(
            _HEAD + "def ask(texts, answers=3):\n"
            '    return client.chat.completions.create(model="m", messages=texts, n=answers)',
            lines=(4,),
        ),
    )

    def check(self, fact: Call | FrameworkClient, facts: Facts) -> Iterator[Report]:
        """Yield a report for ``n`` and one for ``prompt_logprobs``."""
        fields = request_fields(fact)
        if (count := fields.get("n")) and (confidence := _above_one(count)):
            yield Report(
                place=count.place,
                message="Electron answers 400 when `n` is above 1.",
                confidence=min(confidence, fact.confidence, count.confidence),
                record="field-n",
                review="Several requests instead of one change the control flow and the limits.",
            )
        asked = fields.get("prompt_logprobs")
        if asked and any(value.constant is not None for value in asked.values or ()):
            yield Report(
                place=asked.place,
                message="Electron answers 400 to `prompt_logprobs`.",
                confidence=min(fact.confidence, asked.confidence),
                record="field-prompt-logprobs",
                review="What read the logprobs has to do without them.",
            )


# Every choice of an answer is gone through: more than one is meant to come.
_SEVERAL = re.compile(rb"for [\w, ]+ in [\w.()\[\]\"']*choices\b|choices\.(?:map|forEach)\(")


def _above_one(count: Field) -> Confidence | None:
    """Return how sure it is that the field exceeds 1; None if it does not."""
    if not count.values:
        return Confidence.MEDIUM
    # A parameter whose default is one, which nobody in sight gives more, and one answer is read.
    name = count.value.text if count.value is not None else ""
    defaults = (
        any(value.kind is Kind.CONSTANT for value in count.values)
        and name.isidentifier()
        and _SEVERAL.search(count.place.unit.data) is None
    )
    best: Confidence | None = None
    for value in count.values:
        if value.kind is Kind.CONSTANT:
            number = value.constant
            above = isinstance(number, int | float) and number > 1
        else:
            above = value.kind is Kind.UNKNOWN and not (value.origin == "param" and defaults)
        if above:
            sure = value.confidence if value.kind is Kind.CONSTANT else Confidence.MEDIUM
            best = sure if best is None else max(best, sure)
    return best
