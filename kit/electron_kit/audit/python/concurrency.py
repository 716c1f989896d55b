"""Chat calls at the same time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, Fact, FanOut
from .flow import loops, visible
from .index import Module, dotted, last_name, place_of
from .replies import ancestors, enclosing_function
from .requests import Requests
from .resolve import Resolver
from .tree import walk

_POOLS = {"ThreadPoolExecutor", "ProcessPoolExecutor", "Pool", "ThreadPool"}
_GATHERERS = {"gather", "as_completed", "wait", "gather_with_concurrency"}
_BATCHES = ("batch", "abatch", "abatch_as_completed", "batch_completion", "abatch_completion")
_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.GeneratorExp, ast.DictComp)
_SMALL = 3
_NAMES = 3
"""How many names a task is followed through, such as ``one = ask(x); tasks.append(one)``."""
_CHUNKS = re.compile(r"(?i)batch|chunk|window|grouper|sliced")


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
        self.limits: dict[int, int] = {}
        queue: list[Any] = []
        calls = [r.node for r in requests.found if r.fact.endpoint in ("chat", "responses")] + more
        for call in calls:
            self._add(enclosing_function(call), call, queue)
        self.graphs: dict[str, Any] = {}
        self._upward(queue)
        self._graphs(queue)
        self._upward(queue)

    def _upward(self, queue: list[Any]) -> None:
        steps = 0
        while queue and steps < 400:
            steps += 1
            function = queue.pop()
            if function.__class__ is ast.Lambda:
                self._add(enclosing_function(function), function, queue)
                continue
            for site, _ in self.resolver.call_sites(function, self.resolver.owner(function)):
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
            for call in module.calls.get("compile", ()):
                node = builders.get(dotted(getattr(call.func, "value", None)))
                if node is not None and call.parent.__class__ is ast.Assign:
                    self.graphs[last_name(call.parent.targets[0])] = node
        for module in self.resolver.project.every if self.graphs else ():
            for name in ("invoke", "ainvoke"):
                for call in module.calls.get(name, ()):
                    if last_name(getattr(call.func, "value", None)) in self.graphs:
                        self._add(enclosing_function(call), call, queue)

    def _add(self, function: Any, call: Any, queue: list[Any]) -> None:
        gate = self.gate(call)
        if function is None:
            return
        if gate is not None:
            self.limits[id(function)] = gate
        if id(function) not in self.functions:
            self.functions[id(function)] = function
            queue.append(function)
            parent = enclosing_function(function)
            if parent is not None and getattr(function, "name", "") in _decorator_like(parent):
                self._add(parent, function, queue)

    def gate(self, node: Any) -> int | None:
        """Return the limit of the semaphore around a node: 0 if it is not known, None if none."""
        for parent in ancestors(node):
            if parent.__class__ in (ast.With, ast.AsyncWith):
                for item in parent.items:
                    for found in self.resolver.of(item.context_expr):
                        name = found.name.rpartition(".")[2]
                        if found.kind == "made" and name in (
                            "Semaphore", "BoundedSemaphore", "CapacityLimiter", "AsyncLimiter",
                            "Lock", "RLock",
                        ):  # fmt: skip
                            return 1 if "Lock" in name else self.number(found.node)
                    text = dotted(item.context_expr).lower()
                    if re.search(r"sem|limiter|gate|throttl|lock|slot", text):
                        return 0
            if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
                return None
        return None

    def number(self, call: Any, keyword: str = "") -> int:
        """Return the number that a call is given first, or 0 if it is not known."""
        if call.__class__ is not ast.Call:
            return 0
        values = [
            k.value
            for k in call.keywords
            if k.arg in (keyword, "value", "max_workers", "processes", "total_tokens")
        ]
        for value in [*values, *call.args[:1]]:
            items = self.resolver.of(value)
            known = [o.data for o in items if o.kind == "const" and isinstance(o.data, int)]
            if known and max(known) <= _SMALL and any(o.kind in ("made", "path") for o in items):
                # ``config["parallel"] if … else 1``: the small number is only what is left.
                return 0
            if known:
                return known[0]
        return 0

    def leads(self, node: Any) -> Any:
        """Return what in an expression leads to a chat request: a call or a function, or None."""
        for inner in walk(node):
            if id(inner) in self.chat:
                return inner
            if inner.__class__ in (ast.Name, ast.Attribute) and isinstance(
                getattr(inner, "ctx", None), ast.Load
            ):
                if inner.__class__ is ast.Attribute and inner.attr in ("invoke", "ainvoke"):
                    graph = self.graphs.get(last_name(inner.value))
                    if graph is not None:
                        return graph
                for found in self.resolver.of(inner):
                    item = found.whole
                    if item.kind == "func" and id(item.node) in self.functions:
                        return item.node
                    if item.kind == "path" and inner.__class__ is ast.Attribute:
                        named = self._method(inner)
                        if named is not None:
                            return named
            if inner.__class__ is ast.Lambda and id(inner) in self.functions:
                return inner
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
        for s in getattr(function, "body", [])
        if s.__class__ is ast.Return and s.value.__class__ is ast.Name
    }


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
                place=place_of(call), how="Parallel", limit=reach.number(call, "n_jobs") or None
            )
    for name in ("create_task", "Thread", "start_soon", "ensure_future"):
        for call in module.calls.get(name, ()):
            loop = next(
                (p for p in ancestors(call) if p.__class__ in _LOOPS),
                None,
            )
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
    if not any(a.__class__ is ast.Starred for a in call.args) and name == "gather":
        limit = len(call.args)
    elif len(call.args) == 1:
        limit = _counted_out(call.args[0])
    for argument in call.args:
        width = _window(argument.value if argument.__class__ is ast.Starred else argument, reach)
        if width:
            limit = width
    for keyword in call.keywords:
        if keyword.arg in ("limit", "n", "max_concurrency"):
            limit = reach.number(call, keyword.arg) or None
    yield from _limited(call, f"{name}", found, limit, reach)


def _counted_out(argument: Any) -> int | None:
    """Return how many tasks a list holds that is filled one by one, outside of any loop."""
    subject = argument.value if argument.__class__ is ast.Starred else argument
    if subject.__class__ is not ast.Name:
        return None
    scope = subject.scope
    bindings = [b for b in scope.bindings.get(subject.id, ()) if b.how == "value"]
    if len(bindings) != 1 or bindings[0].value.__class__ is not ast.List:
        return None
    held = bindings[0].value.elts
    changes = [
        c for c in scope.module.items.get(subject.id, ()) if getattr(c, "scope", None) is scope
    ]
    appended = [c for c in changes if c.__class__ is ast.Call and c.func.attr == "append"]
    if any(e.__class__ is ast.Starred for e in held) or len(appended) < len(changes):
        return None
    return None if any(loops(c) for c in appended) else len(held) + len(appended)


def _window(subject: Any, reach: Reach) -> int:
    """Return how many things a fan-out goes through at once, if it takes them in chunks; or 0."""
    if subject.__class__ is ast.Name:
        values = [b.value for b in subject.scope.bindings.get(subject.id, ()) if b.how == "value"]
        return _window(values[-1], reach) if values and values[-1] is not None else 0
    if subject.__class__ in (ast.ListComp, ast.GeneratorExp, ast.SetComp):
        return _width(subject.generators[0].iter, reach)
    if subject.__class__ is ast.Call and last_name(subject.func) == "map" and subject.args[1:]:
        return _width(subject.args[1], reach)
    return 0


def _width(iterated: Any, reach: Reach) -> int:
    if iterated.__class__ is ast.Subscript and iterated.slice.__class__ is ast.Slice:
        upper = iterated.slice.upper
        if upper.__class__ is ast.BinOp and upper.op.__class__ is ast.Add:
            numbers = [o.data for o in reach.resolver.of(upper.right) if isinstance(o.data, int)]
            return max(numbers, default=0)
        return 0
    if iterated.__class__ is not ast.Name:
        return 0
    for binding in iterated.scope.bindings.get(iterated.id, ()):
        value = binding.value
        if binding.how == "value" and value is not None and value is not iterated:
            return _width(value, reach)
        if binding.how == "item" and value.__class__ is ast.Call and len(value.args) > 1:
            if _CHUNKS.search(last_name(value.func)):
                found = [o.data for o in reach.resolver.of(value.args[1])]
                return max((n for n in found if isinstance(n, int)), default=0)
    return 0


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
    gate = reach.limits.get(id(found)) if found.__class__ is not ast.Call else reach.gate(found)
    if gate is None:
        gate = _gate_below(found, reach)
    confidence = Confidence.HIGH
    if gate is not None:
        if gate == 0:
            confidence = Confidence.LOW
        limit = gate if limit is None else min(gate, limit)
    yield FanOut(place=place_of(call), confidence=confidence, how=how, limit=limit)


def _gate_below(function: Any, reach: Reach) -> int | None:
    """Return the limit of a gate further down, between a function and the request."""
    if function.__class__ not in (ast.FunctionDef, ast.AsyncFunctionDef):
        return None
    seen, queue = {id(function)}, [function]
    while queue and len(seen) < 30:
        current = queue.pop()
        for inner in walk(current):
            if inner.__class__ is not ast.Call:
                continue
            if id(inner) in reach.chat:
                gate = reach.gate(inner)
                if gate is not None:
                    return gate
            for item in reach.resolver.of(inner.func):
                if (
                    item.kind == "func"
                    and id(item.node) in reach.functions
                    and id(item.node) not in seen
                ):
                    seen.add(id(item.node))
                    queue.append(item.node)
                    gate = reach.gate(inner)
                    if gate is not None:
                        return gate
    return None


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
    limit = reach.number(call, "max_workers")
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
