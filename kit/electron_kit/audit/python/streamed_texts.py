"""Words that are shown as they come from what may call a tool, before it has (C01).

The pieces of a stream come one by one, the words before the call: nothing that is looked at as a
piece comes tells whether they are an answer. What keeps them until the stream has ended can tell.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, ContentUse, Fact
from .index import Module
from .offered_tools import Offers, is_bound
from .shown_words import Test, names_in, shown_in
from .tree import ancestors, last_name, place_of, walk

_CALLS = re.compile(
    r"(?<!parallel_)tool_calls?\b|tool_call_item|tool_called|ToolCall|function_call"
)
_DELTA = re.compile(r"response\.output_text\.delta|ResponseTextDeltaEvent|[\"']content\.delta[\"']")
_MESSAGE = re.compile(r"message_output_item|MessageOutputItem|message_output_created")
# By these a graph's pieces are chosen: those of one node, or of what calls no tool.
_CHOSEN = re.compile(r"langgraph_node|\btags\b|checkpoint_ns|tool_call|ToolMessage")


def streamed_texts(module: Module, offers: Offers) -> Iterator[Fact]:
    """Yield where the pieces of such a stream are shown, kept for good, or given on.

    Args:
        module: The module.
        offers: Says what may call a tool.
    """
    for loop in [*module.nodes[ast.For], *module.nodes[ast.AsyncFor]]:
        text = place_of(loop).text
        for region, is_text in (*_regions(loop, text), *_pieces(loop, offers)):
            shown = shown_in(region, is_text)
            if shown is None or (_modes(loop) and _is_chosen(shown, loop)):
                continue
            if not _may_call(loop, text, module, offers):
                continue
            # Never sure: the prompt may keep the model from words beside a call.
            # Where a loop is over words alone, it is told there.
            told = shown if _run_of(loop) is None else loop.iter
            yield ContentUse(
                place=place_of(told), how="content-first", confidence=Confidence.MEDIUM
            )
            break


def _may_call(loop: Any, text: str, module: Module, offers: Offers) -> bool:
    run = _run_of(loop)
    if run is not None:
        return bool(offers.of(run))
    if offers.of_another(loop.iter):
        return False
    if _CALLS.search(text) is not None:
        return True
    offered = offers.of(loop.iter)
    if offered is None and _modes(loop):
        return is_bound(module)
    if offered is None and _calls(loop.iter, "stream_events"):
        # Whoever runs it: some of the project's agents have tools.
        return offers.some_agent
    return bool(offered)


def _regions(loop: Any, text: str) -> Iterator[tuple[list[Any], Test]]:
    """Yield the statements that have a stream's words at hand, and what those are there."""
    if _run_of(loop) is not None:
        pieces = names_in(loop.target)
        yield loop.body, lambda n: n.__class__ is ast.Name and n.id in pieces
        return
    if _modes(loop):
        names = names_in(loop.target)
        # ``for mode, body in …: piece, _ = body``
        for node in walk(loop):
            if node.__class__ is ast.Assign and last_name(node.value) in names:
                names |= names_in(node.targets[0])
        yield loop.body, lambda n: _is_member(n, ("content", "text"), names)
        return
    if "delta" in text and "content" in text:
        deltas = {"delta"}
        for node in walk(loop):
            if node.__class__ in (ast.Assign, ast.NamedExpr) and _is_delta(node.value, deltas):
                deltas |= names_in(node.targets[0] if node.__class__ is ast.Assign else node.target)
        yield loop.body, lambda n: _is_delta(_taken(n, "content"), deltas)
    if _DELTA.search(text) is not None:
        for body in _branches(loop, _DELTA):
            yield body, lambda n: _taken(n, "delta") is not None
    if _MESSAGE.search(text) is not None and _calls(loop.iter, "stream_events"):
        for body in _branches(loop, _MESSAGE):
            yield body, _is_said


def _pieces(loop: Any, offers: Offers) -> Iterator[tuple[list[Any], Test]]:
    """Yield what has the pieces of LangChain's model: ``llm.bind_tools(tools).astream(…)``."""
    call = loop.iter
    if call.__class__ is not ast.Call or last_name(call.func) not in ("stream", "astream"):
        return
    if any(k.arg == "stream_mode" for k in call.keywords) or not offers.of(call):
        return
    names = names_in(loop.target)
    yield loop.body, lambda n: _is_member(n, ("content", "text"), names)


def _modes(loop: Any) -> bool:
    """Say whether a loop is over a graph's messages: ``stream(…, stream_mode="messages")``."""
    call = loop.iter
    if call.__class__ is not ast.Call or last_name(call.func) not in ("stream", "astream"):
        return False
    mode = next((k.value for k in call.keywords if k.arg == "stream_mode"), None)
    return mode is not None and any(getattr(n, "value", None) == "messages" for n in walk(mode))


def _run_of(loop: Any) -> Any:
    """Return the run of Pydantic AI whose words a loop goes through: ``result.stream_text()``."""
    call = loop.iter
    name = last_name(call.func) if call.__class__ is ast.Call else ""
    if name not in ("stream_text", "stream_output", "stream"):
        return None
    owner = last_name(getattr(call.func, "value", None))
    for around in ancestors(loop):
        for item in around.items if around.__class__ in (ast.With, ast.AsyncWith) else ():
            if owner and last_name(item.optional_vars) == owner:
                run = item.context_expr
                runs = run.__class__ is ast.Call and last_name(run.func) == "run_stream"
                return run if runs else None
    return None


def _calls(node: Any, name: str) -> bool:
    return any(n.__class__ is ast.Call and last_name(n.func) == name for n in walk(node))


def _is_member(node: Any, attributes: tuple[str, ...], names: set[str]) -> bool:
    return (
        node.__class__ is ast.Attribute
        and node.attr in attributes
        and node.value.__class__ is ast.Name
        and node.value.id in names
    )


def _taken(node: Any, name: str) -> Any:
    """Return what a member is taken from: of ``delta.content``, ``delta["content"]``, ``delta``."""
    kind = node.__class__
    if kind is ast.Attribute and node.attr == name:
        return node.value
    if kind is ast.Subscript and getattr(node.slice, "value", None) == name:
        return node.value
    if kind is ast.Call and node.args:
        called, first = last_name(node.func), node.args[0]
        if called == "get" and getattr(first, "value", None) == name:
            return getattr(node.func, "value", None)
        if called == "getattr" and any(getattr(a, "value", None) == name for a in node.args[1:2]):
            return first
    return None


def _is_delta(node: Any, names: set[str]) -> bool:
    if node.__class__ is ast.IfExp:
        return _is_delta(node.body, names)
    if node.__class__ is ast.BoolOp:
        return any(_is_delta(value, names) for value in node.values)
    if node.__class__ is ast.Name:
        return node.id in names
    return _taken(node, "delta") is not None


def _is_said(node: Any) -> bool:
    """Say whether an expression is an item's text: ``c.text``, ``text_message_output(item)``."""
    if node.__class__ is ast.Call:
        return last_name(node.func) in ("text_message_output", "extract_last_text")
    return node.__class__ is ast.Attribute and node.attr == "text"


def _branches(loop: Any, marks: re.Pattern[str]) -> Iterator[list[Any]]:
    """Yield the statements that run for events of a kind only."""
    for node in walk(loop):
        if node.__class__ is ast.match_case and marks.search(_pattern(node)):
            yield node.body
        if node.__class__ is not ast.If or marks.search(place_of(node.test).text) is None:
            continue
        if not any(_is_other(n, marks) for n in walk(node.test)):
            yield node.body
        elif node.body[-1].__class__ is ast.Continue:
            block = getattr(node.parent, "body", [])
            yield block[block.index(node) + 1 :] if node in block else []


def _pattern(case: Any) -> str:
    return place_of(case.pattern).text


def _is_other(node: Any, marks: re.Pattern[str]) -> bool:
    """Say whether a test is for the events that are not of the kind."""
    if node.__class__ is ast.Compare:
        other = node.ops[0].__class__ in (ast.NotEq, ast.NotIn)
    else:
        other = node.__class__ is ast.UnaryOp and node.op.__class__ is ast.Not
    return other and marks.search(place_of(node).text) is not None


def _is_chosen(shown: Any, loop: Any) -> bool:
    """Say whether not all of a graph's pieces are shown."""
    around = [p for p in ancestors(shown) if p.__class__ is ast.If and p.lineno > loop.lineno]
    skips = [s for s in loop.body if s.__class__ is ast.If and s.body[-1].__class__ is ast.Continue]
    tests = [place_of(node.test).text for node in (*around, *skips)]
    return any(_CHOSEN.search(test) for test in tests)
