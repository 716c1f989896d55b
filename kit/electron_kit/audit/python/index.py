"""One pass over a module's trees: parents, scopes, bindings, and nodes by kind."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..facts import Unit
from .plain import KINDS, simplified, with_spread
from .scopes import Binding, Scope
from .test_files import is_test
from .tree import CHILDREN, last_name
from .vendors import VENDOR_NAME


@dataclass(slots=True)
class Module:
    """A file, or a notebook as one module.

    Attributes:
        path: The file's path as reports show it.
        name: The dotted name that its path spells, from the top of the tree.
        is_package: Whether it is a package's ``__init__``.
        primary: Whether it is reported on.
        inside: The path below the audited directory.
        units: Its texts; several for a notebook.
        trees: The trees of its texts.
        nodes: The nodes of some types, in source order; of calls, those of what a call gave.
        calls: The calls by the last part of the callee's name.
        attributes: Assignments to attributes, by the attribute's name: (target, value).
        items: Assignments to subscripts and calls that change a container, by its name.
    """

    path: str
    name: str
    is_package: bool = False
    primary: bool = True
    inside: str = ""
    units: list[Unit] = field(default_factory=list)
    trees: list[ast.Module] = field(default_factory=list)
    scope: Scope = field(init=False)
    nodes: dict[type, list[Any]] = field(default_factory=lambda: defaultdict(list))
    calls: dict[str, list[ast.Call]] = field(default_factory=lambda: defaultdict(list))
    attributes: dict[str, list[tuple[ast.Attribute, Any, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    items: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    stars: list[tuple[str, int]] = field(default_factory=list)
    imported: set[str] = field(default_factory=set)
    _tests: bool | None = None
    _texts: dict[str, list[ast.Constant]] | None = None
    _bound: set[str] | None = None
    _keywords: set[str | None] | None = None
    _visited: list[Any] = field(default_factory=list)
    _scopes: list[Scope] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the module's scope."""
        self.scope = self.inner_scope(None, None)

    def inner_scope(self, node: Any, parent: Scope | None) -> Scope:
        """Return a new scope of the module's."""
        scope = Scope(node, parent, self)
        self._scopes.append(scope)
        return scope

    @property
    def is_test(self) -> bool:
        """Whether it is a test, whose messages and names are mostly made up.

        A script that is kept below ``tests/`` to be run by hand is none.
        """
        if self._tests is None:
            self._tests = is_test(self.inside, [unit.data for unit in self.units])
        return self._tests

    @property
    def doubtful(self) -> bool:
        """Whether what it writes is made up, or by its name meant for another vendor."""
        return self.is_test or VENDOR_NAME.search(self.inside) is not None

    @property
    def texts(self) -> dict[str, list[ast.Constant]]:
        """The literals that are texts, by what they say."""
        if self._texts is None:
            self._texts = {}
            for node in self.nodes[ast.Constant]:
                if node.value.__class__ is str:
                    self._texts.setdefault(node.value, []).append(node)
        return self._texts

    def saying(self, wanted: Callable[[str], object]) -> list[Any]:
        """Return the literals whose text is wanted, in source order.

        Args:
            wanted: Says whether a text is; asked once for each, however often it is written.
        """
        texts = self.texts
        chosen = {text for text in texts if wanted(text)}
        if len(chosen) < 2:
            return [node for text in chosen for node in texts[text]]
        return [
            node
            for node in self.nodes[ast.Constant]
            if node.value.__class__ is str and node.value in chosen
        ]

    @property
    def bound(self) -> set[str]:
        """Every name that is bound in any of its scopes."""
        if self._bound is None:
            self._bound = set().union(*(scope.bindings for scope in self._scopes))
        return self._bound

    @property
    def keywords(self) -> set[str | None]:
        """The names of all arguments that its calls give by name."""
        if self._keywords is None:
            every = (call for calls in self.calls.values() for call in calls)
            self._keywords = {keyword.arg for call in every for keyword in call.keywords}
        return self._keywords

    def add(self, unit: Unit, tree: ast.Module) -> None:
        """Take in a file's tree, or a cell's."""
        self.units.append(unit)
        self.trees.append(tree)
        tree.unit = unit
        tree.parent = None
        _Indexer(self).run(tree, self._visited)

    def forget(self) -> None:
        """Take the trees apart once their facts are known; the module is of no use after that.

        A node and its parent hold each other. Left to the garbage collector they cost an eighth
        of an audit's time, and stay in memory until it comes by.
        """
        for node in self._visited:
            node.__dict__.clear()
        for scope in self._scopes:
            scope.bindings.clear()
        del self.scope
        for kept in (self._visited, self._scopes, self.trees, self.nodes, self.calls,
                     self.attributes, self.items):  # fmt: skip
            kept.clear()
        self._texts = None


_KEPT = {
    ast.Compare, ast.Dict, ast.Constant, ast.Subscript, ast.For, ast.AsyncFor, ast.While,
    ast.If, ast.IfExp, ast.ExceptHandler, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
    ast.Assign, ast.AnnAssign, ast.AugAssign, ast.With, ast.AsyncWith, ast.Attribute, ast.JoinedStr,
    ast.Match, ast.ImportFrom, ast.Nonlocal,
}  # fmt: skip
_CHANGERS = {"update", "setdefault", "append", "extend", "insert", "pop"}


class _Indexer:
    def __init__(self, module: Module) -> None:
        self.module = module
        self.stack: list[tuple[Any, Any, Scope]] = []

    def run(self, tree: ast.Module, visited: list[Any]) -> None:
        """Visit every node once, parents first. Names and constants never get onto the stack.

        Args:
            tree: The tree.
            visited: Where to add the nodes that may have others below them.
        """
        stack = self.stack
        push, pop, visit = stack.append, stack.pop, visited.append
        nodes, plans, simple = self.module.nodes, _PLANS, KINDS
        constants, name_kind, constant_kind = nodes[ast.Constant], ast.Name, ast.Constant
        root = self.module.scope
        tree.scope = root
        visit(tree)
        for statement in reversed(tree.body):
            push((statement, tree, root))
        while stack:
            node, parent, scope = pop()
            visit(node)
            kind = node.__class__
            node.parent = parent
            node.scope = scope
            if (
                kind is ast.AnnAssign
                and node.value is not None
                and parent.__class__ is not ast.ClassDef
            ):
                kind = self.annotated(node)
            elif kind in simple:
                kind = simplified(node)
            kept, handler, children = plans[kind]
            if kept:
                nodes[kind].append(node)
            if handler is not None:
                scope = handler(self, node, scope)
                if scope is None:
                    continue
            for field_name in children:
                child = getattr(node, field_name)
                child_kind = child.__class__
                if child_kind is name_kind:
                    child.parent = node
                    child.scope = scope
                elif child_kind is constant_kind:
                    child.parent = node
                    child.scope = scope
                    constants.append(child)
                elif child_kind is list:
                    for item in reversed(child):
                        item_kind = item.__class__
                        if item_kind is name_kind:
                            item.parent = node
                            item.scope = scope
                        elif item_kind is constant_kind:
                            item.parent = node
                            item.scope = scope
                            constants.append(item)
                        elif item_kind in plans:
                            push((item, node, scope))
                elif child_kind in plans:
                    push((child, node, scope))

    def annotated(self, node: Any) -> type:
        """Make an annotated assignment one like any other, which keeps its annotation.

        In a class it is a field's declaration, and stays one; so is one without a value.
        """
        node.__class__, node.targets = ast.Assign, [node.target]
        annotation = node.annotation
        if annotation.__class__ in (ast.Name, ast.Constant):
            annotation.parent, annotation.scope = node, node.scope
            if annotation.__class__ is ast.Constant:
                self.module.nodes[ast.Constant].append(annotation)
        else:
            self.stack.append((annotation, node, node.scope))
        return ast.Assign

    def call(self, node: ast.Call, scope: Scope) -> Scope:
        name = last_name(node.func)
        if name:
            self.module.calls[name].append(node)
            if name in _CHANGERS and node.func.__class__ is ast.Attribute:
                self.module.items[last_name(node.func.value)].append(node)
        elif node.func.__class__ is ast.Call:
            self.module.nodes[ast.Call].append(node)
        return scope

    def function(self, node: Any, scope: Scope) -> None:
        inner = self.module.inner_scope(node, scope)
        node.inner = inner
        if node.__class__ is not ast.Lambda:
            scope.bind(node.name, Binding("def", node))
        arguments = node.args
        for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
            inner.bind(argument.arg, Binding("param", argument, value=node))
        for argument, star in ((arguments.vararg, "*"), (arguments.kwarg, "**")):
            if argument is not None:
                inner.bind(argument.arg, Binding("param", argument, value=node, star=star))
        push = self.stack.append
        body = node.body if isinstance(node.body, list) else [node.body]
        for statement in reversed(body):
            push((statement, node, inner))
        arguments.parent, arguments.scope = node, scope
        for argument in [
            *arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs,
            arguments.vararg, arguments.kwarg,
        ]:  # fmt: skip
            if argument is not None:
                argument.parent, argument.scope = node, inner
                if argument.annotation is not None:
                    push((argument.annotation, argument, scope))
        for default in [*arguments.defaults, *arguments.kw_defaults]:
            if default is not None:
                push((default, arguments, scope))
        if node.__class__ is not ast.Lambda:
            for decorator in node.decorator_list:
                push((decorator, node, scope))
            if node.returns is not None:
                push((node.returns, node, scope))

    def klass(self, node: ast.ClassDef, scope: Scope) -> None:
        inner = self.module.inner_scope(node, scope)
        node.inner = inner
        scope.bind(node.name, Binding("class", node))
        for statement in reversed(node.body):
            self.stack.append((statement, node, inner))
        for outer in [*node.decorator_list, *node.bases, *node.keywords]:
            self.stack.append((outer, node, scope))

    def comprehension(self, node: Any, scope: Scope) -> Scope:
        inner = self.module.inner_scope(scope.node, scope)
        for generator in node.generators:
            simplified(generator)
            counter = getattr(generator, "counter", None)
            if counter is not None:
                counter.parent, counter.scope = generator, inner
                inner.bind(counter.id, Binding("augment", generator, None))
            self.target(generator.target, Binding("item", node, generator.iter), inner)
        return inner

    def assign(self, node: ast.Assign, scope: Scope) -> Scope:
        name = "annotated" if getattr(node, "annotation", None) is not None else ""
        node.value = with_spread(node.value)
        for target in node.targets:
            self.target(target, Binding("value", node, node.value, name=name), scope)
        return scope

    def ann_assign(self, node: ast.AnnAssign, scope: Scope) -> Scope:
        binding = Binding("value", node, node.value, name="annotated")
        self.target(node.target, binding, scope)
        return scope

    def aug_assign(self, node: ast.AugAssign, scope: Scope) -> Scope:
        if node.target.__class__ is ast.Name:
            scope.bind(node.target.id, Binding("augment", node, node.value))
        self.module.items[last_name(node.target)].append(node)
        return scope

    def walrus(self, node: ast.NamedExpr, scope: Scope) -> Scope:
        scope.bind(node.target.id, Binding("value", node, node.value))
        return scope

    def loop(self, node: Any, scope: Scope) -> Scope:
        counter = getattr(node, "counter", None)
        if counter is not None:
            counter.parent, counter.scope = node, scope
            scope.bind(counter.id, Binding("augment", node, None))
        self.target(node.target, Binding("item", node, node.iter), scope)
        return scope

    def with_item(self, node: ast.withitem, scope: Scope) -> Scope:
        if node.optional_vars is not None:
            self.target(node.optional_vars, Binding("with", node, node.context_expr), scope)
        return scope

    def handler(self, node: ast.ExceptHandler, scope: Scope) -> Scope:
        if node.name:
            scope.bind(node.name, Binding("error", node, node.type))
        return scope

    def outer(self, node: ast.Global, scope: Scope) -> None:
        scope.globals.update(node.names)

    def plain_import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            self.module.imported.add(alias.name)
            if alias.asname:
                scope.bind(alias.asname, Binding("import", node, name=alias.name))
            else:
                top = alias.name.partition(".")[0]
                scope.bind(top, Binding("import", node, name=top))

    def from_import(self, node: ast.ImportFrom, scope: Scope) -> None:
        base = node.module or ""
        self.module.imported.add("." * node.level + base)
        for alias in node.names:
            if alias.name == "*":
                self.module.stars.append((base, node.level))
                continue
            name = f"{base}.{alias.name}" if base else alias.name
            binding = Binding("import", node, name=name, level=node.level)
            scope.bind(alias.asname or alias.name, binding)

    def target(self, target: Any, binding: Binding, scope: Scope) -> None:
        kind = target.__class__
        if kind is ast.Name:
            scope.bind(target.id, binding)
        elif kind is ast.Attribute:
            self.module.attributes[target.attr].append((target, binding, scope))
        elif kind is ast.Subscript:
            self.module.items[last_name(target.value)].append((target, binding))
        elif kind in (ast.Tuple, ast.List):
            for number, element in enumerate(target.elts):
                if binding.how == "value" and binding.value.__class__ in (ast.Tuple, ast.List):
                    values = binding.value.elts
                    if len(values) == len(target.elts):
                        self.target(element, Binding("value", binding.node, values[number]), scope)
                        continue
                path = f"{binding.name}.{number}" if binding.how == "item" else str(number)
                how = "item" if binding.how in ("value", "item") else binding.how
                self.target(element, Binding(how, binding.node, binding.value, path), scope)
        elif kind is ast.Starred:
            self.target(target.value, Binding("item", binding.node, binding.value), scope)


_SPECIAL: dict[type, Any] = {
    ast.Call: _Indexer.call,
    ast.FunctionDef: _Indexer.function,
    ast.AsyncFunctionDef: _Indexer.function,
    ast.Lambda: _Indexer.function,
    ast.ClassDef: _Indexer.klass,
    ast.ListComp: _Indexer.comprehension,
    ast.SetComp: _Indexer.comprehension,
    ast.GeneratorExp: _Indexer.comprehension,
    ast.DictComp: _Indexer.comprehension,
    ast.Assign: _Indexer.assign,
    ast.AnnAssign: _Indexer.ann_assign,
    ast.AugAssign: _Indexer.aug_assign,
    ast.NamedExpr: _Indexer.walrus,
    ast.For: _Indexer.loop,
    ast.AsyncFor: _Indexer.loop,
    ast.withitem: _Indexer.with_item,
    ast.ExceptHandler: _Indexer.handler,
    ast.Global: _Indexer.outer,
    ast.Import: _Indexer.plain_import,
    ast.ImportFrom: _Indexer.from_import,
}
_PLANS: dict[type, tuple[bool, Any, tuple[str, ...]]] = {
    kind: (kind in _KEPT and kind is not ast.Constant, _SPECIAL.get(kind), tuple(reversed(names)))
    for kind, names in CHILDREN.items()
    if kind not in (ast.Load, ast.Store, ast.Del)
}
_PLANS[ast.Constant] = (True, None, ())
