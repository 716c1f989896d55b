"""What names are: bound in a scope, imported, exported, handed over by callers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..index import Module
from ..known import package
from ..scopes import Binding
from ..syntax import Node, string_value
from ..values import Obj
from ..written import arguments, first_argument, last_name
from .bounds import MANY, export_name
from .typed import said_clients

if TYPE_CHECKING:
    from .resolver import Resolver

# Callers that are asked what they pass: enough to tell by.
_SITES = 16

_ITERATORS = frozenset(
    {"map", "forEach", "filter", "flatMap", "find", "some", "every", "reduce", "for"}
)


def name_of(resolver: Resolver, node: Node) -> Iterable[Obj]:
    """Return what a name is."""
    text = node.text
    if text == "undefined":
        return (Obj("const", node, None),)
    bindings = node.scope.find(text) if node.scope is not None else None
    if bindings is None:
        return (Obj("global", node, name=text),)
    found: list[Obj] = []
    for binding in bindings[:MANY]:
        found += bound(resolver, binding, node.module, text)
    return found


def bound(resolver: Resolver, binding: Binding, module: Module, text: str) -> Iterable[Obj]:
    """Return what a binding gives its name.

    Args:
        resolver: What asks.
        binding: The binding.
        module: The module it stands in.
        text: The name.
    """
    how = binding.how
    if how in ("import", "type"):
        return _imported_of(resolver, binding, module)
    if how in ("function", "class"):
        return (Obj(how, binding.node),) if binding.node is not None else ()
    if how in ("enum", "shape"):
        return (Obj(how, binding.node),) if binding.node is not None else ()
    if how == "param":
        return _parameter_of(resolver, binding, module, text)
    if how == "each":
        return _path_of(resolver, resolver.elements_of(binding.node), binding)
    if how == "catch":
        return (Obj("unknown", binding.node, name="error"),) if binding.node is not None else ()
    found = list(_path_of(resolver, resolver.of(binding.node), binding))
    if binding.type is not None and not any(item.kind != "const" for item in found):
        found += resolver.typed(binding.type)
    elif not binding.path:
        cast = binding.node.cast if binding.node is not None else None
        found += said_clients(resolver, found, (binding.type, cast))
    return found


def _path_of(resolver: Resolver, items: Iterable[Obj], binding: Binding) -> list[Obj]:
    found = list(items)
    for key in binding.path:
        step: list[Obj] = []
        for item in found:
            if key == "...":
                step.append(item)
            elif isinstance(key, int):
                step += resolver.element_of(item, key)
            else:
                step += resolver.member(item, key, item.node)
        found = step
    if binding.default is not None:
        name = binding.target.text if binding.target is not None else ""
        found += [
            replace(i, route=i.route or f"default of parameter {name}")
            for i in resolver.of(binding.default)
        ]
    return found


def _imported_of(resolver: Resolver, binding: Binding, module: Module) -> Iterable[Obj]:
    return imported(resolver, binding.spec, binding.name, module, binding.node or module.root)


def imported(resolver: Resolver, spec: str, name: str, module: Module, node: Node) -> Iterable[Obj]:
    """Return what an import gives: an export of the project, or an external.

    Args:
        resolver: What asks.
        spec: What the import names.
        name: The exported name, ``default`` or ``*``.
        module: The importing module.
        node: The import.
    """
    target = resolver.project.find(spec, module)
    if target is None:
        base = package(spec)
        if name == "*":
            return (Obj("external", node, name=base),)
        return (Obj("external", node, name=f"{base}.{export_name(base, name)}"),)
    if name == "*":
        whole = target.exports.get("module.exports")
        if whole:
            return [item for export in whole for item in resolver.of(export.node)]
        return (Obj("module", target.root, data=target),)
    return exported(resolver, target, name, 0)


def exported(resolver: Resolver, module: Module, name: str, depth: int = 0) -> list[Obj]:
    """Return what a module offers under a name."""
    if depth > 8:
        return []
    found: list[Obj] = []
    for export in module.exports.get(name, ()):
        if export.node is not None:
            found += _export_value(resolver, export.node)
        else:
            target = resolver.project.find(export.spec, module)
            if target is None:
                found += imported(resolver, export.spec, export.name, module, module.root)
            elif export.name == "*":
                found.append(Obj("module", target.root, data=target))
            else:
                found += exported(resolver, target, export.name, depth + 1)
    if found:
        return found
    for export in module.exports.get("module.exports", ()):
        for item in resolver.of(export.node):
            found += resolver.member(item, name, item.node)
    if not found:
        for spec in module.stars:
            target = resolver.project.find(spec, module)
            if target is not None:
                found += exported(resolver, target, name, depth + 1)
    return found


def _export_value(resolver: Resolver, node: Node) -> Iterable[Obj]:
    if node.kind in ("identifier", "type_identifier", "shorthand_property_identifier_pattern"):
        bindings = node.module.scope.find(node.text) or []
        return [item for b in bindings for item in bound(resolver, b, node.module, node.text)]
    return resolver.of(node)


def _parameter_of(resolver: Resolver, binding: Binding, module: Module, text: str) -> Iterable[Obj]:
    function = binding.node
    if function is None:
        return ()
    found: list[Obj] = []
    if binding.default is not None:
        found += [
            replace(item, route=f"default of parameter {text}")
            for item in resolver.of(binding.default)
        ]
    plain = replace_binding(binding)
    for site in call_sites(resolver, function):
        given = arguments(site)
        if binding.index < 0 or any(a.kind == "spread_element" for a in given[: binding.index + 1]):
            continue
        if binding.index < len(given):
            found += [
                replace(item, route=item.route or f"parameter {text}")
                for item in _path_of(resolver, resolver.of(given[binding.index]), plain)
            ]
    parent = function.parent
    call = parent.parent if parent is not None and parent.kind == "arguments" else None
    if call is not None and call.kind == "call_expression":
        found += _callback_of(resolver, call, binding)
    if not found and binding.type is not None:
        typed = resolver.typed(binding.type)
        found += _path_of(resolver, typed, plain) if binding.path else typed
    return found


def _callback_of(resolver: Resolver, call: Node, binding: Binding) -> list[Obj]:
    callee = call.get("function")
    if callee is None or callee.kind != "member_expression":
        return []
    name = last_name(callee)
    position = 1 if name == "reduce" else 0
    if name in _ITERATORS and binding.index == position:
        return _path_of(
            resolver, resolver.elements_of(callee.get("object")), replace_binding(binding)
        )
    if name == "then" and binding.index == 0:
        return _path_of(resolver, resolver.of(callee.get("object")), replace_binding(binding))
    return []


def call_sites(resolver: Resolver, function: Node) -> list[Node]:
    """Return calls of a function in the project, as far as they were found."""
    known = resolver.sites.get(id(function))
    if known is not None:
        return known
    resolver.sites[id(function)] = []
    names, target = _called_as(resolver, function)
    found: list[Node] = []
    for name in sorted(names):
        # Each name by itself: of one of them, tests may hold as many calls as are looked at.
        most = len(found) + _SITES
        for call in resolver.project.calls(name)[:200]:
            if len(found) >= most:
                break
            callee = call.get("function") or call.get("constructor")
            if any(item.node is target for item in resolver.of(callee)):
                found.append(call)
    resolver.sites[id(function)] = found
    return found


def _called_as(resolver: Resolver, function: Node) -> tuple[set[str], Node]:
    names: set[str] = set()
    name = function.get("name")
    target = function
    if name is not None:
        names.add(name.text)
    if function.kind == "method_definition" and name is not None and name.text == "constructor":
        body = function.parent
        owner = body.parent if body is not None else None
        if owner is not None:
            target = owner
            label = owner.get("name")
            names = {label.text} if label is not None else set()
            names.add("super")
    parent = function.parent
    while parent is not None and parent.kind in (
        "parenthesized_expression",
        "call_expression",
        "arguments",
        "await_expression",
    ):
        parent = parent.parent
    if parent is not None:
        label = parent.get("name") or parent.get("key") or parent.get("property")
        if parent.kind == "assignment_expression":
            left = parent.get("left")
            if left is not None:
                names.add(last_name(left))
        elif label is not None and parent.kind in (
            "variable_declarator",
            "pair",
            "public_field_definition",
            "field_definition",
        ):
            names.add(label.text)
    # What is exported as default, and imported under any name; what an import renames.
    for export in function.module.exports.get("default", ()):
        if export.node is function or (
            export.node is not None
            and export.node.kind == "identifier"
            and export.node.text in names
        ):
            names |= resolver.project.aliases.get("default", set())
    # A module that is the function itself: ``module.exports = async function (request) { … }``.
    if any(export.node is function for export in function.module.exports.get("module.exports", ())):
        names |= _required_as(resolver, function.module)
    for name_text in list(names):
        names |= resolver.project.aliases.get(name_text, set())
    names.discard("")
    return names, target


def _required_as(resolver: Resolver, module: Module) -> set[str]:
    """Return what ``const ask = require("./ask")`` calls a module."""
    names: set[str] = set()
    for call in resolver.project.calls("require"):
        declared = call.parent
        if declared is None or declared.kind != "variable_declarator":
            continue
        label, given = declared.get("name"), first_argument(call)
        spec = string_value(given) if given is not None else None
        if label is None or label.kind != "identifier" or not spec:
            continue
        if resolver.project.find(spec, call.module) is module:
            names.add(label.text)
    return names


def replace_binding(binding: Binding) -> Binding:
    """Return a parameter's binding as one of a value, with its path and inner default."""
    default = binding.default if binding.path else None
    return Binding("value", None, binding.path, default, target=binding.target)
