"""DSPy: fields of requests that its modules and their calls set."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from ...facts import Fact, FrameworkClient
from ..fields import FieldReader
from ..index import Module
from ..resolve.resolver import Resolver
from ..tree import last_name, place_of

# Modules whose further arguments become fields of each request.
_MODULES = ("Predict", "ChainOfThought", "ProgramOfThought", "ChainOfThoughtWithHint")
_FIELDS = ("n", "reasoning_effort", "max_completion_tokens", "service_tier", "store")


def asked_of_modules(
    module: Module, resolver: Resolver, reader: FieldReader, facts: Sequence[Fact]
) -> Iterator[FrameworkClient]:
    """Yield what a file's modules of DSPy put in requests, if OpenAI's model gets them.

    Args:
        module: The file.
        resolver: The project's resolver.
        reader: Collects fields.
        facts: What was found of the project's clients.
    """
    if not any(name.partition(".")[0] == "dspy" for name in module.imported) or not any(
        isinstance(fact, FrameworkClient) and fact.framework == "dspy" for fact in facts
    ):
        return
    for name in _MODULES:
        for call in module.calls.get(name, ()):
            if any(o.kind == "ext" and o.name == f"dspy.{name}" for o in resolver.of(call.func)):
                yield from _asked(call, reader.of_call(call)[0])
    for calls in list(module.calls.values()):
        for call in calls:
            config = next((k.value for k in call.keywords if k.arg == "config"), None)
            if config is not None and any(
                o.kind == "made" and o.name.startswith("dspy.") for o in resolver.of(call.func)
            ):
                yield from _asked(call, reader.of_value(config)[0])


def _asked(call: ast.Call, fields: dict[str, Any]) -> Iterator[FrameworkClient]:
    known = {name: fields[name] for name in _FIELDS if name in fields}
    if known:
        yield FrameworkClient(
            place=place_of(call),
            framework="dspy",
            symbol=last_name(call.func),
            arguments=known,
            endpoint="settings",
        )
