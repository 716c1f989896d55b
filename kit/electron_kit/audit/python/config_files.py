"""Values that a program takes from a configuration file that it reads."""

from __future__ import annotations

import ast
from typing import Any

from .readers import holder
from .resolve.resolver import Resolver
from .tree import last_name, walk

# Readers that give a file's entries as they are written; others may change them.
_LOADERS = {
    "json.load", "json.loads", "tomllib.load", "tomllib.loads", "tomli.load", "tomli.loads",
    "toml.load", "toml.loads", "yaml.safe_load", "yaml.load", "yaml.full_load",
}  # fmt: skip
_NAMES = (".json", ".toml", ".yaml", ".yml")


def entry_of(expression: Any, resolver: Resolver) -> str:
    """Return the entry that an expression reads, as ``config.json#model``; or an empty string.

    Args:
        expression: Such as ``config["openai"]["model"]``.
        resolver: The project's resolver.
    """
    found = read_of(expression, resolver)
    return f"{found[0]}#{'.'.join(found[2])}" if found is not None else ""


def read_of(expression: Any, resolver: Resolver) -> tuple[str, list[Any], list[str]] | None:
    """Return the file that an expression reads, the calls that load it, and the keys in that.

    Args:
        expression: Such as ``config["openai"]["model"]``.
        resolver: The project's resolver.
    """
    keys: list[str] = []
    node = expression
    while True:
        if node.__class__ is ast.Subscript and node.slice.__class__ is ast.Constant:
            keys.insert(0, str(node.slice.value))
            node = node.value
        elif _is_get(node):
            keys.insert(0, str(node.args[0].value))
            node = node.func.value
        else:
            break
    if not keys:
        return None
    if node.__class__ is ast.Name and (outer := _assigned(node)) is not None:
        # ``llm = settings["llm"]`` and then ``llm["model"]``.
        above = read_of(outer, resolver)
        if above is not None:
            return above[0], above[1], [*above[2], *keys]
    loads = [item.node for item in resolver.of(node) if item.name in _LOADERS]
    others = [item for item in resolver.of(node) if item.name not in _LOADERS]
    files = {_file(load, resolver) for load in loads}
    name = files.pop() if len(files) == 1 and not others else ""
    return (name, loads, keys) if name else None


def _assigned(name: ast.Name) -> Any:
    """Return the one expression that a name is assigned, or None."""
    scope = holder(name.id, name.scope)
    bindings = scope.bindings[name.id] if scope is not None else []
    return bindings[0].value if len(bindings) == 1 and bindings[0].how == "value" else None


def _is_get(node: Any) -> bool:
    return (
        node.__class__ is ast.Call
        and node.func.__class__ is ast.Attribute
        and node.func.attr == "get"
        and bool(node.args)
        and node.args[0].__class__ is ast.Constant
    )


def _file(call: Any, resolver: Resolver) -> str:
    """Return the name of the file that a loader is given, without its folder."""
    if call.__class__ is not ast.Call:
        return ""
    found = set()
    for argument in call.args[:1]:
        places = [argument, *(o.node for o in resolver.of(argument) if o.kind == "made")]
        if last_name(getattr(argument, "func", None)) in ("read", "read_text", "read_bytes"):
            owner = argument.func.value
            places += [o.node for o in resolver.of(owner) if o.kind == "made"]
        for place in places:
            for inner in walk(place):
                for item in resolver.of(inner) if inner.__class__ in _TEXTS else ():
                    if item.kind == "const" and str(item.data).endswith(_NAMES):
                        found.add(str(item.data).replace("\\", "/").rpartition("/")[2])
    return found.pop() if len(found) == 1 else ""


_TEXTS = (ast.Constant, ast.Name)
