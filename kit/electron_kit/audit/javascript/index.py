"""One file's index: what it imports, exports, calls, and which members it sets."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from ..facts import Unit
from .scopes import CLASSES, FUNCTIONS, Binding, Scope, names_in
from .syntax import Node, string_value
from .written import bare, first_argument, last_name

_BLOCKS = frozenset(
    {"statement_block", "for_statement", "for_in_statement", "switch_body", "catch_clause"}
)


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
            if node.cast is not None:
                stack.append((node.cast, inner))
            stack.extend([(child, inner) for child in reversed(node.children)])
        for left, right, whole in assignments:
            self._assigned(left, right, whole)

    @cached_property
    def pushes(self) -> dict[str, list[Node]]:
        """The calls of ``push`` by what is pushed to, as it is written."""
        found: dict[str, list[Node]] = defaultdict(list)
        for push in self.calls.get("push", ()):
            callee = push.get("function")
            owner = callee.get("object") if callee is not None else None
            if owner is not None:
                found[bare(owner).text].append(push)
        return found

    def forget(self) -> None:
        """Take the tree apart once its facts are known; the module is of no use after that.

        Nodes, their parents and their scopes hold each other, and would all wait for the garbage
        collector.
        """
        stack = [self.root]
        while stack:
            node = stack.pop()
            stack += node.children
            node.children.clear()
            node.cast = None
            node.scope = None  # type: ignore[assignment]
        self.__dict__.clear()

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
            for names, binding in names_in(pattern, "param", node):
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
            self.nodes[kind].append(node)
            left, right = node.get("left"), node.get("right")
            if left is not None:
                for name_text, binding in names_in(left, "each", right):
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
                for name_text, binding in names_in(parameter, "catch", node):
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
        for text, binding in names_in(name, "value", value):
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
            for text, binding in names_in(left, "value", right):
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
        "array", "object", "subscript_expression", "binary_expression", "if_statement",
        "while_statement", "for_statement", "do_statement", "number", "ternary_expression",
        "public_field_definition", "field_definition",
        "interface_declaration", "type_alias_declaration", "regex",
    }
)  # fmt: skip


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
