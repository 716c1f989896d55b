"""Where a name's value comes from: its bindings, a parameter's callers, imports and exports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..index import Module
from ..resolve.bindings import replace_binding
from ..scopes import Binding
from ..syntax import Node
from ..written import arguments, dotted, last_name
from .origin import Origin

if TYPE_CHECKING:
    from .walk import Origins

# Modules that only hand on what others export: a chain may be a circle.
_DEPTH = 8


def of_name(origins: Origins, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
    """Yield where a name's value comes from, by each of its bindings."""
    text = node.text
    if text == "undefined":
        yield Origin("none", node)
        return
    bindings = node.scope.find(text)
    if bindings is None:
        yield Origin("open", node, text)
        return
    for binding in list(bindings):
        yield from of_binding(origins, binding, node.module, text, path)


def of_binding(
    origins: Origins, binding: Binding, module: Module, text: str, path: tuple[str | int, ...]
) -> Iterator[Origin]:
    """Yield where one binding's value comes from."""
    how = binding.how
    if binding.default is not None:
        yield from origins.of(binding.default, path)
    if how == "value":
        if binding.node is not None:
            yield from _taken(origins, binding.node, binding, path)
    elif how == "param" and binding.node is not None:
        yield from _parameter(origins, binding, text, path)
    elif how == "import":
        yield from _imported(origins, binding, module, path)
    elif how == "each" and binding.node is not None:
        yield from _elements(origins, binding.node, (*binding.path, *path))
    elif how not in ("type", "shape"):
        node = binding.node if binding.node is not None else module.root
        yield from origins.within(node, path) if path else [Origin("open", node, text)]


def _taken(
    origins: Origins, node: Node, binding: Binding, path: tuple[str | int, ...]
) -> Iterator[Origin]:
    """Yield what destructuring takes; of the environment, a variable."""
    if len(binding.path) == 1 and binding.target is not None and not path:
        for item in origins.resolver.of(node):
            if item.kind == "global":
                name = str(binding.path[0])
                if any(i.kind == "env" for i in origins.resolver.member(item, name, node)):
                    yield Origin("env", binding.target, name)
                    return
    yield from origins.of(node, (*binding.path, *path))


def _parameter(
    origins: Origins, binding: Binding, text: str, path: tuple[str | int, ...]
) -> Iterator[Origin]:
    function = binding.node
    assert function is not None  # noqa: S101 - for the type checker
    inner = (*replace_binding(binding).path, *path)
    sites = origins.resolver.call_sites(function)
    for site in sites:
        given = arguments(site)
        if binding.index < 0 or any(a.kind == "spread_element" for a in given):
            yield Origin("open", site, text)
        elif binding.index < len(given):
            yield from origins.of(given[binding.index], inner)
    if sites:
        return
    parent = function.parent
    if parent is not None and parent.kind == "arguments":
        call = parent.parent
        callee = call.get("function") if call is not None else None
        owner = callee.get("object") if callee is not None else None
        if owner is not None and last_name(callee or owner) in ("map", "forEach", "flatMap"):
            yield from _elements(origins, owner, inner)
            return
    if binding.default is None:
        yield Origin("caller", binding.target or function, text)


def _elements(origins: Origins, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
    items = origins.resolver.of(node)
    if not items or any(item.kind != "array" for item in items):
        yield Origin("open", node, dotted(node))
        return
    for item in items:
        for child in item.node.children:
            yield from origins.of(child, path)


def _imported(
    origins: Origins, binding: Binding, module: Module, path: tuple[str | int, ...]
) -> Iterator[Origin]:
    name = binding.name
    target = origins.resolver.project.find(binding.spec, module)
    node = binding.node if binding.node is not None else module.root
    if target is None:
        yield Origin("open", node, name)
    elif name == "*":
        if path:
            yield from of_export(origins, target, str(path[0]), path[1:], asked=node)
        else:
            yield Origin("open", node, name)
    else:
        yield from of_export(origins, target, name, path, asked=node)


def of_export(
    origins: Origins,
    module: Module,
    name: str,
    path: tuple[str | int, ...],
    *,
    asked: Node,
    depth: int = 0,
) -> Iterator[Origin]:
    """Yield where what a module exports under a name comes from."""
    exports = module.exports.get(name, ())
    whole = module.exports.get("module.exports", ()) if not exports else ()
    for export in exports:
        if export.node is not None:
            yield from _export_value(origins, export.node, path)
        elif (target := origins.resolver.project.find(export.spec, module)) and depth < _DEPTH:
            yield from of_export(origins, target, export.name, path, asked=asked, depth=depth + 1)
        else:
            yield Origin("open", asked, name)
    for export in whole:
        if export.node is not None:
            yield from origins.of(export.node, (name, *path))
    if exports or whole:
        return
    for spec in module.stars:
        found = origins.resolver.project.find(spec, module)
        if found is not None and name in found.exports:
            yield from of_export(origins, found, name, path, asked=asked, depth=depth + 1)
            return
    yield Origin("open", asked, name)


def _export_value(origins: Origins, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
    if node.kind in ("identifier", "shorthand_property_identifier_pattern"):
        for binding in node.module.scope.find(node.text) or ():
            yield from of_binding(origins, binding, node.module, node.text, path)
        return
    yield from origins.of(node, path)
