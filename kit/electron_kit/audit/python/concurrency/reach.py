"""Which functions lead to a chat request."""

from __future__ import annotations

import ast
from typing import Any

from ..requests import Requests
from ..resolve.resolver import Resolver
from ..tree import dotted, enclosing_function, last_name, walk
from ..values import Obj
from .adapters import is_asked, is_unknown, one_of_many, unknown_sites, varies
from .gates import gate
from .handed import Chosen, handed_to
from .kept import Kept


class Reach:
    """Which functions lead to a chat request.

    Args:
        requests: The project's requests.
        resolver: The project's resolver.
        more: Other calls that send chat requests, such as a framework's.
    """

    def __init__(self, requests: Requests, resolver: Resolver, more: list[ast.Call]) -> None:
        """Follow callers upward from every chat request."""
        self.resolver = resolver
        self.chat = {id(r.node) for r in requests.found if r.fact.endpoint in ("chat", "responses")}
        self.chat |= {id(call) for call in more}
        self.functions: dict[int, Any] = {}
        # Methods of classes that are told apart at run time only, by name.
        self.methods: dict[str, Any] = {}
        # Those whose names say less: what they are asked of has to say it.
        self.asked: dict[str, Any] = {}
        self.kept = Kept(resolver.project)
        self.chosen = Chosen(resolver)
        self.limits: dict[int, int] = {}
        queue: list[Any] = []
        calls = [r.node for r in requests.found if r.fact.endpoint in ("chat", "responses")] + more
        for call in calls:
            self._add(enclosing_function(call), call, queue)
        self.graphs: dict[str, Any] = {}
        # The nodes of graphs that lead to a request, by the names that they are added by.
        self.nodes: dict[str, Any] = {}
        self._upward(queue)
        self._graphs(queue)
        self._upward(queue)

    def _upward(self, queue: list[Any]) -> None:
        steps = 0
        # An end for projects in which everything calls everything.
        while queue and steps < 400:
            steps += 1
            function = queue.pop()
            if function.__class__ is ast.Lambda:
                self._add(enclosing_function(function), function, queue)
                continue
            owner = self.resolver.owner(function)
            for site, _ in self.resolver.call_sites(function, owner):
                self._add(enclosing_function(site), site, queue)
            for site in self.kept.calls(function) if owner is None else ():
                self._add(enclosing_function(site), site, queue)
            for site, at, _ in self.resolver.project.dispatched(getattr(function, "name", "")):
                # ``pool.submit(ask, text)`` asks where it stands.
                given = self.resolver.of(site.args[at])
                if any(o.kind == "func" and o.node is function for o in given):
                    self._add(enclosing_function(site), site, queue)
            for site in (*handed_to(function, self.resolver), *self.chosen.calls(function)):
                self._add(enclosing_function(site), site, queue)
            if owner is not None and one_of_many(function, owner, self.resolver):
                self.methods.setdefault(function.name, function)
                for base in self.resolver.ancestry(owner)[1:]:
                    for binding in base.inner.bindings.get(function.name, ()):
                        if binding.how == "def":
                            for site, _ in self.resolver.call_sites(binding.node, base):
                                self._add(enclosing_function(site), site, queue)
                for site in unknown_sites(function.name, self.resolver):
                    self._add(enclosing_function(site), site, queue)
            elif owner is not None:
                self.asked.setdefault(function.name, function)
                for site in unknown_sites(function.name, self.resolver):
                    if site.func.__class__ is ast.Attribute and is_asked(site.func):
                        self._add(enclosing_function(site), site, queue)

    def _graphs(self, queue: list[Any]) -> None:
        """Note the compiled graphs (LangGraph) one of whose nodes leads to a request."""
        modules = [m for m in self.resolver.project.every if m.calls.get("add_node")]
        for module in modules:
            builders: dict[str, Any] = {}
            for call in module.calls["add_node"]:
                for argument in call.args:
                    node = self.leads(argument)
                    if node is not None:
                        builders.setdefault(dotted(call.func.value), node)
                        first = call.args[0]
                        label = first.value if first.__class__ is ast.Constant else last_name(first)
                        self.nodes[str(label)] = node
            for call in module.calls.get("compile", ()):
                node = builders.get(dotted(getattr(call.func, "value", None)))
                for label in self._labels(call) if node is not None else ():
                    self.graphs[label] = node
        for module in self.resolver.project.every if self.graphs else ():
            for name in ("invoke", "ainvoke"):
                for call in module.calls.get(name, ()):
                    if last_name(getattr(call.func, "value", None)) in self.graphs:
                        self._add(enclosing_function(call), call, queue)

    def _labels(self, call: ast.Call) -> list[str]:
        """Return the names that a compiled graph is kept under, also what a function gives."""
        parent = call.parent
        if parent.__class__ is ast.Assign:
            return [last_name(parent.targets[0])]
        function = enclosing_function(call) if parent.__class__ is ast.Return else None
        if function is None or function.__class__ is ast.Lambda:
            return []
        made = self.resolver.call_sites(function, self.resolver.owner(function))
        return [
            function.name,
            *(last_name(s.parent.targets[0]) for s, _ in made if s.parent.__class__ is ast.Assign),
        ]

    def _add(self, function: Any, call: Any, queue: list[Any]) -> None:
        limit = gate(call, self.resolver)
        if function is None:
            return
        if limit is not None:
            self.limits[id(function)] = limit
        if id(function) not in self.functions:
            self.functions[id(function)] = function
            queue.append(function)
            parent = enclosing_function(function)
            if parent is not None and getattr(function, "name", "") in _decorator_like(parent):
                self._add(parent, function, queue)

    def leads(self, node: Any) -> Any:
        """Return what in an expression leads to a chat request: a call or a function, or None."""
        for inner in walk(node):
            if id(inner) in self.chat:
                return inner
            if inner.__class__ in (ast.Name, ast.Attribute) and isinstance(
                getattr(inner, "ctx", None), ast.Load
            ):
                if inner.__class__ is ast.Attribute and inner.attr in ("invoke", "ainvoke"):
                    owner = inner.value.func if inner.value.__class__ is ast.Call else inner.value
                    graph = self.graphs.get(last_name(owner))
                    if graph is not None:
                        return graph
                items = self.resolver.of(inner)
                if inner.__class__ is ast.Attribute and inner.attr in self.methods:
                    if is_unknown(items) and not self._of_many_kinds(inner):
                        return self.methods[inner.attr]
                elif inner.__class__ is ast.Attribute and inner.attr in self.asked:
                    if is_unknown(items) and is_asked(inner):
                        return self.asked[inner.attr]
                if inner.__class__ is ast.Attribute and self._few_of(inner, items):
                    continue
                for found in items:
                    item = found.whole
                    if item.kind == "func" and id(item.node) in self.functions:
                        return item.node
                    if item.kind == "func" and (other := self._overriding(item.node)) is not None:
                        return other
                    if item.kind == "path" and inner.__class__ is ast.Attribute:
                        named = self._method(inner)
                        if named is not None:
                            return named
            if inner.__class__ is ast.Lambda and id(inner) in self.functions:
                return inner
            called = inner.func if inner.__class__ is ast.Call else None
            if called.__class__ is ast.Subscript:
                # ``HANDLERS[kind](text)``
                for item in self.resolver.of(called):
                    if item.kind == "func" and id(item.node) in self.functions:
                        return item.node
        return None

    def _few_of(self, node: ast.Attribute, items: list[Obj]) -> bool:
        """Say whether an attribute is a method of several kinds in turn, of which few ask."""
        methods = [o for o in items if o.kind == "func"]
        asking = [o for o in methods if id(o.node) in self.functions]
        return bool(asking) and len(asking) * 2 < len(methods) and varies(node.value)

    def _of_many_kinds(self, node: ast.Attribute) -> bool:
        """Say whether a method is asked of one thing after the other, and few of their kinds ask.

        Each of several metrics once, of which one is a model's judgement, is no fan-out.
        """
        if not varies(node.value):
            return False
        holders = self.resolver.project.holders(node.attr)
        asking = [
            klass
            for klass in holders
            for binding in klass.inner.bindings.get(node.attr, ())
            if id(binding.node) in self.functions
        ]
        return len(asking) * 2 < len(holders) - 1

    def _overriding(self, function: Any) -> Any:
        """Return the method that a subclass has in a method's place, if that leads."""
        other = self.methods.get(getattr(function, "name", ""))
        base = self.resolver.owner(function) if other is not None else None
        if base is None or not self.resolver.inherits(self.resolver.owner(other), base):
            return None
        return other

    def gate_below(self, function: Any) -> int | None:
        """Return the limit of a gate further down, between a function and the request."""
        if function.__class__ not in (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda):
            return None
        seen, queue = {id(function)}, [function]
        # A gate stands near its request: farther down it is another's.
        while queue and len(seen) < 30:
            current = queue.pop()
            for inner in walk(current):
                if inner.__class__ is not ast.Call:
                    continue
                if id(inner) in self.chat:
                    limit = gate(inner, self.resolver)
                    if limit is not None:
                        return limit
                for item in self.resolver.of(inner.func):
                    if (
                        item.kind == "func"
                        and id(item.node) in self.functions
                        and id(item.node) not in seen
                    ):
                        seen.add(id(item.node))
                        queue.append(item.node)
                        limit = gate(inner, self.resolver)
                        if limit is not None:
                            return limit
        return None

    def _method(self, node: ast.Attribute) -> Any:
        """Return the method of the same file that something unknown is asked for, if it leads."""
        module = node.scope.module
        return next(
            (
                f
                for f in self.functions.values()
                if getattr(f, "name", "") == node.attr
                and f.scope.module is module
                and self.resolver.owner(f) is not None
            ),
            None,
        )


def _decorator_like(function: Any) -> set[str]:
    return {
        s.value.id
        for s in (function.body if function.__class__ is not ast.Lambda else ())
        if s.__class__ is ast.Return and s.value.__class__ is ast.Name
    }
