"""Libraries that are given what to run and how many at a time: queues, maps, streams, effects."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import Fact, FanOut
from .counts import most
from .scopes import FUNCTIONS
from .senders import Look
from .syntax import Node
from .written import arguments, key_of, last_name

_WIDTHS = frozenset({"concurrency", "maxConcurrency", "maxConcurrent", "concurrencyLimit"})
# Told in another way.
_OTHERS = frozenset({"pMap", "map", "mapLimit", "eachLimit", "pMapIterable", "asyncPool", "Worker"})
_QUEUES = ("async", "fastq", "better-queue")


class Told(Look):
    """Finds what runs chat calls as many at a time as it is told.

    Args:
        senders: What sends chat requests.
    """

    def facts(self) -> Iterator[Fact]:
        """Yield what was found."""
        for module in self.resolver.project.modules:
            for node in module.nodes.get("object", ()):
                for child in node.children:
                    if key_of(child) in _WIDTHS:
                        yield from self._optioned(node, child)
            for name in ("mergeMap", "flatMap"):
                for call in module.calls.get(name, ()):
                    yield from self._merged(call, name)
            for name in ("queue", "promise", "fastq", "cargoQueue"):
                for call in module.calls.get(name, ()):
                    yield from self._queue(call, name)

    def _optioned(self, options: Node, width: Node) -> Iterator[Fact]:
        """Yield a call of a library whose options say how many of its work run at once."""
        holder = options.parent
        call = holder.parent if holder is not None and holder.kind == "arguments" else None
        callee = (call.get("function") or call.get("constructor")) if call is not None else None
        if call is None or callee is None:
            return
        items = list(self.resolver.of(callee))
        own = any(i.kind in ("function", "class", "instance") for i in items)
        told = last_name(callee) in _OTHERS and any(i.kind == "external" for i in items)
        works = [a for a in arguments(call) if a is not options]
        chained = callee.get("object")
        works += [chained] if chained is not None and chained.kind == "call_expression" else []
        if not own and not told and any(map(self.runs, works)):
            limit = most(width.get("value") or width, self.resolver)
            yield FanOut(place=call.place, how=last_name(callee), limit=limit)

    def runs(self, work: Node) -> bool:
        """Say whether what is given to be run sends a chat request."""
        if work.kind in FUNCTIONS or work.kind in ("call_expression", "array"):
            return self.senders.sends_within(work)
        return any(
            i.kind == "function"
            and (id(i.node) in self.senders.sending or self.senders.sends_within(i.node))
            for i in self.resolver.of(work)
        )

    def _merged(self, call: Node, name: str) -> Iterator[Fact]:
        """Yield an operator of RxJS that asks for each of a stream, as many as come."""
        given = arguments(call)
        outside = any(
            i.kind == "external" and i.name.startswith("rxjs")
            for i in self.resolver.of(call.get("function"))
        )
        if outside and given and self.runs(given[0]):
            limit = most(given[1], self.resolver) if len(given) > 1 else None
            yield FanOut(place=call.place, how=name, limit=limit)

    def _queue(self, call: Node, name: str) -> Iterator[Fact]:
        """Yield a queue that is made with its work and the number of its workers."""
        given = arguments(call)
        outside = any(
            i.kind == "external" and i.name.startswith(_QUEUES)
            for i in self.resolver.of(call.get("function"))
        )
        if outside and len(given) > 1 and any(map(self.runs, given)):
            limits = [n for a in given[1:] if (n := most(a, self.resolver)) is not None]
            if limits:
                yield FanOut(place=call.place, how=name, limit=max(limits))
