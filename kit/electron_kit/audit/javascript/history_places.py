"""What a list of messages is known by: where a program keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from .history_bounds import TRIMS, gives_part, is_part
from .repeats import function_of
from .resolve import Resolver
from .scopes import FUNCTIONS, Binding, Scope
from .stored_rows import rows_of
from .syntax import Node, string_value
from .written import arguments, bare, first_argument, key_of, last_name

# Steps between a request and where its list is kept: names, parameters, functions, files.
_DEPTH = 12
_OWNERS = frozenset(
    {
        "map", "filter", "concat", "flatMap", "flat", "reverse", "toReversed", "sort", "toSorted",
        "slice", "splice", "toArray", "all", "exec", "lean", "json", "toJSON", "sortBy",
    }
)  # fmt: skip
_GIVEN = frozenset(
    {
        "from", "structuredClone", "parse", "stringify", "values", "toRaw", "unref", "get",
        "convertToModelMessages", "convertToCoreMessages", "cloneDeep", "freeze", "useMemo",
        "snapshot",
    }
)  # fmt: skip
# What a cell, an answer of a database or a document has its content under.
_INSIDE = frozenset({"value", "current", "docs", "rows", "data"})
_GETS = re.compile(r"(?:get|load|read|fetch|hget|mget)(?:[A-Z]\w*)?$")
_STORE = re.compile(r"^use[A-Z]|^getState$|^inject$|^storeToRefs$|^toRefs$|^proxy$|^useSnapshot$")
_BODIES = frozenset({"json", "readBody", "parse", "body"})


class Places:
    """Says what lists are known by, so that two looks at one list can be told to be one.

    Args:
        resolver: The project's resolver.
        clients: What the project's pages send under a name to its own routes, by module.
    """

    def __init__(self, resolver: Resolver, clients: Any) -> None:
        """Start with nothing looked at."""
        self.resolver = resolver
        self.clients = clients

    def of(self, node: Node | None) -> Iterator[tuple[Any, ...]]:
        """Yield what the lists that an expression is made of are known by.

        What is cut to so many is left out.

        Args:
            node: An expression.
        """
        yield from self._of(node, 0, set())

    def _of(self, node: Node | None, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
        if node is None:
            return
        node = bare(node)
        if depth > _DEPTH or id(node) in seen or len(seen) > 300:
            return
        seen.add(id(node))
        kind = node.kind
        below: Iterable[Node | None] = ()
        if kind in ("identifier", "shorthand_property_identifier"):
            yield from self._name(node, depth, seen)
        elif kind == "member_expression":
            yield from self._member(node, depth, seen)
        elif kind == "subscript_expression":
            yield from self._item(node, depth, seen)
        elif kind in ("call_expression", "new_expression"):
            yield from self._call(node, depth, seen)
        elif kind == "array":
            # A longer copy may be what takes the list's place.
            yield ("copy", id(node))
            below = [c.children[0] for c in node.children
                     if c.kind == "spread_element" and c.children]  # fmt: skip
        elif kind == "ternary_expression":
            below = [node.get("consequence"), node.get("alternative")]
        elif kind == "binary_expression":
            below = [node.get("left"), node.get("right")]
        elif kind in ("assignment_expression", "augmented_assignment_expression"):
            below = [node.get("right")]
        elif kind in FUNCTIONS:
            body = node.get("body")
            below = [body] if body is not None and body.kind != "statement_block" else ()
        for each in below:
            yield from self._of(each, depth + 1, seen)

    def _name(self, node: Node, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
        scope: Scope | None = node.scope
        while scope is not None and node.text not in scope.names:
            scope = scope.parent
        if scope is None or any(_is_cut(b) for b in scope.names[node.text][:8]):
            return
        yield ("name", id(scope), node.text)
        for binding in scope.names[node.text][:8]:
            yield from self._binding(binding, node, depth, seen)
        for filled in _filled(node, scope):
            yield from self._of(filled, depth + 1, seen)

    def _binding(
        self, binding: Binding, node: Node, depth: int, seen: set[int]
    ) -> Iterator[tuple[Any, ...]]:
        how, value, path = binding.how, binding.node, binding.path
        if how in ("value", "each") and value is not None:
            if not path:
                yield from self._of(value, depth + 1, seen)
            elif isinstance(path[-1], str) and path[-1] != "...":
                yield from self._taken(value, str(path[-1]), depth, seen)
        elif how == "import":
            module = self.resolver.project.find(binding.spec, node.module)
            name = binding.name if binding.name not in ("default", "*") else node.text
            if module is not None and name in module.scope.names:
                yield ("name", id(module.scope), name)
                for inner in module.scope.names[name][:3]:
                    if inner.how == "value" and not inner.path:
                        yield from self._of(inner.node, depth + 1, seen)
        elif how == "param" and value is not None and binding.index >= 0:
            yield from self._parameter(binding, value, depth, seen)

    def _taken(
        self, value: Node, name: str, depth: int, seen: set[int]
    ) -> Iterator[tuple[Any, ...]]:
        """Yield what ``const { name } = value`` is known by."""
        whole = bare(value)
        while whole.kind == "binary_expression" and (left := whole.get("left")) is not None:
            # ``req.body || {}``
            whole = bare(left)
        yield ("field", name)
        if _is_store(whole):
            yield ("selected", name)
        if name in _INSIDE:
            yield from self._of(whole, depth + 1, seen)
        if whole.kind in ("call_expression", "member_expression"):
            callee = whole.get("function") or whole
            if last_name(callee) in _BODIES:
                yield from self._sent_here(name, whole, depth, seen)
            for item in self.resolver.of(whole):
                yield from self._owned(item, name, depth, seen)
        elif whole.kind in ("this", "identifier"):
            for item in self.resolver.of(whole):
                yield from self._owned(item, name, depth, seen)
            if whole.kind == "this" and whole.scope.class_ is not None:
                yield ("member", id(whole.scope.class_), name)
            if whole.kind == "identifier" and _is_body(whole):
                yield from self._sent_here(name, whole, depth, seen)

    def _sent_here(
        self, name: str, node: Node, depth: int, seen: set[int]
    ) -> Iterator[tuple[Any, ...]]:
        """Yield what pages of the same project send to a route under a name."""
        for value in self.clients.sent_to(node.module, name):
            yield from self._of(value, depth + 1, seen)

    def _parameter(
        self, binding: Binding, function: Node, depth: int, seen: set[int]
    ) -> Iterator[tuple[Any, ...]]:
        holder = function.parent
        outer = holder.parent if holder is not None and holder.kind == "arguments" else None
        callee = outer.get("function") if outer is not None else None
        if callee is not None and last_name(callee) == "then":
            yield from self._of(callee.get("object"), depth + 1, seen)
        for site in self.resolver.call_sites(function)[:10]:
            given = arguments(site)
            if binding.index >= len(given):
                continue
            value: Node | None = given[binding.index]
            for key in binding.path:
                value = self._entry(value, str(key))
            if value is not None:
                yield from self._of(value, depth + 1, seen)

    def _entry(self, value: Node | None, name: str) -> Node | None:
        for item in self.resolver.of(value) if value is not None else ():
            if item.kind == "object":
                for child in item.node.children:
                    if key_of(child) == name:
                        return child.get("value") or child
        return None

    def _member(self, node: Node, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
        name, owner = last_name(node), node.get("object")
        if owner is None or not name:
            return
        owner = bare(owner)
        if name in _INSIDE and owner.kind in ("identifier", "member_expression"):
            yield from self._of(owner, depth + 1, seen)
            if name != "data":
                return
        if owner.kind == "this" and node.scope.class_ is not None:
            klass = node.scope.class_
            for each in self.resolver.ancestry(klass) or [klass]:
                yield ("member", id(each), name)
            yield ("member", id(klass), name)
            yield from self._getter(klass, name, depth, seen)
            yield ("field", name)
            for _, right in self._set_in(klass, name):
                yield from self._of(right, depth + 1, seen)
            return
        for item in self.resolver.of(owner):
            yield from self._owned(item, name, depth, seen)
        yield ("field", name)
        if _is_store(owner):
            yield ("selected", name)
        if (owner.kind == "identifier" and _is_body(owner)) or last_name(owner) in _BODIES:
            yield from self._sent_here(name, node, depth, seen)

    def _set_in(self, klass: Node, name: str) -> Iterator[tuple[Node, Node]]:
        """Yield what a class sets a member of its own to."""
        for left, right in self.resolver.project.sets(name)[:20]:
            owner = left.get("object")
            if owner is not None and owner.kind == "this" and left.scope.class_ is klass:
                yield left, right

    def _owned(self, item: Any, name: str, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
        if item.kind in ("instance", "class"):
            yield ("member", id(item.node), name)
            yield from self._getter(item.node, name, depth, seen)
        elif item.kind == "module":
            yield ("name", id(item.data.scope), name)
        elif item.kind == "object":
            shared = function_of(item.node) is None
            yield ("shared" if shared else "entry", id(item.node), name)

    def _getter(
        self, klass: Node, name: str, depth: int, seen: set[int]
    ) -> Iterator[tuple[Any, ...]]:
        body = klass.get("body")
        for child in body.children if body is not None else ():
            if child.kind == "method_definition" and key_of(child) == name:
                yield from self._returns(child, depth, seen)

    def _item(self, node: Node, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
        owner, index = node.get("object"), node.get("index")
        if owner is None or index is None or index.kind == "number":
            return
        key = string_value(index)
        if key is not None:
            yield ("field", key)
            return
        yield from self._one_of(owner, depth, seen)

    def _one_of(self, owner: Node, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
        """Yield what one of many lists is known by: by what they are kept in."""
        for whose in dict.fromkeys(self._of(owner, depth + 1, set(seen))):
            yield ("of", *whose)
        yield ("of", id(owner.module), bare(owner).text)

    def _call(self, node: Node, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
        callee = node.get("function")
        if callee is None:
            given = first_argument(node)
            yield from self._of(given, depth + 1, seen)
            return
        callee = bare(callee)
        name, owner = last_name(callee), callee.get("object")
        if is_part(node):
            return
        functions = [i.node for i in self.resolver.of(callee) if i.kind == "function"][:4]
        if functions:
            for function in functions:
                if gives_part(function):
                    return
                yield ("call", id(function))
                yield from self._returns(function, depth, seen)
            return
        if not arguments(node) and callee.kind in ("identifier", "member_expression"):
            # A signal is read by a call of it.
            yield from self._of(callee, depth + 1, seen)
        rows = rows_of(node)
        if rows is not None:
            if rows[0] != "part":
                yield rows
            return
        first = first_argument(node)
        picked = _picked(first) if first is not None else ""
        if picked and name.startswith("use"):
            yield ("selected", picked)
            return
        if owner is not None and _GETS.match(name) and first is not None:
            yield from self._one_of(owner, depth, seen)
            return
        if TRIMS.search(name):
            return
        if owner is not None and name in _OWNERS:
            yield from self._of(owner, depth + 1, seen)
            if name == "concat":
                for given in arguments(node):
                    yield from self._of(given, depth + 1, seen)
        elif name in _GIVEN or (owner is None and name[:2] == "to"):
            yield from self._of(first, depth + 1, seen)

    def _returns(self, function: Node, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
        body = function.get("body")
        if body is None:
            return
        if body.kind != "statement_block":
            yield from self._of(body, depth + 1, seen)
            return
        for below in body.walk():
            returned = below.kind == "return_statement" and below.children
            if returned and function_of(below) is function:
                yield from self._of(below.children[0], depth + 1, seen)


def _is_store(node: Node, depth: int = 0) -> bool:
    """Say whether an expression is a store, its state or a context: ``useTalk.getState()``."""
    node = bare(node)
    if node.kind == "call_expression":
        callee = node.get("function")
        owner = callee.get("object") if callee is not None else None
        if callee is not None and owner is not None and last_name(callee) in ("find", "filter"):
            return _is_store(owner, depth)
        return callee is not None and _STORE.search(last_name(callee)) is not None
    if node.kind == "subscript_expression":
        owner = node.get("object")
        return owner is not None and _is_store(owner, depth)
    if node.kind == "member_expression":
        owner = node.get("object")
        return last_name(node) in ("state", "$state") or (
            owner is not None and _is_store(owner, depth)
        )
    if node.kind != "identifier" or node.scope is None or depth > 3:
        return False
    return any(
        (b.how == "value" and b.node is not None and _is_store(b.node, depth + 1))
        or (b.how == "param" and re.match(r"(?:state|store|prev\w*|s)$", node.text) is not None)
        for b in (node.scope.find(node.text) or ())[:4]
    )


def _is_cut(binding: Binding) -> bool:
    """Say whether a name holds so many of a list: ``const past = (await load()).slice(-12)``."""
    value = bare(binding.node) if binding.how == "value" and binding.node is not None else None
    return value is not None and value.kind == "call_expression" and is_part(value)


def _is_body(node: Node) -> bool:
    """Say whether a name holds what a route was sent: ``const body = await req.json()``."""
    for binding in node.scope.find(node.text) or ():
        value = bare(binding.node) if binding.how == "value" and binding.node is not None else None
        while value is not None and value.kind == "call_expression":
            callee = value.get("function")
            if callee is None:
                break
            if last_name(callee) in _BODIES:
                return True
            given = first_argument(value)
            value = bare(given) if given is not None else None
        if value is not None and value.kind == "member_expression" and last_name(value) == "body":
            return True
    return False


def _picked(function: Node) -> str:
    """Return what a selector takes of a store: ``(state) => state.chat.messages``."""
    if function.kind not in FUNCTIONS:
        return ""
    body = function.get("body")
    inner = bare(body) if body is not None else None
    while inner is not None and inner.kind == "binary_expression":
        left = inner.get("left")
        inner = bare(left) if left is not None else None
    return last_name(inner) if inner is not None and inner.kind == "member_expression" else ""


def _filled(name: Node, scope: Scope) -> Iterator[Node]:
    """Yield what a list is filled from: ``sent.push(...talk)``, and in a loop."""
    for push in name.module.calls.get("push", ()):
        callee = push.get("function")
        owner = callee.get("object") if callee is not None else None
        if (
            owner is None
            or bare(owner).text != name.text
            or push.scope.find(name.text) is not (scope.names.get(name.text))
        ):
            continue
        for given in arguments(push):
            if given.kind == "spread_element" and given.children:
                yield given.children[0]
        for above in push.up():
            if above.kind == "for_in_statement":
                right = above.get("right")
                if right is not None:
                    yield right
                break
            if above.kind in FUNCTIONS:
                holder = above.parent
                call = holder.parent if holder is not None and holder.kind == "arguments" else None
                outer = call.get("function") if call is not None else None
                inner = outer.get("object") if outer is not None else None
                if outer is not None and inner is not None and last_name(outer) == "forEach":
                    yield inner
                break
