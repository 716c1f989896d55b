"""Words that are shown as an agent's model says them, whatever tools it asks for beside (C01).

LangChain's ``astream_events`` tells each piece that a model says (``on_chat_model_stream``), also
of a turn that calls a tool: what is said there is no answer.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, ContentUse, Fact
from .index import Module
from .tree import enclosing_function, last_name, place_of, walk

_EVENT = re.compile(r"(?i)^(?:\w+_)?chat_model_stream$")
_TOOLS = re.compile(r"(?i)\bon_tool_(?:start|end)\b|TOOL_(?:START|END)\b")
# Chosen by the node, by a tag, or by whether a tool is called.
_CHOSEN = re.compile(r"langgraph_node|\btags\b|tool_call|checkpoint_ns|run_id")
_SAID = re.compile(r"(?i)content|text|token")
_WORDS = ("content", "text")


def streamed(module: Module) -> Iterator[Fact]:
    """Yield where pieces of all a model's turns are shown, in functions that see tools as well.

    Args:
        module: The module.
    """
    for node in module.nodes[ast.If]:
        function = enclosing_function(node)
        if function is None or not _is_said(node.test):
            continue
        text = place_of(function).text
        if not _TOOLS.search(text) or _CHOSEN.search(text):
            continue
        shown = next((place for s in node.body for place in _shown(s)), None)
        if shown is not None:
            # Never sure: the prompt may keep the model from words beside a call.
            yield ContentUse(
                place=place_of(shown), how="content-first", confidence=Confidence.MEDIUM
            )


def _is_said(test: Any) -> bool:
    """Say whether a test is for the event alone: ``kind == "on_chat_model_stream"``."""
    if test.__class__ is not ast.Compare or test.ops[0].__class__ is not ast.Eq:
        return False
    sides = [test.left, *test.comparators]
    names = [getattr(side, "value", None) for side in sides if side.__class__ is ast.Constant]
    names += [last_name(side) for side in sides]
    return any(isinstance(name, str) and _EVENT.match(name) is not None for name in names)


def _shown(statement: Any) -> Iterator[Any]:
    """Yield the tests behind which a piece's words are given on, or where they are without one."""
    # A name for what is given on: ``line = json.dumps({"content": piece.content})``.
    named = {
        node.targets[0].id
        for node in walk(statement)
        if node.__class__ is ast.Assign
        and node.targets[0].__class__ is ast.Name
        and any(n.__class__ is ast.Attribute and n.attr in _WORDS for n in walk(node.value))
    }
    for node in walk(statement):
        if node.__class__ is ast.Yield and (
            _SAID.search(place_of(node).text)
            or any(n.__class__ is ast.Name and n.id in named for n in walk(node))
        ):
            holder = node.parent.parent if node.parent.__class__ is ast.Expr else None
            if holder.__class__ is ast.If and _SAID.search(place_of(holder.test).text):
                yield holder.test
            elif holder.__class__ is not ast.If:
                yield node
