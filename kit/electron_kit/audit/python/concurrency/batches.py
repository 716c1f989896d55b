"""What frameworks run for each of many: batches, maps, threads of DSPy, nodes of a graph."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...facts import Fact, FanOut
from ..index import Module
from ..tree import ancestors, last_name, place_of
from .lengths import listed, times
from .limits import number
from .pools import names_of
from .reach import Reach
from .tuners import TUNERS

_BATCHES = ("batch", "abatch", "abatch_as_completed", "batch_completion", "abatch_completion")
LOOPS = (
    ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp,
)  # fmt: skip
"""What starts many by one call."""


def batched(module: Module, reach: Reach) -> Iterator[Fact]:
    """Yield what a framework runs for each of many.

    Args:
        module: The module.
        reach: Which functions lead to a chat request.
    """
    yield from _sent(module, reach)
    for name in _BATCHES:
        for call in module.calls.get(name, ()):
            if id(call) in reach.chat and (found := _batched(call, name, reach)) is not None:
                yield found
    yield from _each(module, reach)
    for call in module.calls.get("Parallel", ()):
        outers = [call.parent] if call.parent.__class__ is ast.Call else []
        outers += [use for name in names_of(call) for use in module.calls.get(name, ())]
        if any(reach.leads(a) for outer in outers for a in outer.args):
            yield FanOut(
                place=place_of(call),
                how="Parallel",
                limit=number(call, reach.resolver, "n_jobs") or None,
            )
    for name in TUNERS:
        for call in module.calls.get(name, ()):
            if any(k.arg == "num_threads" for k in call.keywords) and _is_dspys(call, reach):
                threads = number(call, reach.resolver, "num_threads")
                yield FanOut(place=place_of(call), how=name, limit=threads or None)


def _each(module: Module, reach: Reach) -> Iterator[Fact]:
    """Yield what runs a chain of LangChain's for each of a list: ``chain.map().invoke(docs)``."""
    if not any(name.startswith("langchain") for name in module.imported):
        return
    for name in ("invoke", "ainvoke"):
        for call in module.calls.get(name, ()):
            chain = call.func.value if call.func.__class__ is ast.Attribute else None
            mapped = chain.__class__ is ast.Call and last_name(chain.func) == "map"
            if mapped and not chain.args and call.args:
                yield FanOut(
                    place=place_of(call), how="map", limit=listed(call.args[0], reach.resolver)
                )


def _is_dspys(call: ast.Call, reach: Reach) -> bool:
    """Say whether a class is DSPy's, whose modules ask the model that it is configured with."""
    return any(o.kind == "ext" and o.name.startswith("dspy") for o in reach.resolver.of(call.func))


def _batched(call: ast.Call, name: str, reach: Reach) -> FanOut | None:
    """Return the fan-out of a framework's batch, which runs its requests at the same time."""
    given = next(
        iter([*call.args, *(k.value for k in call.keywords if k.arg in ("messages", "inputs"))]),
        None,
    )
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


def rounds(call: ast.Call, reach: Reach) -> int | None:
    """Return how many tasks the loops around a call start, if they are counted.

    Args:
        call: The call.
        reach: Which functions lead to a chat request.
    """
    for parent in ancestors(call):
        if parent.__class__ in (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp):
            return listed(parent, reach.resolver)
        if isinstance(parent, ast.stmt):
            break
    return times(call, reach.resolver)


def _sent(module: Module, reach: Reach) -> Iterator[Fact]:
    """Yield what LangGraph is told to run for each of many: ``[Send("write", t) for t in …]``."""
    for call in module.calls.get("Send", ()):
        name = call.args[0] if call.args else None
        many = any(p.__class__ in LOOPS for p in ancestors(call))
        if not many or name.__class__ is not ast.Constant:
            continue
        ours = any(
            o.kind == "ext" and o.name.startswith("langgraph") for o in reach.resolver.of(call.func)
        )
        found = reach.nodes.get(str(name.value)) if ours else None
        if found is not None:
            yield FanOut(
                place=place_of(call), how="Send", limit=_held(found, rounds(call, reach), reach)
            )


def _held(found: object, limit: int | None, reach: Reach) -> int | None:
    """Return a limit, or that of a gate in what is run if it is smaller."""
    held = reach.limits.get(id(found))
    held = held if held is not None else reach.gate_below(found)
    if held is None:
        return limit
    return held if limit is None else min(held, limit)
