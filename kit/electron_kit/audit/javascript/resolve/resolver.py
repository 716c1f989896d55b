"""What an expression may be at run time, followed through a project's files.

Every look is bounded: by depth, by the number of call sites, and by a guard against
expressions that refer to themselves. Nothing is run. What each kind of expression is stands in
the modules beside this one; they ask each other through the resolver alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...failures import Careful
from ..index import Module
from ..project import Project
from ..scopes import CLASSES, FUNCTIONS, Binding
from ..syntax import Node, number_value, string_value
from ..values import Obj
from ..written import arguments, bare, key_of
from . import bindings, classes, members, results, texts, typed
from .bounds import DEPTH, LOOKS


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
        self.depth = 0
        self.walked: set[tuple[int, str]] = set()
        self.entries: dict[tuple[int, str], list[Obj]] = {}
        self.looks = 0
        self.sites: dict[int, list[Node]] = {}
        self._kept: dict[str, dict[str, list[Node]]] = {}
        self._provided: dict[str, list[dict[str | None, Node | None]]] | None = None

    def of(self, node: Node | None) -> tuple[Obj, ...]:
        """Return what an expression may be; empty where nothing is known."""
        if node is None:
            return ()
        node = bare(node)
        key = id(node)
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._busy or self.depth > DEPTH:
            return ()
        if not self._busy:
            self.looks = 0
        self.looks += 1
        if self.looks > LOOKS:
            return ()
        self._busy.add(key)
        self.depth += 1
        try:
            found = _unique(self._look(node))
        except Exception as error:
            if self.depth > 1:
                raise
            # The whole search has failed, and only it: nothing is known of this expression.
            self.careful.note(node.module.path, error, node.place.line)
            found = ()
        finally:
            self._busy.discard(key)
            self.depth -= 1
        # What a guard above cut short is not the whole truth: kept only if it says something.
        if found or not self._busy or self.looks > LOOKS:
            self._known[key] = found
        return found

    def _look(self, node: Node) -> Iterable[Obj]:
        kind = node.kind
        if kind == "string":
            value = string_value(node)
            return (Obj("const", node, value),) if value is not None else ()
        if kind == "template_string":
            return (texts.template_of(self, node),)
        if kind == "number":
            return (Obj("const", node, number_value(node)),)
        if kind == "regex":
            return (Obj("regex", node),)
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
            return bindings.name_of(self, node)
        if kind == "member_expression":
            return members.members_of(self, node)
        if kind == "subscript_expression":
            return members.subscript_of(self, node)
        if kind == "call_expression":
            return results.call_of(self, node)
        if kind == "new_expression":
            return results.new_of(self, node)
        if kind == "this":
            return classes.this_of(self, node)
        if kind in ("meta_property", "import"):
            return (Obj("global", node, name=node.text),)
        if kind == "ternary_expression":
            return (*self.of(node.get("consequence")), *self.of(node.get("alternative")))
        if kind == "binary_expression":
            return texts.binary_of(self, node)
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

    def bound(self, binding: Binding, module: Module, text: str) -> Iterable[Obj]:
        """Return what a binding gives its name."""
        return bindings.bound(self, binding, module, text)

    def call_sites(self, function: Node) -> list[Node]:
        """Return calls of a function in the project, as far as they were found."""
        return bindings.call_sites(self, function)

    def exported(self, module: Module, name: str, depth: int = 0) -> list[Obj]:
        """Return what a module offers under a name."""
        return bindings.exported(self, module, name, depth)

    def imported(self, spec: str, name: str, module: Module, node: Node) -> Iterable[Obj]:
        """Return what an import gives: an export of the project, or an external."""
        return bindings.imported(self, spec, name, module, node)

    def name_of(self, node: Node) -> Iterable[Obj]:
        """Return what a name is."""
        return bindings.name_of(self, node)

    def ancestry(self, klass: Node) -> list[Node]:
        """Return a class and the project's classes that it extends."""
        return classes.ancestry(self, klass)

    def base_of(self, klass: Node) -> Obj | None:
        """Return the class that a class extends."""
        return classes.base_of(self, klass)

    def class_member(self, item: Obj, name: str) -> list[Obj]:
        """Return what a class has under a name, its own or inherited."""
        return classes.class_member(self, item, name)

    def enum_member(self, item: Obj, name: str) -> list[Obj]:
        """Return a member of an enumeration."""
        return classes.enum_member(self, item, name)

    def getter_of(self, method: Node) -> list[Obj]:
        """Return what a getter returns."""
        return classes.getter_of(self, method)

    def overridden(self, klass: Node, name: str) -> list[Node]:
        """Return what classes that inherit from one set in its stead: ``this`` may be of them."""
        return classes.overridden(self, klass, name)

    def set_in(self, klass: Node, name: str) -> list[Node]:
        """Return what a class sets one of its members to."""
        return classes.set_in(self, klass, name)

    def element_of(self, item: Obj, index: int) -> list[Obj]:
        """Return what stands at a place of a list."""
        return members.element_of(self, item, index)

    def elements_of(self, node: Node | None) -> list[Obj]:
        """Return what an array may hold."""
        return members.elements_of(self, node)

    def items_of(self, item: Obj) -> list[Obj]:
        """Return what a list or an object may hold."""
        return members.items_of(self, item)

    def member(self, item: Obj, name: str, node: Node) -> list[Obj]:
        """Return what an object's member may be."""
        return members.member(self, item, name, node)

    def sets(self, name: str) -> tuple[tuple[Node, Node], ...]:
        """Return where a member of that name is set, with what; of very many, the first."""
        return members.sets(self, name)

    def kept(self, method: str, name: str | None) -> list[Node]:
        """Return what calls of a method such as ``set`` put away under a name."""
        table = self._kept.get(method)
        if table is None:
            table = self._kept[method] = {}
            for call in self.project.calls(method):
                given = arguments(call)
                key = string_value(given[0]) if len(given) > 1 else None
                if key is not None:
                    table.setdefault(key, []).append(given[1])
        return table.get(name, [])[:8] if name else []

    def injected(self, token: str) -> list[Obj]:
        """Return what a provider of Angular's gives for a token: ``{ provide, useFactory }``."""
        if self._provided is None:
            self._provided = {}
            for module in self.project.every:
                for node in module.nodes.get("object", ()):
                    entries = {key_of(child): child.get("value") for child in node.children}
                    asked = entries.get("provide")
                    if asked is not None:
                        self._provided.setdefault(asked.text, []).append(entries)
        found: list[Obj] = []
        for entries in self._provided.get(token, [])[:8]:
            found += self.of(entries.get("useValue"))
            for factory in self.of(entries.get("useFactory")):
                found += self.returned(factory.node) if factory.kind == "function" else ()
        return found

    def returned(self, function: Node) -> list[Obj]:
        """Return what a function may return."""
        return results.returned(self, function)

    def text_of(self, node: Node | None) -> str | None:
        """Return the text that an expression is; None if it is none."""
        return texts.text_of(self, node)

    def shape_member(self, item: Obj, name: str) -> list[Obj]:
        """Return what an interface or a type says of a property."""
        return typed.shape_member(self, item, name)

    def typed(self, annotation: Node) -> list[Obj]:
        """Return what a type annotation says about a value: a client, or an instance."""
        return typed.typed(self, annotation)


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
