"""What runs chat calls at the same time: gathered, pooled, batched, started in a loop."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ...facts import Confidence, Fact, FanOut
from ..index import Module
from ..tree import ancestors, enclosing_function, last_name, place_of, walk
from .batches import LOOPS, batched, rounds
from .gates import acquired, gate, gate_of_wrapper
from .lengths import counted_out, listed, window
from .limits import number
from .pools import pooled, told
from .reach import Reach
from .sources import source

# Each of these starts what it is given at once; a plain ``await`` in a loop does not.
_MODEL = re.compile(r"(?i)llm|client|model$|openai")
_TASKS = ("create_task", "ensure_future")
_GATHERERS = {"gather", "as_completed", "wait", "gather_with_concurrency"}


def fan_outs(module: Module, reach: Reach) -> Iterator[Fact]:
    """Yield where a module runs chat calls at the same time.

    Args:
        module: The module.
        reach: Which functions lead to a chat request.
    """
    if not reach.chat:
        return
    for name in _GATHERERS:
        for call in module.calls.get(name, ()):
            if not call.args or (name in ("wait", "as_completed") and not _is_asyncio(call, reach)):
                continue
            yield from _gathered(call, name, reach)
    for call, how, found, count in pooled(module, reach):
        width = number(call, reach.resolver, "max_workers") or None
        yield from limited(call, how, found, min(filter(None, (width, count)), default=None), reach)
    yield from told(module, reach)
    yield from batched(module, reach)
    for name in ("create_task", "Thread", "start_soon", "ensure_future", "remote"):
        for call in module.calls.get(name, ()):
            loop = next(
                (p for p in ancestors(call) if p.__class__ in LOOPS),
                None,
            )
            # One task by itself runs beside nothing; only a loop starts many.
            if loop is None or enclosing_function(loop) is not enclosing_function(call):
                continue
            if _awaited_within(loop, call):
                continue
            if any(
                p.__class__ is ast.Call and last_name(p.func) in _GATHERERS for p in ancestors(call)
            ) or _gathered_later(call, module):
                continue
            yield from _started(call, name, reach)


def _awaited_within(loop: Any, call: ast.Call) -> bool:
    """Say whether a task is waited for in the round of the loop that starts it."""
    statement = call.parent
    name = last_name(statement.targets[0]) if statement.__class__ is ast.Assign else ""
    return bool(name) and any(
        (node.__class__ is ast.Await and any(last_name(i) == name for i in walk(node.value)))
        or _is_join(node, name)
        for node in walk(loop)
    )


def _is_join(node: Any, name: str) -> bool:
    """Say whether a thread of a name is waited for: ``thread.join()``."""
    function = node.func if node.__class__ is ast.Call else None
    return function.__class__ is ast.Attribute and (
        function.attr == "join" and last_name(function.value) == name
    )


def _list_of(call: ast.Call) -> str:
    """Return the name of what a task is put into, or of what it is assigned to."""
    for parent in ancestors(call):
        if parent.__class__ is ast.Assign:
            name = last_name(parent.targets[0])
        elif parent.__class__ is ast.Call and last_name(parent.func) in ("append", "add"):
            name = last_name(getattr(parent.func, "value", None))
        else:
            name = ""
        if name or isinstance(parent, ast.stmt):
            return name
    return ""


def _lists_of(task: ast.Call) -> set[str]:
    """Return what a task is put into, also by its name: ``task = create_task(…)``, then added."""
    name = _list_of(task)
    put = [
        call
        for how in ("append", "add")
        for call in task.scope.module.calls.get(how, ())
        if name and [getattr(a, "id", "") for a in call.args] == [name]
    ]
    function = enclosing_function(task)
    names = [last_name(c.func.value) for c in put if enclosing_function(c) is function]
    return {n for n in (name, *names) if n}


def _starter(call: ast.Call) -> ast.Call:
    """Return where the tasks are started that a call waits for, or the call itself.

    A coroutine runs once it is gathered. A task runs from ``create_task`` on, and that is what a
    limit is put around.
    """
    named = (a.value if a.__class__ is ast.Starred else a for a in call.args)
    names = {last_name(name) for name in named if name.__class__ is ast.Name}
    function = enclosing_function(call)
    tasks = (t for name in _TASKS for t in call.scope.module.calls.get(name, ()))
    for task in tasks if names else ():
        if enclosing_function(task) is function and _lists_of(task) & names:
            if any(p.__class__ in LOOPS for p in ancestors(task)):
                return task
    return call


def _gathered_later(call: ast.Call, module: Module) -> bool:
    """Say whether tasks are kept in a list that is gathered: that is where they are counted."""
    names = _lists_of(call)
    function = enclosing_function(call)
    return any(
        last_name(argument.value if argument.__class__ is ast.Starred else argument) in names
        for gatherer in _GATHERERS
        for other in module.calls.get(gatherer, ())
        if enclosing_function(other) is function
        for argument in other.args
    )


def _is_asyncio(call: ast.Call, reach: Reach) -> bool:
    """Say whether a function is asyncio's: with a pool's futures, the pool is what counts."""
    return any(
        o.kind == "ext" and o.name.startswith(("asyncio", "tqdm", "anyio"))
        for o in reach.resolver.of(call.func)
    )


def _without_model(call: ast.Call) -> bool:
    """Say whether a call stands where there is no model to ask: ``if self.llm is None:``."""
    child: Any = call
    for parent in ancestors(call):
        if parent.__class__ is ast.If and child in parent.body:
            test = parent.test
            absent = (
                test.left
                if test.__class__ is ast.Compare
                and test.ops[0].__class__ is ast.Is
                and getattr(test.comparators[0], "value", 0) is None
                else test.operand
                if test.__class__ is ast.UnaryOp and test.op.__class__ is ast.Not
                else None
            )
            if _MODEL.search(last_name(absent)):
                return True
        child = parent
    return False


def _gathered(call: ast.Call, name: str, reach: Reach) -> Iterator[Fact]:
    if _without_model(call):
        return
    limit: int | None = None
    found = None
    for argument in call.args:
        subject = argument.value if argument.__class__ is ast.Starred else argument
        found = found or source(subject, reach)
    if found is None:
        return
    # Written out one by one, the calls are as many as they are written.
    if not any(a.__class__ is ast.Starred for a in call.args) and name == "gather":
        # Those of other vendors are none of ours.
        limit = sum(source(a, reach) is not None for a in call.args)
    elif len(call.args) == 1:
        limit = counted_out(call.args[0], reach.resolver)
        if limit is None:
            given = call.args[0]
            limit = listed(given.value if given.__class__ is ast.Starred else given, reach.resolver)
    for argument in call.args:
        width = window(
            argument.value if argument.__class__ is ast.Starred else argument, reach.resolver
        )
        if width:
            limit = width
    for keyword in call.keywords:
        if keyword.arg in ("limit", "n", "max_concurrency"):
            limit = number(call, reach.resolver, keyword.arg) or None
    for argument in call.args:
        for inner in walk(argument):
            if inner.__class__ is ast.Call and id(inner) not in reach.chat:
                within = gate_of_wrapper(inner, reach.resolver)
                if within:
                    limit = within if limit is None else min(within, limit)
    started = _starter(call) if name == "gather" else call
    function = enclosing_function(started)
    if started is not call and function is not None:
        # The loop may wait for a place before it starts another.
        limit = min(filter(None, (acquired(function, reach.resolver), limit)), default=None)
    yield from limited(started, name, found, limit, reach)


def limited(
    call: ast.Call, how: str, found: Any, limit: int | None, reach: Reach
) -> Iterator[Fact]:
    """Yield a fan-out, with the limit of a gate between it and the request if there is one."""
    held = (
        reach.limits.get(id(found))
        if found.__class__ is not ast.Call
        else gate(found, reach.resolver)
    )
    if held is None:
        held = reach.gate_below(found)
    confidence = Confidence.HIGH
    if held is not None:
        if held == 0:
            confidence = Confidence.LOW
        limit = held if limit is None else min(held, limit)
    yield FanOut(place=place_of(call), confidence=confidence, how=how, limit=limit)


def _started(call: ast.Call, name: str, reach: Reach) -> Iterator[Fact]:
    arguments = [
        *call.args,
        *(k.value for k in call.keywords if k.arg in ("target", "coro", "args")),
    ]
    if name == "remote" and call.func.__class__ is ast.Attribute:
        # A function of Ray's: ``judge.remote(row)``.
        arguments = [call.func.value]
    for argument in arguments:
        found = reach.leads(argument)
        if found is not None:
            limit = rounds(call, reach)
            starter = enclosing_function(call)
            if starter is not None and (slots := acquired(starter, reach.resolver)):
                # The loop waits for a place before it starts another.
                limit = slots if limit is None else min(limit, slots)
            yield from limited(call, name, found, limit, reach)
            return
