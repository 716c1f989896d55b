"""A value that gets a name: who reads it, here and where it is imported."""

from __future__ import annotations

from ..index import Module
from ..scopes import CLASSES, FUNCTIONS, Binding, Scope
from ..syntax import Node, string_value
from ..written import bare, key_of
from .walk import Step, Walk, short


class NameWalk(Walk):
    """Names, members and exports."""

    def declared(self, step: Step, parent: Node) -> None:
        """Go on with the name that is declared."""
        name = parent.get("name")
        if step.node.field == "value" and name is not None:
            self.bound(step, name)

    def assigned(self, step: Step, parent: Node) -> None:
        """Go on with what is assigned to, and with the assignment's own value."""
        left = parent.get("left")
        if step.node.field == "right" and left is not None:
            self.bound(step, bare(left))
            self.go(step, parent)

    def default(self, step: Step, parent: Node) -> None:
        """The default of a parameter, or of what destructuring takes."""
        target = parent.get("left") or parent.get("pattern")
        if step.node.field in ("right", "value") and target is not None:
            self.bound(step, target)

    def bound(self, step: Step, target: Node) -> None:
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

    def destructured(self, step: Step, target: Node) -> None:
        """Go on with what a pattern takes out of the value."""
        if not step.path and not self.client:
            # What has parts is taken apart here: whoever asks knows whether that can be.
            self.end("other", step, f"`{short(target)}`", target)
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
                self.bound(Step(step.node, step.path[1:], step.taken, step.doubt), inner)
            elif self.client and not step.path:
                inner = child.get("value") or child.get("left") or child
                taken = (*step.taken, str(name))
                self.bound(Step(step.node, (), taken, step.doubt), inner)

    def set_member(self, step: Step, target: Node) -> None:
        """Go on with who reads the member that is set."""
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

    def own_property(self, step: Step, target: Node) -> None:
        """Go on with a parameter that is a property of its class too."""
        holder = target.parent
        if holder is not None and holder.kind in ("required_parameter", "optional_parameter"):
            head = target.module.unit.data[holder.start : target.start]
            if any(w in head for w in (b"private", b"public", b"protected", b"readonly")):
                self.attribute(step, target.text, target.module)

    def named(self, step: Step, text: str, bindings: list[Binding], module: Module) -> None:
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

    def exported(self, step: Step, name: str, module: Module, depth: int = 0) -> None:
        """Go on with who imports an export."""
        whole = name == "module.exports"
        if not whole:
            self.trail.words.append((module.path, name))
        for wanted in ("default", "*") if whole else (name,):
            for other, local, all_of_it in self.readers.importers(module, wanted):
                bindings = other.scope.names[local]
                path = (name, *step.path) if all_of_it and not whole else step.path
                self.named(Step(step.node, path, step.taken, step.doubt), local, bindings, other)
        if whole and step.path:
            for other, local, _ in self.readers.importers(module, step.path[0]):
                inner = Step(step.node, step.path[1:], step.taken, step.doubt)
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
                        inner = Step(step.node, path, step.taken, step.doubt)
                        self.exported(inner, alias, other, depth + 1)
            if any(self.resolver.project.find(spec, other) is module for spec in other.stars):
                self.exported(step, name, other, depth + 1)

    def attribute(self, step: Step, name: str, module: Module) -> None:
        """Go on with the readers of a member, of whatever object it is ours."""
        self.trail.words.append((module.path, name))
        wanted = {id(self.source), id(step.node)}
        wanted |= {id(item.node) for item in self.resolver.of(step.node)}
        for node in self.readers.of_member(name):
            if node.field == "left" and _is(node.parent, "assignment_expression"):
                continue
            found = self.resolver.of(node)
            if any(id(item.node) in wanted for item in found):
                self.todo.append(Step(node, step.path, step.taken, step.doubt))
            elif not found:
                self.todo.append(Step(node, step.path, step.taken, True))
        for text, bindings, target in self.readers.patterns(name):
            items = [i for b in bindings for i in self.resolver.bound(b, target.module, text)]
            if any(id(item.node) in wanted for item in items):
                self.named(step, text, bindings, target.module)


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
