"""What is noted while the parts of routes are collected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ...common.route_parts import Parts
from ...facts import (
    Fact,
    Place,
)
from ...trails import TEXT, Trail, Use
from ..origins import Origin, Origins
from ..raw import Raw
from ..readers import Readers, leaf
from ..requests import Requests
from ..syntax import Node
from ..uses import Uses
from .marks import client_key, request_key, where_of

_BODIES = frozenset({("body", "model"), ("data", "model"), ("json", "model"), ("model",)})


class Noted(Parts):
    """What is noted of a project's routes, and where its values end.

    Args:
        requests: The requests through the SDK.
        raw: Those by hand.
        facts: What else was found.
    """

    def __init__(self, requests: Requests, raw: Raw, facts: list[Fact]) -> None:
        """Start with nothing noted."""
        super().__init__()
        self.requests = requests
        self.raw = raw
        self.facts = facts
        self.resolver = requests.resolver
        self.project = self.resolver.project
        self.group = self.project.modules[0].path
        self.origins = Origins(self.resolver)
        self.readers = Readers(self.project)
        self.clients = {id(node): node for node, _, _ in requests.constructors}
        sent = [*(r.node for r in requests.found), *(node for node, _ in raw.calls)]
        self.raws = {id(node) for node, _ in raw.calls}
        self.uses = Uses(self.resolver, self.readers, map(id, sent), self.clients)
        self.units = {id(module.unit): module for module in self.project.every}
        self.models: dict[str, tuple[Node, list[str]]] = {}
        self.sources: dict[str, tuple[Origin, list[str]]] = {}
        self.variables: dict[str, list[str]] = defaultdict(list)
        self.reads: dict[str, list[Node]] = {}
        self.guarded: set[str] = set()
        self.entries: dict[str, tuple[Node, list[str]]] = {}
        self.compared: dict[int, str] | None = None

    def node(self, place: Place) -> Node | None:
        """Return the expression at a place."""
        module = self.units.get(id(place.unit))
        return leaf(module.root, place.start, place.end) if module is not None else None

    @property
    def variable_key(self) -> str:
        """What stands for all checks of the key's variable: they move with its clients."""
        return f"js-checks@{self.group}"

    @property
    def set_key(self) -> str:
        """What stands for code that sets the key's variable: then no read of it may move."""
        return f"js-sets@{self.group}"

    @staticmethod
    def legacy_key(place: Place) -> str:
        """Return what stands for version 3 in a file: its uses move together or not at all."""
        return f"js-legacy@{place.unit.path}"

    def _ends(self, trail: Trail) -> list[str]:
        """Return the keys of the parts that a value ends in."""
        return [
            client_key(use.node) if use.how == "client" else request_key(use.node)
            for use in trail.uses
            if use.how in ("client", "request")
        ]

    def where(self, use: Use) -> str:
        """Return where a value ends, as a sentence says it."""
        return where_of(use.node)

    def called(self, use: Use) -> str:
        """Return what a value is used as: an entry of an object, which has a path and no name."""
        return ".".join(use.path) or use.how

    def fine(self, use: Use, what: str) -> bool:
        """Say whether a value may end there and move all the same."""
        if use.how in ("test", "shown"):
            return True
        if use.how == "client":
            return what == "key" and use.path in (("apiKey",), ("apiKey", TEXT))
        if use.how != "request":
            return False
        if what == "client":
            return use.name == ""
        if what == "model":
            return use.path in _BODIES
        return (
            id(use.node) in self.raws
            and use.path[-1:] == (TEXT,)
            and use.path[-2:-1] in (("Authorization",), ("authorization",))
        )

    def _joined(self, nodes: Iterable[Node]) -> Trail:
        whole = Trail()
        for node in nodes:
            trail = self.uses.of(node)
            whole.uses += trail.uses
            whole.words += trail.words
        return whole
