"""Chat calls that run at the same time: promises, maps, libraries that limit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact, FanOut
from .counts import most
from .gates import limit_of
from .index import Module
from .limiters import (
    Pool,
    list_of_part,
    part_of,
    pools,
    promises,
    repeats,
    rounds,
    slice_width,
    value_of,
    widths_at,
)
from .repeats import function_of
from .scopes import FUNCTIONS
from .senders import Look
from .syntax import Node
from .values import Obj
from .written import arguments, bare, first_argument, key_of, last_name

_NUMBERED = ("mapLimit", "eachLimit", "asyncPool")
# Within these, what is put to a list that stands outside is put more than once.
_REPEATS = FUNCTIONS | {"for_statement", "for_in_statement", "while_statement", "do_statement"}
_QUEUES = ("p-queue", "bottleneck")


class Concurrency(Look):
    """Finds chat calls that run at the same time (C03).

    Args:
        senders: What sends chat requests.
    """

    def facts(self) -> Iterator[Fact]:
        """Yield what was found."""
        own = pools(self.resolver)
        handed = set()
        for key, pool in own.items():
            for fact in self._pool(pool):
                handed.add(key)
                yield fact
        for call, how in promises(self.resolver):
            # What is handed in is told where it is handed in.
            if id(function_of(call)) not in handed:
                yield from self._promises(call, how)
        for module in self.resolver.project.modules:
            for name in ("pMap", "map", "mapLimit", "eachLimit", "pMapIterable", "asyncPool"):
                for call in module.calls.get(name, ()):
                    yield from self._library(call, name)
            for name in ("add", "addAll", "schedule"):
                for call in module.calls.get(name, ()):
                    yield from self._queued(call, name)
            yield from self._left(module)
            for call in module.calls.get("batch", ()):
                yield from self._batched(call)
            for call in module.calls.get("Worker", ()):
                yield from self._worker(call)
            for call in module.calls.get("forEach", ()):
                callback = first_argument(call)
                if (
                    callback is not None
                    and callback.kind in FUNCTIONS
                    and self.senders.sends_within(callback)
                    and callback.text.startswith("async")
                ):
                    yield FanOut(place=call.place, how="forEach(async …)")

    def _left(self, module: Module) -> Iterator[Fact]:
        """Yield what a loop starts and leaves: ``for (const row of rows) note(row);``."""
        for kind in ("for_in_statement", "for_statement"):
            for loop in module.nodes.get(kind, ()):
                body = loop.get("body")
                yield from self._one_by_one(loop)
                statements = body.children if body is not None else ()
                if body is not None and body.kind == "expression_statement":
                    statements = [body]
                for statement in statements:
                    call = _started(statement)
                    if call is not None and self._asks_later(call):
                        yield FanOut(place=call.place, how=last_name(call.get("function") or call))

    def _one_by_one(self, loop: Node) -> Iterator[Fact]:
        """Yield promises that are all started, and awaited one after the other."""
        right, left = loop.get("right"), loop.get("left")
        if right is None or left is None or right.kind != "identifier":
            return
        mapped = value_of(right)
        callee = mapped.get("function") if mapped.kind == "call_expression" else None
        if callee is None or last_name(callee) != "map" or not arguments(mapped):
            return
        name = left.text.rpartition(" ")[2]
        if re.search(rf"\bawait {re.escape(name)}\b", loop.text):
            yield from self._mapped(mapped, mapped, "map")

    def _asks_later(self, call: Node) -> bool:
        """Say whether a call is of an asynchronous function that sends."""
        return any(
            i.kind == "function"
            and id(i.node) in self.senders.sending
            and i.node.text.startswith("async")
            for i in self.resolver.of(call.get("function"))
        )

    def _pool(self, pool: Pool) -> Iterator[Fact]:
        """Yield the calls of a function of the project's own that runs many at once."""
        label = pool.function.get("name")
        for site in self.resolver.call_sites(pool.function):
            given = arguments(site)
            works = [given[b.index] for b in pool.work if 0 <= b.index < len(given)]
            if not any(
                self.senders.sends_within(w)
                if w.kind in ("call_expression", "array")
                else self._callback_sends(w)
                for w in works
            ):
                continue
            limits = widths_at(pool, site, self.resolver)
            limit = max(limits) if limits else None
            lengths = [n for a in given[:2] if (n := self._length(a)) is not None]
            if lengths and (limit is None or min(lengths) < limit):
                limit = min(lengths)
            how = last_name(site.get("function") or site) or (label.text if label else "")
            yield FanOut(place=site.place, how=how, limit=limit)

    def _queued(self, call: Node, name: str) -> Iterator[Fact]:
        """Yield what a loop puts into a queue that runs more than a few at once."""
        queue = self._queue_of(call.get("function"))
        within = any(
            above.kind == "call_expression"
            and (callee := above.get("function")) is not None
            and (callee.text.startswith("Promise.") or last_name(callee) == "push")
            for above in call.up()
        )
        if queue is None or within or not (name == "addAll" or repeats(call)):
            return
        if any(map(self.senders.sends_within, arguments(call))):
            limit = self._wide(queue)
            yield FanOut(place=call.place, how=f"queue.{name}", limit=limit)

    def _queue_of(self, callee: Node | None) -> Obj | None:
        return next(
            (
                item
                for item in self.resolver.of(callee)
                if item.kind == "made" and item.path and item.name.startswith(_QUEUES)
            ),
            None,
        )

    def _wide(self, queue: Obj) -> int | None:
        """Return how many a queue lets run at once; None if it is not told."""
        found = [
            value.data
            for options in self.resolver.of(first_argument(queue.node))
            for key in ("concurrency", "maxConcurrent")
            for value in self.resolver.member(options, key, options.node)
            if isinstance(value.data, int)
        ]
        return max(found) if found else None

    def _batched(self, call: Node) -> Iterator[Fact]:
        """Yield a batch of a chain of LangChain's, unless its options limit it."""
        if not any(call is chat for chat in self.chats):
            return
        given = arguments(call)
        limits = [
            value.data
            for options in (self.resolver.of(given[1]) if len(given) > 1 else ())
            for value in self.resolver.member(options, "maxConcurrency", options.node)
            if isinstance(value.data, int)
        ]
        length = self._length(given[0]) if given else None
        chain = call.get("function")
        owner = value_of(owned) if chain is not None and (owned := chain.get("object")) else None
        for below in owner.walk() if owner is not None and not limits else ():
            # ``new ChatOpenAI({ maxConcurrency: 2 })``
            if below.kind == "pair" and key_of(below) == "maxConcurrency":
                found = most(below.get("value"), self.resolver)
                limits += [found] if found is not None else []
        limit = max(limits) if limits else length
        yield FanOut(place=call.place, how="batch", limit=limit)

    def _worker(self, call: Node) -> Iterator[Fact]:
        """Yield a worker of BullMQ that takes several jobs at once and asks for each."""
        given = arguments(call)
        made = any(item.name == "bullmq.Worker" for item in self.resolver.of(call))
        if not made or len(given) < 3 or not self._callback_sends(given[1]):
            return
        for options in self.resolver.of(given[2]):
            for child in options.node.children if options.kind == "object" else ():
                if key_of(child) == "concurrency":
                    numbers = [
                        v.data
                        for v in self.resolver.of(child.get("value") or child)
                        if isinstance(v.data, int)
                    ]
                    if numbers:
                        yield FanOut(place=child.place, how="Worker", limit=max(numbers))

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
                    if value.kind == "call_expression" and last_name(
                        value.get("function") or value
                    ) in ("map", "from", "flatMap"):
                        yield from self._mapped(value, call, how)
                        return
                    if value.kind == "array" and (not value.children or self.reader.pushed(value)):
                        pushed = self.reader.pushed(value)
                        sent = [push for push in pushed if self.senders.sends_within(push)]
                        if sent:
                            limit = self._at_once(sent, value)
                            yield FanOut(place=call.place, how=how, limit=limit)
                            return
            return
        if argument.kind == "array":
            senders = [child for child in argument.children if self._within(child)]
            counts = [self._count(child) for child in senders]
            limit = None if None in counts else sum(filter(None, counts))
            if limit is None or limit > 3:
                yield FanOut(place=call.place, how=how, limit=limit)
            return
        if argument.kind == "call_expression":
            yield from self._mapped(argument, call, how)
            if any(
                i.kind == "function" and id(i.node) in self.senders.sending
                for i in self.resolver.of(argument.get("function"))
            ):
                # A generator's promises, or a list of them that a function gives.
                yield FanOut(place=call.place, how=how, limit=limit_of(argument, self.senders))

    def _at_once(self, sent: list[Node], array: Node) -> int | None:
        """Return how many run at once of what is put to a list; None without a limit."""
        gates = [g for push in sent if (g := limit_of(push, self.senders)) is not None]
        if len(gates) == len(sent):
            return max(gates)
        counts = [self._times(push, array) for push in sent]
        return None if None in counts else sum(filter(None, counts))

    def _times(self, push: Node, array: Node) -> int | None:
        """Return how often something is put to a list; None where that is not counted."""
        times = rounds(push, self.resolver)
        above, home = push.parent, function_of(array)
        while times is None and above is not None and above is not home:
            if above.kind in _REPEATS:
                return None
            above = above.parent
        return times or 1

    def _count(self, child: Node) -> int | None:
        """Return how many an item of a list is: one, or as many as what is spread there."""
        if child.kind != "spread_element" or not child.children:
            return 1
        value = value_of(child.children[0])
        callee = value.get("function") if value.kind == "call_expression" else None
        owner = callee.get("object") if callee is not None and last_name(callee) == "map" else None
        return self._length(owner) if owner is not None else None

    def _within(self, child: Node) -> bool:
        """Say whether an item of a list sends, or the list that is spread there."""
        if child.kind == "spread_element" and child.children:
            value = value_of(child.children[0])
            if value is not child.children[0]:
                return self.senders.sends_within(value)
        return self.senders.sends_within(child)

    def _mapped(self, mapped: Node, call: Node, how: str) -> Iterator[Fact]:
        callee = mapped.get("function")
        name = last_name(callee) if callee is not None else ""
        if name not in ("map", "flatMap", "from") or callee is None:
            return
        callback = arguments(mapped)[-1] if arguments(mapped) else None
        if callback is None or not self._callback_sends(callback):
            return
        limit = limit_of(callback, self.senders)
        subject = callee.get("object")
        if limit is None and subject is not None:
            limit = self._length(subject)
        yield FanOut(place=call.place, how=how, limit=limit)

    def _callback_sends(self, callback: Node) -> bool:
        if callback.kind in FUNCTIONS:
            return self.senders.sends_within(callback)
        return any(
            i.kind == "function"
            and (id(i.node) in self.senders.sending or self.senders.sends_within(i.node))
            for i in self.resolver.of(callback)
        )

    def _length(self, subject: Node) -> int | None:
        part = part_of(subject, self.resolver)
        if part is not None:
            return part
        width = slice_width(subject, self.resolver)
        if width is not None:
            return width
        parts = list_of_part(subject)
        pushed = self.reader.pushed(parts) if parts is not None else ()
        widths = [w for push in pushed if (w := slice_width(push, self.resolver)) is not None]
        if widths and len(widths) == len(pushed):
            # ``parts.push(texts.slice(i, i + 3))``
            return max(widths)
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
            if i.kind == "external"
            and i.name.startswith(("p-map", "async", "bluebird", "tiny-async-pool"))
        ]
        given = arguments(call)
        if not outside or len(given) < 2 or not any(self._callback_sends(a) for a in given[1:]):
            return
        limit: int | None = None
        for argument in given:
            for item in self.resolver.of(argument):
                if item.kind == "const" and isinstance(item.data, int) and name in _NUMBERED:
                    limit = item.data
                if item.kind == "object":
                    for found in self.resolver.member(item, "concurrency", item.node):
                        limit = found.data if isinstance(found.data, int) else limit
        yield FanOut(place=call.place, how=name, limit=limit)


def _started(statement: Node) -> Node | None:
    """Return the call that a statement starts and leaves: ``void ask(x)``, ``ask(x).catch(f)``."""
    node = statement.children[0] if statement.kind == "expression_statement" else None
    if node is not None and node.kind == "unary_expression" and node.text.startswith("void"):
        node = node.children[-1]
    while node is not None and node.kind == "call_expression":
        callee = node.get("function")
        if callee is None or last_name(callee) not in ("then", "catch", "finally"):
            return node
        node = callee.get("object")
    return None
