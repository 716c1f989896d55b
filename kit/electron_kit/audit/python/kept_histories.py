"""Histories that grow in one place and are sent from another: which list is which."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from typing import Any

from .history_bounds import counted_by, shortened, taken_in_parts
from .history_lives import Lives, is_handler
from .resolve.flow import loops
from .resolve.lists import values_of
from .resolve.members import class_of
from .resolve.parameters import argument_for
from .resolve.resolver import Resolver
from .row_joins import Joins
from .stored_rows import added_rows
from .tree import ancestors, dotted, enclosing_function, last_name, place_of, walk
from .turns import counted

# What asks a model, by its name: ``create``, ``get_response``, ``run_turn``.
_ASKS = re.compile(
    r"(?i)^a?(?:create|invoke|stream|run|send|ask|chat|complet\w*|generate|predict|acompletion)(?:_|$)|"
    r"respon[sd]|reply|answer|llm|gpt|openai"
)
_ANSWER = re.compile(
    r"[\"']tool[\"']|tool_call|ToolMessage|function_call_output|\bchoices\b|\.message\b|\.output\b"
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Kept(Lives):
    """Finds where lists grow that requests send, by what both know them by.

    Args:
        resolver: The project's resolver.
        changes: What makes lists longer, with the list.
    """

    def __init__(self, resolver: Resolver, changes: Iterable[tuple[Any, Any]]) -> None:
        """Start with nothing looked at."""
        super().__init__(resolver)
        self.changes = changes
        self._grown: dict[Any, list[tuple[Any, Any]]] | None = None
        self._rows: dict[Any, list[Any]] | None = None
        # One bound mends all requests that send a table's rows.
        self._told_of: set[Any] = set()

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
            if key[0] in ("rows", "list", "item", "related"):
                if self._rows is None:
                    self._rows = added_rows(self.resolver)
                added = sorted(self._rows.get(key, ()), key=order)
                if added and key not in self._told_of:
                    self._told_of.add(key)
                    # Where the rows join what is sent they would be cut to so many; a list that
                    # a server keeps, where it is added to (``ltrim``).
                    join = Joins(self, key).join(expression) if key[0] != "list" else None
                    return (added[0] if join is None else join), key[1]
                if added:
                    return None
        if self._grown is None:
            self._grown = {}
            for base, change in self.changes:
                for key in dict.fromkeys(self.places(base)):
                    self._grown.setdefault(key, []).append((base, change))
        found = {id(c): (b, c) for key in sent for b, c in self._grown.get(key, ())}
        for base, change in sorted(found.values(), key=lambda each: order(each[1])):
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
        return is_handler(function)

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
        if taken_in_parts(held, change, self.resolver) or counted_by(change, self.resolver):
            return True
        return bool(name) and shortened(name, list(modules.values()), change)


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


def _key(node: Any) -> str:
    fixed = node.__class__ is ast.Subscript and node.slice.__class__ is ast.Constant
    return str(node.slice.value) if fixed else ""


def adds_user(change: Any) -> bool:
    """Say whether a change adds what a person said: a reader looks there."""
    if change.__class__ is ast.Call and last_name(change.func) == "add_user_message":
        return True
    return any(n.__class__ is ast.Constant and n.value == "user" for n in walk(change))


def _is_answer(change: Any) -> bool:
    """Say whether what joins a list is a model's answer, or what a tool gave."""
    given = change.args[:1] if change.__class__ is ast.Call else [getattr(change, "value", None)]
    for each in given:
        texts = [place_of(each).text] if each is not None else []
        if each.__class__ is ast.Name:
            texts += [place_of(value).text for value in values_of(each)[:4]]
        if any(_ANSWER.search(text) for text in texts):
            return True
    return False


def order(change: Any) -> tuple[bool, bool, int]:
    """Order what makes a list longer: what a person said first, and of that what is always done.

    Args:
        change: What makes a list longer.
    """
    branches, child = 0, change
    for parent in ancestors(change) if adds_user(change) else ():
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef):
            break
        branches += parent.__class__ in (ast.If, ast.For, ast.AsyncFor)
        if parent.__class__ is ast.If:
            branches += 2 * _is_seldom(parent, child)
        child = parent
    said = adds_user(change)
    return (not said, not said and _is_answer(change), branches)


def _is_seldom(branch: ast.If, child: Any) -> bool:
    """Say whether few turns go by a branch: a refusal's, or the first question's.

    Args:
        branch: An ``if``.
        child: What of it the turn stands in.
    """
    inside = branch.body if any(child is s for s in branch.body) else branch.orelse
    test = branch.test
    if inside is branch.body and test.__class__ is ast.Compare:
        limit: Any = getattr(test.comparators[0], "value", None)
        few = test.ops[0].__class__ in (ast.Lt, ast.LtE, ast.Eq) and isinstance(limit, int)
        if few and last_name(getattr(test.left, "func", None)) == "len":
            return bool(limit < 4)
    if not inside:
        return False
    if inside[-1].__class__ in (ast.Return, ast.Raise, ast.Continue, ast.Break):
        return not _asks_model(inside)
    other = branch.orelse if inside is branch.body else branch.body
    return bool(other) and _asks_model(other) and not _asks_model(inside)


def _asks_model(statements: list[Any]) -> bool:
    """Say whether a model is asked in some statements, as far as their calls' names tell."""
    return any(
        node.__class__ is ast.Call and _ASKS.search(last_name(node.func))
        for statement in statements
        for node in walk(statement)
    )
