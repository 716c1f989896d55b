"""A value in an expression: what is made of it, and who gets that."""

from __future__ import annotations

from ...trails import CALLED, TEXT
from ..scopes import FUNCTIONS
from ..syntax import Node, string_value
from ..written import key_of
from .names import NameWalk
from .walk import Step, short

SAME = frozenset({"trim", "toString", "String", "freeze", "seal", "structuredClone", "stringify"})
"""What gives back its argument, or the same as text."""
_EMPTY = frozenset({"null", "undefined", '""', "''", "``"})


class ExpressionWalk(NameWalk):
    """Operators, objects, members, what functions return."""

    def pair(self, step: Step, parent: Node) -> None:
        """Go on with the object that has the value as an entry."""
        if step.node.field != "value" or parent.parent is None:
            self.end("compared", step, "a key", parent)
            return
        self.go(step, parent.parent, (key_of(parent) or "?", *step.path))

    def entry(self, step: Step, parent: Node) -> None:
        """A shorthand entry of an object, or the object that a spread gives to."""
        if step.node.kind == "shorthand_property_identifier":
            self.go(step, parent, (step.node.text, *step.path))
        else:
            self.unknown(step, parent)

    def spread(self, step: Step, parent: Node) -> None:
        """Go on with the object that a spread gives to."""
        holder = parent.parent
        if holder is not None and holder.kind == "object":
            self.go(step, holder)
        else:
            self.unknown(step, parent)

    def either(self, step: Step, parent: Node) -> None:
        """Go on by what an operator makes of the value."""
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

    def text(self, step: Step, parent: Node) -> None:
        """Go on with the text that the value becomes a part of."""
        whole = parent.parent if parent.kind == "template_substitution" else parent
        if whole is None or (whole.parent is not None and whole.parent.get("arguments") is whole):
            self.unknown(step, parent)
            return
        self.go(step, whole, (TEXT, *(p for p in step.path if p != TEXT)))

    def choice(self, step: Step, parent: Node) -> None:
        """Go on with a choice, unless the value only decides it."""
        if step.node.field == "condition":
            self.end("test", step)
        else:
            self.go(step, parent)

    def unary(self, step: Step, parent: Node) -> None:
        """End in a test, or where the way is not understood."""
        operator = parent.get("operator")
        if operator is not None and operator.text in ("!", "typeof", "void"):
            self.end("test", step)
        else:
            self.unknown(step, parent)

    def member(self, step: Step, parent: Node) -> None:
        """Go on with what is taken from the value."""
        if step.node.field != "object":
            return
        name_ = parent.get("property")
        name = name_.text if name_ is not None else ""
        if step.path and step.path[0] not in (TEXT, CALLED):
            if step.path[0] in (name, "?"):
                self.go(step, parent, step.path[1:])
        elif self.client and not step.path:
            self.todo.append(Step(parent, (), (*step.taken, name), step.doubt))
        elif step.path and step.path[0] == CALLED:
            return
        elif name == "length":
            self.end("test", step)
        elif name in SAME and _called(parent) is not None:
            self.go(step, _called(parent) or parent)
        else:
            self.end("compared", step, f"`{short(parent)}`", parent)

    def item(self, step: Step, parent: Node) -> None:
        """Go on with what is taken from the value by an index."""
        if step.node.field == "index":
            self.end("compared", step, "a look-up", parent)
            return
        index = parent.get("index")
        text = string_value(index) if index is not None else None
        if not step.path or step.path[0] in (TEXT, CALLED):
            self.unknown(step, parent)
        elif text is None or step.path[0] in (text, "?"):
            self.go(step, parent, step.path[1:])

    def returned(self, step: Step, parent: Node) -> None:
        """Go on with the callers of the function around."""
        function = next((above for above in step.node.up() if above.kind in FUNCTIONS), None)
        if function is not None:
            self.result(step, function)

    def arrow(self, step: Step, parent: Node) -> None:
        """Go on with the callers of an arrow function whose body the value is."""
        if step.node.field == "body":
            self.result(step, parent)

    def result(self, step: Step, function: Node) -> None:
        """Go on with what a function's callers get."""
        path = (CALLED, *step.path)
        inner = Step(step.node, path, step.taken, step.doubt)
        name = function.get("name")
        before = len(self.todo)
        self._to_callers(step, inner, function, name, path)
        if len(self.todo) == before:
            self.trail.given = function

    def _to_callers(
        self,
        step: Step,
        inner: Step,
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

    def method(self, step: Step, function: Node, name: str) -> None:
        """Go on with who calls a method."""
        self.trail.words.append((function.module.path, name))
        for node in self.readers.of_member(name):
            found = self.resolver.of(node)
            if any(item.node is function or id(item.node) == id(self.source) for item in found):
                self.todo.append(Step(node, step.path, step.taken, step.doubt))
            elif not found:
                self.todo.append(Step(node, step.path, step.taken, True))

    def exported_default(self, step: Step, parent: Node) -> None:
        """Go on with who imports the default export."""
        self.exported(step, "default", parent.module)

    def class_field(self, step: Step, parent: Node) -> None:
        """Go on with who reads a class's field."""
        label = parent.get("name") or parent.get("property")
        if step.node.field == "value" and label is not None:
            self.attribute(step, label.text, parent.module)

    def enum(self, step: Step, parent: Node) -> None:
        """Go on with who reads an enumeration's member."""
        label = parent.get("name")
        if label is not None:
            self.attribute(step, label.text.strip("'\""), parent.module)

    def shown(self, step: Step, parent: Node) -> None:
        """End in what a page shows."""
        holder = parent.parent
        if holder is not None and holder.kind in ("jsx_element", "jsx_fragment"):
            self.end("shown", step)
        else:
            self.unknown(step, parent)


def _called(node: Node) -> Node | None:
    parent = node.parent
    if parent is not None and parent.kind == "call_expression" and node.field == "function":
        return parent
    return None
