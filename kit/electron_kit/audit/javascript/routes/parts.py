"""The parts of routes in JavaScript: clients, requests, models, keys, and who else reads them."""

from __future__ import annotations

from collections.abc import Iterable

from ...facts import (
    Fact,
    Part,
)
from ..raw import Raw
from ..requests import Requests
from .clients import ClientParts
from .names import NameParts
from .requests import RequestParts


def route_parts(requests: Requests, raw: Raw, facts: Iterable[Fact]) -> list[Part]:
    """Return the parts of a project's routes.

    Args:
        requests: The requests through the SDK.
        raw: Those by hand.
        facts: What else was found.
    """
    if not requests.found and not requests.constructors and not raw.calls:
        return []
    return _Parts(requests, raw, list(facts)).all()


class _Parts(RequestParts, ClientParts, NameParts):
    def all(self) -> list[Part]:
        """Return every part."""
        for request in self.requests.found:
            self._request(request)
        for node, fact in self.raw.calls:
            self._by_hand(node, fact)
        for node, client, made in self.requests.constructors:
            self._client(node, client, made)
        for key, (node, senders) in self.models.items():
            self._model(key, node, senders)
        for key, (origin, users) in self.sources.items():
            self._source(key, origin, users)
        self._legacy()
        self._checks()
        self._environment()
        self._files()
        return self._expected()


__all__ = ["route_parts"]
