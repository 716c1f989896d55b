"""What runs chat calls at the same time: gathered, pooled, batched, started in a loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ...facts import Confidence, Fact, FanOut
from ..index import Module
from ..resolve.flow import visible
from ..tree import ancestors, enclosing_function, last_name, place_of, walk
from .limits import counted_out, gate, listed, number, window
from .reach import Reach

# Each of these starts what it is given at once; a plain ``await`` in a loop does not.
_POOLS = {"ThreadPoolExecutor", "ProcessPoolExecutor", "Pool", "ThreadPool"}
_GATHERERS = {"gather", "as_completed", "wait", "gather_with_concurrency"}
_BATCHES = ("batch", "abatch", "abatch_as_completed", "batch_completion", "abatch_completion")
_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.GeneratorExp, ast.DictComp)
_TUNERS = (
    "Evaluate", "MIPROv2", "GEPA", "COPRO", "SIMBA", "Parallel", "KNNFewShot", "BootstrapRS",
    "BootstrapFewShotWithRandomSearch", "BootstrapFewShotWithOptuna",
)  # fmt: skip
"""What of DSPy's takes `num_threads`: so many requests at the same time."""
_NAMES = 3
"""How many names a task is followed through, such as ``one = ask(x); tasks.append(one)``."""


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
    for name in _POOLS:
        for call in module.calls.get(name, ()):
            yield from _pooled(call, name, reach)
    for name in _BATCHES:
        for call in module.calls.get(name, ()):
            if id(call) in reach.chat and (batched := _batched(call, name, reach)) is not None:
                yield batched
    for call in module.calls.get("Parallel", ()):
        outer = call.parent
        if outer.__class__ is ast.Call and any(reach.leads(a) for a in outer.args):
            yield FanOut(
                place=place_of(call),
                how="Parallel",
                limit=number(call, reach.resolver, "n_jobs") or None,
            )
    for name in _TUNERS:
        for call in module.calls.get(name, ()):
            if any(k.arg == "num_threads" for k in call.keywords) and _is_dspys(call, reach):
                threads = number(call, reach.resolver, "num_threads")
                yield FanOut(place=place_of(call), how=name, limit=threads or None)
    for name in ("create_task", "Thread", "start_soon", "ensure_future"):
        for call in module.calls.get(name, ()):
            loop = next(
                (p for p in ancestors(call) if p.__class__ in _LOOPS),
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


def _is_dspys(call: ast.Call, reach: Reach) -> bool:
    """Say whether a class is DSPy's, whose modules ask the model that it is configured with."""
    return any(o.kind == "ext" and o.name.startswith("dspy") for o in reach.resolver.of(call.func))


def _awaited_within(loop: Any, call: ast.Call) -> bool:
    """Say whether a task is waited for in the round of the loop that starts it."""
    statement = call.parent
    name = last_name(statement.targets[0]) if statement.__class__ is ast.Assign else ""
    return bool(name) and any(
        node.__class__ is ast.Await and any(last_name(inner) == name for inner in walk(node.value))
        for node in walk(loop)
    )


def _gathered_later(call: ast.Call, module: Module) -> bool:
    """Say whether tasks are kept in a list that is gathered: that is where they are counted."""
    name = ""
    for parent in ancestors(call):
        if parent.__class__ is ast.Assign:
            name = last_name(parent.targets[0])
        elif parent.__class__ is ast.Call and last_name(parent.func) in ("append", "add"):
            name = last_name(getattr(parent.func, "value", None))
        if name or isinstance(parent, ast.stmt):
            break
    function = enclosing_function(call)
    return bool(name) and any(
        last_name(argument.value if argument.__class__ is ast.Starred else argument) == name
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


def _gathered(call: ast.Call, name: str, reach: Reach) -> Iterator[Fact]:
    limit: int | None = None
    found = None
    for argument in call.args:
        subject = argument.value if argument.__class__ is ast.Starred else argument
        found = found or _source(subject, reach)
    if found is None:
        return
    # Written out one by one, the calls are as many as they are written.
    if not any(a.__class__ is ast.Starred for a in call.args) and name == "gather":
        limit = len(call.args)
    elif len(call.args) == 1:
        limit = counted_out(call.args[0])
        if limit is None:
            given = call.args[0]
            limit = listed(given.value if given.__class__ is ast.Starred else given)
    for argument in call.args:
        width = window(
            argument.value if argument.__class__ is ast.Starred else argument, reach.resolver
        )
        if width:
            limit = width
    for keyword in call.keywords:
        if keyword.arg in ("limit", "n", "max_concurrency"):
            limit = number(call, reach.resolver, keyword.arg) or None
    yield from _limited(call, f"{name}", found, limit, reach)


def _source(subject: Any, reach: Reach, depth: int = 0) -> Any:
    """Return what leads to a chat request in what is run, through names and parameters."""
    found = reach.leads(subject)
    if found is not None or depth > _NAMES:
        return found
    if subject.__class__ is ast.Call and last_name(subject.func) in ("values", "list", "tuple"):
        # ``gather(*tasks.values())``
        inner = subject.args[0] if subject.args else getattr(subject.func, "value", None)
        return _source(inner, reach, depth + 1) if inner is not None else None
    if subject.__class__ in (ast.ListComp, ast.GeneratorExp):
        # ``(within(gate, task) for task in tasks)``, of the tasks that a helper is given.
        given = subject.generators[0].iter
        return _source(given, reach, depth + 1) if _is_parameter(given) else None
    if subject.__class__ is ast.Name:
        # ``tasks.append(ask(x))`` before ``gather(*tasks)``.
        # Within a comprehension, the list is a name of the function around it.
        scope = subject.scope
        while subject.id not in scope.bindings and scope.parent is not None:
            scope = scope.parent
        for change in scope.module.items.get(subject.id, ()):
            if change.__class__ is tuple and change[0].scope is scope:
                # ``tasks[name] = ask(x)``
                value = change[1].value
                found = found or (_source(value, reach, depth + 1) if value is not None else None)
            elif change.__class__ is ast.Call and change.scope is scope:
                for argument in change.args:
                    found = found or _source(argument, reach, depth + 1)
        bindings = scope.bindings.get(subject.id, [])
        for binding in visible(bindings, subject) if len(bindings) > 1 else bindings:
            if binding.value is not None and binding.how == "value":
                found = found or _source(binding.value, reach, depth + 1)
            elif binding.how == "param" and binding.star == "*":
                owner = reach.resolver.owner(binding.value)
                for site, _ in reach.resolver.call_sites(binding.value, owner):
                    for argument in site.args:
                        found = found or reach.leads(argument)
            elif binding.how == "param" and not binding.star:
                # A helper that gathers what it is given.
                for item in reach.resolver.parameter(binding, subject.id):
                    if item.kind == "list":
                        found = found or reach.leads(item.node)
    return found


def _is_parameter(node: Any) -> bool:
    if node.__class__ is not ast.Name:
        return False
    scope = node.scope
    while node.id not in scope.bindings and scope.parent is not None:
        scope = scope.parent
    return any(b.how == "param" for b in scope.bindings.get(node.id, ()))


def _limited(
    call: ast.Call, how: str, found: Any, limit: int | None, reach: Reach
) -> Iterator[Fact]:
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


def _pooled(call: ast.Call, name: str, reach: Reach) -> Iterator[Fact]:
    holder = call.parent
    names: list[str] = []
    if holder.__class__ is ast.withitem and holder.optional_vars is not None:
        names = [last_name(holder.optional_vars)]
    elif holder.__class__ is ast.Assign:
        names = [last_name(holder.targets[0])]
    module = call.scope.module
    found = None
    for method in (
        "submit",
        "map",
        "imap",
        "imap_unordered",
        "starmap",
        "apply_async",
        "map_async",
        "run_in_executor",
    ):
        for use in module.calls.get(method, ()):
            subject = use.func.value if use.func.__class__ is ast.Attribute else None
            direct = subject is call
            if method == "run_in_executor":
                direct = bool(use.args) and last_name(use.args[0]) in names
            if direct or last_name(subject) in names:
                for argument in use.args[:2]:
                    found = found or reach.leads(argument)
    # A helper that is handed the pool and what to run in it: ``run_all(pool, items, ask)``.
    for use in (n for calls in module.calls.values() for n in calls) if names else ():
        handed = [a for a in use.args if a.__class__ is ast.Name]
        if any(a.id in names for a in handed) and use.scope is call.scope:
            for argument in handed:
                found = found or (reach.leads(argument) if argument.id not in names else None)
    if found is None:
        return
    limit = number(call, reach.resolver, "max_workers")
    yield from _limited(call, name, found, limit or None, reach)


def _batched(call: ast.Call, name: str, reach: Reach) -> FanOut | None:
    """Return the fan-out of a framework's batch, which runs its requests at the same time."""
    given = call.args[0] if call.args else None
    if given is None:
        return None
    limit: int | None = None
    configs = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "config")]
    for config in configs:
        for item in reach.resolver.of(config):
            for value in reach.resolver.dict_values(item).get("max_concurrency", ()):
                numbers = [o.data for o in reach.resolver.of(value) if isinstance(o.data, int)]
                limit = max(numbers, default=limit)
    if given.__class__ is ast.List and not any(e.__class__ is ast.Starred for e in given.elts):
        limit = min(limit or len(given.elts), len(given.elts))
    return FanOut(place=place_of(call), how=name, limit=limit)


def _started(call: ast.Call, name: str, reach: Reach) -> Iterator[Fact]:
    arguments = [
        *call.args,
        *(k.value for k in call.keywords if k.arg in ("target", "coro", "args")),
    ]
    for argument in arguments:
        found = reach.leads(argument)
        if found is not None:
            yield from _limited(call, name, found, None, reach)
            return
