"""Values that a program takes from a JSON file that it reads or imports."""

from __future__ import annotations

from .resolve import Resolver
from .syntax import Node, string_value
from .written import arguments, bare, last_name

_ENDING = ".json"


def entry_of(node: Node, resolver: Resolver) -> str:
    """Return the entry that an expression reads, as ``config.json#model``; or an empty text.

    Args:
        node: Such as ``config.openai.model``.
        resolver: The project's resolver.
    """
    found = read_of(node, resolver)
    return _joined(found[0], found[2]) if found is not None else ""


def read_of(node: Node, resolver: Resolver) -> tuple[str, Node, list[str]] | None:
    """Return the file that an expression reads, what gives its content, and the keys in that.

    Args:
        node: Such as ``config.openai.model``.
        resolver: The project's resolver.
    """
    keys: list[str] = []
    node = bare(node)
    while node.kind in ("member_expression", "subscript_expression"):
        index = node.get("index")
        key = string_value(index) if index is not None else last_name(node)
        owner = node.get("object")
        if not key or owner is None:
            return None
        keys.insert(0, key)
        node = bare(owner)
    bindings = node.scope.find(node.text) if node.kind == "identifier" else None
    if bindings is None or len(bindings) != 1 or bindings[0].node is None:
        return None
    binding = bindings[0]
    keys = [*(str(part) for part in binding.path), *keys]
    if not keys or binding.node is None:
        return None
    if binding.how == "import":
        plain = binding.name == "default" and binding.spec.endswith(_ENDING)
        return (binding.spec, node, keys) if plain else None
    if binding.how != "value":
        return None
    value = bare(binding.node)
    if value.kind == "call_expression":
        path = _file(value, resolver)
        return (path, value, keys) if path else None
    above = read_of(value, resolver)
    return (above[0], above[1], [*above[2], *keys]) if above is not None else None


def _joined(path: str, keys: list[str]) -> str:
    return f"{base(path)}#{'.'.join(keys)}"


def base(path: str) -> str:
    """Return a path's last part."""
    return path.replace("\\", "/").rpartition("/")[2]


def _file(call: Node, resolver: Resolver) -> str:
    """Return the one JSON file that a call reads and parses, or an empty text."""
    callee = call.get("function")
    text = callee.text if callee is not None else ""
    if text not in ("JSON.parse", "require"):
        return ""
    found = set()
    for argument in arguments(call)[:1]:
        for node in argument.walk():
            if node.kind in ("string", "identifier"):
                items = resolver.of(node)
                found |= {i.data for i in items if i.kind == "const" and isinstance(i.data, str)}
    named = {path for path in found if path.endswith(_ENDING)}
    return named.pop() if len(named) == 1 else ""
