"""What a project's pages send to its own routes: ``fetch("/api/chat", { body })``."""

from __future__ import annotations

from collections.abc import Iterator

from .fields import FieldReader
from .index import Module
from .resolve import Resolver
from .route_addresses import addresses
from .syntax import Node
from .written import arguments, key_of

_CALLS = ("fetch", "post", "axios", "$fetch", "useFetch", "ofetch", "ky", "request")


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

    def sent_to(self, module: Module, name: str) -> Iterator[Node]:
        """Yield what is sent under a name to the routes of a module.

        Args:
            module: Where a route answers.
            name: An entry of the body.
        """
        paths = addresses(module.path, module.unit.data)
        for other in self.resolver.project.modules if paths else ():
            for called in _CALLS:
                for call in other.calls.get(called, ()):
                    if _speaks_of(call, paths):
                        yield from self._entry(call, name)

    def _entry(self, call: Node, name: str) -> Iterator[Node]:
        for item in self.resolver.of(self.reader.body_of(call)):
            if item.kind != "object":
                continue
            for child in item.node.children:
                if key_of(child) == name:
                    yield child.get("value") or child


def _speaks_of(call: Node, paths: list[str]) -> bool:
    given = arguments(call)
    text = given[0].text.strip("'\"`").split("?")[0] if given else ""
    return (
        any(text.endswith(path) or path.endswith(text) for path in paths)
        if (len(text) > 3)
        else False
    )
