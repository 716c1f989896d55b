"""B09: code that depends on OpenAI's model names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Fact, Facts, ModelLogic
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class ModelNameLogic(Rule[ModelLogic]):
    """Code branches on, looks up, restricts to or counts tokens by OpenAI's model names.

    With ``electron`` it fails (a table without the key, a list of choices, an encoding that is not
    known) or takes another path (a prefix that is tested). Of a table both are told: where it
    stands, and each function that looks a name up in it.
    """

    code = "B09"
    name = "model-name-logic"
    severity = Severity.BEHAVIOUR_CHANGE
    title = "code that depends on OpenAI's model names"
    because = "`electron` is in no table, list or branch that was made of OpenAI's names."
    handles: ClassVar[tuple[type[Fact], ...]] = (ModelLogic,)
    records = ("field-model",)
    instead = 'A branch, an entry or a default for "electron".'
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
        Example(HEAD + 'import tiktoken\nenc = tiktoken.get_encoding("cl100k_base")'),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD + 'def cost(model):\n    if model.startswith("gpt-4"):\n        return 3',
            lines=(4,),
        ),
        Example(HEAD + 'def cost(model):\n    if model == "gpt-4o":\n        return 3', lines=(4,)),
        Example(HEAD + 'PRICES = {"gpt-4o": 2.5, "gpt-4o-mini": 0.15}', lines=(3,)),
        Example(
            HEAD
            + "import tiktoken\n\ndef count(model):\n    return tiktoken.encoding_for_model(model)",
            lines=(6,),
        ),
        Example(
            HEAD
            + (
                "import argparse\n"
                "p = argparse.ArgumentParser()\n"
                'p.add_argument("--model", choices=["gpt-4", "gpt-4o"])'
            ),
            lines=(5,),
        ),
        Example(
            HEAD
            + (
                "from enum import Enum\n"
                "class Model(Enum):\n"
                '    BIG = "gpt-4o"\n'
                '    SMALL = "gpt-4o-mini"'
            ),
            lines=(4,),
        ),
    )

    def check(self, fact: ModelLogic, facts: Facts) -> Iterator[Report]:
        """Yield a report for each such place."""
        written = fact.place.unit.language
        detail = f" (`{fact.detail}`)" if fact.detail else ""
        yield Report(
            place=fact.place,
            message=f"This {fact.how} OpenAI's model names{detail}; `electron` is none of them.",
            confidence=fact.confidence,
            review="What holds for `electron` has to be said.",
            # A list counts if somebody reads it.
            keeper=fact.detail if fact.how == "restricts to" and written == "python" else None,
        )
