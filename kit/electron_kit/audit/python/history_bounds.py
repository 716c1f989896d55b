"""What keeps a history short: a part of it, a length that is looked at, a summary.

A bound is what shortens the list wherever it grows or before it is sent: the last so many
(``[-20:]``, a deque's ``maxlen``, ``LIMIT``, ``ltrim``), a length or a count of tokens that is
compared, a helper that trims or sums up, and a list that is emptied where it is sent. None are: a
copy (``[:]``), all but the first or the last (``[1:]``, ``[:-1]``), taking back the last turn
(``pop()``), and a command by which a person may empty it.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from .history_asides import is_aside, is_in_branch_of_button, is_text_part
from .index import Module
from .resolve.lists import SAVES
from .resolve.resolver import Resolver
from .token_counts import may_hold_back
from .tree import ancestors, enclosing_function, last_name, place_of, walk
from .turns import BOUNDS, FEW_TURNS, uses

# What is called so shortens what an object keeps, and need not be handed it.
_TRIMMERS = re.compile(
    r"(?i)(?:trim|trunc|prune|compact|summar\w*|shrink|shorten|condense|compress|evict)\w*_?"
    r"(?:hist|conv|mess|context|memor|turn|dialog)"
)
_COMMAND = re.compile(r"(?i)[/!.:\\]\w|(?:clear|reset|forget|restart|new|start over)\b")
_COUNT = re.compile(r"(?i)count|turns?$|rounds?$|asked|number|num_|index|step|attempt")
_OF_TURNS = re.compile(
    r"(?i)messag|histor|convers|chat|memory|context|dialog|prompt|turn|msg|recent|past|talk|window"
)
_CLEARS = re.compile(
    r"(?i)^_?(?:on_|handle_|cmd_)?(?:clear|reset|restart|forget|new_(?:chat|conv|talk))"
)
_SHOWN = re.compile(r"(?i)^_?(?:print|show|display|save|log|export|render|write)_")
_FIRSTS = {"pop", "popleft", "popitem"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_ENDS = (ast.Break, ast.Return)


def is_cut(part: ast.Subscript) -> bool:
    """Say whether a slice takes so many of a list: ``turns[-8:]``, ``turns[:n]``.

    Args:
        part: A subscript.
    """
    if part.slice.__class__ is not ast.Slice:
        return False
    lower, upper = part.slice.lower, part.slice.upper
    return not (_is_near(lower) and (upper is None or _is_near(upper, end=True)))


def _is_near(edge: Any, *, end: bool = False) -> bool:
    """Say whether an edge of a slice leaves out a fixed few: nothing, ``1:``, ``:-1``.

    ``line[len("You: "):]`` is the rest of a line behind what it begins with.
    """
    if edge is None:
        return True
    if end:
        return edge.__class__ is ast.UnaryOp and edge.operand.__class__ is ast.Constant
    if edge.__class__ is ast.Call and last_name(edge.func) == "len":
        return True
    return edge.__class__ is ast.Constant and isinstance(edge.value, int)


def shortened(name: str, modules: list[Module], change: Any) -> bool:
    """Say whether something in some files shortens a list of a name.

    Any of these by the list's name counts: a bound that cannot be followed to its list is
    likelier than a list that is shortened for nothing.

    Args:
        name: The last part of the list's name.
        modules: Where it grows, and where it is sent.
        change: What makes it longer.
    """
    return any(
        _popped(name, module)
        or _emptied(name, module, change)
        or _sliced(name, module)
        or _measured(name, module)
        or _handed(name, module)
        for module in modules
    )


def part_givers(resolver: Resolver) -> set[str]:
    """Return the names of the project's functions that give the last so many: ``x[-self.most:]``.

    Args:
        resolver: The project's resolver.
    """
    return {
        function.name
        for module in resolver.project.modules
        for sliced in module.nodes[ast.Subscript]
        if sliced.slice.__class__ is ast.Slice
        and sliced.slice.lower.__class__ is ast.UnaryOp
        and any(p.__class__ is ast.Return for p in ancestors(sliced))
        and (function := enclosing_function(sliced)) is not None
        and function.__class__ is not ast.Lambda
    }


def counted_by(change: Any, resolver: Resolver) -> bool:
    """Say whether a list gets longer only while a count is small: ``if asked < 6:``.

    Args:
        change: What makes it longer.
        resolver: The project's resolver.
    """
    for parent in ancestors(change):
        if parent.__class__ in _FUNCTIONS:
            return False
        if parent.__class__ is not ast.If:
            continue
        # All of ``if active and asked < 6:`` hold where the list gets longer.
        all_of = parent.test.__class__ is ast.BoolOp and parent.test.op.__class__ is ast.And
        tests = parent.test.values if all_of else [parent.test]
        small = any(_is_small(test, resolver) for test in tests)
        if small and any(change is n for s in parent.body for n in walk(s)):
            return True
    return False


def _is_small(test: Any, resolver: Resolver) -> bool:
    """Say whether a test holds only while a count is small."""
    if test.__class__ is not ast.Compare or test.ops[0].__class__ not in (ast.Lt, ast.LtE):
        return False
    if not _COUNT.search(last_name(test.left)):
        return False
    numbers = [o.data for o in resolver.of(test.comparators[0]) if o.kind == "const"]
    return bool(numbers) and all(isinstance(n, int) and n <= FEW_TURNS for n in numbers)


def _popped(name: str, module: Module) -> bool:
    """Say whether the first is taken out; taking back the last is no bound, except in a loop."""
    for method in _FIRSTS:
        for call in module.calls.get(method, ()):
            if call.func.__class__ is not ast.Attribute or last_name(call.func.value) != name:
                continue
            first = call.args[0] if call.args else None
            if method != "pop" or (
                first is not None
                and first.__class__ is ast.Constant
                and (isinstance(first.value, int))
            ):
                return True
    taken = re.compile(rb"\bdel\s+[\w.]*\b%s\s*\[(?![\"'a-z])" % re.escape(name).encode())
    return any(taken.search(unit.data) for unit in module.units)


def _emptied(name: str, module: Module, change: Any) -> bool:
    """Say whether the list is emptied in the function that makes it longer."""
    function = enclosing_function(change)
    return any(
        call.func.__class__ is ast.Attribute
        and last_name(call.func.value) == name
        and enclosing_function(call) is function
        and not _on_command(call)
        for call in module.calls.get("clear", ())
    )


def _sliced(name: str, module: Module) -> bool:
    for node in module.nodes[ast.Subscript]:
        if node.slice.__class__ is ast.Slice and last_name(node.value) == name:
            if _drops_first(node, name) or (
                is_cut(node) and not _on_command(node) and not is_aside(node)
            ):
                return True
    return False


def _on_command(node: Any) -> bool:
    """Say whether something is done where a person asks for it: ``if line == "/clear":``."""
    if _CLEARS.match(getattr(enclosing_function(node), "name", "")):
        return True
    return is_in_branch_of_button(node) or any(
        parent.__class__ is ast.If
        and any(
            n.__class__ is ast.Constant and _COMMAND.match(str(n.value)) is not None
            for n in walk(parent.test)
        )
        for parent in ancestors(node)
    )


def _drops_first(part: ast.Subscript, name: str) -> bool:
    """Say whether all but the first take the list's place: ``turns = turns[1:]``."""
    lower = part.slice.lower
    if lower.__class__ is not ast.Constant or not lower.value:
        return False
    statement: Any = part.parent
    while statement.__class__ in (ast.BinOp, ast.List, ast.Starred, ast.Call):
        statement = statement.parent
    return statement.__class__ is ast.Assign and any(
        last_name(target) == name for target in statement.targets
    )


def _measured(name: str, module: Module) -> bool:
    for node in module.nodes[ast.Compare]:
        if "len(" in place_of(node).text and uses(node, name) and not _is_trivial(node):
            if not is_aside(node):
                return True
    return any(
        (len(call.args) > 1 or any(k.arg == "maxlen" for k in call.keywords))
        and not _is_of_others(call, name)
        for call in module.calls.get("deque", ())
    )


def _is_of_others(call: ast.Call, name: str) -> bool:
    """Say whether a deque is of other things than turns: ``times = deque(maxlen=60)``."""
    statement = call.parent
    if statement.__class__ not in (ast.Assign, ast.AnnAssign):
        return False
    target = statement.targets[0] if statement.__class__ is ast.Assign else statement.target
    return last_name(target) not in ("", name) and not _OF_TURNS.search(last_name(target))


def _handed(name: str, module: Module) -> bool:
    """Say whether the list is handed to what trims it, or such a method is called on it."""
    return any(
        (
            BOUNDS.search(called)
            and not _asks(called)
            and not _SHOWN.match(called)
            and any(uses(c, name) and not _is_told(called, c) for c in calls)
        )
        or _TRIMMERS.search(called)
        for called, calls in module.calls.items()
    )


def _is_told(called: str, call: ast.Call) -> bool:
    """Say whether tokens are counted to be told or paid: ``print(count_tokens(messages))``."""
    return "_tokens" in called and not may_hold_back(call)


def _asks(called: str) -> bool:
    """Say whether a call empties a list when a person asks for it: ``reset()``, ``clear()``."""
    return called.lower().startswith(("clear", "reset", "forget"))


def _is_trivial(node: ast.Compare) -> bool:
    """Say whether a comparison is only about being empty or nearly so."""
    others = [node.left, *node.comparators]
    return any(
        # A system message and the first turn are there from the start.
        isinstance(o, ast.Constant) and isinstance(o.value, int) and o.value < 4
        for o in others
    )


def gives_part(function: Any) -> bool:
    """Say whether a function gives only so much of what it is given: it counts and stops.

    Args:
        function: A function of the project's.
    """
    for node in walk(function):
        kind = node.__class__
        if kind is ast.Subscript and is_cut(node) and not is_text_part(node):
            return True
        if kind in (ast.For, ast.While) and any(
            inner.__class__ is ast.If
            and any(s.__class__ in _ENDS for s in inner.body)
            and any(
                c.__class__ is ast.Compare
                and any(o.__class__ in (ast.Gt, ast.GtE, ast.Lt, ast.LtE) for o in c.ops)
                for c in walk(inner.test)
            )
            for inner in walk(node)
        ):
            return True
        if kind is ast.Call and BOUNDS.search(last_name(node.func)):
            return True
        if kind in (ast.For, ast.While) and _adds_counted(node):
            return True
    return False


def _adds_counted(loop: Any) -> bool:
    """Say whether a loop adds only while what it counts is small: ``if n < most: …``."""
    counts = {last_name(n.target) for n in walk(loop) if n.__class__ is ast.AugAssign}
    return any(
        inner.__class__ is ast.If
        and inner.test.__class__ is ast.Compare
        and inner.test.ops[0].__class__ in (ast.Lt, ast.LtE)
        and last_name(inner.test.left) in counts
        and any(
            n.__class__ is ast.Call and last_name(n.func) in ("append", "insert", "appendleft")
            for statement in inner.body
            for n in walk(statement)
        )
        for inner in walk(loop)
    )


def taken_in_parts(name: Any, change: Any, resolver: Resolver) -> bool:
    """Say whether a list comes from, or is kept by, a function that takes so many of it.

    Args:
        name: The list.
        change: What makes it longer.
        resolver: The project's resolver.
    """
    return name.__class__ is ast.Name and (
        _is_prepared(name, resolver, 0) or _is_stored_short(name, change, resolver)
    )


def _is_prepared(name: ast.Name, resolver: Resolver, depth: int) -> bool:
    """Say whether a list comes from a function that takes so many: ``messages = fit(user)``."""
    for binding in name.scope.bindings.get(name.id, ()):
        value = binding.value if binding.how in ("value", "item") else None
        value = value.value if value.__class__ is ast.Await else value
        if value.__class__ is ast.Name and value.id != name.id and depth < 2:
            if _is_prepared(value, resolver, depth + 1):
                return True
        elif value.__class__ is ast.Call and any(
            item.kind == "func" and gives_part(item.node) for item in resolver.of(value.func)
        ):
            return True
    return False


def _is_stored_short(name: ast.Name, change: Any, resolver: Resolver) -> bool:
    """Say whether what keeps a list for the next turn takes so many of it."""
    around = [p for p in ancestors(change) if p.__class__ in _FUNCTIONS]
    for call in walk(around[-1]) if around else ():
        if call.__class__ is not ast.Call or not SAVES.match(last_name(call.func)):
            continue
        if any(a.__class__ is ast.Name and a.id == name.id for a in call.args) and any(
            item.kind == "func" and gives_part(item.node) for item in resolver.of(call.func)
        ):
            return True
    return False
