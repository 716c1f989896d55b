"""Fine-tuned models that a variable of the environment names, whatever it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import ModelName
from .index import Module
from .syntax import Node, string_value
from .test_files import is_test
from .written import bare, last_name

_TUNED = re.compile(r"(?:OPENAI_|GPT_|CHAT_)?(?:FINE_?TUNED?|FT)_MODEL(?:_(?:NAME|ID))?")
_ASKED = re.compile(r"(?i)env|config|get|require|setting")


def tuned_models(module: Module) -> Iterator[ModelName]:
    """Yield where such a variable is read.

    Args:
        module: A file of a project that sends chat requests.
    """
    if is_test(module):
        return
    for name, nodes in module.members.items():
        if _TUNED.fullmatch(name):
            yield from (_named(n) for n in nodes if _of_environment(n))
    for node in module.strings:
        if _TUNED.fullmatch(string_value(node) or "") and _is_asked(node):
            yield _named(node)


def _of_environment(node: Node) -> bool:
    owner = node.get("object")
    return owner is not None and re.search(r"(?i)\benv$", bare(owner).text[-40:]) is not None


def _is_asked(node: Node) -> bool:
    """Say whether a text is what a function is asked for by name, or a subscript."""
    parent = node.parent
    call = parent.parent if parent is not None and parent.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    if callee is None:
        return parent is not None and parent.kind == "subscript_expression"
    return _ASKED.search(last_name(callee)) is not None


def _named(node: Node) -> ModelName:
    return ModelName(place=node.place, model="", endpoint="chat", route="fine-tuning job")
