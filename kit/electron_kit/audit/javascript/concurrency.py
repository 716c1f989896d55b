"""Chat calls that run at the same time: promises, maps, libraries that limit."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import Fact, FanOut
from .scopes import FUNCTIONS
from .senders import Look
from .syntax import Node, number_value
from .written import arguments, bare, first_argument, last_name

_ALL = frozenset({"all", "allSettled", "any", "race"})


class Concurrency(Look):
    """Finds chat calls that run at the same time (C03).

    Args:
        senders: What sends chat requests.
    """

    def facts(self) -> Iterator[Fact]:
        """Yield what was found."""
        for module in self.resolver.project.modules:
            for name in _ALL:
                for call in module.calls.get(name, ()):
                    callee = call.get("function")
                    if callee is not None and callee.text == f"Promise.{name}":
                        yield from self._promises(call, f"Promise.{name}")
            for name in ("pMap", "map", "mapLimit", "eachLimit", "pMapIterable"):
                for call in module.calls.get(name, ()):
                    yield from self._library(call, name)
            for call in module.calls.get("forEach", ()):
                callback = first_argument(call)
                if (
                    callback is not None
                    and callback.kind in FUNCTIONS
                    and self.senders.sends_within(callback)
                    and callback.text.startswith("async")
                ):
                    yield FanOut(place=call.place, how="forEach(async …)")

    def _promises(self, call: Node, how: str) -> Iterator[Fact]:
        argument = first_argument(call)
        if argument is None:
            return
        argument = bare(argument)
        if argument.kind == "identifier":
            for binding in (argument.scope.find(argument.text) or ())[:4]:
                value = binding.node
                if value is not None and binding.how == "value" and not binding.path:
                    value = bare(value)
                    if (
                        value.kind == "call_expression"
                        and last_name(value.get("function") or value) == "map"
                    ):
                        yield from self._mapped(value, call, how)
                        return
                    if value.kind == "array" and (not value.children or self.reader.pushed(value)):
                        for push in self.reader.pushed(value):
                            if self.senders.sends_within(push):
                                yield FanOut(place=call.place, how=how)
                                return
            return
        if argument.kind == "array":
            senders = [child for child in argument.children if self.senders.sends_within(child)]
            spread = any(child.kind == "spread_element" for child in senders)
            if spread or len(senders) > 3:
                yield FanOut(place=call.place, how=how, limit=None if spread else len(senders))
            return
        if argument.kind == "call_expression":
            yield from self._mapped(argument, call, how)

    def _mapped(self, mapped: Node, call: Node, how: str) -> Iterator[Fact]:
        callee = mapped.get("function")
        name = last_name(callee) if callee is not None else ""
        if name not in ("map", "flatMap", "from") or callee is None:
            return
        callback = arguments(mapped)[-1] if arguments(mapped) else None
        if callback is None or not self._callback_sends(callback):
            return
        limit = self._limiter(callback)
        subject = callee.get("object")
        if limit is None and subject is not None:
            limit = self._length(subject)
        yield FanOut(place=call.place, how=how, limit=limit)

    def _callback_sends(self, callback: Node) -> bool:
        if callback.kind in FUNCTIONS:
            return self.senders.sends_within(callback)
        return any(
            i.kind == "function" and id(i.node) in self.senders.sending
            for i in self.resolver.of(callback)
        )

    def _limiter(self, callback: Node) -> int | None:
        for below in callback.walk():
            if below.kind != "call_expression":
                continue
            for item in self.resolver.of(below.get("function")):
                if item.kind == "made" and item.name.startswith(
                    ("p-limit", "p-throttle", "bottleneck", "p-queue")
                ):
                    numbers = [
                        v.data
                        for v in self.resolver.of(first_argument(item.node))
                        if isinstance(v.data, int)
                    ]
                    if not numbers:
                        options = self.resolver.of(first_argument(item.node))
                        numbers = [
                            v.data
                            for option in options
                            for key in ("concurrency", "maxConcurrent", "limit")
                            for v in self.resolver.member(option, key, option.node)
                            if isinstance(v.data, int)
                        ]
                    return max(numbers) if numbers else 1
        return None

    def _length(self, subject: Node) -> int | None:
        subject = bare(subject)
        if (
            subject.kind == "call_expression"
            and last_name(subject.get("function") or subject) == "slice"
        ):
            edges = arguments(subject)
            if len(edges) == 2 and edges[1].kind == "binary_expression":
                # ``slice(i, i + 3)``: a window.
                right = edges[1].get("right")
                widths = [o.data for o in self.resolver.of(right) if isinstance(o.data, int)]
                if widths:
                    return max(widths)
            given = [number_value(a) for a in edges if a.kind == "number"]
            if len(given) == 2 and isinstance(given[0], int) and isinstance(given[1], int):
                return given[1] - given[0]
        arrays = [i for i in self.resolver.of(subject) if i.kind == "array"]
        if len(arrays) == 1 and not self.reader.pushed(arrays[0].node):
            children = arrays[0].node.children
            if children and all(child.kind != "spread_element" for child in children):
                return len(children)
        return None

    def _library(self, call: Node, name: str) -> Iterator[Fact]:
        callee = call.get("function")
        if callee is None:
            return
        outside = [
            i
            for i in self.resolver.of(callee)
            if i.kind == "external" and i.name.startswith(("p-map", "async", "bluebird"))
        ]
        given = arguments(call)
        if not outside or len(given) < 2 or not any(self._callback_sends(a) for a in given[1:]):
            return
        limit: int | None = None
        for argument in given:
            for item in self.resolver.of(argument):
                if item.kind == "const" and isinstance(item.data, int) and name.endswith("Limit"):
                    limit = item.data
                if item.kind == "object":
                    for found in self.resolver.member(item, "concurrency", item.node):
                        limit = found.data if isinstance(found.data, int) else limit
        yield FanOut(place=call.place, how=name, limit=limit)
