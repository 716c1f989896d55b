"""What a project's pages send to its own routes: ``fetch("/api/chat", { body })``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .fields import FieldReader
from .index import Module
from .resolve import Resolver
from .route_addresses import addresses, asks_for
from .syntax import Node
from .written import arguments, first_argument, key_of

_CALLS = ("fetch", "post", "axios", "$fetch", "useFetch", "ofetch", "ky", "request")
# What tells a socket, a window or a worker something.
_TELLS = ("emit", "send", "sendMessage", "postMessage", "invoke")


class RouteClients:
    """Finds what routes are sent by pages of the same project.

    Args:
        resolver: The project's resolver.
        reader: Knows the body of a request that is fetched.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader) -> None:
        """Start with nothing looked at."""
        self.resolver = resolver
        self.reader = reader
        self._asking: dict[str, list[Node]] = {}

    def sent_to(self, module: Module, name: str) -> Iterator[Node]:
        """Yield what is sent under a name to the routes of a module.

        Args:
            module: Where a route answers.
            name: An entry of the body.
        """
        if module.path not in self._asking:
            paths = [*addresses(module.path, module.unit.data), *self._mounted(module)]
            asks = asks_for(paths)
            self._asking[module.path] = [
                call
                for other in (self.resolver.project.modules if paths else ())
                for called in _CALLS
                for call in other.calls.get(called, ())
                if _speaks_of(call, asks)
            ]
        for call in self._asking[module.path]:
            yield from self._entry(call, name)

    def sent_anywhere(self, module: Module, name: str) -> Iterator[Node]:
        """Yield what other files send under a name, to wherever a variable says.

        Args:
            module: Where a route answers at a path that nothing in it tells.
            name: An entry of the body.
        """
        if addresses(module.path, module.unit.data):
            return
        for other in self.resolver.project.modules:
            for called in _CALLS if other is not module else ():
                for call in other.calls.get(called, ()):
                    yield from self._entry(call, name)

    def told(self, module: Module, name: str) -> Iterator[Node]:
        """Yield what other files tell a handler under a name: ``socket.emit("chat", { turns })``.

        Args:
            module: Where the handler is.
            name: An entry of what it is told.
        """
        for other in self.resolver.project.modules:
            for called in _TELLS if other is not module else ():
                for call in other.calls.get(called, ()):
                    for given in arguments(call):
                        whole = first_argument(given) if given.kind == "call_expression" else given
                        for item in self.resolver.of(whole) if whole is not None else ():
                            yield from _under(item.node, name) if item.kind == "object" else ()

    def _mounted(self, module: Module) -> Iterator[str]:
        """Yield the paths at which other files have a function of a module answer."""
        for other in self.resolver.project.modules:
            if other is module:
                continue
            for method in ("post", "all", "put", "use"):
                for call in other.calls.get(method, ()):
                    given = arguments(call)
                    path = given[0].text.strip("'\"`") if given else ""
                    if path.startswith("/") and len(path) > 3 and any(
                        self._is_of(each, module) for each in given[1:]
                    ):  # fmt: skip
                        yield path

    def _is_of(self, handler: Node, module: Module) -> bool:
        """Say whether a handler or a router comes from a module."""
        if handler.kind == "identifier" and handler.scope is not None:
            for binding in handler.scope.find(handler.text) or ():
                if binding.how == "import":
                    return self.resolver.project.find(binding.spec, handler.module) is module
        return any(
            item.kind == "function" and item.node.module is module
            for item in self.resolver.of(handler)
        )

    def _entry(self, call: Node, name: str) -> Iterator[Node]:
        for item in self.resolver.of(self.reader.body_of(call)):
            if item.kind == "object":
                yield from _under(item.node, name)


def _under(written: Node, name: str) -> Iterator[Node]:
    """Yield what an object has under a name."""
    for child in written.children:
        if key_of(child) == name:
            yield child.get("value") or child


def _speaks_of(call: Node, asks: re.Pattern[bytes]) -> bool:
    """Say whether a call names one of some paths: alone, behind a host, or handed to a helper."""
    given = arguments(call)
    text = given[0].text if given else ""
    return asks.search(text.encode()) is not None
