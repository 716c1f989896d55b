"""Requests that are written for a batch's file: the fields of their bodies."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..facts import Call, Confidence, Fact
from .fields import FieldReader
from .project import Project
from .tree import place_of

_LINE = {"custom_id", "url", "body"}


def batch_lines(project: Project, reader: FieldReader) -> Iterator[Fact]:
    """Yield the chat requests that a project writes as lines of a batch's file.

    ``{"custom_id": …, "method": "POST", "url": "/v1/chat/completions", "body": {…}}``: sent one by
    one instead, each has the fields of its body.

    Args:
        project: The modules.
        reader: Collects fields.
    """
    for module in project.modules:
        if not module.primary:
            continue
        for node in module.nodes[ast.Dict]:
            entries = _entries(node)
            url = getattr(entries.get("url"), "value", None)
            if not entries.keys() >= _LINE or "/chat/completions" not in str(url):
                continue
            yield Call(
                place=place_of(node), confidence=Confidence.MEDIUM, endpoint="chat", path="create",
                fields=reader.of_value(entries["body"])[0], complete=False, framework="http",
                alone=False,
            )  # fmt: skip


def _entries(node: ast.Dict) -> dict[str, Any]:
    """Return a dictionary's values by the keys that are written."""
    return {
        key.value: value
        for key, value in zip(node.keys, node.values, strict=True)
        if key.__class__ is ast.Constant and isinstance(key.value, str)
    }
