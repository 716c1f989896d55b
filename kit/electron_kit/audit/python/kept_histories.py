"""Histories that grow in one place and are sent from another: which list is which."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any

from .history_bounds import gives_part, is_cut, shortened, taken_in_parts
from .lifetimes import dies_young, is_made
from .resolve.flow import loops
from .resolve.lists import container_of, outlives, values_of
from .resolve.members import class_of
from .resolve.parameters import argument_for, default_of
from .resolve.resolver import Resolver
from .scopes import Scope
from .stored_rows import Part, added_rows, rows_of
from .tree import dotted, enclosing_function, last_name, place_of, walk
from .turns import BOUNDS, begun_anew, counted, made_in

# Steps between a request and where its list is kept: names, parameters, functions, files.
_DEPTH = 12
# These give what they are given, or all of it in another form.
_SAME = {
    "list", "tuple", "deepcopy", "copy", "reversed", "sorted", "loads", "dumps", "cast", "chain",
    "filter", "map", "model_dump", "to_list", "load", "write_stream",
}  # fmt: skip
# What holds the rows of a database's answer.
_RESULTS = {"data", "rows", "docs", "results", "items", "messages"}
_GETS = {"get", "setdefault"}
_SAVES = re.compile(
    r"_?(?:save|store|persist|update|write|dump|put|set|cache|sync|commit)(?:_|[A-Z]|$)"
)
_TRIES = re.compile(r"(?i)retr(?:y|ies)|attempt|round|iteration|\bsteps?\b")
# What of gradio's calls a function with states and sets them to what it gives.
_EVENTS = ("submit", "click", "change", "then", "input", "select")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Kept:
    """Finds where lists grow that requests send, by what both know them by.

    A list is known by where it is kept: an attribute of a class, an entry of a dictionary, a
    module's name, one of many in such a place, what a function loads, a table's rows.

    Args:
        resolver: The project's resolver.
        changes: What makes lists longer, with the list.
    """

    def __init__(self, resolver: Resolver, changes: Iterable[tuple[Any, Any]]) -> None:
        """Start with nothing looked at."""
        self.resolver = resolver
        self.changes = changes
        self._grown: dict[Any, list[tuple[Any, Any]]] | None = None
        self._rows: dict[Any, list[Any]] | None = None

    def growth(self, expression: Any, call: ast.Call) -> tuple[Any, str] | None:
        """Return where the list that a request sends grows for good, and its name; or None.

        Args:
            expression: What the request sends.
            call: The request.
        """
        sent = dict.fromkeys(self.places(expression))
        if expression.parent.__class__ is ast.keyword and expression.parent.arg is None:
            sent = {("params", id(call.scope.module), dotted(expression)): None}
        for key in sent:
            if key[0] in ("rows", "list", "item"):
                if self._rows is None:
                    self._rows = added_rows(self.resolver)
                added = sorted(self._rows.get(key, ()), key=lambda c: not adds_user(c))
                if added:
                    return added[0], key[1]
        if self._grown is None:
            self._grown = {}
            for base, change in self.changes:
                for key in dict.fromkeys(self.places(base)):
                    self._grown.setdefault(key, []).append((base, change))
        found = {id(c): (b, c) for key in sent for b, c in self._grown.get(key, ())}
        for base, change in sorted(found.values(), key=lambda each: not adds_user(each[1])):
            if self.lasts(base, change) and not self._bounded(base, change, call):
                return change, place_of(base).text[:60]
        return (
            self._put_together(sent, call)
            or self._handed_round(expression, call)
            or self._told(expression, call)
        )

    def _told(self, expression: Any, call: ast.Call) -> tuple[Any, str] | None:
        """Return where a text that an object keeps and sends grows: ``self.story += f"…"``."""
        klass = class_of(call.scope)
        if klass is None:
            return None
        names = [n for n in walk(expression) if n.__class__ is ast.Name]
        said = [expression, *(v for n in names[:12] for v in values_of(n))]
        sent = {n.attr for each in said for n in walk(each) if dotted(n) == f"self.{last_name(n)}"}
        for change in call.scope.module.nodes[ast.AugAssign]:
            target = change.target
            if (
                target.__class__ is ast.Attribute
                and target.attr in sent
                and class_of(change.scope) is klass
                and change.value.__class__ in (ast.JoinedStr, ast.BinOp)
                and not any(p.__class__ in (ast.For, ast.AsyncFor) for p in loops(change))
                and not self._is_set_anew(target, klass)
                and self.lasts(target, change)
                and not self._bounded(target, change, call)
            ):
                return change, place_of(target).text
        return None

    def _is_set_anew(self, target: ast.Attribute, klass: Any) -> bool:
        """Say whether an object sets a text of its own anew after it was made."""
        return any(
            binding.how == "value"
            and class_of(scope) is klass
            and getattr(enclosing_function(put), "name", "") not in ("__init__", "")
            for put, binding, scope in self.resolver.project.attributes(target.attr)
        )

    def _handed_round(self, expression: Any, call: ast.Call) -> tuple[Any, str] | None:
        """Return where a function makes a copy longer that it gives back, to get it again.

        ``talk = step(talk, input())`` in an endless loop, or a page's state.
        """
        function = enclosing_function(call)
        if expression.__class__ is not ast.Name or function.__class__ not in _FUNCTIONS:
            return None
        for longer in values_of(expression):
            base = longer.left if longer.__class__ is ast.BinOp else None
            if longer.__class__ is ast.List and longer.elts:
                base = getattr(longer.elts[0], "value", None)
            if base.__class__ is not ast.Name or enclosing_function(longer) is not function:
                continue
            bindings = function.inner.bindings.get(base.id, ())
            parameter = next((b for b in bindings if b.how == "param" and not b.star), None)
            if parameter is not None and self._comes_back(parameter, function):
                if not self._bounded(base, longer, call):
                    return longer, base.id
        return None

    def _comes_back(self, parameter: Any, function: Any) -> bool:
        """Say whether what a function gives for a parameter's list is what it gets next."""
        positional = [*function.args.posonlyargs, *function.args.args]
        owner = self.resolver.owner(function)
        for site, shift in self.resolver.call_sites(function, owner)[:8]:
            given = argument_for(site, parameter.node, positional, shift)
            statement: Any = site.parent
            while statement.__class__ in (ast.Await, ast.Tuple):
                statement = statement.parent
            if statement.__class__ is not ast.Assign or given.__class__ is not ast.Name:
                continue
            names = {n.id for t in statement.targets for n in walk(t) if n.__class__ is ast.Name}
            around = [p for p in loops(site) if p.__class__ is ast.While]
            if given.id in names and around and not counted(around[0], self.resolver):
                return True
        return _is_handler(function)

    def _put_together(self, sent: dict[Any, None], call: ast.Call) -> tuple[Any, str] | None:
        """Return where a list is set anew from itself and more: ``self.past = [m for m in all]``.

        ``all`` began as what the list was, and got the new turns.
        """
        for key in sent:
            if key[0] != "attr":
                continue
            for target, binding, _ in self.resolver.project.attributes(key[2]):
                value = binding.value if binding.how == "value" else None
                if value is None or key not in set(self.places(target)):
                    continue
                if _is_longer(value) and key in set(self.places(value)):
                    statement = binding.node
                    if self.lasts(target, statement) and not self._bounded(target, statement, call):
                        return statement, place_of(target).text[:60]
        return None

    def _bounded(self, base: Any, change: Any, call: ast.Call) -> bool:
        held = base.value if base.__class__ is ast.Subscript and not _key(base) else base
        name = _key(held) or last_name(held)
        if held.__class__ is ast.Call:
            name = last_name(getattr(held.func, "value", None))
        modules = {id(m): m for m in (change.scope.module, call.scope.module)}
        if taken_in_parts(held, change, self.resolver):
            return True
        return bool(name) and shortened(name, list(modules.values()), change)

    # What a list is known by.

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
            for filled in _filled(node, scope):
                yield from self._places(filled, depth + 1, seen)

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

    # How long a list lives.

    def lasts(self, base: Any, change: Any, depth: int = 0) -> bool:
        """Say whether a list that grows is there at the next turn.

        Args:
            base: The list.
            change: What makes it longer.
            depth: How far it was followed already.
        """
        root = base
        while root.__class__ in (ast.Attribute, ast.Subscript) or (
            root.__class__ is ast.Call
            and root.func.__class__ is ast.Attribute
            and root.func.attr in _GETS
        ):
            root = root.func.value if root.__class__ is ast.Call else root.value
        if root.__class__ is ast.Call and depth < 3:
            # ``history().append(…)``
            return self._returned_lasts(root, depth)
        if root.__class__ is not ast.Name or depth > 3:
            return False
        function = enclosing_function(change)
        if root.id in ("self", "cls"):
            klass = class_of(base.scope)
            method = getattr(function, "name", "")
            return (
                klass is not None
                and method not in ("__init__", "__post_init__")
                and not dies_young(klass, method, self.resolver)
                and not (depth and _counts(klass))
                and not begun_anew(change, base)
            )
        if outlives(base, self.resolver) or "session" in place_of(base).text.lower():
            return not self._anew(base)
        if _of_module(root):
            return function is not None or _is_rerun(root) or self._outside(change, root)
        return self._outside(change, root) or self._local_lasts(root, base, change, depth)

    def _anew(self, base: Any) -> bool:
        """Say whether all objects that have the list are made for one use."""
        if base.__class__ is not ast.Attribute:
            return False
        klasses = self._owners(base)
        return bool(klasses) and all(dies_young(k, "", self.resolver) for k in klasses)

    def _outside(self, change: Any, holder: ast.Name) -> bool:
        """Say whether an endless loop makes longer what is kept by a name outside of it."""
        return any(
            loop.__class__ is ast.While
            and not counted(loop, self.resolver)
            and not made_in(loop, holder)
            for loop in loops(change)
        )

    def _local_lasts(self, root: ast.Name, base: Any, change: Any, depth: int) -> bool:
        function = enclosing_function(change)
        bindings = root.scope.bindings.get(root.id, ())
        if not bindings and function is not None and _of_closure(root, function):
            return True
        for binding in bindings:
            if binding.how == "param" and not binding.star:
                if root is base and _is_handler(binding.value):
                    return True
                default = default_of(binding.value, binding.node)
                if default.__class__ is ast.List and root is base:
                    # The one default of all calls.
                    return True
                if self._given_lasts(binding, base, root, depth):
                    return True
            elif binding.how == "value" and binding.value is not None:
                value = _unwrapped(binding.value)
                text = place_of(value).text
                if re.search(r"(?i)\bsession\b|session_state|user_data|chat_data", text):
                    return True
                holder = container_of(value)
                if holder is None and value.__class__ in (ast.Attribute, ast.Subscript):
                    holder = value
                if holder is not None and self.lasts(holder, holder, depth + 1):
                    return True
                if holder is not None and function is not None and _saved(holder, function):
                    return True
                if holder.__class__ is ast.Name and self._outside(change, holder):
                    return True
                if function is not None and _put_into(root, function):
                    return True
                if value.__class__ is ast.Call and function is not None:
                    if self._made_by(value, depth) or _saved(root, function):
                        return True
        return False

    def _returned_lasts(self, call: ast.Call, depth: int) -> bool:
        """Say whether what a function gives is kept: a module's list, an object's."""
        return any(
            statement.value is not None
            and enclosing_function(statement) is item.node
            and self.lasts(statement.value, statement, depth + 1)
            for item in self.resolver.of(call.func)
            if item.kind == "func" and item.node.__class__ in _FUNCTIONS
            for statement in walk(item.node)
            if statement.__class__ is ast.Return
        )

    def _made_by(self, call: ast.Call, depth: int) -> bool:
        """Say whether a function gives one of many that it keeps: ``session_of(user)``."""
        return any(
            statement.value is not None
            and enclosing_function(statement) is item.node
            and self._kept_value(statement.value, depth)
            for item in self.resolver.of(call.func)
            if item.kind == "func" and item.node.__class__ in _FUNCTIONS
            for statement in walk(item.node)
            if statement.__class__ is ast.Return
        )

    def _kept_value(self, value: Any, depth: int) -> bool:
        holder = container_of(value)
        return holder is not None and self.lasts(holder, holder, depth + 1)

    def _given_lasts(self, binding: Any, base: Any, root: ast.Name, depth: int) -> bool:
        """Say whether what a parameter holds lasts: where it is called, or by its class."""
        if base is not root:
            for klass in self._owners(base) if base.__class__ is ast.Attribute else ():
                # One that nobody makes in sight is a request's body.
                if is_made(klass, self.resolver) and not dies_young(klass, "", self.resolver):
                    return True
        function = binding.value
        if function.__class__ is ast.Lambda:
            return False
        positional = [*function.args.posonlyargs, *function.args.args]
        owner = self.resolver.owner(function)
        for site, shift in self.resolver.call_sites(function, owner)[:8]:
            given = argument_for(site, binding.node, positional, shift)
            if given is not None and self.lasts(given, site, depth + 1):
                return True
        return False


def _counts(klass: Any) -> bool:
    """Say whether an object counts its tries and stops: its lists grow by so many turns."""
    return any(
        node.__class__ is ast.Compare
        and _TRIES.search(place_of(node).text) is not None
        and any(o.__class__ in (ast.Lt, ast.LtE, ast.Gt, ast.GtE) for o in node.ops)
        for node in walk(klass)
    )


def _is_part(binding: Any) -> bool:
    """Say whether a name holds so many of a list: ``past = load(user)[-12:]``."""
    value = _unwrapped(binding.value) if binding.how == "value" else None
    return value.__class__ is ast.Subscript and is_cut(value)


def _is_longer(value: Any) -> bool:
    """Say whether a value is a list that got turns of its own before: a name's, or a part's."""
    names = {n.id: n for n in walk(value) if n.__class__ is ast.Name}
    function = enclosing_function(value)
    return any(
        change.__class__ is ast.Call
        and change.func.attr in ("append", "extend")
        and enclosing_function(change) is function
        for name in names.values()
        for change in name.scope.module.items.get(name.id, ())
    )


def _filled(name: ast.Name, scope: Scope) -> Iterator[Any]:
    """Yield what a list is filled from: ``for m in talk: sent.append(m)``."""
    for change in scope.module.items.get(name.id, ()):
        if getattr(change, "scope", None) is not scope:
            continue
        if change.__class__ is ast.AugAssign:
            yield change.value
        elif change.__class__ is ast.Call and change.func.__class__ is ast.Attribute:
            if change.func.attr == "extend":
                yield from change.args[:1]
            elif change.func.attr == "append":
                loop: Any = change
                while loop is not None and loop.__class__ not in (ast.For, ast.AsyncFor):
                    loop = None if loop.__class__ in _FUNCTIONS else loop.parent
                if loop is not None and change.args and _is_made_of(change.args[0], loop.target):
                    yield loop.iter


def _is_made_of(value: Any, target: Any) -> bool:
    names = {n.id for n in walk(target) if n.__class__ is ast.Name}
    return any(n.__class__ is ast.Name and n.id in names for n in walk(value))


def _saved(name: Any, function: Any) -> bool:
    """Say whether a function hands something to what saves it, in whatever form."""
    text = dotted(name)
    for node in walk(function):
        if node.__class__ is ast.Call and _SAVES.match(last_name(node.func)):
            given = [*node.args, *(k.value for k in node.keywords)]
            if text and any(dotted(inner) == text for a in given for inner in walk(a)):
                return True
    return False


def _unwrapped(value: Any) -> Any:
    while value.__class__ in (ast.Await, ast.NamedExpr):
        value = value.value
    if value.__class__ is ast.BoolOp:
        return _unwrapped(value.values[0])
    return _unwrapped(value.body) if value.__class__ is ast.IfExp else value


def _key(node: Any) -> str:
    fixed = node.__class__ is ast.Subscript and node.slice.__class__ is ast.Constant
    return str(node.slice.value) if fixed else ""


def _of_module(name: ast.Name) -> bool:
    scope: Scope | None = name.scope
    while scope is not None and name.id not in scope.bindings:
        scope = scope.parent
    return scope is not None and scope.node is None


def _of_closure(name: ast.Name, function: Any) -> bool:
    """Say whether a function is handed on that makes longer what the one around it keeps."""
    around = enclosing_function(function)
    if around is None or function.__class__ is ast.Lambda:
        return False
    if function.decorator_list:
        return True
    return any(
        node.__class__ is ast.Name
        and node.id == function.name
        and node.ctx.__class__ is ast.Load
        and not (node.parent.__class__ is ast.Call and node.parent.func is node)
        for node in walk(around)
    )


def _is_handler(function: Any) -> bool:
    """Say whether a page calls a function with its state, and keeps what it gives back."""
    if function.__class__ is ast.Lambda:
        return False
    module = function.scope.module
    return any(
        a.__class__ is ast.Name and a.id == function.name and len(call.args) > 2
        for event in _EVENTS
        for call in module.calls.get(event, ())
        for a in call.args[:1]
    )


def _put_into(name: ast.Name, function: Any) -> bool:
    """Say whether a function puts what it got from somewhere back: ``shelf[key] = talk``."""
    for binding in name.scope.bindings.get(name.id, ()):
        if binding.how != "value" or binding.value is None:
            continue
        holder = container_of(_unwrapped(binding.value))
        for put in name.scope.module.items.get(last_name(holder), ()) if holder else ():
            if (
                put.__class__ is tuple
                and put[1].value.__class__ is ast.Name
                and put[1].value.id == name.id
                and dotted(put[0].value) == dotted(holder)
                and enclosing_function(put[0]) is function
            ):
                return True
    return False


def _is_rerun(name: ast.Name) -> bool:
    """Say whether a page runs again at every event, over what its session keeps."""
    return any(
        binding.value is not None and "session" in place_of(binding.value).text
        for binding in name.scope.bindings.get(name.id, ())
        if binding.how == "value"
    )


def adds_user(change: Any) -> bool:
    """Say whether a change adds what a person said: a reader looks there."""
    if change.__class__ is ast.Call and last_name(change.func) == "add_user_message":
        return True
    return any(n.__class__ is ast.Constant and n.value == "user" for n in walk(change))
