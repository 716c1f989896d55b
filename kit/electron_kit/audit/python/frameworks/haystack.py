"""Haystack: fields of requests that a run gives its generator."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from ...facts import Fact, FrameworkClient
from ..fields import FieldReader
from ..index import Module
from ..tree import place_of

_NAME = "generation_kwargs"


def generation_settings(
    module: Module, reader: FieldReader, facts: Sequence[Fact]
) -> Iterator[FrameworkClient]:
    """Yield what a file's runs put in requests, if OpenAI's generator gets them.

    Args:
        module: The file.
        reader: Collects fields.
        facts: What was found of the project's clients.
    """
    if not any(isinstance(f, FrameworkClient) and f.framework == "haystack" for f in facts):
        return
    for expression in _given(module):
        fields, _ = reader.of_value(expression)
        if fields:
            yield FrameworkClient(
                place=place_of(expression),
                framework="haystack",
                symbol=_NAME,
                arguments=fields,
                endpoint="settings",
            )


def _given(module: Module) -> Iterator[Any]:
    for call in module.calls.get("run", ()):
        yield from (k.value for k in call.keywords if k.arg == _NAME)
    for node in module.nodes[ast.Dict]:
        for key, value in zip(node.keys, node.values, strict=True):
            if key.__class__ is ast.Constant and key.value == _NAME:
                yield value
