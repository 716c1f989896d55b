"""What a list of messages is known by: where a program keeps it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from .history_bounds import gives_part, is_cut
from .resolve.flow import loops
from .resolve.members import class_of
from .resolve.parameters import argument_for
from .resolve.resolver import Resolver
from .scopes import Scope
from .stored_rows import Part, rows_of, table
from .tree import dotted, enclosing_function, last_name, place_of, walk
from .turns import BOUNDS

# Steps between a request and where its list is kept: names, parameters, functions, files.
_DEPTH = 12
# These give what they are given, or all of it in another form.
_SAME = {
    "list", "tuple", "deepcopy", "copy", "reversed", "sorted", "loads", "dumps", "cast", "chain",
    "filter", "map", "model_dump", "to_list", "load", "write_stream",
}  # fmt: skip
# What holds the rows of a database's answer.
_RESULTS = {"data", "rows", "docs", "results", "items", "messages"}
_ROWS = re.compile(r"(?i)^(?:\w+_)?(?:messages|turns|entries|exchanges|interactions)$")
_GETS = {"get", "setdefault"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Places:
    """Says what lists are known by, so that two looks at one list can be told to be one.

    A list is known by where it is kept: an attribute of a class, an entry of a dictionary, a
    module's name, one of many in such a place, what a function loads, a table's rows.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with nothing looked at."""
        self.resolver = resolver

    def places(self, node: Any) -> Iterator[Any]:
        """Yield what the lists that an expression is made of are known by.

        What is cut to so many is left out.

        Args:
            node: An expression.
        """
        yield from self._places(node, 0, set())

    def _places(self, node: Any, depth: int, seen: set[int]) -> Iterator[Any]:
        if node is None or depth > _DEPTH or id(node) in seen or len(seen) > 400:
            return
        seen.add(id(node))
        kind = node.__class__
        below: list[Any] = []
        if kind in (ast.Await, ast.Starred, ast.NamedExpr, ast.FormattedValue):
            below = [node.value]
        elif kind is ast.BinOp:
            below = [node.left, node.right]
        elif kind is ast.BoolOp:
            below = node.values
        elif kind is ast.IfExp:
            below = [node.body, node.orelse]
        elif kind in (ast.List, ast.Tuple):
            below = [e for e in node.elts if e.__class__ is ast.Starred]
        elif kind in (ast.ListComp, ast.GeneratorExp):
            below = [node.generators[0].iter]
        elif kind is ast.Subscript:
            if node.slice.__class__ is ast.Slice:
                below = [] if is_cut(node) else [node.value]
            else:
                yield from self._item(node, node.value, node.slice, depth, seen)
        elif kind is ast.Name:
            yield from self._name(node, depth, seen)
            return
        elif kind is ast.Attribute:
            yield from self._attribute(node, depth, seen)
        elif kind is ast.Call:
            yield from self._call(node, depth, seen)
        for each in below:
            yield from self._places(each, depth + 1, seen)

    def _item(self, node: Any, owner: Any, key: Any, depth: int, seen: set[int]) -> Iterator[Any]:
        """Yield what ``talk["history"]`` and ``talks[user]`` are known by."""
        if key.__class__ is ast.Constant:
            if isinstance(key.value, str):
                yield ("item", key.value)
                if key.value == "messages" and is_state(owner):
                    for given in graph_inputs(self.resolver):
                        yield from self._places(given, depth + 1, seen)
                if dotted(owner) and key.value == "messages":
                    # What a request is sent with: ``create(**self.params)``.
                    yield ("params", id(node.scope.module), dotted(owner))
            return
        for whose in dict.fromkeys(self._places(owner, depth + 1, set(seen))):
            yield ("of", whose)
        if dotted(owner):
            yield ("of", id(node.scope.module), dotted(owner))

    def _name(self, node: ast.Name, depth: int, seen: set[int]) -> Iterator[Any]:
        scope: Scope | None = node.scope
        while scope is not None and (
            node.id not in scope.bindings
            or (scope.node.__class__ is ast.ClassDef and scope is not node.scope)
        ):
            scope = scope.parent
        if scope is None or any(_is_part(b) for b in scope.bindings[node.id][:12]):
            return
        yield ("name", id(scope), node.id)
        for binding in scope.bindings[node.id][:12]:
            if binding.how == "import":
                yield from self._imported(binding, node, depth, seen)
            elif binding.how == "param" and not binding.star:
                yield from self._parameter(binding, depth, seen)
            elif binding.value is None or binding.how not in ("value", "augment", "item"):
                continue
            elif binding.how != "item" or binding.name in ("", "0"):
                yield from self._places(binding.value, depth + 1, seen)
        if scope.node is not None:
            for _, source in filled(node, scope):
                yield from self._places(source, depth + 1, seen)

    def _imported(self, binding: Any, node: Any, depth: int, seen: set[int]) -> Iterator[Any]:
        """Yield what a name of another file is known by there."""
        origin, _, name = binding.name.rpartition(".")
        module = self.resolver.project.find(origin, binding.level, node.scope.module)
        if module is not None and name in module.scope.bindings:
            yield ("name", id(module.scope), name)
            for found in module.scope.bindings[name][:4]:
                if found.how == "value" and found.value is not None:
                    yield from self._places(found.value, depth + 1, seen)

    def _parameter(self, binding: Any, depth: int, seen: set[int]) -> Iterator[Any]:
        function = binding.value
        if function.__class__ is ast.Lambda:
            return
        positional = [*function.args.posonlyargs, *function.args.args]
        owner = self.resolver.owner(function)
        for site, shift in self._sites(function, owner)[:12]:
            given = argument_for(site, binding.node, positional, shift)
            if given is not None:
                yield from self._places(given, depth + 1, seen)

    def _sites(self, function: Any, owner: Any) -> list[tuple[ast.Call, int]]:
        """Return the calls of a function, and of an object that is called: ``llm(messages)``."""
        if owner is None or function.name != "__call__":
            return self.resolver.call_sites(function, owner)
        project = self.resolver.project
        names = {
            last_name(target)
            for made in project.calls(owner.name)
            if made.parent.__class__ is ast.Assign
            for target in made.parent.targets
        }
        return [
            (call, 1)
            for name in sorted(names)
            for call in project.calls(name)
            if any(i.kind == "inst" and i.node is owner for i in self.resolver.of(call.func))
        ]

    def _attribute(self, node: ast.Attribute, depth: int, seen: set[int]) -> Iterator[Any]:
        klasses = self._owners(node)
        if _ROWS.search(node.attr) and _is_fetched(node.value):
            # A relation: ``conversation.messages`` are the rows of ``Message``.
            yield ("related", table(node.attr))
        for klass in klasses:
            for each in self.resolver.ancestry(klass):
                yield ("attr", id(each), node.attr)
            for binding in klass.inner.bindings.get(node.attr, ()):
                if binding.how == "def":
                    yield from self._returns(binding.node, depth, seen)
            for _, put, scope in self.resolver.project.attributes(node.attr)[:20]:
                if put.how == "value" and put.value is not None and class_of(scope) is klass:
                    yield from self._places(put.value, depth + 1, seen)
        if not klasses:
            module = self._module_of(node.value)
            if module is not None:
                yield ("name", id(module.scope), node.attr)
            elif "session" in place_of(node.value).text:
                yield ("item", node.attr)
            yield ("attr", id(node.scope.module), node.attr)
            if node.attr in _RESULTS:
                yield from self._places(node.value, depth + 1, seen)

    def _module_of(self, node: Any) -> Any:
        """Return the module of the project's that a name is: ``store.talks``."""
        for item in self.resolver.of(node) if node.__class__ is ast.Name else ():
            if item.kind == "module" and hasattr(item.data, "scope"):
                return item.data
        return None

    def _owners(self, node: ast.Attribute) -> list[Any]:
        """Return the classes that an attribute may belong to."""
        if node.value.__class__ is ast.Name and node.value.id in ("self", "cls"):
            klass = class_of(node.scope)
            return [klass] if klass is not None else []
        found = {
            id(i.node): i.node for i in self.resolver.of(node.value) if i.kind in ("inst", "class")
        }
        if not found:
            # An object of which only the name of its attribute is known: the one class that
            # has such a one.
            project = self.resolver.project
            holders = {id(k): k for k in project.holders(node.attr)}
            for target, _, scope in project.attributes(node.attr):
                klass = class_of(scope) if dotted(target).startswith("self.") else None
                if klass is not None:
                    holders[id(klass)] = klass
            found = holders if len(holders) == 1 else {}
        return list(found.values())

    def _call(self, node: ast.Call, depth: int, seen: set[int]) -> Iterator[Any]:
        name = last_name(node.func)
        of_object = node.func.__class__ is ast.Attribute
        functions = [
            item.node
            for item in self.resolver.of(node.func)
            if item.kind == "func" and item.node.__class__ in _FUNCTIONS
        ][:4]
        try:
            rows = None if functions else rows_of(node)
        except Part:
            return
        if rows is not None:
            yield rows
        if functions:
            for function in functions:
                if gives_part(function):
                    return
                yield ("call", id(function))
                yield from self._returns(function, depth, seen)
            return
        for item in self.resolver.of(node):
            if item.kind == "inst" and hasattr(item.node, "inner"):
                for binding in item.node.inner.bindings.get("__iter__", ()):
                    if binding.how == "def":
                        yield from self._returns(binding.node, depth, seen)
        if BOUNDS.search(name):
            return
        if of_object and name in _GETS and node.args:
            yield from self._item(node, node.func.value, node.args[0], depth, seen)
            return
        if name in _SAME or (of_object and name in ("copy", "items", "values", "read_text", "all")):
            for given in node.args:
                yield from self._places(given, depth + 1, seen)
        if of_object and not node.args:
            yield from self._places(node.func.value, depth + 1, seen)

    def _returns(self, function: Any, depth: int, seen: set[int]) -> Iterator[Any]:
        for node in walk(function):
            if node.__class__ in (ast.Return, ast.Yield, ast.YieldFrom) and node.value is not None:
                if enclosing_function(node) is not function:
                    continue
                yield from self._places(node.value, depth + 1, seen)
                for loop in loops(node)[:1] if node.__class__ is ast.Yield else ():
                    if loop.__class__ in (ast.For, ast.AsyncFor):
                        yield from self._places(loop.iter, depth + 1, seen)


def is_state(owner: Any) -> bool:
    """Say whether a name is the state that a graph hands its nodes.

    Args:
        owner: What an entry is taken of.
    """
    return owner.__class__ is ast.Name and "state" in owner.id.lower()


def graph_inputs(resolver: Resolver) -> Iterator[Any]:
    """Yield the messages that a project's graphs are asked with: ``graph.invoke({…})``.

    Args:
        resolver: The project's resolver.
    """
    for name in ("invoke", "ainvoke", "stream", "astream"):
        for call in resolver.project.calls(name):
            given = call.args[0] if call.args else None
            if given.__class__ is ast.Dict:
                entries = zip(given.keys, given.values, strict=True)
                yield from (v for k, v in entries if getattr(k, "value", None) == "messages")


def _is_fetched(owner: Any) -> bool:
    """Say whether an object is what a call gave: no request's body, which is a parameter."""
    if owner.__class__ is not ast.Name:
        return False
    scope = owner.scope
    while owner.id not in scope.bindings and scope.parent is not None:
        scope = scope.parent
    bound = scope.bindings.get(owner.id, ())
    return bool(bound) and all(
        b.how == "value" and unwrapped(b.value).__class__ is ast.Call for b in bound
    )


def _is_part(binding: Any) -> bool:
    """Say whether a name holds so many of a list: ``past = load(user)[-12:]``."""
    value = unwrapped(binding.value) if binding.how == "value" else None
    return value.__class__ is ast.Subscript and is_cut(value)


def filled(name: ast.Name, scope: Scope, *, through: bool = False) -> Iterator[tuple[Any, Any]]:
    """Yield what fills a list, and from what: ``for m in talk: sent.append(m)``.

    Args:
        name: The list's name.
        scope: Where the name is bound.
        through: Whether what is added may be made of what the loop goes through in more steps.
    """
    for change in scope.module.items.get(name.id, ()):
        if getattr(change, "scope", None) is not scope:
            continue
        if change.__class__ is ast.AugAssign:
            yield change, change.value
        elif change.__class__ is ast.Call and change.func.__class__ is ast.Attribute:
            if change.func.attr == "extend" and change.args:
                yield change, change.args[0]
                around = loops(change)
                # ``for asked, said in talk: sent.extend([…asked, …said])``
                if around and around[0].__class__ is not ast.While:
                    if _is_made_of(change.args[0], around[0].target, through=through):
                        yield change, around[0].iter
            elif change.func.attr == "append":
                loop: Any = change
                while loop is not None and loop.__class__ not in (ast.For, ast.AsyncFor):
                    loop = None if loop.__class__ in _FUNCTIONS else loop.parent
                if (
                    loop is not None
                    and change.args
                    and _is_made_of(change.args[0], loop.target, through=through)
                ):
                    if not _is_counted(change, loop):
                        yield change, loop.iter


def _is_counted(change: Any, loop: Any) -> bool:
    """Say whether only so many are taken: ``if asked < 4: sent.append(turn)``."""
    node = change.parent
    while node is not loop and node is not None:
        if node.__class__ is ast.If and any(
            c.__class__ is ast.Compare
            and c.ops[0].__class__ in (ast.Lt, ast.LtE)
            and c.comparators[0].__class__ is ast.Constant
            for c in walk(node.test)
        ):
            return True
        node = node.parent
    return False


def _is_made_of(value: Any, target: Any, *, through: bool) -> bool:
    """Say whether a value is made of what a loop goes through, or of what the loop takes of it."""
    names = _names(target)
    loop = target.parent if through else None
    for statement in getattr(loop, "body", ()) if loop.__class__ in (ast.For, ast.AsyncFor) else ():
        for node in walk(statement):
            if node.__class__ is ast.Assign and _names(node.value) & names:
                names |= {n for each in node.targets for n in _names(each)}
    return bool(_names(value) & names)


def _names(node: Any) -> set[str]:
    return {n.id for n in walk(node) if n.__class__ is ast.Name}


def unwrapped(value: Any) -> Any:
    """Return an expression without what is awaited, named, or its other cases.

    Args:
        value: An expression.
    """
    while value.__class__ in (ast.Await, ast.NamedExpr):
        value = value.value
    if value.__class__ is ast.BoolOp:
        return unwrapped(value.values[0])
    return unwrapped(value.body) if value.__class__ is ast.IfExp else value
