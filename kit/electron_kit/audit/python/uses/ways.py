"""The words in which a value is followed: steps, ends, trails."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from ..known import WRAPPERS
from ..readers import holder
from ..resolve.resolver import Resolver
from ..tree import dotted, last_name, place_of, walk

# What shows a value to a person: nothing goes on from there.
SHOWN = {
    "print", "debug", "info", "warning", "warn", "error", "exception", "log", "critical", "write",
    "echo", "secho", "markdown", "caption", "success", "title", "pprint", "rule",
}  # fmt: skip
# What only looks at a value.
TESTS = {"len", "bool", "isinstance", "any", "all", "callable", "type", "repr", "id", "hasattr"}
# What gives back what it got, in another form: the way goes on.
SAME = {"dumps", "str", "cast", "SecretStr", "Secret", "run", "wait_for", "shield", "deepcopy"}
SAME_METHODS = {"strip", "lstrip", "rstrip", "get_secret_value", "encode", "decode", "copy"}
# What a program decides by: for a model's name, that is logic of its own.
LOGIC = {"startswith", "endswith", "split", "lower", "upper", "find", "replace", "removeprefix"}
OPTIONS = {"add_argument", "add_option", "option"}
# A client that these give is the same, and what these do to it is no use by others.
CLIENT_SAME = {"with_options", "copy"}
CLIENT_ENDS = {"close", "aclose", "is_closed", "is_close"}
SESSION = "@session"
SESSIONS = {"ClientSession", "Session", "Client", "AsyncClient"}


@dataclass(frozen=True, slots=True)
class Step:
    """A place on a value's way: a node, what of it is meant, and whether it is in doubt."""

    node: Any
    path: tuple[str, ...] = ()
    doubt: bool = False


def argument_at(function: Any, argument: Any, shift: int) -> str:
    """Return how many arguments come before a parameter's where it is given by position."""
    positional = [*function.args.posonlyargs, *function.args.args]
    return str(positional.index(argument) - shift) if argument in positional else ""


def path_roots(name: str) -> bool:
    """Say whether a name is of a package that sends requests by hand."""
    return name.partition(".")[0] in ("aiohttp", "httpx", "requests", "niquests", "httpx2")


def wraps(name: str) -> bool:
    """Say whether a function takes a client and gives one that is used like it."""
    return WRAPPERS.search(name) is not None


def constant(node: Any) -> bool:
    """Say whether an expression is written out."""
    return node.__class__ is ast.Constant


def limited(annotation: Any, resolver: Resolver) -> bool:
    """Say whether a type allows some texts only: ``Literal["gpt-4o"]``, or a name for one."""
    if annotation is None:
        return False
    for node in walk(annotation):
        if node.__class__ not in (ast.Name, ast.Attribute):
            continue
        if last_name(node) == "Literal":
            return True
        scope = holder(node.id, node.scope) if node.__class__ is ast.Name else None
        for binding in scope.bindings[node.id] if scope is not None else ():
            value = binding.value
            if value.__class__ is ast.Subscript and last_name(value.value) == "Literal":
                return True
            if binding.how == "import" and any(
                o.node.__class__ is ast.Subscript for o in resolver.of(node)
            ):
                return True
    return False


def described(node: Any) -> str:
    """Return how a sentence calls what a value ends in."""
    if node.__class__ is ast.Call:
        text = dotted(node.func) or last_name(node.func)
        if text:
            return f"`{text}`"
    if hasattr(node, "lineno"):
        text = " ".join(place_of(node).text.split())
        return f"`{text[:37]}…`" if len(text) > 40 else f"`{text}`"
    return "code that is not followed"
