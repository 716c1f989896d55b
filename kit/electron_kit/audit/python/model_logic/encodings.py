"""Tokens counted by a model's encoding, without a way out for names that are unknown."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ...facts import Fact, ModelLogic
from ..index import Module
from ..tree import ancestors, enclosing_function, last_name, place_of, walk
from .branches import PREFIX


def encodings(module: Module) -> Iterator[Fact]:
    """Yield token counts that need a model's encoding, without a way out for unknown names."""
    for name in ("encoding_for_model", "encoding_name_for_model", "get_encoding_for_model"):
        for call in module.calls.get(name, ()):
            if name == "encoding_for_model" and _guarded(call):
                continue
            yield ModelLogic(place=place_of(call), how="counts tokens by", detail=name)


def known_prices(module: Module) -> Iterator[Fact]:
    """Yield look-ups in LiteLLM's table of prices and windows, once for each function."""
    if not any(name.partition(".")[0] == "litellm" for name in module.imported):
        return
    told: set[int] = set()
    own = any(b.how != "import" for b in module.scope.bindings.get("model_cost", ()))
    for node in () if own else module.nodes[ast.Subscript]:
        if last_name(node.value) != "model_cost" or node.slice.__class__ is ast.Constant:
            continue
        function = id(enclosing_function(node))
        if function in told or isinstance(node.ctx, ast.Store) or _guarded(node):
            continue
        told.add(function)
        yield ModelLogic(place=place_of(node), how="looks up", detail="model_cost")


# Statements that one handler is about, beside the one that asks for the encoding.
_NEAR = 5


def _expects(handler: ast.ExceptHandler) -> bool:
    """Say whether a handler is for a name that is not known, or takes another encoding."""
    caught = handler.type.elts if handler.type.__class__ is ast.Tuple else [handler.type]
    if any(last_name(each) in ("KeyError", "LookupError", "ValueError") for each in caught):
        return True
    return any(
        inner.__class__ is ast.Call and last_name(inner.func) in ("get_encoding", "len")
        for statement in handler.body
        for inner in walk(statement)
    )


def _denies(test: Any) -> bool:
    if test.__class__ is ast.Compare:
        return test.ops[0].__class__ in (ast.NotIn, ast.NotEq)
    return test.__class__ is ast.UnaryOp and test.op.__class__ is ast.Not


def _asked_before(block: list[Any], node: Any) -> bool:
    """Say whether a block has left before, if the name is none of OpenAI's: that is the test."""
    return any(
        statement.__class__ is ast.If
        and statement.lineno < node.lineno
        and statement.body[-1].__class__ is ast.Return
        and not statement.orelse
        and any(
            inner.__class__ is ast.Constant
            and inner.value.__class__ is str
            and PREFIX.match(inner.value)
            for inner in walk(statement.test)
        )
        and any(_denies(inner) for inner in walk(statement.test))
        for statement in block
    )


def _guarded(node: Any) -> bool:
    child = node
    for parent in ancestors(node):
        if parent.__class__ is ast.Try and child in parent.body:
            # A handler that only raises again is no way out, nor is one for all that a long block
            # may meet.
            if any(
                h.body[-1].__class__ is not ast.Raise and (len(parent.body) <= _NEAR or _expects(h))
                for h in parent.handlers
            ):
                return True
        if parent.__class__ is ast.With:
            for item in parent.items:
                if "suppress" in last_name(getattr(item.context_expr, "func", item.context_expr)):
                    return True
        block = getattr(parent, "body", None)
        if block.__class__ is list and _asked_before(block, node):
            return True
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            return False
        child = parent
    return False
