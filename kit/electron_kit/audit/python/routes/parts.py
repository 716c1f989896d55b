"""The parts of routes in Python: clients, requests, models, keys, and who else reads them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ...common.route_parts import Parts
from ...facts import (
    ClientMade,
    Fact,
    Part,
    part_key,
)
from ...trails import Trail, Use
from ..credentials import is_sdk
from ..fields import FieldReader
from ..origins import Origin, Origins
from ..project import Project
from ..requests import Requests
from ..resolve.resolver import Resolver
from ..tree import place_of, placed
from ..uses import Uses
from .clients import ClientParts
from .legacy import LegacyParts
from .marks import (
    client_key,
    is_expectation,
    is_fine,
    request_key,
    where_of,
)
from .names import NameParts
from .requests import RequestParts


def route_parts(
    project: Project,
    requests: Requests,
    reader: FieldReader,
    facts: Iterable[Fact],
) -> list[Part]:
    """Return the parts of a project's routes.

    Args:
        project: The project.
        requests: Its requests.
        reader: What collected their fields.
        facts: What else was found.
    """
    if not requests.found and not requests.constructors:
        return []
    return _Parts(project, requests, reader, list(facts)).all()


class _Parts(RequestParts, ClientParts, NameParts, LegacyParts, Parts):
    def __init__(
        self, project: Project, requests: Requests, reader: FieldReader, facts: list[Fact]
    ) -> None:
        super().__init__()
        self.project = project
        self.requests = requests
        self.reader = reader
        self.facts = facts
        self.resolver: Resolver = requests.resolver
        self.group = project.modules[0].path if project.modules else ""
        self.origins = Origins(self.resolver)
        self.by_call = {id(r.node): r for r in requests.found}
        self.made = {id(m.node): m for m in requests.constructors}
        resolver = self.resolver
        self.uses = Uses(resolver, set(self.by_call), set(self.made), lambda n: is_sdk(n, resolver))
        self.models: dict[str, tuple[Any, list[str]]] = {}
        self.sources: dict[str, tuple[Origin, list[str]]] = {}
        self.entries: dict[str, tuple[Any, list[str]]] = {}
        self.defaulted: set[str] = set()
        self.fields: dict[str, tuple[Any, list[str]]] = {}
        self.urls: dict[str, tuple[Any, list[str]]] = {}
        self._trails: list[tuple[Origin, Trail]] | None = None
        self._compared: dict[int, str] | None = None
        self.variables: dict[str, list[str]] = defaultdict(list)
        self.old_calls: list[str] = []
        self.settings = [f for f in facts if isinstance(f, ClientMade) and f.module_level]

    def all(self) -> list[Part]:
        """Return every part."""
        for request in self.requests.found:
            self._request(request)
        for made in self.requests.constructors:
            self._client(made)
        self._module_client()
        for key, (node, senders) in self.models.items():
            self._model(key, node, senders)
        for key, (node, senders) in self.urls.items():
            self._address(key, node, senders)
        for key, (origin, clients) in self.sources.items():
            self._source(key, origin, clients)
        for key, (node, clients) in self.fields.items():
            self._setting(key, node, clients)
        self._legacy()
        self._credentials()
        self._environment()
        self._files()
        return self._expected()

    def _ends(self, trail: Trail, what: str) -> list[str]:
        """Return the keys of the parts that a value ends in."""
        found = []
        for use in trail.uses:
            if use.how == "request":
                found.append(request_key(use.node))
            elif use.how == "client":
                found.append(client_key(use.node))
            elif use.how == "setting" and what == "key" and use.name == "api_key":
                found.append(self.module_key)
        return found

    def fine(self, use: Use, what: str) -> bool:
        """Say whether a value may end there and move all the same."""
        return is_fine(use, what)

    def where(self, use: Use) -> str:
        """Return where a value ends, as a sentence says it."""
        return where_of(place_of(placed(use.node)))

    def _expected(self) -> list[Part]:
        """Hold names of models that a test also writes where nothing moves."""
        models = [part for part in self.parts if part.kind == "model"]
        moved = {part.key for part in models}
        named = {_text(part) for part in models}
        expected: dict[str, str] = {}
        for module in self.project.modules:
            if not module.is_test:
                continue
            for node in module.nodes[ast.Constant]:
                text = node.value
                if text.__class__ is not str or not 2 < len(text) < 60 or text not in named:
                    continue
                if is_expectation(node):
                    if part_key("set-model", place_of(node)) not in moved:
                        expected.setdefault(text, where_of(place_of(node)))
        return self.held_by_tests(expected, _text)


def _text(part: Part) -> str:
    return part.place.text.strip("'\"")


__all__ = ["route_parts"]
