"""What becomes of a value: followed forward from where it is written to where it ends.

Nothing is guessed: a way that is not understood ends in an ``other`` use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..trails import CALLED, TEXT, Trail, Use
from .index import (
    CLASSES,
    FUNCTIONS,
    Binding,
    Module,
    Scope,
    arguments,
    bare,
    dotted,
    key_of,
    last_name,
)
from .known import WRAPPERS
from .readers import Readers
from .resolve import Resolver
from .syntax import Node, string_value

_SHOWN = frozenset(
    {
        "log", "info", "warn", "error", "debug", "Error", "TypeError", "RangeError", "write",
        "trace", "success", "expect", "toBe", "toEqual", "send",
    }
)  # fmt: skip
_SAME = frozenset({"trim", "toString", "String", "freeze", "seal", "structuredClone", "stringify"})
_TESTS = frozenset({"Boolean", "isArray", "keys", "hasOwnProperty", "hasOwn", "assert", "ok"})
_COPIES = frozenset({"withOptions"})
_EMPTY = frozenset({"null", "undefined", '""', "''", "``"})
_MOST = 400


@dataclass(frozen=True, slots=True)
class _Step:
    node: Node
    path: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    doubt: bool = False


class Uses:
    """Follows values forward.

    Args:
        resolver: The project's resolver.
        readers: Who reads a name.
        requests: The calls that are requests, by id.
        constructors: The expressions that make clients, by id.
    """

    def __init__(
        self,
        resolver: Resolver,
        readers: Readers,
        requests: Iterable[int],
        constructors: Iterable[int],
    ) -> None:
        """Start with nothing followed."""
        self.resolver = resolver
        self.readers = readers
        self.requests = set(requests)
        self.constructors = set(constructors)

    def of(self, node: Node, *, client: bool = False, path: tuple[str, ...] = ()) -> Trail:
        """Return where the value of an expression ends.

        Args:
            node: The expression, or the name in a pattern that takes it.
            client: Whether it is a client, whose members are requests.
            path: Where in the expression's value it lies.
        """
        return _Walk(self, node, client).run(path)


class _Walk:
    """One value's way."""

    def __init__(self, uses: Uses, source: Node, client: bool) -> None:
        self.of = uses
        self.resolver = uses.resolver
        self.readers = uses.readers
        self.source = source
        self.client = client
        self.trail = Trail()
        self.todo: list[_Step] = []
        self.seen: set[tuple[int, tuple[str, ...], tuple[str, ...]]] = set()

    def run(self, path: tuple[str, ...] = ()) -> Trail:
        source = self.source
        if source.kind == "shorthand_property_identifier_pattern" or (
            source.parent is not None and source.parent.kind == "pair_pattern"
        ):
            bindings = source.scope.find(source.text)
            if bindings is not None:
                self.named(_Step(source), source.text, bindings, source.module)
        else:
            self.todo = [_Step(source, path)]
        while self.todo:
            step = self.todo.pop()
            key = (id(step.node), step.path, step.taken)
            if key in self.seen:
                continue
            self.seen.add(key)
            if len(self.seen) > _MOST or len(step.path) > 8:
                self.end("other", step, "code that is too far spread to be followed")
                break
            parent = step.node.parent
            if parent is not None:
                self.handle(step, parent)
        return self.trail

    def handle(self, step: _Step, parent: Node) -> None:
        """Go on from a step to the node around it."""
        _HANDLERS.get(parent.kind, _Walk.unknown)(self, step, parent)

    def go(self, step: _Step, node: Node, path: tuple[str, ...] | None = None) -> None:
        whole = step.path if path is None else path
        self.todo.append(_Step(node, whole, step.taken, step.doubt))

    def end(self, how: str, step: _Step, name: str = "", node: Node | None = None) -> None:
        if step.doubt and how not in ("client", "request"):
            return
        self.trail.uses.append(Use(how, node or step.node, name, step.path))

    def unknown(self, step: _Step, parent: Node) -> None:
        self.end("other", step, f"`{_short(parent)}`")

    def nothing(self, step: _Step, parent: Node) -> None:
        pass

    def same(self, step: _Step, parent: Node) -> None:
        self.go(step, parent)

    def test(self, step: _Step, parent: Node) -> None:
        self.end("test", step)

    # Names

    def declared(self, step: _Step, parent: Node) -> None:
        name = parent.get("name")
        if step.node.field == "value" and name is not None:
            self.bound(step, name)

    def assigned(self, step: _Step, parent: Node) -> None:
        left = parent.get("left")
        if step.node.field == "right" and left is not None:
            self.bound(step, bare(left))
            self.go(step, parent)

    def default(self, step: _Step, parent: Node) -> None:
        """The default of a parameter, or of what destructuring takes."""
        target = parent.get("left") or parent.get("pattern")
        if step.node.field in ("right", "value") and target is not None:
            self.bound(step, target)

    def bound(self, step: _Step, target: Node) -> None:
        """Go on with who reads a target."""
        kind = target.kind
        if kind in ("identifier", "shorthand_property_identifier_pattern"):
            bindings = _inner_scope(target).find(target.text)
            if bindings is None:
                self.unknown(step, target)
                return
            self.named(step, target.text, bindings, target.module)
            self.own_property(step, target)
        elif kind == "object_pattern":
            self.destructured(step, target)
        elif kind == "member_expression":
            self.set_member(step, target)
        elif kind == "subscript_expression":
            index = target.get("index")
            text = string_value(index) if index is not None else None
            if text is None:
                self.unknown(step, target)
            else:
                self.attribute(step, text, target.module)
        else:
            self.unknown(step, target)

    def destructured(self, step: _Step, target: Node) -> None:
        if not step.path and not self.client:
            # What has parts is taken apart here: whoever asks knows whether that can be.
            self.end("other", step, f"`{_short(target)}`", target)
            return
        for child in target.children:
            name = key_of(child) if child.kind == "pair_pattern" else child.text
            if child.kind == "object_assignment_pattern":
                left = child.get("left")
                name = left.text if left is not None else ""
            if child.kind == "rest_pattern" and child.children:
                self.bound(step, child.children[0])
            elif step.path and name == step.path[0]:
                inner = child.get("value") or child.get("left") or child
                self.bound(_Step(step.node, step.path[1:], step.taken, step.doubt), inner)
            elif self.client and not step.path:
                inner = child.get("value") or child.get("left") or child
                taken = (*step.taken, str(name))
                self.bound(_Step(step.node, (), taken, step.doubt), inner)

    def set_member(self, step: _Step, target: Node) -> None:
        owner, name = target.get("object"), target.get("property")
        text = owner.text if owner is not None else ""
        if name is None:
            self.unknown(step, target)
        elif text == "module" and name.text == "exports":
            self.exported(step, "module.exports", target.module)
        elif text in ("exports", "module.exports"):
            self.exported(step, name.text, target.module)
        elif text in ("process.env", "import.meta.env", "Bun.env"):
            self.end("other", step, "the environment", target)
        else:
            self.attribute(step, name.text, target.module)

    def own_property(self, step: _Step, target: Node) -> None:
        """Go on with a parameter that is a property of its class too."""
        holder = target.parent
        if holder is not None and holder.kind in ("required_parameter", "optional_parameter"):
            head = target.module.unit.data[holder.start : target.start]
            if any(w in head for w in (b"private", b"public", b"protected", b"readonly")):
                self.attribute(step, target.text, target.module)

    def named(self, step: _Step, text: str, bindings: list[Binding], module: Module) -> None:
        """Go on with the readers of a name, here and where it is imported."""
        for node in self.readers.of_binding(text, bindings):
            self.go(step, node)
        if module.scope.names.get(text) is not bindings:
            return
        for name, exports in module.exports.items():
            if any(e.node is not None and self._exports(e.node, text) for e in exports):
                self.exported(step, name, module)

    @staticmethod
    def _exports(node: Node, text: str) -> bool:
        return (
            node.kind in ("identifier", "shorthand_property_identifier_pattern")
            and node.text == text
        )

    def exported(self, step: _Step, name: str, module: Module, depth: int = 0) -> None:
        """Go on with who imports an export."""
        whole = name == "module.exports"
        if not whole:
            self.trail.words.append((module.path, name))
        for wanted in ("default", "*") if whole else (name,):
            for other, local, all_of_it in self.readers.importers(module, wanted):
                bindings = other.scope.names[local]
                path = (name, *step.path) if all_of_it and not whole else step.path
                self.named(_Step(step.node, path, step.taken, step.doubt), local, bindings, other)
        if whole and step.path:
            for other, local, _ in self.readers.importers(module, step.path[0]):
                inner = _Step(step.node, step.path[1:], step.taken, step.doubt)
                self.named(inner, local, other.scope.names[local], other)
        for call in self.readers.requires(module):
            self.go(step, call, step.path if whole else (name, *step.path))
        if depth > 6:
            return
        for other in self.resolver.project.every:
            for alias, exports in other.exports.items():
                for export in exports:
                    if export.node is not None or export.name not in (name, "*"):
                        continue
                    if self.resolver.project.find(export.spec, other) is module:
                        path = (name, *step.path) if export.name == "*" else step.path
                        inner = _Step(step.node, path, step.taken, step.doubt)
                        self.exported(inner, alias, other, depth + 1)
            if any(self.resolver.project.find(spec, other) is module for spec in other.stars):
                self.exported(step, name, other, depth + 1)

    def attribute(self, step: _Step, name: str, module: Module) -> None:
        """Go on with the readers of a member, of whatever object it is ours."""
        self.trail.words.append((module.path, name))
        wanted = {id(self.source), id(step.node)}
        wanted |= {id(item.node) for item in self.resolver.of(step.node)}
        for node in self.readers.of_member(name):
            if node.field == "left" and _is(node.parent, "assignment_expression"):
                continue
            found = self.resolver.of(node)
            if any(id(item.node) in wanted for item in found):
                self.todo.append(_Step(node, step.path, step.taken, step.doubt))
            elif not found:
                self.todo.append(_Step(node, step.path, step.taken, True))
        for text, bindings, target in self.readers.patterns(name):
            items = [i for b in bindings for i in self.resolver.bound(b, target.module, text)]
            if any(id(item.node) in wanted for item in items):
                self.named(step, text, bindings, target.module)

    # Expressions

    def pair(self, step: _Step, parent: Node) -> None:
        if step.node.field != "value" or parent.parent is None:
            self.end("compared", step, "a key", parent)
            return
        self.go(step, parent.parent, (key_of(parent) or "?", *step.path))

    def entry(self, step: _Step, parent: Node) -> None:
        """A shorthand entry of an object, or the object that a spread gives to."""
        if step.node.kind == "shorthand_property_identifier":
            self.go(step, parent, (step.node.text, *step.path))
        else:
            self.unknown(step, parent)

    def spread(self, step: _Step, parent: Node) -> None:
        holder = parent.parent
        if holder is not None and holder.kind == "object":
            self.go(step, holder)
        else:
            self.unknown(step, parent)

    def either(self, step: _Step, parent: Node) -> None:
        operator = parent.get("operator")
        symbol = operator.text if operator is not None else ""
        if symbol in ("||", "??"):
            self.go(step, parent)
        elif symbol == "&&":
            if step.node.field == "right":
                self.go(step, parent)
            else:
                self.end("test", step)
        elif symbol == "+":
            self.text(step, parent)
        elif symbol in ("===", "!==", "==", "!="):
            other = parent.get("right" if step.node.field == "left" else "left")
            plain = other is not None and other.text in _EMPTY
            self.end("test" if plain else "compared", step, "a comparison", parent)
        else:
            self.end("compared", step, "a comparison", parent)

    def text(self, step: _Step, parent: Node) -> None:
        whole = parent.parent if parent.kind == "template_substitution" else parent
        if whole is None or (whole.parent is not None and whole.parent.get("arguments") is whole):
            self.unknown(step, parent)
            return
        self.go(step, whole, (TEXT, *(p for p in step.path if p != TEXT)))

    def choice(self, step: _Step, parent: Node) -> None:
        if step.node.field == "condition":
            self.end("test", step)
        else:
            self.go(step, parent)

    def unary(self, step: _Step, parent: Node) -> None:
        operator = parent.get("operator")
        if operator is not None and operator.text in ("!", "typeof", "void"):
            self.end("test", step)
        else:
            self.unknown(step, parent)

    def member(self, step: _Step, parent: Node) -> None:
        if step.node.field != "object":
            return
        name_ = parent.get("property")
        name = name_.text if name_ is not None else ""
        if step.path and step.path[0] not in (TEXT, CALLED):
            if step.path[0] in (name, "?"):
                self.go(step, parent, step.path[1:])
        elif self.client and not step.path:
            self.todo.append(_Step(parent, (), (*step.taken, name), step.doubt))
        elif step.path and step.path[0] == CALLED:
            return
        elif name == "length":
            self.end("test", step)
        elif name in _SAME and _called(parent) is not None:
            self.go(step, _called(parent) or parent)
        else:
            self.end("compared", step, f"`{_short(parent)}`", parent)

    def item(self, step: _Step, parent: Node) -> None:
        if step.node.field == "index":
            self.end("compared", step, "a look-up", parent)
            return
        index = parent.get("index")
        text = string_value(index) if index is not None else None
        if not step.path or step.path[0] in (TEXT, CALLED):
            self.unknown(step, parent)
        elif text is None or step.path[0] in (text, "?"):
            self.go(step, parent, step.path[1:])

    def returned(self, step: _Step, parent: Node) -> None:
        function = next((above for above in step.node.up() if above.kind in FUNCTIONS), None)
        if function is not None:
            self.result(step, function)

    def arrow(self, step: _Step, parent: Node) -> None:
        if step.node.field == "body":
            self.result(step, parent)

    def result(self, step: _Step, function: Node) -> None:
        """Go on with what a function's callers get."""
        path = (CALLED, *step.path)
        inner = _Step(step.node, path, step.taken, step.doubt)
        name = function.get("name")
        before = len(self.todo)
        self._to_callers(step, inner, function, name, path)
        if len(self.todo) == before:
            self.trail.given = function

    def _to_callers(
        self,
        step: _Step,
        inner: _Step,
        function: Node,
        name: Node | None,
        path: tuple[str, ...],
    ) -> None:
        if function.kind == "method_definition" and name is not None:
            head = function.module.unit.data[function.start : name.start]
            inner = step if b"get " in head else inner
            body = function.parent
            if body is not None and body.kind == "object":
                self.go(inner, body, (name.text, *inner.path))
            else:
                self.method(inner, function, name.text)
        elif function.kind.endswith("declaration") and name is not None:
            bindings = function.scope.find(name.text)
            if bindings is not None:
                self.named(inner, name.text, bindings, function.module)
            if function.parent is not None and function.parent.kind == "export_statement":
                for exported, exports in function.module.exports.items():
                    if any(e.node is function for e in exports):
                        self.exported(inner, exported, function.module)
        else:
            self.go(inner, function, path)

    def method(self, step: _Step, function: Node, name: str) -> None:
        self.trail.words.append((function.module.path, name))
        for node in self.readers.of_member(name):
            found = self.resolver.of(node)
            if any(item.node is function or id(item.node) == id(self.source) for item in found):
                self.todo.append(_Step(node, step.path, step.taken, step.doubt))
            elif not found:
                self.todo.append(_Step(node, step.path, step.taken, True))

    def exported_default(self, step: _Step, parent: Node) -> None:
        self.exported(step, "default", parent.module)

    def class_field(self, step: _Step, parent: Node) -> None:
        label = parent.get("name") or parent.get("property")
        if step.node.field == "value" and label is not None:
            self.attribute(step, label.text, parent.module)

    def enum(self, step: _Step, parent: Node) -> None:
        label = parent.get("name")
        if label is not None:
            self.attribute(step, label.text.strip("'\""), parent.module)

    def shown(self, step: _Step, parent: Node) -> None:
        holder = parent.parent
        if holder is not None and holder.kind in ("jsx_element", "jsx_fragment"):
            self.end("shown", step)
        else:
            self.unknown(step, parent)

    # Calls

    def called(self, step: _Step, parent: Node) -> None:
        """What is called: a function of ours that returns the value, or a client's request."""
        if step.path and step.path[0] == CALLED:
            self.go(step, parent, step.path[1:])
        elif self.client and step.taken and not step.path:
            if id(parent) in self.of.requests:
                self.end("request", step, "", parent)
            elif step.taken[-1] in _COPIES and not arguments_lead_away(parent):
                self.todo.append(_Step(parent, (), step.taken[:-1], step.doubt))
            else:
                self.end("other", step, f"`{_short(parent)}`", parent)
        else:
            self.unknown(step, parent)

    def made(self, step: _Step, parent: Node) -> None:
        self.unknown(step, parent)

    def argument(self, step: _Step, parent: Node) -> None:
        call = parent.parent
        if call is None:
            return
        index = next((i for i, a in enumerate(arguments(call)) if a is step.node), -1)
        callee = call.get("function") or call.get("constructor")
        name = last_name(callee) if callee is not None else ""
        if id(call) in self.of.constructors:
            self.end("client", step, "", call)
        elif id(call) in self.of.requests:
            self.end("request", step, str(index), call)
        elif self.into_project(step, call, callee, index):
            return
        elif name in _SHOWN:
            self.end("shown", step)
        elif name in _TESTS:
            self.end("test", step)
        elif name in _SAME or name in WRAPPERS or name == "assign":
            self.go(step, call)
        elif name == "bind" and self.client:
            self.end("test", step)
        else:
            self.end("other", step, f"`{dotted(callee) if callee is not None else name}`", call)

    def into_project(self, step: _Step, call: Node, callee: Node | None, index: int) -> bool:
        """Go on in the project's own functions that are called."""
        items = self.resolver.of(callee)
        functions = []
        for item in items:
            if item.kind == "function":
                functions.append(item.node)
            elif item.kind == "class":
                maker = _constructor(self.resolver, item.node)
                if maker is not None:
                    functions.append(maker)
        for function in functions:
            self.parameter(step, function, index)
        return bool(functions) and len(functions) == len(items)

    def parameter(self, step: _Step, function: Node, index: int) -> None:
        """Go on with the readers of a function's parameter."""
        body = function.get("body")
        if body is None:
            self.unknown(step, function)
            return
        found = False
        for text, bindings in body.scope.names.items():
            for binding in bindings:
                if binding.how != "param" or binding.node is not function:
                    continue
                if binding.index == -1 and index >= _rest(function):
                    self.end("other", step, f"the rest parameter `{text}`", binding.target)
                    found = True
                if binding.index != index:
                    continue
                found = True
                path = tuple(str(part) for part in binding.path)
                if "..." in path:
                    self.named(step, text, bindings, function.module)
                elif step.path[: len(path)] == path:
                    inner = _Step(step.node, step.path[len(path) :], step.taken, step.doubt)
                    self.named(inner, text, bindings, function.module)
                    if binding.target is not None:
                        self.own_property(inner, binding.target)
        if not found and step.path:
            return


def takes_apart(function: Node, index: int) -> bool:
    """Say whether a function's parameter is a pattern, not a name."""
    body = function.get("body")
    return body is not None and any(
        binding.how == "param" and binding.node is function and binding.index == index
        and bool(binding.path)
        for bindings in body.scope.names.values()
        for binding in bindings
    )  # fmt: skip


def arguments_lead_away(call: Node) -> bool:
    """Say whether a copy of a client is given a URL or a key of its own."""
    return any(
        key_of(child) in ("baseURL", "apiKey") or child.kind == "spread_element"
        for given in arguments(call)
        for child in given.children
    ) or any(given.kind != "object" for given in arguments(call))


def _constructor(resolver: Resolver, klass: Node) -> Node | None:
    for owner in resolver.ancestry(klass):
        body = owner.get("body")
        for child in body.children if body is not None else ():
            if child.kind == "method_definition" and key_of(child) == "constructor":
                return child
    return None


def _rest(function: Node) -> int:
    formal = function.get("parameters")
    return len(formal.children) - 1 if formal is not None else 0


def _called(node: Node) -> Node | None:
    parent = node.parent
    if parent is not None and parent.kind == "call_expression" and node.field == "function":
        return parent
    return None


def _is(node: Node | None, kind: str) -> bool:
    return node is not None and node.kind == kind


def _inner_scope(target: Node) -> Scope:
    """Return the scope that a target's name is bound in: a parameter's is its function's."""
    for above in target.up():
        if above.kind in FUNCTIONS:
            inside = above.get("parameters") or above.get("parameter")
            body = above.get("body")
            if (
                inside is not None
                and inside.start <= target.start < inside.end
                and body is not None
            ):
                return body.scope
            break
        if above.kind in CLASSES:
            break
    return target.scope


def _short(node: Node) -> str:
    text = " ".join(node.text.split())
    return text if len(text) <= 60 else text[:57] + "..."


_HANDLERS: dict[str, Callable[[_Walk, _Step, Node], None]] = {
    "parenthesized_expression": _Walk.same,
    "as_expression": _Walk.same,
    "satisfies_expression": _Walk.same,
    "non_null_expression": _Walk.same,
    "await_expression": _Walk.same,
    "type_assertion": _Walk.same,
    "variable_declarator": _Walk.declared,
    "assignment_expression": _Walk.assigned,
    "augmented_assignment_expression": _Walk.assigned,
    "assignment_pattern": _Walk.default,
    "object_assignment_pattern": _Walk.default,
    "required_parameter": _Walk.default,
    "optional_parameter": _Walk.default,
    "pair": _Walk.pair,
    "object": _Walk.entry,
    "spread_element": _Walk.spread,
    "binary_expression": _Walk.either,
    "template_substitution": _Walk.text,
    "ternary_expression": _Walk.choice,
    "unary_expression": _Walk.unary,
    "member_expression": _Walk.member,
    "subscript_expression": _Walk.item,
    "return_statement": _Walk.returned,
    "arrow_function": _Walk.arrow,
    "export_statement": _Walk.exported_default,
    "public_field_definition": _Walk.class_field,
    "field_definition": _Walk.class_field,
    "enum_assignment": _Walk.enum,
    "jsx_expression": _Walk.shown,
    "call_expression": _Walk.called,
    "new_expression": _Walk.made,
    "arguments": _Walk.argument,
    "expression_statement": _Walk.nothing,
    "sequence_expression": _Walk.nothing,
    "import_specifier": _Walk.nothing,
    "export_specifier": _Walk.nothing,
    "import_clause": _Walk.nothing,
    "type_query": _Walk.nothing,
    "if_statement": _Walk.test,
    "while_statement": _Walk.test,
    "do_statement": _Walk.test,
    "for_statement": _Walk.test,
}
"""What to do with a value by the kind of node around it."""

__all__ = ["CALLED", "TEXT", "Trail", "Use", "Uses"]
