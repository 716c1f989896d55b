"""Where a value comes from, to the last expression; and where that is not known, said so.

The resolver says what a value may be as far as it knows. A move has to know that it is all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .files import entry_of
from .index import Module
from .resolve import Resolver
from .resolve.bindings import replace_binding
from .scopes import FUNCTIONS, Binding
from .syntax import Node, string_value
from .values import Obj
from .written import arguments, bare, dotted, key_of, last_name

_SAME = frozenset({"trim", "toString", "String", "valueOf"})
_SCHEMAS = ("zod.", "joi.", "yup.", "valibot.", "envalid.", "@t3-oss/")
_MOST = 60


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from.

    Attributes:
        kind: ``env``, ``text``, ``none``, ``schema`` (the environment through a checked object),
            ``file`` (an entry of a JSON file),
            ``caller`` (a parameter whose callers are not in sight) or ``open``.
        node: The expression; of ``env`` the one that reads the variable.
        name: The variable, the text, the parameter, or what is not followed.
    """

    kind: str
    node: Node
    name: str = ""


class Origins:
    """Follows values back.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with nothing followed."""
        self.resolver = resolver
        self._busy: set[tuple[int, tuple[str | int, ...]]] = set()

    def of(self, node: Node, path: tuple[str | int, ...] = ()) -> list[Origin]:
        """Return every origin of an expression's value, or of what lies in it.

        Args:
            node: The expression.
            path: The members to take from it.
        """
        node = bare(node)
        guard = (id(node), path)
        if guard in self._busy:
            return []
        if len(self._busy) > _MOST:
            return [Origin("open", node, dotted(node))]
        self._busy.add(guard)
        try:
            return list(self._of(node, path))
        finally:
            self._busy.discard(guard)

    def _of(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        kind = node.kind
        if kind == "binary_expression":
            yield from self._either(node, path)
        elif kind == "ternary_expression":
            for field in ("consequence", "alternative"):
                side = node.get(field)
                if side is not None:
                    yield from self.of(side, path)
        elif kind in ("assignment_expression", "augmented_assignment_expression"):
            right = node.get("right")
            if right is not None:
                yield from self.of(right, path)
        elif not path and (entry := entry_of(node, self.resolver)):
            yield Origin("file", node, entry)
        elif kind in ("identifier", "shorthand_property_identifier"):
            yield from self._name(node, path)
        elif kind == "member_expression":
            yield from self._member(node, path)
        elif kind == "subscript_expression":
            yield from self._subscript(node, path)
        elif kind == "call_expression":
            yield from self._call(node, path)
        elif path:
            yield from self._within(node, path)
        elif (text := string_value(node)) is not None:
            yield Origin("text", node, text)
        elif kind in ("null", "undefined"):
            yield Origin("none", node)
        else:
            yield Origin("open", node, dotted(node))

    def _either(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        operator, left, right = node.get("operator"), node.get("left"), node.get("right")
        symbol = operator.text if operator is not None else ""
        if symbol not in ("||", "??", "&&") or left is None or right is None:
            yield Origin("open", node, dotted(node))
            return
        if symbol != "&&":
            yield from self.of(left, path)
        yield from self.of(right, path)

    def _read(self, node: Node) -> Origin | None:
        """Return the variable that an expression reads, if it does."""
        for item in self.resolver.of(node):
            if item.kind == "env" and item.node is node:
                return Origin("env", node, item.name)
        return None

    def _name(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        text = node.text
        if text == "undefined":
            yield Origin("none", node)
            return
        bindings = node.scope.find(text)
        if bindings is None:
            yield Origin("open", node, text)
            return
        for binding in list(bindings):
            yield from self._bound(binding, node.module, text, path)

    def _bound(
        self, binding: Binding, module: Module, text: str, path: tuple[str | int, ...]
    ) -> Iterator[Origin]:
        how = binding.how
        if binding.default is not None:
            yield from self.of(binding.default, path)
        if how == "value":
            if binding.node is not None:
                yield from self._taken(binding.node, binding, path)
        elif how == "param" and binding.node is not None:
            yield from self._parameter(binding, text, path)
        elif how == "import":
            yield from self._imported(binding.spec, binding.name, module, binding, path)
        elif how == "each" and binding.node is not None:
            yield from self._elements(binding.node, (*binding.path, *path))
        elif how not in ("type", "shape"):
            node = binding.node if binding.node is not None else module.root
            yield from self._within(node, path) if path else [Origin("open", node, text)]

    def _taken(self, node: Node, binding: Binding, path: tuple[str | int, ...]) -> Iterator[Origin]:
        """Yield what destructuring takes; of the environment, a variable."""
        if len(binding.path) == 1 and binding.target is not None and not path:
            for item in self.resolver.of(node):
                if item.kind == "global":
                    name = str(binding.path[0])
                    if any(i.kind == "env" for i in self.resolver.member(item, name, node)):
                        yield Origin("env", binding.target, name)
                        return
        yield from self.of(node, (*binding.path, *path))

    def _parameter(
        self, binding: Binding, text: str, path: tuple[str | int, ...]
    ) -> Iterator[Origin]:
        function = binding.node
        assert function is not None  # noqa: S101 - for the type checker
        inner = (*replace_binding(binding).path, *path)
        sites = self.resolver.call_sites(function)
        for site in sites:
            given = arguments(site)
            if binding.index < 0 or any(a.kind == "spread_element" for a in given):
                yield Origin("open", site, text)
            elif binding.index < len(given):
                yield from self.of(given[binding.index], inner)
        if sites:
            return
        parent = function.parent
        if parent is not None and parent.kind == "arguments":
            call = parent.parent
            callee = call.get("function") if call is not None else None
            owner = callee.get("object") if callee is not None else None
            if owner is not None and last_name(callee or owner) in ("map", "forEach", "flatMap"):
                yield from self._elements(owner, inner)
                return
        if binding.default is None:
            yield Origin("caller", binding.target or function, text)

    def _elements(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        items = self.resolver.of(node)
        if not items or any(item.kind != "array" for item in items):
            yield Origin("open", node, dotted(node))
            return
        for item in items:
            for child in item.node.children:
                yield from self.of(child, path)

    def _imported(
        self, spec: str, name: str, module: Module, binding: Binding, path: tuple[str | int, ...]
    ) -> Iterator[Origin]:
        target = self.resolver.project.find(spec, module)
        node = binding.node if binding.node is not None else module.root
        if target is None:
            yield Origin("open", node, name)
        elif name == "*":
            if path:
                yield from self._exported(target, str(path[0]), path[1:], node)
            else:
                yield Origin("open", node, name)
        else:
            yield from self._exported(target, name, path, node)

    def _exported(
        self, module: Module, name: str, path: tuple[str | int, ...], asked: Node, depth: int = 0
    ) -> Iterator[Origin]:
        exports = module.exports.get(name, ())
        whole = module.exports.get("module.exports", ()) if not exports else ()
        for export in exports:
            if export.node is not None:
                yield from self._export_value(export.node, path)
            elif (target := self.resolver.project.find(export.spec, module)) and depth < 8:
                yield from self._exported(target, export.name, path, asked, depth + 1)
            else:
                yield Origin("open", asked, name)
        for export in whole:
            if export.node is not None:
                yield from self.of(export.node, (name, *path))
        if exports or whole:
            return
        for spec in module.stars:
            found = self.resolver.project.find(spec, module)
            if found is not None and name in found.exports:
                yield from self._exported(found, name, path, asked, depth + 1)
                return
        yield Origin("open", asked, name)

    def _export_value(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        if node.kind in ("identifier", "shorthand_property_identifier_pattern"):
            for binding in node.module.scope.find(node.text) or ():
                yield from self._bound(binding, node.module, node.text, path)
            return
        yield from self.of(node, path)

    # Members

    def _member(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        read = self._read(node)
        if read is not None:
            yield read
            return
        name, target = node.get("property"), node.get("object")
        if name is None or target is None:
            yield Origin("open", node, dotted(node))
            return
        yield from (
            self.of(target, (name.text, *path))
            if self._plain(target)
            else self._items(node, self.resolver.of(target), (name.text, *path))
        )

    def _plain(self, node: Node) -> bool:
        """Say whether an object is followed by its own expression rather than by its value."""
        node = bare(node)
        if node.kind not in ("identifier", "member_expression", "subscript_expression"):
            return False
        kinds = {item.kind for item in self.resolver.of(node)}
        return bool(kinds) and kinds <= {"object", "module"}

    def _subscript(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        read = self._read(node)
        index, target = node.get("index"), node.get("object")
        if read is not None:
            if index is None or string_value(index) is not None:
                yield read
            else:
                yield from self._by_name(node, index)
            return
        if index is None or target is None:
            yield Origin("open", node, dotted(node))
            return
        text = string_value(index)
        if text is not None:
            yield from self._items(node, self.resolver.of(target), (text, *path))
            return
        items = self.resolver.of(target)
        if not items or any(item.kind not in ("object", "enum") for item in items):
            yield Origin("open", node, dotted(node))
            return
        for item in items:
            holder = item.node if item.kind == "object" else item.node.get("body")
            for child in holder.children if holder is not None else ():
                value = child.get("value")
                if value is not None and child.kind in ("pair", "enum_assignment"):
                    yield from self.of(value, path)
                else:
                    yield Origin("open", child, dotted(node))

    def _by_name(self, node: Node, index: Node) -> Iterator[Origin]:
        """Yield the variables of ``process.env[name]``, by where their names are written."""
        for origin in self.of(index):
            if origin.kind == "text" and origin.name:
                yield Origin("env", origin.node, origin.name)
            else:
                yield Origin("open", node, dotted(node))

    def _within(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        yield from self._items(node, self.resolver.of(node), path)

    def _items(
        self, node: Node, items: Iterable[Obj], path: tuple[str | int, ...]
    ) -> Iterator[Origin]:
        """Yield what lies at a path in what an expression may be."""
        found = tuple(items)
        if not found:
            yield Origin("open", node, dotted(node))
        for item in found:
            yield from self._item(node, item, path)

    def _item(self, node: Node, item: Obj, path: tuple[str | int, ...]) -> Iterator[Origin]:
        name, rest = str(path[0]), path[1:]
        if item.kind == "object":
            yield from self._entry(item, name, rest)
        elif item.kind in ("instance", "class"):
            yield from self._field(node, item, name, rest)
        elif item.kind == "module":
            yield from self._exported(item.data, name, rest, node)
        elif item.kind == "made" and item.name.startswith(_SCHEMAS) and not rest:
            yield Origin("schema", node, name)
        elif item.kind == "enum":
            body = item.node.get("body")
            for child in body.children if body is not None else ():
                label, value = child.get("name"), child.get("value")
                if label is not None and label.text == name and value is not None:
                    yield from self.of(value, rest)
        elif item.kind == "const" and item.data is None:
            yield Origin("none", node)
        else:
            yield Origin("open", node, dotted(node))

    def _entry(self, item: Obj, name: str, rest: tuple[str | int, ...]) -> Iterator[Origin]:
        for child in item.node.children:
            if child.kind == "spread_element" and child.children:
                for inner in self.resolver.of(child.children[0]):
                    if inner.kind == "object":
                        yield from self._entry(inner, name, rest)
                    else:
                        yield Origin("open", child, name)
            elif key_of(child) == name:
                value = child.get("value") if child.kind == "pair" else child
                if child.kind == "method_definition":
                    yield from self._returned(child, rest)
                elif value is not None:
                    yield from self.of(value, rest)
        for left, right in self.resolver.sets(name):
            owner = left.get("object")
            if owner is None or bare(owner).kind == "this":
                continue
            if any(o.node is item.node for o in self.resolver.of(owner)):
                yield from self.of(right, rest)

    def _field(
        self, node: Node, item: Obj, name: str, rest: tuple[str | int, ...]
    ) -> Iterator[Origin]:
        found = False
        for klass in self.resolver.ancestry(item.node):
            body = klass.get("body")
            for child in body.children if body is not None else ():
                label = child.get("name") or child.get("property")
                value = child.get("value")
                if child.kind == "method_definition" and key_of(child) == "constructor":
                    for binding in _property(child, name):
                        found = True
                        yield from self._bound(binding, child.module, name, rest)
                elif child.kind == "method_definition" and key_of(child) == name:
                    found = True
                    yield from self._returned(child, rest)
                elif label is not None and label.text == name and value is not None:
                    found = True
                    yield from self.of(value, rest)
            for right in self.resolver.set_in(klass, name):
                found = True
                yield from self.of(right, rest)
        for value in self.resolver.overridden(item.node, name):
            found = True
            yield from self.of(value, rest)
        if not found:
            yield Origin("open", node, dotted(node))

    # Calls

    def _call(self, node: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        read = self._read(node)
        if read is not None:
            yield read
            return
        callee = node.get("function")
        name = last_name(callee) if callee is not None else ""
        given = arguments(node)
        if name in _SAME and callee is not None:
            inner = callee.get("object") if callee.kind == "member_expression" else None
            inner = inner or (given[0] if given else None)
            if inner is not None:
                yield from self.of(inner, path)
                return
        if name in ("require", "import", "freeze") and path:
            yield from self._within(node, path)
            return
        functions = [i for i in self.resolver.of(callee) if i.kind == "function"]
        if not functions:
            if path:
                yield from self._within(node, path)
            else:
                yield Origin("open", node, dotted(node))
        for item in functions:
            yield from self._returned(item.node, path)

    def _returned(self, function: Node, path: tuple[str | int, ...]) -> Iterator[Origin]:
        body = function.get("body")
        if body is None:
            return
        if body.kind != "statement_block":
            yield from self.of(body, path)
            return
        stack = list(body.children)
        while stack:
            node = stack.pop()
            if node.kind == "return_statement":
                if node.children:
                    yield from self.of(node.children[0], path)
            elif node.kind not in FUNCTIONS:
                stack += node.children


def _property(constructor: Node, name: str) -> list[Binding]:
    """Return the binding of a parameter that is a property of its class too."""
    formal, body = constructor.get("parameters"), constructor.get("body")
    for child in formal.children if formal is not None else ():
        pattern = child.get("pattern")
        if pattern is not None and pattern.text == name and body is not None:
            head = child.module.unit.data[child.start : pattern.start]
            if any(w in head for w in (b"private", b"public", b"protected", b"readonly")):
                return list(body.scope.names.get(name, ()))
    return []


__all__ = ["Origin", "Origins"]
