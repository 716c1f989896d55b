"""What an attribute may be: of modules, instances, clients, parsed arguments."""

from __future__ import annotations

import ast
from typing import Any

from ..scopes import Scope
from ..tree import dotted, last_name
from ..values import Obj, distinct

_MADE = 12
"""So many constructions of a data class are looked at for what its fields are given."""
# Attributes of a client that are the same client: they change an answer's form, not who gives it.
_SAME_CLIENT = {"with_raw_response", "with_streaming_response", "beta"}


class Members:
    """A part of the resolver: what an attribute may be."""

    def attribute(self, node: ast.Attribute) -> list[Obj]:
        """Return what an attribute may be."""
        bases = self.of(node.value)
        found: list[Obj] = []
        for base in bases:
            found += self.attribute_of(base, node.attr, node)
        if not found:
            text = dotted(node) or f"?.{node.attr}"
            if text.startswith("?"):
                inner = [b for b in bases if b.kind == "path"]
                text = f"{inner[0].name}.{node.attr}" if inner else text
            return [Obj("path", node, text)]
        return found

    def attribute_of(self, base: Obj, name: str, node: Any) -> list[Obj]:
        """Return what an attribute of one object may be."""
        kind = base.kind
        if kind == "ext":
            return [Obj("ext", node, f"{base.name}.{name}", confidence=base.confidence)]
        if kind == "module":
            return self.exported(base.data, name)
        if kind in ("inst", "class"):
            return self.member(base, name, node)
        if kind == "made":
            if base.name == "argparse.Namespace" or base.name.endswith(".parse_args"):
                return self.parsed_argument(base, name)
            if name in _SAME_CLIENT:
                return [base]
            return [
                Obj("made", base.node, base.name, base.data, (*base.path, name), base.confidence)
            ]
        if kind == "const" and name in ("value", "name"):
            return [base]
        if kind == "func" and name in ("remote", "delay", "aio", "fn", "func"):
            return [base]
        if kind in ("path", "param"):
            return [Obj("path", node, f"{base.name}.{name}", confidence=base.confidence)]
        if kind == "dict":
            return [o for v in self.dict_values(base).get(name, ()) for o in self.of(v)]
        if kind == "partial" and name == "func":
            return [base.data]
        return []

    def member(self, base: Obj, name: str, node: Any) -> list[Obj]:
        """Return what a class's or an instance's attribute may be, by all assignments to it."""
        given = self._given(base, name)
        if given:
            return given
        key = ("member", id(base.node), name)
        if key in self._busy:
            self._loops += 1
            return []
        known = self._members.get(key)
        if known is not None:
            return known
        self._busy.add(key)
        found: list[Obj] = []
        try:
            for klass in self.ancestry(base.node):
                bindings = klass.inner.bindings.get(name)
                if bindings:
                    for item in self.bound(bindings, name, klass.inner):
                        if item.kind == "func" and is_property(item.node):
                            found += self.returned(item.node)
                        else:
                            found.append(item)
                module = klass.scope.module
                for target, binding, scope in module.attributes.get(name, ()):
                    if self._belongs(target, scope, klass):
                        found += self.binding(binding, name, scope)
                if any(o.kind not in ("param", "path") for o in found):
                    break
            if base.kind == "inst" and base.data is None:
                found += self._overridden(base.node, name)
                found += self._constructed(base.node, name)
            if not found:
                # Set on an object from outside, or in a subclass that the instance may be of.
                for _, binding, scope in self.project.attributes(name):
                    inside = class_of(scope)
                    if inside is not None and self.inherits(inside, base.node):
                        found += self.binding(binding, name, scope)
        finally:
            self._busy.discard(key)
        found = distinct(found)
        if found:
            self._members[key] = found
        return found

    def _overridden(self, klass: ast.ClassDef, name: str) -> list[Obj]:
        """Return what classes that inherit from one set in its stead: ``self`` may be of them."""
        found: list[Obj] = []
        for heir in self.project.holders(name):
            if heir is not klass and self.inherits(heir, klass):
                for item in self.bound(heir.inner.bindings[name], name, heir.inner):
                    read = item.kind == "func" and is_property(item.node)
                    found += self.returned(item.node) if read else [item]
        for target, binding, scope in self.project.attributes(name):
            inside = class_of(scope)
            if inside is None or inside is klass or target.value.__class__ is not ast.Name:
                continue
            if target.value.id == "self" and self.inherits(inside, klass):
                found += self.binding(binding, name, scope)
        # A method or a client of its own is another matter: who asks for those asks by the class.
        return [item for item in found if item.kind in ("const", "env", "dict", "class")]

    def _constructed(self, klass: ast.ClassDef, name: str) -> list[Obj]:
        """Return what the project gives a data class's field wherever it makes one."""
        if name not in field_names(klass) or "__init__" in klass.inner.bindings:
            return []
        found: list[Obj] = []
        for call in self.project.calls(klass.name)[:_MADE]:
            for keyword in call.keywords:
                if keyword.arg == name:
                    found += [o for o in self.of(keyword.value) if o.kind in ("dict", "const")]
        return found

    def _given(self, base: Obj, name: str) -> list[Obj]:
        """Return what a data class's field was given where the instance was made."""
        call = base.data if base.kind == "inst" and base.data.__class__ is ast.Call else None
        if call is None or name not in base.node.inner.bindings:
            return []
        if any("__init__" in klass.inner.bindings for klass in self.ancestry(base.node)):
            return []
        fields = field_names(base.node)
        for keyword in call.keywords:
            if keyword.arg == name:
                return self.of(keyword.value)
        at = fields.index(name) if name in fields else len(call.args)
        return self.of(call.args[at]) if at < len(call.args) else []

    def _belongs(self, target: ast.Attribute, scope: Scope, klass: ast.ClassDef) -> bool:
        if target.value.__class__ is not ast.Name:
            return False
        if target.value.id in ("self", "cls", klass.name):
            return class_of(scope) is klass or target.value.id == klass.name
        return False

    def parsed_argument(self, base: Obj, name: str) -> list[Obj]:
        """Return the default of a command-line argument of argparse."""
        found: list[Obj] = []
        unit_module = base.node.scope.module if base.node is not None else None
        modules = [unit_module] if unit_module is not None else self.project.every
        for module in modules:
            for call in module.calls.get("add_argument", ()):
                spelled = [
                    str(a.value).lstrip("-").replace("-", "_")
                    for a in call.args
                    if a.__class__ is ast.Constant
                ]
                keywords = {k.arg: k.value for k in call.keywords}
                dest = keywords.get("dest")
                if dest.__class__ is ast.Constant:
                    spelled = [str(dest.value)]
                if name in spelled and "default" in keywords:
                    found += [
                        o.by(f"default of option {name}") for o in self.of(keywords["default"])
                    ]
        return found or [Obj("path", base.node, f"args.{name}")]


def field_names(klass: ast.ClassDef) -> list[str]:
    """Return the names of a data class's fields, in their order."""
    return [
        statement.target.id
        for statement in klass.body
        if statement.__class__ is ast.AnnAssign and statement.target.__class__ is ast.Name
    ]


def class_of(scope: Scope | None) -> ast.ClassDef | None:
    """Return the class around a scope, or None."""
    while scope is not None:
        if isinstance(scope.node, ast.ClassDef):
            return scope.node
        scope = scope.parent
    return None


def is_property(function: Any) -> bool:
    """Say whether a method is read like an attribute."""
    return any(
        "property" in last_name(d) or last_name(d) in ("getter",)
        for d in getattr(function, "decorator_list", ())
    )
