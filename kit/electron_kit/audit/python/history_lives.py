"""How long a list of messages lives: for one request, or from turn to turn."""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import Any

from .history_bounds import part_givers
from .history_places import Places, unwrapped
from .lifetimes import dies_young, is_made
from .resolve.flow import loops
from .resolve.lists import container_of, outlives
from .resolve.members import class_of
from .resolve.parameters import argument_for, default_of
from .scopes import Scope
from .tree import dotted, enclosing_function, last_name, place_of, walk
from .turns import begun_anew, counted, made_in

_GETS = {"get", "setdefault"}
_SAVES = re.compile(
    r"_?(?:save|store|persist|update|write|dump|put|set|cache|sync|commit)(?:_|[A-Z]|$)"
)
_TRIES = re.compile(r"(?i)retr(?:y|ies)|attempt|round|iteration|\bsteps?\b")
# What of gradio's calls a function with states and sets them to what it gives.
EVENTS = ("submit", "click", "change", "then", "input", "select", "success", "on")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_IN_MEMORY = ("ChatMessageHistory", "InMemoryChatMessageHistory")


class Lives(Places):
    """Says whether a list that grows is there at the next turn.

    Args:
        resolver: The project's resolver.
    """

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
                if root is base and is_handler(binding.value):
                    return True
                default = default_of(binding.value, binding.node)
                if default.__class__ is ast.List and root is base:
                    # The one default of all calls that give none.
                    if self._is_left_out(binding):
                        return True
                if self._given_lasts(binding, base, root, depth):
                    return True
            elif binding.how == "value" and binding.value is not None:
                value = unwrapped(binding.value)
                if value.__class__ is ast.Call and last_name(value.func) in self._part_givers:
                    continue
                text = place_of(value).text
                if re.search(r"(?i)\bsession\b|session_state|user_data|chat_data", text):
                    return True
                if value.__class__ is ast.Call and _is_served(last_name(value.func)):
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

    @cached_property
    def _part_givers(self) -> set[str]:
        return part_givers(self.resolver)

    def _is_left_out(self, binding: Any) -> bool:
        """Say whether a call gives nothing for a parameter, or no call is in sight."""
        function = binding.value
        positional = [*function.args.posonlyargs, *function.args.args]
        sites = self.resolver.call_sites(function, self.resolver.owner(function))
        return not sites or any(
            argument_for(site, binding.node, positional, shift) is None for site, shift in sites[:8]
        )

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


def _is_served(maker: str) -> bool:
    """Say whether a history of LangChain's is kept on a server, in a file or a database."""
    return maker.endswith("ChatMessageHistory") and maker not in _IN_MEMORY


def _counts(klass: Any) -> bool:
    """Say whether an object counts its tries and stops: its lists grow by so many turns."""
    return any(
        node.__class__ is ast.Compare
        and _TRIES.search(place_of(node).text) is not None
        and any(o.__class__ in (ast.Lt, ast.LtE, ast.Gt, ast.GtE) for o in node.ops)
        for node in walk(klass)
    )


def _saved(name: Any, function: Any) -> bool:
    """Say whether a function hands something to what saves it, in whatever form."""
    text = dotted(name)
    for node in walk(function):
        if node.__class__ is ast.Call and _SAVES.match(last_name(node.func)):
            given = [*node.args, *(k.value for k in node.keywords)]
            if text and any(dotted(inner) == text for a in given for inner in walk(a)):
                return True
    return False


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


def _put_into(name: ast.Name, function: Any) -> bool:
    """Say whether a function puts what it got from somewhere back: ``shelf[key] = talk``."""
    for binding in name.scope.bindings.get(name.id, ()):
        if binding.how != "value" or binding.value is None:
            continue
        holder = container_of(unwrapped(binding.value))
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


def is_handler(function: Any) -> bool:
    """Say whether a page calls a function with its state, and keeps what it gives back.

    Args:
        function: A function.
    """
    if function.__class__ is ast.Lambda:
        return False
    module = function.scope.module
    return any(
        a.__class__ is ast.Name
        and a.id == function.name
        and len(call.args) + len(call.keywords) > 2
        for event in EVENTS
        for call in module.calls.get(event, ())
        for a in (*call.args[:1], *(k.value for k in call.keywords if k.arg == "fn"))
    )
