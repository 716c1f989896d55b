"""Pools of threads and processes that run chat calls, and functions that are told how many."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ...facts import Fact, FanOut
from ..index import Module
from ..resolve.flow import loops
from ..tree import ancestors, enclosing_function, last_name, place_of
from .limits import most
from .reach import Reach
from .sources import source
from .tuners import TUNERS

_POOLS = {"ThreadPoolExecutor", "ProcessPoolExecutor", "Pool", "ThreadPool"}
# These are told in another way.
_OTHERS = _POOLS | set(TUNERS) | {"Parallel"}
_ONE = ("submit", "apply_async", "run_in_executor")
_MANY = ("map", "imap", "imap_unordered", "starmap", "map_async", "starmap_async")
_COMPREHENSIONS = (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)
# What libraries call the number of their workers, beside the function that these run.
_WIDTHS = {
    "max_workers", "n_jobs", "num_proc", "max_at_once", "max_concurrency", "concurrency", "threads",
    "task_limit", "num_threads", "num_workers", "num_cpus", "nb_workers", "max_threads",
    "max_concurrent",
}  # fmt: skip
# Without such a number, these of a library start as many as there are processors, or all.
_MAPPERS = {
    "thread_map": "tqdm", "process_map": "tqdm", "run_all": "aiometer", "run_on_each": "aiometer",
    "amap": "aiometer", "pqdm": "pqdm", "p_map": "p_tqdm", "p_umap": "p_tqdm", "p_imap": "p_tqdm",
    "p_uimap": "p_tqdm", "parallel_apply": "", "parallel_map": "",
}  # fmt: skip


def pooled(module: Module, reach: Reach) -> Iterator[tuple[ast.Call, str, Any, int | None]]:
    """Yield the pools of a module that run chat calls.

    Each with its class, what leads to the request, and how many calls it is given if they are
    counted.

    Args:
        module: The module.
        reach: Which functions lead to a chat request.
    """
    for name in _POOLS:
        for call in module.calls.get(name, ()):
            found, count = None, 0
            counted = True
            for use in _uses(call, module, reach):
                leading = next((f for a in use.args[:3] if (f := reach.leads(a)) is not None), None)
                if leading is None:
                    continue
                found = found or leading
                counted = counted and _once(use, call)
                count += 1
            if found is None:
                found, counted = _handed(call, module, reach), False
            if found is not None:
                yield call, name, found, count if counted else None


def _uses(call: ast.Call, module: Module, reach: Reach) -> Iterator[ast.Call]:
    """Yield the calls that give a pool something to run."""
    names = names_of(call)
    # A pool that others import is used in their files too.
    shared = call.parent.__class__ is ast.Assign and enclosing_function(call) is None
    for home in reach.resolver.project.every if shared else (module,):
        for method in (*_ONE, *_MANY):
            for use in home.calls.get(method, ()):
                subject = use.func.value if use.func.__class__ is ast.Attribute else None
                if method == "run_in_executor":
                    subject = use.args[0] if use.args else None
                name = last_name(subject.func if subject.__class__ is ast.Call else subject)
                if subject is call or (home is module and name in names):
                    if not _is_over(call, use):
                        yield use
                elif home is not module and name in names:
                    if any(o.node is call for o in reach.resolver.of(subject)):
                        yield use


def _is_over(pool: ast.Call, use: ast.Call) -> bool:
    """Say whether a use stands behind a pool's ``with``: it is of another pool of that name."""
    entered = pool.parent.parent if pool.parent.__class__ is ast.withitem else None
    return (
        entered is not None
        and enclosing_function(use) is enclosing_function(pool)
        and entered not in ancestors(use)
    )


def names_of(call: ast.Call) -> list[str]:
    """Return the name that what a call makes is kept under."""
    holder: Any = call.parent
    if holder.__class__ is ast.withitem and holder.optional_vars is not None:
        return [last_name(holder.optional_vars)]
    if holder.__class__ is ast.Assign:
        return [last_name(holder.targets[0])]
    if holder.__class__ is ast.Return:
        # A property, or a function that gives the pool.
        name = getattr(enclosing_function(call), "name", "")
        return [name] if name else []
    return [last_name(holder.target)] if holder.__class__ is ast.AnnAssign else []


def _once(use: ast.Call, pool: ast.Call) -> bool:
    """Say whether a pool is given one thing by a call: in its own function, and in no loop."""
    if use.func.attr not in _ONE or enclosing_function(use) is not enclosing_function(pool):
        return False
    if any(loop not in loops(pool) for loop in loops(use)):
        return False
    for parent in ancestors(use):
        if parent.__class__ in _COMPREHENSIONS:
            return False
        if isinstance(parent, ast.stmt):
            break
    return True


def _handed(call: ast.Call, module: Module, reach: Reach) -> Any:
    """Return what leads where a helper is handed a pool: ``run_all(pool, items, ask)``."""
    names, found = names_of(call), None
    for use in (n for calls in module.calls.values() for n in calls) if names else ():
        handed = [a for a in use.args if a.__class__ is ast.Name]
        if any(a.id in names for a in handed) and use.scope is call.scope:
            for argument in handed:
                found = found or (reach.leads(argument) if argument.id not in names else None)
    return found


def told(module: Module, reach: Reach) -> Iterator[Fact]:
    """Yield the calls of libraries that are given what to run and how many at a time.

    Args:
        module: The module.
        reach: Which functions lead to a chat request.
    """
    narrow = module.keywords.isdisjoint(_WIDTHS)
    for name, calls in module.calls.items():
        if narrow and name not in _MAPPERS:
            continue
        for call in calls:
            width = next((k.value for k in call.keywords if k.arg in _WIDTHS), None)
            if (width is None and name not in _MAPPERS) or name in _OTHERS:
                continue
            given = [*call.args, *(k.value for k in call.keywords if k.arg not in _WIDTHS)]
            if not _foreign(call, name, reach) or not any(map(_runs(reach), given)):
                continue
            limit = most(width, reach.resolver) if width is not None else None
            if limit is None and name not in _MAPPERS:
                continue
            # Where there is a number, it is what has to change.
            where = width if width is not None else call
            yield FanOut(place=place_of(where), how=name, limit=limit)


def _runs(reach: Reach) -> Any:
    """Return what says whether an argument is something to run, and leads to a request."""

    def runs(node: Any) -> bool:
        named = node.__class__ in (ast.Name, ast.Attribute, ast.Lambda, ast.Call, ast.List,
                                   *_COMPREHENSIONS)  # fmt: skip
        return named and source(node, reach) is not None

    return runs


def _foreign(call: ast.Call, name: str, reach: Reach) -> bool:
    """Say whether a call is a library's: a project's own function has its pool inside."""
    items = reach.resolver.of(call.func)
    if not _MAPPERS.get(name, "-"):
        # pandarallel gives frames a method.
        return "pandarallel" in {n.partition(".")[0] for n in call.scope.module.imported}
    if name in _MAPPERS:
        return any(o.kind == "ext" and o.name.startswith(_MAPPERS[name]) for o in items)
    return not any(o.kind in ("func", "class", "inst") for o in items)
