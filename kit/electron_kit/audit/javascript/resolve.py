"""What an expression may be at run time, followed through a project's files.

Every look is bounded: by depth, by the number of call sites, and by a guard against
expressions that refer to themselves. Nothing is run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..careful import Careful
from ..facts import Confidence
from .index import (
    CLASSES,
    FUNCTIONS,
    Binding,
    Module,
    Scope,
    arguments,
    bare,
    first_argument,
    key_of,
    last_name,
)
from .known import WRAPPERS, package
from .project import Project
from .syntax import Node, number_value, string_value
from .values import Obj

_DEPTH = 48
# Looks for one expression; what is more entangled than that is left as far as it got.
_LOOKS = 20_000
_SITES = 16
_MANY = 40
_ITERATORS = frozenset(
    {"map", "forEach", "filter", "flatMap", "find", "some", "every", "reduce", "for"}
)
_SAME = frozenset(
    {
        "trim",
        "toString",
        "valueOf",
        "toLowerCase",
        "trimEnd",
        "replace",
        "replaceAll",
        "freeze",
        "at",
        "bind",
        "slice",
        "filter",
        "reverse",
    }
)


class Resolver:
    """Follows expressions to their values.

    Args:
        project: The modules.
        careful: Takes note of expressions that could not be followed.
    """

    def __init__(self, project: Project, careful: Careful | None = None) -> None:
        """Start with nothing known."""
        self.project = project
        self.careful = careful or Careful([])
        self._known: dict[int, tuple[Obj, ...]] = {}
        self._busy: set[int] = set()
        self._depth = 0
        self._open: set[tuple[int, str]] = set()
        self._entries: dict[tuple[int, str], list[Obj]] = {}
        self._looks = 0
        self._sites: dict[int, list[Node]] = {}

    def of(self, node: Node | None) -> tuple[Obj, ...]:
        """Return what an expression may be; empty where nothing is known."""
        if node is None:
            return ()
        node = bare(node)
        key = id(node)
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._busy or self._depth > _DEPTH:
            return ()
        if not self._busy:
            self._looks = 0
        self._looks += 1
        if self._looks > _LOOKS:
            return ()
        self._busy.add(key)
        self._depth += 1
        try:
            found = _unique(self._look(node))
        except Exception as error:
            if self._depth > 1:
                raise
            # The whole search has failed, and only it: nothing is known of this expression.
            self.careful.note(node.module.path, error, node.place.line)
            found = ()
        finally:
            self._busy.discard(key)
            self._depth -= 1
        # What a guard above cut short is not the whole truth: kept only if it says something.
        if found or not self._busy or self._looks > _LOOKS:
            self._known[key] = found
        return found

    def _look(self, node: Node) -> Iterable[Obj]:
        kind = node.kind
        if kind == "string":
            value = string_value(node)
            return (Obj("const", node, value),) if value is not None else ()
        if kind == "template_string":
            return (self._template(node),)
        if kind == "number":
            return (Obj("const", node, number_value(node)),)
        if kind in ("true", "false"):
            return (Obj("const", node, kind == "true"),)
        if kind in ("null", "undefined"):
            return (Obj("const", node, None),)
        if kind == "object":
            return (Obj("object", node),)
        if kind == "array":
            return (Obj("array", node),)
        if kind in FUNCTIONS:
            return (Obj("function", node),)
        if kind in CLASSES:
            return (Obj("class", node),)
        if kind in ("identifier", "shorthand_property_identifier", "type_identifier"):
            return self._name(node)
        if kind == "member_expression":
            return self._members(node)
        if kind == "subscript_expression":
            return self._subscript(node)
        if kind == "call_expression":
            return self._call(node)
        if kind == "new_expression":
            return self._new(node)
        if kind == "this":
            return self._this(node)
        if kind in ("meta_property", "import"):
            return (Obj("global", node, name=node.text),)
        if kind == "ternary_expression":
            return (*self.of(node.get("consequence")), *self.of(node.get("alternative")))
        if kind == "binary_expression":
            return self._binary(node)
        if kind in ("assignment_expression", "augmented_assignment_expression"):
            return self.of(node.get("right"))
        if kind == "unary_expression":
            operator = node.get("operator")
            argument = node.get("argument")
            if operator is not None and operator.text == "-":
                return tuple(
                    replace(item, data=-item.data, node=node)
                    for item in self.of(argument)
                    if item.kind == "const" and isinstance(item.data, int | float)
                )
            return ()
        if kind == "sequence_expression" and node.children:
            return self.of(node.children[-1])
        return ()

    def _template(self, node: Node) -> Obj:
        parts: list[str] = []
        for child in node.children:
            if child.kind == "template_substitution":
                inner = self.of(child.children[0]) if child.children else ()
                texts = [
                    i.data for i in inner if i.kind in ("const", "text") and i.data is not None
                ]
                ours = [t for t in texts if isinstance(t, str) and "//api.openai" in t]
                if len(texts) > 1 and len(ours) == 1:
                    texts = ours
                parts.append(str(texts[0]) if len(texts) == 1 else "\0")
            else:
                parts.append(child.text)
        text = "".join(parts) if node.children else node.text[1:-1]
        return Obj("text" if "\0" in text else "const", node, text)

    def _binary(self, node: Node) -> Iterable[Obj]:
        operator = node.get("operator")
        left, right = node.get("left"), node.get("right")
        symbol = operator.text if operator is not None else ""
        if symbol in ("||", "??"):
            return (
                *self.of(left),
                *(replace(i, route=i.route or "default") for i in self.of(right)),
            )
        if symbol == "&&":
            return self.of(right)
        if symbol == "+":
            one, other = self._text(left), self._text(right)
            if one is None and other is None:
                return ()
            text = (one if one is not None else "\0") + (other if other is not None else "\0")
            return (Obj("text" if "\0" in text else "const", node, text),)
        if symbol in ("*", "-", "/"):
            numbers = []
            for side in (left, right):
                found = [i.data for i in self.of(side) if i.kind == "const"]
                if len(found) != 1 or not isinstance(found[0], int | float):
                    return ()
                numbers.append(found[0])
            one_, other_ = numbers
            if symbol == "*":
                return (Obj("const", node, one_ * other_),)
            if symbol == "-":
                return (Obj("const", node, one_ - other_),)
        return ()

    def _text(self, node: Node | None) -> str | None:
        found = [i.data for i in self.of(node) if i.kind in ("const", "text")]
        # Of several, the one that matters here: a proxy's address, or OpenAI's.
        found.sort(key=lambda data: not (isinstance(data, str) and "openai.com" in data))
        if len(found) >= 1 and isinstance(found[0], str):
            return found[0]
        return str(found[0]) if found and isinstance(found[0], int) else None

    # Names

    def _name(self, node: Node) -> Iterable[Obj]:
        text = node.text
        if text == "undefined":
            return (Obj("const", node, None),)
        bindings = node.scope.find(text) if node.scope is not None else None
        if bindings is None:
            return (Obj("global", node, name=text),)
        found: list[Obj] = []
        for binding in bindings[:_MANY]:
            found += self.bound(binding, node.module, text)
        return found

    def bound(self, binding: Binding, module: Module, text: str) -> Iterable[Obj]:
        """Return what a binding gives its name.

        Args:
            binding: The binding.
            module: The module it stands in.
            text: The name.
        """
        how = binding.how
        if how in ("import", "type"):
            return self._imported(binding, module)
        if how in ("function", "class"):
            return (Obj(how, binding.node),) if binding.node is not None else ()
        if how in ("enum", "shape"):
            return (Obj(how, binding.node),) if binding.node is not None else ()
        if how == "param":
            return self._parameter(binding, module, text)
        if how == "each":
            return self._path(self._elements(binding.node), binding)
        if how == "catch":
            return (Obj("unknown", binding.node, name="error"),) if binding.node is not None else ()
        found = list(self._path(self.of(binding.node), binding))
        if binding.type is not None and not any(item.kind != "const" for item in found):
            found += self.typed(binding.type)
        return found

    def _path(self, items: Iterable[Obj], binding: Binding) -> list[Obj]:
        found = list(items)
        for key in binding.path:
            step: list[Obj] = []
            for item in found:
                if key == "...":
                    step.append(item)
                elif isinstance(key, int):
                    step += self._element(item, key)
                else:
                    step += self.member(item, key, item.node)
            found = step
        if binding.default is not None:
            name = binding.target.text if binding.target is not None else ""
            found += [
                replace(i, route=i.route or f"default of parameter {name}")
                for i in self.of(binding.default)
            ]
        return found

    def _imported(self, binding: Binding, module: Module) -> Iterable[Obj]:
        return self.imported(binding.spec, binding.name, module, binding.node or module.root)

    def imported(self, spec: str, name: str, module: Module, node: Node) -> Iterable[Obj]:
        """Return what an import gives: an export of the project, or an external.

        Args:
            spec: What the import names.
            name: The exported name, ``default`` or ``*``.
            module: The importing module.
            node: The import.
        """
        target = self.project.find(spec, module)
        if target is None:
            base = package(spec)
            if name == "*":
                return (Obj("external", node, name=base),)
            return (Obj("external", node, name=f"{base}.{_export_name(base, name)}"),)
        if name == "*":
            whole = target.exports.get("module.exports")
            if whole:
                return [item for export in whole for item in self.of(export.node)]
            return (Obj("module", target.root, data=target),)
        return self.exported(target, name, 0)

    def exported(self, module: Module, name: str, depth: int = 0) -> list[Obj]:
        """Return what a module offers under a name."""
        if depth > 8:
            return []
        found: list[Obj] = []
        for export in module.exports.get(name, ()):
            if export.node is not None:
                found += self._export_value(export.node)
            else:
                target = self.project.find(export.spec, module)
                if target is None:
                    found += self.imported(export.spec, export.name, module, module.root)
                elif export.name == "*":
                    found.append(Obj("module", target.root, data=target))
                else:
                    found += self.exported(target, export.name, depth + 1)
        if found:
            return found
        for export in module.exports.get("module.exports", ()):
            for item in self.of(export.node):
                found += self.member(item, name, item.node)
        if not found:
            for spec in module.stars:
                target = self.project.find(spec, module)
                if target is not None:
                    found += self.exported(target, name, depth + 1)
        return found

    def _export_value(self, node: Node) -> Iterable[Obj]:
        if node.kind in ("identifier", "type_identifier", "shorthand_property_identifier_pattern"):
            bindings = node.module.scope.find(node.text) or []
            return [item for b in bindings for item in self.bound(b, node.module, node.text)]
        return self.of(node)

    # Types

    def typed(self, annotation: Node) -> list[Obj]:
        """Return what a type annotation says about a value: a client, or an instance."""
        # A value that is called like its type: const Settings: Settings = …
        guard = (id(annotation), ":")
        if guard in self._open:
            return []
        self._open.add(guard)
        try:
            return self._typed(annotation)
        finally:
            self._open.discard(guard)

    def _typed(self, annotation: Node) -> list[Obj]:
        found: list[Obj] = []
        stack = [annotation]
        while stack:
            node = stack.pop()
            if node.kind in ("object_type", "interface_body"):
                found.append(Obj("shape", node))
                continue
            stack += reversed(node.children)
            if node.kind != "type_identifier" or node.scope is None:
                continue
            parent = node.parent
            if parent is not None and parent.kind in ("nested_type_identifier", "type_query"):
                continue
            for item in self._name(node):
                if item.kind == "external":
                    found.append(Obj("made", node, None, item.name))
                elif item.kind == "class":
                    found.append(Obj("instance", item.node, None))
                elif item.kind == "shape":
                    found.append(item)
        return found

    def _shape_member(self, item: Obj, name: str) -> list[Obj]:
        """Return what an interface or a type says of a property."""
        body = item.node
        if body.kind == "type_alias_declaration":
            value = body.get("value")
            inner = self.typed(value) if value is not None else []
            return [o for i in inner if i.node is not body for o in self.member(i, name, body)]
        if body.kind == "interface_declaration":
            body = body.get("body") or body
        for child in body.children:
            label, annotation = child.get("name"), child.get("type")
            if (
                child.kind == "property_signature"
                and annotation is not None
                and label is not None
                and label.text == name
            ):
                return self.typed(annotation)
        return []

    # Parameters

    def _parameter(self, binding: Binding, module: Module, text: str) -> Iterable[Obj]:
        function = binding.node
        if function is None:
            return ()
        found: list[Obj] = []
        if binding.default is not None:
            found += [
                replace(item, route=f"default of parameter {text}")
                for item in self.of(binding.default)
            ]
        plain = replace_binding(binding)
        for site in self.call_sites(function):
            given = arguments(site)
            if binding.index < 0 or any(
                a.kind == "spread_element" for a in given[: binding.index + 1]
            ):
                continue
            if binding.index < len(given):
                found += [
                    replace(item, route=item.route or f"parameter {text}")
                    for item in self._path(self.of(given[binding.index]), plain)
                ]
        parent = function.parent
        call = parent.parent if parent is not None and parent.kind == "arguments" else None
        if call is not None and call.kind == "call_expression":
            found += self._callback(call, binding)
        if not found and binding.type is not None:
            typed = self.typed(binding.type)
            found += self._path(typed, plain) if binding.path else typed
        return found

    def _callback(self, call: Node, binding: Binding) -> list[Obj]:
        callee = call.get("function")
        if callee is None or callee.kind != "member_expression":
            return []
        name = last_name(callee)
        position = 1 if name == "reduce" else 0
        if name in _ITERATORS and binding.index == position:
            return self._path(self._elements(callee.get("object")), replace_binding(binding))
        if name == "then" and binding.index == 0:
            return self._path(self.of(callee.get("object")), replace_binding(binding))
        return []

    def call_sites(self, function: Node) -> list[Node]:
        """Return calls of a function in the project, as far as they were found."""
        known = self._sites.get(id(function))
        if known is not None:
            return known
        self._sites[id(function)] = []
        names, target = self._called_as(function)
        found: list[Node] = []
        looked = 0
        for name in names:
            for call in self.project.calls(name):
                if looked >= 200 or len(found) >= _SITES:
                    break
                looked += 1
                callee = call.get("function") or call.get("constructor")
                if any(item.node is target for item in self.of(callee)):
                    found.append(call)
        self._sites[id(function)] = found
        return found

    def _called_as(self, function: Node) -> tuple[set[str], Node]:
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
            "as_expression",
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
                names |= self.project.aliases.get("default", set())
        for name_text in list(names):
            names |= self.project.aliases.get(name_text, set())
        names.discard("")
        return names, target

    # Members

    def _members(self, node: Node) -> Iterable[Obj]:
        name, target = node.get("property"), node.get("object")
        if name is None or target is None:
            return ()
        found: list[Obj] = []
        text = name.text
        for item in self.of(target):
            found += self.member(item, text, node)
        return found

    def member(self, item: Obj, name: str, node: Node) -> list[Obj]:
        """Return what an object's member may be.

        Args:
            item: The object.
            name: The member.
            node: The expression that takes it.
        """
        kind = item.kind
        if kind == "external":
            return [Obj("external", node, name=f"{item.name}.{_export_name(item.name, name)}")]
        if kind == "made":
            if name in ("then", "catch"):
                return []
            return [replace(item, path=(*item.path, name))]
        if kind == "object":
            return self._entry(item, name)
        if kind in ("instance", "class"):
            return self._class_member(item, name)
        if kind == "module":
            return self.exported(item.data, name)
        if kind == "enum":
            return self._enum_member(item, name)
        if kind == "shape":
            guard = (id(item.node), name)
            if guard in self._open:
                return []
            self._open.add(guard)
            try:
                return self._shape_member(item, name)
            finally:
                self._open.discard(guard)
        if kind == "kept":
            return list(item.data) if name == "current" else []
        if kind == "env":
            return []
        if kind == "global":
            return _global_member(item.name, name, node)
        if kind == "const" and name in _SAME:
            return [replace(item, name="self")]
        if kind == "array":
            return [Obj("method", node, data=item, name=name)]
        if kind == "function" and name in ("bind", "call", "apply"):
            return [Obj("method", node, data=item, name=name)]
        return []

    def _entry(self, item: Obj, name: str) -> list[Obj]:
        # An object that is spread into itself.
        guard = (id(item.node), name)
        known = self._entries.get(guard)
        if known is not None:
            return list(known)
        self._looks += 1
        if guard in self._open or len(self._open) > _DEPTH or self._looks > _LOOKS:
            return []
        self._open.add(guard)
        try:
            found = self._entry_of(item, name)
        finally:
            self._open.discard(guard)
        if found or not self._open or self._looks > _LOOKS:
            self._entries[guard] = found
        return list(found)

    def _entry_of(self, item: Obj, name: str) -> list[Obj]:
        found: list[Obj] = []
        spread: list[Obj] = []
        for child in item.node.children:
            if child.kind == "spread_element" and child.children:
                for inner in self.of(child.children[0]):
                    spread += self.member(inner, name, child)
            elif child.kind == "method_definition":
                if key_of(child) == name:
                    found += self._getter(child)
            elif key_of(child) == name:
                value = child.get("value") if child.kind == "pair" else child
                got = self.of(value)
                route = f"entry {name}"
                found += [replace(i, route=i.route or route) for i in got]
        found = found or spread
        for left, right in self.sets(name):
            owner = left.get("object")
            if owner is None or bare(owner).kind == "this":
                continue
            if any(o.kind == "object" and o.node is item.node for o in self.of(owner)):
                found += self.of(right)
        return found

    def sets(self, name: str) -> tuple[tuple[Node, Node], ...]:
        """Return where a member of that name is set, with what; of very many, the first."""
        return self.project.sets(name)[:_MANY]

    def _getter(self, method: Node) -> list[Obj]:
        name = method.get("name")
        head = method.module.unit.data[method.start : name.start] if name is not None else b""
        if b"get " in head:
            return self.returned(method)
        return [Obj("function", method)]

    def _class_member(self, item: Obj, name: str) -> list[Obj]:
        if name == "constructor":
            return [Obj("class", item.node)]
        found: list[Obj] = []
        for klass in self.ancestry(item.node):
            body = klass.get("body")
            for child in body.children if body is not None else ():
                if child.kind == "method_definition":
                    if key_of(child) == name:
                        found += self._getter(child)
                    elif key_of(child) == "constructor":
                        found += self._parameter_property(child, name)
                elif child.kind in ("public_field_definition", "field_definition"):
                    label = child.get("name") or child.get("property")
                    if label is None or label.text != name:
                        continue
                    value = child.get("value")
                    got = [replace(i, route=i.route or f"field {name}") for i in self.of(value)]
                    annotation = child.get("type")
                    if not got and annotation is not None and not self.set_in(klass, name):
                        got = self.typed(annotation)
                    found += got
            found += [
                replace(i, route=i.route or f"field {name}")
                for right in self.set_in(klass, name)
                for i in self.of(right)
            ]
            if not found and klass.get("body") is not None:
                base = self._base(klass)
                if base is not None and base.kind == "external":
                    found.append(Obj("made", klass, "subclass", base.name, (name,)))
            if found:
                break
        if item.kind == "instance" and item.data is None:
            for value in self.overridden(item.node, name):
                # A method or a client of its own is asked for by its own class.
                found += [
                    replace(i, route=i.route or f"field {name}")
                    for i in self.of(value)
                    if i.kind in ("const", "env")
                ]
        return found

    def overridden(self, klass: Node, name: str) -> list[Node]:
        """Return what classes that inherit from one set in its stead: ``this`` may be of them."""
        found = [
            (field.scope.class_, value)
            for field in self.project.fields(name)
            if (value := field.get("value")) is not None
        ]
        for left, right in self.project.sets(name):
            owner = left.get("object")
            if owner is not None and bare(owner).kind == "this":
                found.append((left.scope.class_, right))
        return [
            value
            for heir, value in found
            if heir is not None and heir is not klass and klass in self.ancestry(heir)
        ]

    def set_in(self, klass: Node, name: str) -> list[Node]:
        """Return what a class sets one of its members to."""
        found = []
        for left, right in klass.module.member_sets.get(name, ()):
            owner = left.get("object")
            if owner is None or left.scope.class_ is not klass:
                continue
            owner = bare(owner)
            if owner.kind == "this" or (
                owner.kind == "identifier" and owner.text == _class_name(klass)
            ):
                found.append(right)
        return found

    def _parameter_property(self, constructor: Node, name: str) -> list[Obj]:
        formal = constructor.get("parameters")
        body_scope = None
        for child in formal.children if formal is not None else ():
            pattern = child.get("pattern")
            if pattern is None or pattern.text != name:
                continue
            if not any(
                c.kind in ("accessibility_modifier", "override_modifier") for c in child.children
            ) and (b"readonly" not in child.module.unit.data[child.start : pattern.start]):
                continue
            body_scope = pattern.scope
            bindings = body_scope.names.get(name, ()) if body_scope is not None else ()
            return [i for b in bindings for i in self.bound(b, constructor.module, name)]
        return []

    def ancestry(self, klass: Node) -> list[Node]:
        """Return a class and the project's classes that it extends."""
        found = [klass]
        while len(found) < 6:
            base = self._base(found[-1])
            if base is None or base.kind != "class" or base.node in found:
                break
            found.append(base.node)
        return found

    def _base(self, klass: Node) -> Obj | None:
        for child in klass.children:
            if child.kind != "class_heritage":
                continue
            for part in child.children:
                expression = part.get("value") if part.kind == "extends_clause" else part
                if expression is None or part.kind == "implements_clause":
                    continue
                for item in self.of(expression):
                    if item.kind in ("class", "external"):
                        return item
        return None

    def _enum_member(self, item: Obj, name: str) -> list[Obj]:
        body = item.node.get("body")
        for child in body.children if body is not None else ():
            label = child.get("name")
            if label is not None and label.text.strip("'\"") == name:
                return [
                    replace(i, route=f"enum member {name}") for i in self.of(child.get("value"))
                ]
        return []

    def _subscript(self, node: Node) -> Iterable[Obj]:
        index, target = node.get("index"), node.get("object")
        keys = [i.data for i in self.of(index) if i.kind == "const"]
        found: list[Obj] = []
        for item in self.of(target):
            if len(keys) == 1 and isinstance(keys[0], str):
                found += self.member(item, keys[0], node)
            elif len(keys) == 1 and isinstance(keys[0], int) and item.kind == "array":
                found += self._element(item, keys[0])
            elif item.kind in ("object", "enum"):
                found += [
                    replace(i, confidence=min(i.confidence, Confidence.MEDIUM))
                    for i in self.entries_of(item)
                ]
            elif item.kind == "array":
                found += self._items(item)
            elif item.kind == "made":
                step = str(keys[0]) if len(keys) == 1 else "?"
                found.append(replace(item, path=(*item.path, step)))
            elif item.kind == "global" and item.name in _ENV and len(keys) == 1:
                found.append(Obj("env", node, name=str(keys[0])))
        return found

    def entries_of(self, item: Obj) -> list[Obj]:
        """Return what any entry of an object may be."""
        holder = item.node if item.kind == "object" else item.node.get("body")
        found: list[Obj] = []
        for child in (holder.children if holder is not None else [])[:_MANY]:
            if child.kind in ("pair", "enum_assignment"):
                found += [
                    replace(i, route=i.route or f"entry {key_of(child)}")
                    for i in self.of(child.get("value"))
                ]
        return found

    def _element(self, item: Obj, index: int) -> list[Obj]:
        if item.kind == "made":
            return [replace(item, path=(*item.path, str(index)))]
        if item.kind == "kept" and index == 0:
            return list(item.data)
        if item.kind != "array" or not 0 <= index < len(item.node.children):
            return []
        return list(self.of(item.node.children[index]))

    def _items(self, item: Obj) -> list[Obj]:
        guard = (id(item.node), "[]")
        if guard in self._open or len(self._open) > _DEPTH:
            return []
        self._open.add(guard)
        try:
            return self._items_of(item)
        finally:
            self._open.discard(guard)

    def _items_of(self, item: Obj) -> list[Obj]:
        found: list[Obj] = []
        for child in item.node.children[:_MANY]:
            if child.kind == "spread_element" and child.children:
                for inner in self.of(child.children[0]):
                    if inner.kind == "array" and inner.node is not item.node:
                        found += self._items(inner)
            else:
                found += self.of(child)
        return found

    def _elements(self, node: Node | None) -> list[Obj]:
        found: list[Obj] = []
        for item in self.of(node):
            if item.kind == "array":
                found += self._items(item)
            elif item.kind == "made":
                found.append(replace(item, path=(*item.path, "each")))
        return found

    # Calls

    def _call(self, node: Node) -> Iterable[Obj]:
        callee = node.get("function")
        if callee is None:
            return ()
        text = callee.text if callee.end - callee.start < 40 else ""
        if text in ("require", "import"):
            spec = string_value(first_argument(node)) if first_argument(node) is not None else None  # type: ignore[arg-type]
            return self.imported(spec, "*", node.module, node) if spec else ()
        if text in ("Deno.env.get", "Netlify.env.get"):
            name = self._text(first_argument(node))
            return (Obj("env", node, name=name),) if name else ()
        last = last_name(callee)
        if (
            last in ("String", "Number", "parseInt", "parseFloat", "Boolean")
            and callee.kind == "identifier"
        ):
            return [
                replace(i, data=_number(i.data) if last.startswith(("N", "parse")) else i.data)
                for i in self.of(first_argument(node))
            ]
        if text == "JSON.stringify":
            return [i for i in self.of(first_argument(node)) if i.kind in ("object", "array")]
        if text == "Object.assign":
            return [i for a in arguments(node) for i in self.of(a) if i.kind == "object"]
        found: list[Obj] = []
        if last == "then" and callee.kind == "member_expression":
            for item in self.of(first_argument(node)):
                found += self.returned(item.node) if item.kind == "function" else ()
            return found
        for item in self.of(callee):
            found += self._result(item, node, last)
        if not found and last in WRAPPERS:
            return self.of(first_argument(node))
        if not found and callee.kind == "member_expression":
            found += self._through(node, callee, last)
        return found

    def _through(self, node: Node, callee: Node, last: str) -> list[Obj]:
        if last in _SAME or last in ("freeze", "seal"):
            subject = callee.get("object")
            if subject is not None and subject.text == "Object":
                return list(self.of(first_argument(node)))
            return [i for i in self.of(subject) if i.kind in ("const", "array", "function", "made")]
        if last in ("get", "getOrThrow") and arguments(node):
            # NestJS: config.get("OPENAI_API_KEY").
            name = self._text(first_argument(node))
            if name and name.isupper():
                return [Obj("env", node, name=name)]
        return []

    def _result(self, item: Obj, node: Node, last: str) -> Iterable[Obj]:
        if item.kind == "function":
            return self.returned(item.node)
        if item.kind == "external":
            if last in WRAPPERS:
                inner = self.of(first_argument(node))
                if inner:
                    return inner
            return self._hook(item, node) or (Obj("made", node, None, item.name),)
        if item.kind == "made":
            if item.path and item.path[-1] in ("withOptions", "withResponse", "asResponse"):
                return (replace(item, path=item.path[:-1]),)
            if item.path and item.path[-1] == "bind":
                return (replace(item, path=item.path[:-1]),)
            return (Obj("made", node, None, ".".join((item.name, *item.path)) + "()"),)
        if item.kind == "method":
            owner = item.data
            if item.name == "bind":
                return (owner,)
            if item.name in ("concat", "slice", "filter", "reverse", "toSorted"):
                return (owner,)
            if item.name in ("at", "pop", "shift", "find"):
                return self._items(owner)
            if item.name == "map" and (callback := first_argument(node)) is not None:
                results = [
                    i
                    for f in self.of(callback)
                    if f.kind == "function"
                    for i in self.returned(f.node)
                ]
                return [Obj("mapped", node, data=tuple(results), name="map")]
            return ()
        if item.kind == "const" and item.name == "self":
            return (replace(item, name=""),)
        if item.kind == "class":
            return (Obj("instance", item.node, node),)
        return ()

    def _hook(self, item: Obj, node: Node) -> tuple[Obj, ...]:
        """Return what React's hooks keep: the first value, or what a function makes of it."""
        name = item.name.rpartition(".")[2]
        if name not in ("useState", "useMemo", "useRef") or not item.name.startswith("react"):
            return ()
        kept: list[Obj] = []
        for given in self.of(first_argument(node)):
            function = given.kind == "function" and name != "useRef"
            kept += self.returned(given.node) if function else [given]
        return tuple(kept) if name == "useMemo" else (Obj("kept", node, tuple(kept), name),)

    def returned(self, function: Node) -> list[Obj]:
        """Return what a function may return."""
        body = function.get("body")
        if body is None:
            return []
        if body.kind != "statement_block":
            return list(self.of(body))
        found: list[Obj] = []
        stack = list(body.children)
        while stack:
            node = stack.pop()
            if node.kind == "return_statement":
                if node.children:
                    found += self.of(node.children[0])
            elif node.kind not in FUNCTIONS and node.kind not in CLASSES:
                stack += node.children
        annotation = function.get("return_type")
        if not found and annotation is not None:
            found += self.typed(annotation)
        return found

    def _new(self, node: Node) -> Iterable[Obj]:
        callee = node.get("constructor")
        found: list[Obj] = []
        for item in self.of(callee):
            if item.kind == "class":
                base = self._base(self.ancestry(item.node)[-1])
                if base is not None and base.kind == "external":
                    found.append(Obj("made", node, "subclass", base.name))
                found.append(Obj("instance", item.node, node))
            elif item.kind == "external":
                if last_name(callee) in WRAPPERS if callee is not None else False:
                    inner = self.of(first_argument(node))
                    if inner:
                        found += inner
                        continue
                # const OpenAI = require("openai"): the module is the class.
                name = "openai.OpenAI" if item.name == "openai" else item.name
                found.append(Obj("made", node, None, name))
            elif item.kind == "global":
                found.append(Obj("made", node, None, f"global.{item.name}"))
        return found

    def _this(self, node: Node) -> Iterable[Obj]:
        klass = node.scope.class_ if node.scope is not None else None
        if klass is not None:
            return (Obj("instance", klass, None),)
        scope: Scope | None = node.scope
        while scope is not None:
            parent = scope.node.parent
            if (
                scope.node.kind == "method_definition"
                and parent is not None
                and parent.kind == "object"
            ):
                return (Obj("object", parent),)
            scope = scope.parent
        return ()


def replace_binding(binding: Binding) -> Binding:
    """Return a parameter's binding as one of a value, with its path and inner default."""
    default = binding.default if binding.path else None
    return Binding("value", None, binding.path, default, target=binding.target)


def _class_name(klass: Node) -> str:
    name = klass.get("name")
    return name.text if name is not None else ""


def _number(data: object) -> object:
    try:
        return int(str(data))
    except ValueError:
        try:
            return float(str(data))
        except ValueError:
            return data


def _export_name(base: str, name: str) -> str:
    """Return one name for a package's default export and its namesake."""
    if base == "openai" and name in ("default", "OpenAI"):
        return "OpenAI"
    if base == "openai.OpenAI" and name in ("OpenAI", "AzureOpenAI", "default"):
        return f"OpenAI.{name}"
    return name


_ENV = frozenset({"process.env", "import.meta.env", "Bun.env"})


def _global_member(base: str, name: str, node: Node) -> list[Obj]:
    whole = f"{base}.{name}"
    if base in _ENV:
        return [Obj("env", node, name=name)]
    if base == "env":
        return [Obj("env", node, name=name)] if name.isupper() else []
    return [Obj("global", node, name=whole)]


def _unique(items: Iterable[Obj]) -> tuple[Obj, ...]:
    found: dict[tuple[object, ...], Obj] = {}
    for given in items:
        item = _canonical(given)
        owner = id(item.data) if item.kind == "instance" else None
        key = (item.kind, id(item.node), item.name, item.path, owner)
        known = found.get(key)
        if known is None or known.confidence < item.confidence:
            found[key] = item
        if len(found) > 120:
            break
    return tuple(found.values())


def _canonical(item: Obj) -> Obj:
    """Return the class itself for a static of the same name: ``OpenAI.OpenAI``."""
    if item.kind != "external" or not item.name.startswith("openai.OpenAI."):
        return item
    last = item.name.rpartition(".")[2]
    if last in ("OpenAI", "default"):
        return replace(item, name="openai.OpenAI")
    return replace(item, name="openai.AzureOpenAI") if last == "AzureOpenAI" else item
