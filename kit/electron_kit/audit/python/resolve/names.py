"""What a name may be: bindings, imports, what other modules export."""

from __future__ import annotations

import ast
from typing import Any

from ..index import Module
from ..scopes import Binding, Scope
from ..values import Obj, distinct
from .flow import visible


class Names:
    """A part of the resolver: what a name may be: bindings, imports, what other modules export."""

    def name(self, node: ast.Name) -> list[Obj]:
        """Return what a name may be where it is used."""
        return self.lookup(node.id, node.scope, node)

    def lookup(self, name: str, scope: Scope, use: Any = None) -> list[Obj]:
        """Return what a name may be in a scope.

        Args:
            name: The name.
            scope: Where it is looked up.
            use: The node that uses it, to leave out assignments that are hidden there.
        """
        start, current = scope, scope
        while current is not None:
            bindings = current.bindings.get(name)
            if bindings and (current is start or not isinstance(current.node, ast.ClassDef)):
                if use is not None and current is start and len(bindings) > 1:
                    return self.bound(visible(bindings, use), name, current)
                return self.bound_by_all(bindings, name, current)
            current = current.parent  # type: ignore[assignment]
        for base, level in scope.module.stars:
            other = self.project.find(base, level, scope.module)
            if other is not None and other is not scope.module:
                found = self.exported(other, name)
                if found:
                    return found
            elif other is None and base in ("openai", "litellm", "langfuse.openai"):
                return [Obj("ext", use, f"{base}.{name}")]
        return [Obj("ext", use, f"builtins.{name}")]

    def bound_by_all(self, bindings: list[Binding], name: str, scope: Scope) -> list[Obj]:
        """Return what all bindings of a name give: the same wherever it is used."""
        known = self._bound.get(id(bindings))
        if known is not None:
            return known
        before = self._cuts, self._loops
        found = self.bound(bindings, name, scope)
        if before == (self._cuts, self._loops):
            self._bound[id(bindings)] = found
        return found

    def bound(self, bindings: list[Binding], name: str, scope: Scope) -> list[Obj]:
        """Return what the bindings of a name give together."""
        found: list[Obj] = []
        for binding in bindings[-16:]:
            found += self.binding(binding, name, scope)
        return distinct(found)

    def binding(self, binding: Binding, name: str, scope: Scope) -> list[Obj]:
        """Return what one binding gives."""
        how = binding.how
        if how == "value":
            if binding.value is None:
                return self.annotated(binding.node.annotation, scope)
            found = self.of(binding.value)
            if binding.name == "annotated" and all(map(_is_unknown, found)):
                return found + self.annotated(binding.node.annotation, scope)
            if scope.node is None or isinstance(scope.node, ast.ClassDef):
                return [o.by(f"constant {name}") if o.kind == "const" else o for o in found]
            return found
        if how == "import":
            return self.imported(binding, scope)
        if how == "def":
            return [Obj("func", binding.node, name)]
        if how == "class":
            return [Obj("class", binding.node, name)]
        if how == "param":
            return self.parameter(binding, name)
        if how == "with":
            return self.entered(binding.value)
        if how == "item":
            return self.element(binding.value, binding.name)
        if how == "augment":
            return []
        return []

    def imported(self, binding: Binding, scope: Scope) -> list[Obj]:
        """Return what an imported name is: a project's module, a name in one, or another's."""
        module = scope.module
        whole = self.project.find(binding.name, binding.level, module)
        base, _, last = binding.name.rpartition(".")
        if isinstance(binding.node, ast.ImportFrom):
            source = self.project.find(base, binding.level, module)
            if source is not None and source is not module:
                found = self.exported(source, last)
                if found:
                    return found
                if last in source.scope.bindings:
                    # A search that was cut off does not make the project's own a library's.
                    return [Obj("path", binding.node, f"import:{binding.name}")]
            if whole is not None and whole is not module:
                return [Obj("module", binding.node, whole.name, whole)]
            if binding.level:
                return [Obj("path", binding.node, f"import:{binding.name}")]
        elif whole is not None and whole is not module:
            return [Obj("module", binding.node, whole.name, whole)]
        return [Obj("ext", binding.node, binding.name)]

    def exported(self, module: Module, name: str) -> list[Obj]:
        """Return what a name of another module of the project is."""
        key = (id(module), name)
        if key in self._busy:
            self._cuts += 1
            return []
        self._busy.add(key)
        try:
            if name in module.scope.bindings:
                return self.bound_by_all(module.scope.bindings[name], name, module.scope)
            for base, level in module.stars:
                other = self.project.find(base, level, module)
                if other is not None and other is not module:
                    found = self.exported(other, name)
                    if found:
                        return found
            if module.is_package:
                inner = self.project.find(name, 1, module)
                if inner is not None:
                    return [Obj("module", None, inner.name, inner)]
        finally:
            self._busy.discard(key)
        return []


def _is_unknown(item: Obj) -> bool:
    """Say whether an object's type is out of sight: so what is said of it is all that there is.

    ``client: AsyncOpenAI = entry.runtime_data``, of another library's object or function.
    """
    if item.kind == "made":
        return bool(item.path) or not item.name.rpartition(".")[2][:1].isupper()
    return item.kind in ("path", "param")
