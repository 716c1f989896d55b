"""P08: text completions."""

from __future__ import annotations

from typing import ClassVar

from ..rule import Example
from ._endpoints import EndpointRule
from ._fields import HEAD


class LegacyCompletions(EndpointRule):
    """Text completions are used: a prompt in, its continuation out."""

    code = "P08"
    name = "legacy-completions"
    title = "text completions"
    because = "Electron has no text completions: the request ends in 404."
    endpoints = frozenset({"completions"})
    records = ("endpoint-legacy-completions",)
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD + 'client.completions.create(model="gpt-3.5-turbo-instruct", prompt="x")',
            lines=(3,),
        ),
        Example(
            'import openai\nopenai.Completion.create(engine="davinci", prompt="x")', lines=(2,)
        ),
    )
