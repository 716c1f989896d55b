"""R04: the SDK before 1.0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..facts import Fact, Facts, LegacyUse
from ..finding import Severity
from ..rule import Example, Report, Rule
from ._fields import HEAD


class LegacySdk(Rule[LegacyUse]):
    """Code written for the openai package before 1.0 (JavaScript: before 4).

    Its calls were removed from the SDK, and the SDK that is documented for Electron is the
    present one. Calls through the module become calls of a client.
    """

    code = "R04"
    name = "legacy-sdk"
    severity = Severity.REWRITE
    title = "the SDK before 1.0"
    because = (
        "The present SDK has these calls no longer, and Electron is documented for the present SDK."
    )
    handles: ClassVar[tuple[type[Fact], ...]] = (LegacyUse,)
    records = ("endpoint-chat-completions",)
    instead = "client.chat.completions.create of the present SDK."
    valid: ClassVar[tuple[Example, ...]] = (
        Example(HEAD + 'client.chat.completions.create(model="gpt-4o", messages=[])'),
        Example(
            "import openai\n"
            'openai.api_key = "k"\n'
            'openai.chat.completions.create(model="m", messages=[])'
        ),
    )
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            'import openai\nopenai.ChatCompletion.create(model="gpt-4", messages=[])', lines=(2,)
        ),
        Example(
            (
                "import openai as ai\n"
                'ai.api_key = "k"\n'
                "ai.api_base = base\n"
                "async def f():\n"
                '    return await ai.ChatCompletion.acreate(model="gpt-4", '
                "messages=[])"
            ),
            lines=(2, 3, 5),
        ),
        Example(
            'import openai\nmake = openai.Completion.create\nmake(engine="davinci", prompt="x")',
            lines=(2,),
        ),
    )

    def check(self, fact: LegacyUse, facts: Facts) -> Iterator[Report]:
        """Yield a report for each use."""
        yield Report(
            place=fact.place,
            message=f"`{fact.symbol}` is gone from the SDK that talks to Electron.",
            confidence=fact.confidence,
            instead=fact.instead,
            repair=fact.repair,
            review="" if fact.repair else "The present SDK has it in another form.",
        )
