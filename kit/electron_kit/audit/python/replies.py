"""How replies are read: content beside tool calls (C01)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, ContentUse, Fact
from .capped_rounds import capped_rounds
from .dropped_content import dropped
from .index import Module
from .lone_calls import lone_calls
from .offered_tools import Offers
from .said_first import said_first
from .second_answers import second_answers
from .streamed_events import streamed
from .streamed_texts import streamed_texts
from .tree import ancestors, enclosing_function, last_name, place_of, walk

_WHOLE = frozenset({"list", "bool", "len", "getattr"})
# What holds the calls of tools, or what they gave, by its name.
_TOOLED = re.compile(r"tool|function_(?:call|result)")
_SAID = re.compile(
    r"content|text|reply|answer|output|response|message|buffer|accum|full|final|said"
)
_MESSAGE = re.compile(r"(?i)message|msg|reply|answer|response|assistant")
# What tools have to tell the person.
_TOLD = re.compile(r"(?i)tools?_?(?:message|text|reply|answer|output|result|summary|content)")
# What an answer says, in a chat and in a response.
_CONTENTS = ("content", "output_text")
_SHOWS = frozenset(
    {
        "print", "write", "markdown", "send", "send_message", "reply_text", "reply", "answer",
        "respond", "say", "send_text", "edit_text", "followup",
    }
)  # fmt: skip


def content_uses(module: Module, offers: Offers) -> Iterator[Fact]:
    """Yield where a module reads ``content`` in a way that a filler sentence upsets.

    Args:
        module: The module.
        offers: Says what may call a tool.
    """
    yield from streamed(module)
    yield from streamed_texts(module, offers)
    yield from second_answers(module)
    yield from capped_rounds(module, offers.resolver)
    yield from lone_calls(module)
    tools = [n for n in module.nodes[ast.Attribute] if n.attr in ("tool_calls", "function_call")]
    tools += [
        n
        for n in module.nodes[ast.Subscript]
        if n.slice.__class__ is ast.Constant and n.slice.value in ("tool_calls", "function_call")
    ]
    for name in ("get", "getattr", "hasattr"):
        tools += [
            c
            for c in module.calls.get(name, ())
            if any(
                a.__class__ is ast.Constant and a.value in ("tool_calls", "function_call")
                for a in c.args
            )
        ]
    # A response's calls are items beside its message.
    tools += [
        n
        for n in module.nodes[ast.Constant]
        if n.value == "function_call" and n.parent.__class__ is ast.Compare
    ]
    derived = _named(tools, loosely=True)
    tools += _named(tools)
    for node in module.nodes[ast.Assign]:
        # ``text, tool_calls = ask()``
        for element in getattr(node.targets[0], "elts", ()):
            if getattr(element, "id", "") == "tool_calls":
                tools += _reads(element)
    if not tools:
        yield from dropped(module)
        return
    by_function: dict[int, list[Any]] = {}
    for tool in tools:
        by_function.setdefault(id(enclosing_function(tool)), []).append(tool)
    asked: set[tuple[int, str]] = set()
    yield from _preferred(module, by_function)
    yield from said_first(module)
    for node in [*module.nodes[ast.If], *module.nodes[ast.While]]:
        near = by_function.get(id(enclosing_function(node)))
        if not near:
            continue
        kind = _content_test(node.test)
        # A stream's pieces have content and calls apart anyway.
        if kind is None or "delta" in place_of(node.test).text:
            continue
        if _is_unanswered(node, [*near, *derived]):
            # Tools ran and nothing was said: a filler sentence says otherwise.
            test = (id(enclosing_function(node)), place_of(node.test).text)
            if test not in asked:
                asked.add(test)
                yield ContentUse(
                    place=place_of(node.test),
                    confidence=Confidence.MEDIUM,
                    how="none-means-tool-call",
                )
        elif _is_neither(node.test) or _goes_on(node):
            continue
        elif kind == "absent" and (_mentions(node.body, near) or _mentions(node.orelse, near)):
            if not _looked_before(node, near):
                yield ContentUse(place=place_of(node.test), how="none-means-tool-call")
        elif kind == "present":
            if _looked_before(node, near) or _mentions([node.test], near):
                continue
            if _mentions(node.orelse, near):
                yield ContentUse(place=place_of(node.test), how="content-first")
            elif _leaves(node.body) and _after(node, near) and not _mentions(node.body, near):
                # Tools are asked for only farther down: that both belong to one answer is a guess.
                yield ContentUse(
                    place=place_of(node.test), confidence=Confidence.MEDIUM, how="content-first"
                )
    yield from dropped(module)


def _named(tools: list[Any], *, loosely: bool = False) -> list[Any]:
    """Return the reads of names that hold tool calls: ``calls = message.tool_calls or []``.

    Args:
        tools: Reads of tool calls.
        loosely: Whether also of what is told by them: ``only = all(c.name == … for c in calls)``.
    """
    if loosely:
        tools = [*tools, *_named(tools)]
    found: list[Any] = []
    for tool in tools:
        value = tool
        while value.parent.__class__ in (ast.BoolOp, ast.IfExp) or (
            loosely and not isinstance(value.parent, ast.stmt)
        ):
            value = value.parent
        if value.parent.__class__ is ast.Call and last_name(value.parent.func) in _WHOLE:
            value = value.parent
        statement = value.parent
        if statement.__class__ is not ast.Assign or statement.targets[0].__class__ is not ast.Name:
            continue
        name = statement.targets[0]
        found += _reads(name)
    return found


def _reads(name: ast.Name) -> list[Any]:
    """Return the reads of a name in the function that binds it."""
    around = enclosing_function(name)
    trees = [around] if around is not None else name.scope.module.trees
    return [
        n
        for tree in trees
        for n in walk(tree)
        if n.__class__ is ast.Name
        and n.id == name.id
        and n.ctx.__class__ is ast.Load
        and enclosing_function(n) is around
    ]


def _is_unanswered(node: Any, tools: list[Any]) -> bool:
    """Say whether an ``if`` is for what tools gave without a word said: ``ran and not text``."""
    if node.test.__class__ is not ast.BoolOp or node.test.op.__class__ is not ast.And:
        return False
    absent = [v for v in node.test.values if _content_test(v) == "absent"]
    ran = [
        v
        for v in node.test.values
        if v not in absent
        and v.__class__ is not ast.UnaryOp
        and ((v.__class__ is ast.Name and _TOOLED.search(v.id)) or _mentions([v], tools))
    ]
    if not absent or not ran or node.__class__ is not ast.If:
        return False
    # ``content = None``: the same under another name.
    sets = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Pass, ast.Continue)
    return not all(s.__class__ in sets for s in node.body)


def _preferred(module: Module, by_function: dict[int, list[Any]]) -> Iterator[Fact]:
    """Yield ``content if content else tool_calls``, and the same by ``or``."""
    for node in module.nodes[ast.IfExp]:
        near = by_function.get(id(enclosing_function(node)))
        kind = _content_test(node.test) if near else None
        if kind is None or near is None or "delta" in place_of(node.test).text:
            continue
        other = node.orelse if kind == "present" else node.body
        words = node.body if kind == "present" else node.orelse
        if _mentions([other], near) and not _mentions([words], near):
            how = "content-first" if kind == "present" else "none-means-tool-call"
            if not _looked_before(node, near):
                yield ContentUse(place=place_of(node.test), how=how)
    for near in by_function.values():
        for tool in near:
            either = next((p for p in ancestors(tool) if p.__class__ is ast.BoolOp), None)
            if either is None or either.op.__class__ is not ast.Or:
                continue
            words = either.values[0]
            if _is_content(words) and not _mentions([words], near):
                if _is_value(either):
                    yield ContentUse(place=place_of(words), how="content-first")
    for words in module.nodes[ast.Attribute]:
        # ``message.content or tool_text``
        either, owner = words.parent, last_name(words.value)
        if words.attr != "content" or either.__class__ is not ast.BoolOp:
            continue
        if either.op.__class__ is not ast.Or or _MESSAGE.search(owner) is None:
            continue
        other = either.values[-1]
        if other.__class__ is ast.Name and _TOLD.search(other.id) and _is_value(either):
            yield ContentUse(
                place=place_of(words), confidence=Confidence.MEDIUM, how="content-first"
            )


def _is_value(either: ast.BoolOp) -> bool:
    """Say whether an ``or`` is for its value, and no test of whether anything is there."""
    parent: Any = either.parent
    while parent.__class__ in (ast.BoolOp, ast.UnaryOp):
        parent = parent.parent
    return getattr(parent, "test", None) is None


def _content_test(test: Any) -> str | None:
    """Return ``present`` or ``absent`` for a test of ``content``; None for another."""
    if test.__class__ is ast.UnaryOp and test.op.__class__ is ast.Not:
        return "absent" if _is_content(test.operand) else None
    if test.__class__ is ast.Compare and len(test.ops) == 1 and _is_content(test.left):
        right = test.comparators[0]
        if right.__class__ is ast.Constant and right.value in (None, ""):
            return "absent" if test.ops[0].__class__ in (ast.Is, ast.Eq) else "present"
        return None
    if test.__class__ is ast.BoolOp:
        kinds = [_content_test(value) for value in test.values]
        return next((k for k in kinds if k is not None), None)
    return "present" if _is_content(test) else None


def _is_content(node: Any, seen: tuple[str, ...] = ()) -> bool:
    if node.__class__ is ast.Attribute:
        return node.attr in _CONTENTS
    if node.__class__ is ast.Subscript:
        return node.slice.__class__ is ast.Constant and node.slice.value == "content"
    if node.__class__ is ast.Call and last_name(node.func) == "strip" and not node.args:
        return _is_content(_first(getattr(node.func, "value", None)))
    if node.__class__ is ast.Call and last_name(node.func) == "getattr" and len(node.args) > 1:
        return node.args[1].__class__ is ast.Constant and node.args[1].value in _CONTENTS
    if node.__class__ is ast.Call and last_name(node.func) == "get" and node.args:
        return node.args[0].__class__ is ast.Constant and node.args[0].value == "content"
    # A name may stand in its own value: ``content = content or "…"``.
    if node.__class__ is ast.Name and node.id not in seen:
        if not _SAID.search(node.id):
            return False
        bindings = node.scope.bindings.get(node.id, ())
        return any(
            _beside_tools(b)
            or (
                b.how in ("value", "augment")
                and b.value is not None
                and (b.how == "augment" or b.value.__class__ is not ast.Name)
                and _is_content(_made_of(b.value), (*seen, node.id))
            )
            for b in bindings
        )
    return False


def _beside_tools(binding: Any) -> bool:
    """Say whether a text is given beside tool calls: ``text, tool_calls = ask()``."""
    targets = getattr(binding.node, "targets", ()) if binding.how == "item" else ()
    return any(
        t.__class__ is ast.Tuple and any(getattr(e, "id", "") == "tool_calls" for e in t.elts)
        for t in targets
    )


def _made_of(value: Any) -> Any:
    """Return what a text is made of: of ``clean(message.content or "")``, ``message.content``."""
    value = _first(value)
    plain = value.__class__ is ast.Call and value.func.__class__ is ast.Name and value.args
    if plain and value.func.id not in ("len", "getattr"):
        return _first(value.args[0])
    return value


def _first(node: Any) -> Any:
    while node.__class__ is ast.BoolOp:
        node = node.values[0]
    return node


def _mentions(statements: list[Any], tools: list[Any]) -> bool:
    wanted = {id(tool) for tool in tools}
    return any(id(inner) in wanted for statement in statements for inner in walk(statement))


# Around a read of content, each of these may ask for the tool calls first.
_LOOKS = (ast.If, ast.While, ast.For, ast.AsyncFor)
_PARTS = (ast.For, ast.AsyncFor)


def _looked_before(node: Any, tools: list[Any]) -> bool:
    """Say whether the tool calls were tested before, in an outer or an earlier ``if``."""
    child = node
    for parent in ancestors(node):
        if parent.__class__ in (ast.If, ast.IfExp, ast.While) and _mentions([parent.test], tools):
            return True
        for name in ("body", "orelse"):
            branch = getattr(parent, name, None)
            if isinstance(branch, list) and child in branch:
                for earlier in branch[: branch.index(child)]:
                    looked_at = getattr(earlier, "test", getattr(earlier, "iter", None))
                    if earlier.__class__ not in _LOOKS or _is_neither(looked_at):
                        continue
                    if _mentions([looked_at], tools):
                        return True
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            return False
        child = parent
    return False


def _goes_on(node: Any) -> bool:
    """Say whether an ``elif`` looks at the same content as the ``if`` before it."""
    before = node.parent
    return (
        before.__class__ is ast.If
        and before.orelse == [node]
        and _content_test(before.test) == _content_test(node.test) == "present"
    )


def _is_neither(test: Any) -> bool:
    """Say whether a test is for an empty turn: ``not text and not calls``."""
    return (
        test.__class__ is ast.BoolOp
        and test.op.__class__ is ast.And
        and all(v.__class__ is ast.UnaryOp and v.op.__class__ is ast.Not for v in test.values)
    )


def _leaves(body: list[Any]) -> bool:
    said = [*body, *(inner for s in body if s.__class__ in _PARTS for inner in s.body)]
    calls = [
        s.value.value if s.value.__class__ is ast.Await else s.value
        for s in said
        if s.__class__ is ast.Expr
    ]
    return any(s.__class__ in (ast.Return, ast.Break, ast.Continue) for s in body) or any(
        call.__class__ is ast.Call and last_name(call.func) in _SHOWS for call in calls
    )


def _after(node: Any, tools: list[Any]) -> bool:
    return any(tool.lineno > node.end_lineno for tool in tools)
