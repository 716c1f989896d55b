"""How replies are read: content beside tool calls (C01)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, ContentUse, Fact
from .index import Module
from .resolve.flow import visible
from .tree import ancestors, enclosing_function, last_name, place_of, walk

# The SDK's class of what an assistant said, as it is put into a history.
_MESSAGE = "ChatCompletionAssistantMessageParam"


def content_uses(module: Module) -> Iterator[Fact]:
    """Yield where a module reads ``content`` in a way that a filler sentence upsets.

    Args:
        module: The module.
    """
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
    if not tools:
        yield from _dropped(module)
        return
    by_function: dict[int, list[Any]] = {}
    for tool in tools:
        by_function.setdefault(id(enclosing_function(tool)), []).append(tool)
    yield from _preferred(module, by_function)
    for node in [*module.nodes[ast.If], *module.nodes[ast.While]]:
        near = by_function.get(id(enclosing_function(node)))
        if not near:
            continue
        kind = _content_test(node.test)
        # A stream's pieces have content and calls apart anyway.
        if kind is None or "delta" in place_of(node.test).text:
            continue
        if kind == "absent" and (_mentions(node.body, near) or _mentions(node.orelse, near)):
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
    yield from _dropped(module)


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
        return bool(node.attr == "content")
    if node.__class__ is ast.Subscript:
        return node.slice.__class__ is ast.Constant and node.slice.value == "content"
    if node.__class__ is ast.Call and last_name(node.func) == "strip" and not node.args:
        return _is_content(getattr(node.func, "value", None))
    if node.__class__ is ast.Call and last_name(node.func) == "get" and node.args:
        return node.args[0].__class__ is ast.Constant and node.args[0].value == "content"
    # A name may stand in its own value: ``content = content or "…"``.
    if node.__class__ is ast.Name and node.id not in seen:
        if "content" not in node.id and node.id not in (
            "text",
            "reply",
            "answer",
            "response_text",
            "output",
        ):
            return False
        bindings = node.scope.bindings.get(node.id, ())
        return any(
            b.how == "value"
            and b.value is not None
            and b.value.__class__ is not ast.Name
            and _is_content(_first(b.value), (*seen, node.id))
            for b in bindings
        )
    return False


def _first(node: Any) -> Any:
    while node.__class__ is ast.BoolOp:
        node = node.values[0]
    return node


def _mentions(statements: list[Any], tools: list[Any]) -> bool:
    wanted = {id(tool) for tool in tools}
    return any(id(inner) in wanted for statement in statements for inner in walk(statement))


# Around a read of content, each of these may ask for the tool calls first.
_LOOKS = (ast.If, ast.While, ast.For, ast.AsyncFor)


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
                    if earlier.__class__ in _LOOKS and _mentions([looked_at], tools):
                        return True
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            return False
        child = parent
    return False


def _leaves(body: list[Any]) -> bool:
    calls = [
        s.value.value if s.value.__class__ is ast.Await else s.value
        for s in body
        if s.__class__ is ast.Expr
    ]
    return any(s.__class__ in (ast.Return, ast.Break, ast.Continue) for s in body) or any(
        call.__class__ is ast.Call
        and last_name(call.func) in ("print", "write", "markdown", "send")
        for call in calls
    )


def _after(node: Any, tools: list[Any]) -> bool:
    return any(tool.lineno > node.end_lineno for tool in tools)


def _dropped(module: Module) -> Iterator[Fact]:
    """Yield assistant messages with tool calls whose content is None or missing."""
    made = [*module.calls.get("dict", ()), *module.calls.get(_MESSAGE, ())]
    for node in [*module.nodes[ast.Dict], *made]:
        entries = _entries(node)
        role = entries.get("role")
        if "tool_calls" not in entries and "function_call" not in entries:
            continue
        if role.__class__ is not ast.Constant or role.value != "assistant":
            continue
        value = entries.get("tool_calls", entries.get("function_call"))
        if (value.__class__ is ast.Constant and value.value is None) or _made_up(value):
            continue
        content = entries.get("content")
        if None in entries or _added_later(node, module):
            continue
        if content is None or (content.__class__ is ast.Constant and content.value in (None, "")):
            yield ContentUse(place=place_of(node), how="content-dropped")


def _entries(node: Any) -> dict[Any, Any]:
    """Return the entries of a dictionary's display or of ``dict(…)``; None for what is unpacked."""
    if node.__class__ is ast.Call:
        return {k.arg: k.value for k in node.keywords}
    return {
        getattr(key, "value", None): value
        for key, value in zip(node.keys, node.values, strict=True)
        if key is None or key.__class__ is ast.Constant
    }


def _made_up(calls: Any) -> bool:
    """Say whether tool calls are the program's own, and no model asked for them.

    They have a tool's name as a literal, or an id that the program makes for them.
    """
    return calls.__class__ is ast.List and any(
        inner.__class__ is ast.Dict
        and any(
            key.__class__ is ast.Constant
            and (
                (key.value == "name" and value.__class__ is ast.Constant)
                or (key.value == "id" and _is_invented(value))
            )
            for key, value in zip(inner.keys, inner.values, strict=True)
        )
        for inner in walk(calls)
    )


def _is_invented(value: Any) -> bool:
    """Say whether an id is put together here: ``f"call_{n}"``, ``str(uuid4())``."""
    if value.__class__ is ast.Name:
        bound = visible(value.scope.bindings.get(value.id, []), value)
        return bool(bound) and all(
            b.how == "value" and b.value.__class__ is not ast.Name and _is_invented(b.value)
            for b in bound
        )
    if value.__class__ in (ast.JoinedStr, ast.Constant):
        return not any(
            n.__class__ is ast.Attribute and n.attr in ("id", "call_id") for n in walk(value)
        )
    return value.__class__ is ast.Call and any(
        last_name(n) in ("uuid4", "uuid1", "token_hex", "randint")
        for n in walk(value)
        if n.__class__ in (ast.Name, ast.Attribute)
    )


def _added_later(node: Any, module: Module) -> bool:
    """Say whether ``message["content"] = …`` follows the message's display."""
    statement: Any = node.parent
    if statement.__class__ not in (ast.Assign, ast.AnnAssign):
        return False
    target = statement.targets[0] if statement.__class__ is ast.Assign else statement.target
    return any(
        change.__class__ is tuple
        and change[0].scope is statement.scope
        and change[0].slice.__class__ is ast.Constant
        and change[0].slice.value == "content"
        for change in module.items.get(last_name(target), ())
    )
