"""What the items of lists and dictionaries may be."""

from __future__ import annotations

import ast
from typing import Any

from ..tree import last_name, own_nodes
from ..values import Obj

_CUTS = frozenset({"split", "rsplit", "partition", "rpartition"})
_BEFORE = ("openai:", "openai/")


class Containers:
    """A part of the resolver: what the items of lists and dictionaries may be."""

    def element(self, expression: Any, path: str, seen: tuple[Any, ...] = ()) -> list[Obj]:
        """Return what an item of an expression may be; `seen` are the generators on the way."""
        found: list[Obj] = self._parted(expression)
        index = [int(part) for part in path.split(".") if part]
        if expression.__class__ is ast.Call and last_name(expression.func) in (
            "enumerate",
            "zip",
            "product",
            "items",
            "values",
            "keys",
        ):
            return self.iterated(expression, index)
        if expression.__class__ is ast.Call and not index:
            found += self._yielded(expression, seen)
        for item in self.of(expression):
            if item.kind == "list":
                elements = self.elements(item) or self._appended(item.node)
                if index and item.node.__class__ in (ast.Tuple, ast.List) and len(index) == 1:
                    inner = [e for e in elements if e.__class__ in (ast.Tuple, ast.List)]
                    for element in inner or elements:
                        if element.__class__ in (ast.Tuple, ast.List) and inner:
                            if index[0] < len(element.elts):
                                found += self.of(element.elts[index[0]])
                        elif elements.index(element) == index[0]:
                            found += self.of(element)
                else:
                    for element in elements[:20]:
                        found += self.of(element)
            elif item.kind == "dict":
                for key in self.dict_keys(item)[:20]:
                    found += self.of(key)
        return found

    def _parted(self, expression: Any) -> list[Obj]:
        """Return the names with a vendor before them that are cut: ``"openai:o3".split(":")``."""
        if expression.__class__ is not ast.Call or last_name(expression.func) not in _CUTS:
            return []
        if expression.func.__class__ is not ast.Attribute:
            return []
        whole = self.of(expression.func.value)
        return [o for o in whole if o.kind == "const" and str(o.data).startswith(_BEFORE)]

    def _yielded(self, call: ast.Call, seen: tuple[Any, ...]) -> list[Obj]:
        """Return what a loop over a generator's call gets from it."""
        found: list[Obj] = []
        for target in self.of(call.func):
            if target.kind != "func" or target.node.__class__ is ast.Lambda:
                continue
            # A walk through a tree calls itself for the children.
            if target.node in seen:
                continue
            for node in own_nodes(target.node, (ast.Yield, ast.YieldFrom)):
                if node.value is not None:
                    whole = node.__class__ is ast.YieldFrom
                    further = (*seen, target.node)
                    found += self.element(node.value, "", further) if whole else self.of(node.value)
        return found

    def _appended(self, node: Any) -> list[Any]:
        """Return what is appended to a list that was put in a variable when it was empty."""
        parent = getattr(node, "parent", None)
        if node.__class__ is not ast.List or parent.__class__ not in (ast.Assign, ast.AnnAssign):
            return []
        target = parent.target if parent.__class__ is ast.AnnAssign else parent.targets[0]
        return [
            change.args[0]
            for change in node.scope.module.items.get(last_name(target), ())
            if change.__class__ is ast.Call
            and change.func.attr == "append"
            and len(change.args) == 1
            and (target.__class__ is ast.Attribute or change.scope is node.scope)
        ]

    def iterated(self, call: ast.Call, index: list[int]) -> list[Obj]:
        """Return what a loop over ``enumerate``, ``zip``, ``items`` and the like binds."""
        name = last_name(call.func)
        at = index[0] if index else 0
        if name == "enumerate" and call.args and at == 1:
            return self.element(call.args[0], "")
        if name in ("zip", "product") and at < len(call.args):
            return self.element(call.args[at], "")
        if call.func.__class__ is ast.Attribute:
            found = []
            for item in self.of(call.func.value):
                if item.kind == "dict":
                    if name == "values" or (name == "items" and at == 1):
                        values = [v for vs in self.dict_values(item).values() for v in vs]
                        found += [o for v in values[:20] for o in self.of(v)]
                    else:
                        found += [o for k in self.dict_keys(item)[:20] for o in self.of(k)]
            return found
        return []

    def elements(self, item: Obj) -> list[Any]:
        """Return a list's elements as expressions."""
        key = ("elements", id(item.node))
        if key in self._busy:
            self._loops += 1
            return []
        self._busy.add(key)
        try:
            return self._elements(item.node)
        finally:
            self._busy.discard(key)

    def _elements(self, node: Any) -> list[Any]:
        if node.__class__ in (ast.List, ast.Tuple, ast.Set):
            found = []
            for element in node.elts:
                if element.__class__ is ast.Starred:
                    for inner in self.of(element.value):
                        if inner.kind == "list":
                            found += self.elements(inner)
                else:
                    found.append(element)
            return found
        if node.__class__ in (ast.ListComp, ast.GeneratorExp, ast.SetComp):
            return [node.elt]
        if node.__class__ is ast.Call and node.args:
            # ``list(table)``
            return [k for o in self.of(node.args[0]) if o.kind == "dict" for k in self.dict_keys(o)]
        if node.__class__ is ast.BinOp:
            return [
                e
                for side in (node.left, node.right)
                for o in self.of(side)
                if o.kind == "list"
                for e in self.elements(o)
            ]
        return []

    def dict_keys(self, item: Obj) -> list[Any]:
        """Return a dictionary's keys as expressions."""
        if item.node.__class__ is ast.Dict:
            return [key for key in item.node.keys if key is not None]
        return []

    def dict_values(self, item: Obj) -> dict[str, list[Any]]:
        """Return a dictionary display's values as expressions, by constant key."""
        key = ("values", id(item.node))
        if key in self._busy:
            self._loops += 1
            return {}
        self._busy.add(key)
        try:
            return self._dict_values(item.node)
        finally:
            self._busy.discard(key)

    def _dict_values(self, node: Any) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        if node.__class__ is ast.Dict:
            for number, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
                if key is None:
                    for inner in self.of(value):
                        if inner.kind == "dict":
                            for name, values in self.dict_values(inner).items():
                                found.setdefault(name, []).extend(values)
                    continue
                spelled = [o.data for o in self.of(key) if o.kind == "const"]
                name = str(spelled[0]) if spelled else f"?{number}"
                found.setdefault(name, []).append(value)
        elif node.__class__ is ast.Call:
            for keyword in node.keywords:
                if keyword.arg is not None:
                    found.setdefault(keyword.arg, []).append(keyword.value)
                else:
                    for inner in self.of(keyword.value):
                        if inner.kind == "dict":
                            for name, values in self.dict_values(inner).items():
                                found.setdefault(name, []).extend(values)
            for argument in node.args:
                for inner in self.of(argument):
                    if inner.kind == "dict" and inner.node is not node:
                        for name, values in self.dict_values(inner).items():
                            found.setdefault(name, []).extend(values)
        return found

    def picked(self, item: Obj, key: Any) -> list[Obj]:
        """Return what a look-up in a dictionary gives: by a known key that one, else any."""
        values = self.dict_values(item)
        names = [str(o.data) for o in self.of(key) if o.kind == "const"] if key is not None else []
        if names:
            chosen = [v for name in names for v in values.get(name, ())]
        else:
            chosen = [v for vs in values.values() for v in vs]
        found = [o for v in chosen[:30] for o in self.of(v)]
        for change, binding in self.changes(item):
            if change.__class__ is ast.Subscript and binding.value is not None:
                spelled = [str(o.data) for o in self.of(change.slice) if o.kind == "const"]
                if not names or not spelled or spelled[0] in names:
                    found += self.of(binding.value)
        return [o.by("registry entry") for o in found]

    def changes(self, item: Obj) -> list[tuple[Any, Any]]:
        """Return the subscripts assigned to the variable that a display was first put in."""
        parent = getattr(item.node, "parent", None)
        name = ""
        if parent.__class__ is ast.Assign:
            name = last_name(parent.targets[0])
        elif parent.__class__ is ast.AnnAssign:
            name = last_name(parent.target)
        if not name:
            return []
        module = item.node.scope.module
        return [c for c in module.items.get(name, ()) if c.__class__ is tuple]

    def subscript(self, node: ast.Subscript) -> list[Obj]:
        """Return what an item may be."""
        found: list[Obj] = self._parted(node.value)
        for base in self.of(node.value):
            if base.kind == "ext" and base.name.endswith("environ"):
                if node.slice.__class__ is ast.Constant:
                    found.append(Obj("env", node, str(node.slice.value)))
            elif base.kind == "dict":
                found += self.picked(base, node.slice)
            elif base.kind == "list":
                elements = self.elements(base)
                at = node.slice
                number = at.value if at.__class__ is ast.Constant else None
                if isinstance(number, int) and -len(elements) <= number < len(elements):
                    elements = [elements[number]]
                found += [o for e in elements[:20] for o in self.of(e)]
            elif base.kind == "made":
                found.append(Obj("made", base.node, base.name, base.data, (*base.path, "[]")))
            elif base.kind == "class":
                found += self.enum_member(base, node.slice)
        return found

    def enum_member(self, base: Obj, key: Any) -> list[Obj]:
        """Return an enumeration's member by its name."""
        if key.__class__ is ast.Constant and isinstance(key.value, str):
            return self.member(base, key.value, key)
        return []
