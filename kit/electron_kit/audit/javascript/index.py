"""One file's names: scopes, bindings, imports, exports, calls, and members that are set."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from ..facts import Unit
from .syntax import Node, string_value

TEST_FILE = re.compile(
    r"(?:^|/)(?:tests?|__tests__|__mocks__|mocks?|fixtures?|specs?|e2e|stories)/|"
    r"[._-](?:test|spec|stories|mock)s?\.\w+$"
)
"""Files of tests and of what they show, whose texts are made up."""

FUNCTIONS = frozenset(
    {
        "function_declaration", "function_expression", "arrow_function", "method_definition",
        "generator_function", "generator_function_declaration", "function",
    }
)  # fmt: skip
CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration"})
_BLOCKS = frozenset(
    {"statement_block", "for_statement", "for_in_statement", "switch_body", "catch_clause"}
)
_WRAPPED = frozenset(
    {
        "parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression",
        "await_expression", "type_assertion",
    }
)  # fmt: skip


@dataclass(slots=True)
class Binding:
    """One way in which a name gets its value.

    Attributes:
        how: ``value``, ``param``, ``import``, ``type``, ``function``, ``class``, ``enum``,
            ``each`` or ``catch``.
        node: The value's expression, the function, the class …; None if there is none.
        path: The keys and indices that destructuring takes.
        default: The default's expression.
        type: The type annotation.
        index: A parameter's position; -1 for a rest parameter.
        spec: An import's module.
        name: An import's name there (``default``, ``*`` or the exported name).
        target: The identifier that is bound.
    """

    how: str
    node: Node | None
    path: tuple[str | int, ...] = ()
    default: Node | None = None
    type: Node | None = None
    index: int = 0
    spec: str = ""
    name: str = ""
    target: Node | None = None


class Scope:
    """Names of a block or function."""

    __slots__ = ("class_", "function", "names", "node", "parent")

    def __init__(self, node: Node, parent: Scope | None) -> None:
        """Make an empty scope within another."""
        self.node = node
        self.parent = parent
        self.names: dict[str, list[Binding]] = {}
        function = node.kind in FUNCTIONS or node.kind == "program"
        self.function: Node | None = node if function else (parent.function if parent else node)
        self.class_: Node | None = parent.class_ if parent else None

    def find(self, name: str) -> list[Binding] | None:
        """Return a name's bindings in the nearest scope that has it."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def bind(self, name: str, binding: Binding) -> None:
        """Add a binding."""
        self.names.setdefault(name, []).append(binding)


@dataclass(slots=True)
class Export:
    """What a module offers under a name: an expression, or another module's export."""

    node: Node | None
    spec: str = ""
    name: str = ""


class Module:
    """A file with its index.

    Args:
        path: The file's path.
        unit: Its text.
        inside: The path below the audited directory.
    """

    def __init__(self, path: str, unit: Unit, inside: str = "") -> None:
        """Start with nothing indexed."""
        self.path = path
        self.inside = inside
        self.unit = unit
        self.root: Node = None  # type: ignore[assignment]
        self.scope: Scope = None  # type: ignore[assignment]
        self.exports: dict[str, list[Export]] = defaultdict(list)
        self.stars: list[str] = []
        self.specs: set[str] = set()
        self.calls: dict[str, list[Node]] = defaultdict(list)
        self.member_sets: dict[str, list[tuple[Node, Node]]] = defaultdict(list)
        self.strings: list[Node] = []
        self.members: dict[str, list[Node]] = defaultdict(list)
        self.nodes: dict[str, list[Node]] = defaultdict(list)

    def index(self, root: Node) -> None:
        """Note everything in a tree."""
        self.root = root
        self.scope = Scope(root, None)
        assignments: list[tuple[Node, Node, Node]] = []
        stack: list[tuple[Node, Scope]] = [(root, self.scope)]
        while stack:
            node, scope = stack.pop()
            node.scope = scope
            kind = node.kind
            inner = scope
            if kind in FUNCTIONS:
                inner = self._function(node, scope)
            elif kind in CLASSES:
                inner = Scope(node, scope)
                inner.class_ = node
                inner.function = scope.function
                name = node.get("name")
                if name is not None:
                    scope.bind(name.text, Binding("class", node))
            elif kind in _BLOCKS and (node.parent is None or node.parent.kind not in FUNCTIONS):
                inner = Scope(node, scope)
            if kind in _INTERESTING:
                self._note(node, kind, inner, assignments)
            stack.extend([(child, inner) for child in reversed(node.children)])
        for left, right, whole in assignments:
            self._assigned(left, right, whole)

    def _function(self, node: Node, scope: Scope) -> Scope:
        inner = Scope(node, scope)
        name = node.get("name")
        if name is not None and node.kind != "method_definition":
            owner = scope if node.kind.endswith("declaration") else inner
            owner.bind(name.text, Binding("function", node))
        single = node.get("parameter")
        parameters = [single] if single is not None else []
        formal = node.get("parameters")
        if formal is not None:
            parameters = [child for child in formal.children if child.kind != "ERROR"]
        for index, parameter in enumerate(parameters):
            pattern: Node | None = parameter
            default = annotation = None
            if parameter.kind in ("required_parameter", "optional_parameter"):
                pattern = parameter.get("pattern")
                default, annotation = parameter.get("value"), parameter.get("type")
            if pattern is None:
                continue
            if pattern.kind == "assignment_pattern":
                default, pattern = pattern.get("right"), pattern.get("left")
            if pattern is None:
                continue
            if pattern.kind == "rest_pattern":
                bare = pattern.children[0] if pattern.children else None
                if bare is not None and bare.kind == "identifier":
                    inner.bind(bare.text, Binding("param", node, index=-1, target=bare))
                continue
            for names, binding in _pattern(pattern, "param", node):
                binding.index = index
                binding.type = annotation
                if not binding.path:
                    binding.default = default
                elif binding.default is None and default is not None:
                    binding.default = None
                inner.bind(names, binding)
        return inner

    def _note(
        self, node: Node, kind: str, scope: Scope, assignments: list[tuple[Node, Node, Node]]
    ) -> None:
        if kind == "variable_declarator":
            self.nodes[kind].append(node)
            self._declared(node, scope)
        elif kind in ("call_expression", "new_expression"):
            callee = node.get("function") or node.get("constructor")
            self.calls[last_name(callee) if callee is not None else ""].append(node)
            self._required(node, callee)
        elif kind in ("assignment_expression", "augmented_assignment_expression"):
            self.nodes["assignment_expression"].append(node)
            left, right = node.get("left"), node.get("right")
            if left is not None and right is not None:
                assignments.append((left, right, node))
        elif kind in ("string", "template_string"):
            self.strings.append(node)
        elif kind == "member_expression":
            name = node.get("property")
            if name is not None:
                self.members[name.text].append(node)
        elif kind == "import_statement":
            self._imported(node, scope)
        elif kind == "export_statement":
            self._exported(node, scope)
        elif kind == "for_in_statement":
            left, right = node.get("left"), node.get("right")
            if left is not None:
                for name_text, binding in _pattern(left, "each", right):
                    scope.bind(name_text, binding)
        elif kind == "enum_declaration":
            name = node.get("name")
            if name is not None:
                scope.bind(name.text, Binding("enum", node))
        elif kind in ("interface_declaration", "type_alias_declaration"):
            name = node.get("name")
            # A value of the same name says more.
            if name is not None and name.text not in scope.names:
                scope.bind(name.text, Binding("shape", node))
        elif kind == "catch_clause":
            parameter = node.get("parameter")
            if parameter is not None:
                for name_text, binding in _pattern(parameter, "catch", node):
                    scope.bind(name_text, binding)
        else:
            self.nodes[kind].append(node)

    def _declared(self, node: Node, scope: Scope) -> None:
        name, value, annotation = node.get("name"), node.get("value"), node.get("type")
        if name is None:
            return
        owner = scope
        if node.parent is not None and node.parent.kind == "variable_declaration":
            while owner.node is not owner.function and owner.parent is not None:
                owner = owner.parent
        for text, binding in _pattern(name, "value", value):
            if not binding.path:
                binding.type = annotation
            owner.bind(text, binding)

    def _required(self, node: Node, callee: Node | None) -> None:
        if callee is None or callee.text not in ("require", "import"):
            return
        argument = first_argument(node)
        spec = string_value(argument) if argument is not None else None
        if spec:
            self.specs.add(spec)

    def _imported(self, node: Node, scope: Scope) -> None:
        clause = next((child for child in node.children if child.kind.endswith("_clause")), None)
        source = node.get("source") or (clause.get("source") if clause is not None else None)
        spec = string_value(source) if source is not None else None
        if spec is None:
            return
        self.specs.add(spec)
        if clause is None:
            return
        only_type = node.text.startswith("import type ")
        how = "type" if only_type else "import"
        for child in clause.children:
            if child.kind == "identifier":
                name = "*" if clause.kind == "import_require_clause" else "default"
                scope.bind(child.text, Binding(how, node, spec=spec, name=name))
            elif child.kind == "namespace_import" and child.children:
                scope.bind(child.children[0].text, Binding(how, node, spec=spec, name="*"))
            elif child.kind == "named_imports":
                for item in child.children:
                    self._specifier(item, how, spec, node, scope)

    @staticmethod
    def _specifier(item: Node, how: str, spec: str, node: Node, scope: Scope) -> None:
        name = item.get("name")
        if item.kind != "import_specifier" or name is None:
            return
        alias = item.get("alias") or name
        if item.text.startswith("type "):
            how = "type"
        scope.bind(alias.text, Binding(how, node, spec=spec, name=name.text))

    def _exported(self, node: Node, scope: Scope) -> None:
        source = node.get("source")
        spec = (string_value(source) or "") if source is not None else ""
        if spec:
            self.specs.add(spec)
        declaration, value = node.get("declaration"), node.get("value")
        if value is not None:
            self.exports["default"].append(Export(value))
        if declaration is not None:
            # `export default function f() {}` and the like.
            head = self.unit.data[node.start : declaration.start]
            if b"default" in head:
                self.exports["default"].append(Export(declaration))
            for declared in _declared_names(declaration):
                self.exports[declared.text].append(Export(declared))
        clause = next((c for c in node.children if c.kind == "export_clause"), None)
        if clause is not None:
            for item in clause.children:
                name = item.get("name")
                if name is not None:
                    alias = item.get("alias") or name
                    export = Export(None, spec, name.text) if spec else Export(name)
                    self.exports[alias.text].append(export)
        elif spec and declaration is None and value is None:
            namespace = next((c for c in node.children if c.kind == "namespace_export"), None)
            if namespace is not None and namespace.children:
                self.exports[namespace.children[0].text].append(Export(None, spec, "*"))
            else:
                self.stars.append(spec)

    def _assigned(self, left: Node, right: Node, whole: Node) -> None:
        left = bare(left)
        if left.kind in ("identifier", "object_pattern", "array_pattern"):
            for text, binding in _pattern(left, "value", right):
                known = whole.scope.find(text)
                if known is not None:
                    known.append(binding)
                else:
                    self.scope.bind(text, binding)
            return
        if left.kind == "member_expression":
            name = left.get("property")
            if name is None:
                return
            target = left.get("object")
            text = target.text if target is not None else ""
            if text in ("exports", "module.exports"):
                self.exports[name.text].append(Export(right))
            if text == "module" and name.text == "exports":
                self._whole_export(right)
            self.member_sets[name.text].append((left, right))
        elif left.kind == "subscript_expression":
            index = left.get("index")
            key = string_value(index) if index is not None else None
            if key is not None:
                self.member_sets[key].append((left, right))

    def _whole_export(self, right: Node) -> None:
        self.exports["default"].append(Export(right))
        self.exports["module.exports"].append(Export(right))


_INTERESTING = frozenset(
    {
        "variable_declarator", "call_expression", "new_expression", "assignment_expression",
        "augmented_assignment_expression", "string", "template_string", "member_expression",
        "import_statement", "export_statement", "for_in_statement", "enum_declaration",
        "catch_clause",
        "object", "subscript_expression", "binary_expression", "if_statement", "while_statement",
        "for_statement", "do_statement", "number", "public_field_definition", "field_definition",
        "interface_declaration", "type_alias_declaration",
    }
)  # fmt: skip


def bare(node: Node) -> Node:
    """Return an expression without parentheses, casts and ``await``."""
    while node.kind in _WRAPPED and node.children:
        node = node.children[-1] if node.kind == "type_assertion" else node.children[0]
    return node


def last_name(node: Node) -> str:
    """Return the last part of a dotted expression's name, or an empty text."""
    node = bare(node)
    if node.kind in ("identifier", "property_identifier", "import", "super"):
        return node.text
    if node.kind == "member_expression":
        name = node.get("property")
        return name.text if name is not None else ""
    if node.kind == "subscript_expression":
        index = node.get("index")
        return (string_value(index) or "") if index is not None else ""
    if node.kind == "instantiation_expression" and node.children:
        return last_name(node.children[0])
    return ""


def dotted(node: Node) -> str:
    """Return an expression's attribute path, with ``?`` where it is not a name."""
    parts: list[str] = []
    node = bare(node)
    while node.kind == "member_expression":
        name, target = node.get("property"), node.get("object")
        parts.append(name.text if name is not None else "?")
        if target is None:
            break
        node = bare(target)
    if node.kind in ("identifier", "this"):
        parts.append(node.text)
    elif node.kind == "call_expression":
        callee = node.get("function")
        parts.append((last_name(callee) if callee is not None else "") or "?")
    else:
        parts.append("?")
    return ".".join(reversed(parts))


def arguments(call: Node) -> list[Node]:
    """Return a call's arguments."""
    holder = call.get("arguments")
    if holder is None or holder.kind != "arguments":
        return []
    return [child for child in holder.children if child.kind != "ERROR"]


def first_argument(call: Node) -> Node | None:
    """Return a call's first argument."""
    found = arguments(call)
    return found[0] if found else None


def key_of(node: Node) -> str | None:
    """Return the name of an object's entry, if it is known."""
    if node.kind == "shorthand_property_identifier":
        return node.text
    key = node.get("key") or node.get("name")
    if key is None:
        return None
    if key.kind == "computed_property_name" and key.children:
        return string_value(key.children[0])
    if key.kind == "string":
        return string_value(key)
    return key.text


def _declared_names(declaration: Node) -> list[Node]:
    name = declaration.get("name")
    if name is not None:
        return [name]
    found = []
    for child in declaration.children:
        target = child.get("name") if child.kind == "variable_declarator" else None
        if target is None:
            continue
        if target.kind == "identifier":
            found.append(target)
        else:
            found += [
                n for n in target.walk() if n.kind.startswith("shorthand_property_identifier")
            ]
    return found


def _pattern(
    node: Node, how: str, value: Node | None, path: tuple[str | int, ...] = ()
) -> list[tuple[str, Binding]]:
    """Return the names that a pattern binds."""
    kind = node.kind
    if kind in ("identifier", "shorthand_property_identifier_pattern"):
        key = (*path, node.text) if kind != "identifier" else path
        return [(node.text, Binding(how, value, key, target=node))]
    found: list[tuple[str, Binding]] = []
    if kind in ("object_assignment_pattern", "assignment_pattern"):
        left, right = node.get("left"), node.get("right")
        if left is not None:
            for text, binding in _pattern(left, how, value, path):
                if left.kind in ("identifier", "shorthand_property_identifier_pattern"):
                    binding.default = right
                found.append((text, binding))
    elif kind == "object_pattern":
        for child in node.children:
            found += _pattern(child, how, value, path)
    elif kind == "pair_pattern":
        label, target = node.get("key"), node.get("value")
        if label is not None and target is not None:
            name = string_value(label) if label.kind == "string" else label.text
            found += _pattern(target, how, value, (*path, name or "?"))
    elif kind == "array_pattern":
        for index, child in enumerate(node.children):
            found += _pattern(child, how, value, (*path, index))
    elif kind == "rest_pattern" and node.children:
        inner = node.children[0]
        if inner.kind == "identifier":
            found.append((inner.text, Binding(how, value, (*path, "..."), target=inner)))
    return found
