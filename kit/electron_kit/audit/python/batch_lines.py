"""Requests that are written for a batch's file: what they ask for, and their bodies' fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..common.batch_lines import BATCHED, LINE
from ..facts import Call, Confidence, Fact
from .fields import FieldReader
from .project import Project
from .resolve.resolver import Resolver
from .tree import place_of


def batch_lines(project: Project, resolver: Resolver, reader: FieldReader) -> Iterator[Fact]:
    """Yield the requests that a project writes as lines of a batch's file.

    ``{"custom_id": …, "method": "POST", "url": "/v1/chat/completions", "body": {…}}``: sent one by
    one instead, each has the fields of its body. What Electron lacks is told where it is named.

    Args:
        project: The modules.
        resolver: The project's resolver.
        reader: Collects fields.
    """
    for module in project.modules:
        if not module.primary:
            continue
        for node in module.nodes[ast.Dict]:
            entries = _entries(node)
            if not entries.keys() >= LINE:
                continue
            url = entries["url"]
            endpoint = _endpoint(url, resolver)
            if endpoint == "chat":
                yield Call(
                    place=place_of(node), confidence=Confidence.MEDIUM, endpoint="chat",
                    path="create", fields=reader.of_value(entries["body"])[0], complete=False,
                    framework="http", alone=False,
                )  # fmt: skip
            elif endpoint:
                yield Call(
                    place=place_of(url), confidence=Confidence.MEDIUM, endpoint=endpoint,
                    path="", complete=False, framework="http",
                )  # fmt: skip


def _endpoint(url: Any, resolver: Resolver) -> str:
    """Return what a line asks for: ``"/v1/responses"``, or a constant that is so."""
    for item in resolver.of(url):
        if item.kind == "const" and item.data in BATCHED:
            return BATCHED[item.data]
    return "chat" if "/chat/completions" in str(getattr(url, "value", "")) else ""


def _entries(node: ast.Dict) -> dict[str, Any]:
    """Return a dictionary's values by the keys that are written."""
    return {
        key.value: value
        for key, value in zip(node.keys, node.values, strict=True)
        if key.__class__ is ast.Constant and isinstance(key.value, str)
    }
