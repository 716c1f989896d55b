"""P02: assistants, threads, runs."""

from __future__ import annotations

from typing import ClassVar

from ..rule import Example
from ._endpoints import EndpointRule
from ._fields import HEAD


class AssistantsApi(EndpointRule):
    """Assistants, threads or runs are used. Electron keeps no state between requests."""

    code = "P02"
    name = "assistants-api"
    title = "assistants, threads, runs"
    because = "Electron keeps no state between requests: there are no assistants, threads or runs."
    endpoints = frozenset({"assistants"})
    records = ("endpoint-assistants", "endpoint-threads")
    invalid: ClassVar[tuple[Example, ...]] = (
        Example(
            HEAD
            + (
                'a = client.beta.assistants.create(model="gpt-4o")\n'
                "t = client.beta.threads.create()\n"
                "r = client.beta.threads.runs.create(thread_id=t.id, "
                "assistant_id=a.id)"
            ),
            lines=(3, 4, 5),
        ),
    )
