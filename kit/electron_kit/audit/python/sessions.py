"""HTTP clients that take a host or a base URL, whose requests name a path alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, Place, RawRequest
from .index import Module
from .resolve.resolver import Resolver
from .tree import place_of, walk

URL = re.compile(
    r"(?:https?|wss?)://(?:[\w{}.-]*\.)?(?:api\.openai\.com|[\w{}.-]*openai\.azure\.com|[\w{}-]*\.cognitiveservices\.azure\.com/openai)"
)
"""An address of OpenAI's or Azure's, whatever stands for its gaps."""

_SESSIONS = {
    "httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession", "niquests.Session",
    "niquests.AsyncSession", "http.client.HTTPSConnection", "urllib3.HTTPSConnectionPool",
    "requests_toolbelt.sessions.BaseUrlSession",
}  # fmt: skip
_NAMES = tuple(sorted({name.rpartition(".")[2] for name in _SESSIONS}))


class Sessions:
    """Knows the sessions that are bound to OpenAI, and where that is said.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with no request seen."""
        self._resolver = resolver
        self._asked: set[int] = set()
        self._said: set[Place] = set()

    def asks(self, call: ast.Call) -> str:
        """Return where a request of a session's is reported: ``here``, ``there``; or nothing.

        The session's call says it where the address stands in it. A base that is only a
        parameter's default is one among others: each request says it then.

        Args:
            call: The request: ``self._http.post("/chat/completions", json=body)``.
        """
        if call.func.__class__ is not ast.Attribute:
            return ""
        for item in self._resolver.of(call.func.value):
            if item.kind != "made" or item.name not in _SESSIONS:
                continue
            bases = list(self._bases(item.node))
            if bases and all(self._where(value, base.node) is None for value, base in bases):
                self._asked.add(id(item.node))
                return "here"
            return "there" if bases else ""
        return ""

    def facts(self, module: Module) -> Iterator[RawRequest]:
        """Yield where a session is bound to OpenAI, unless its requests say it.

        Args:
            module: The module.
        """
        for name in _NAMES:
            for call in module.calls.get(name, ()):
                if id(call) in self._asked:
                    continue
                if not any(o.name in _SESSIONS for o in self._resolver.of(call.func)):
                    continue
                for value, base in self._bases(call):
                    where = self._where(value, base.node) or place_of(value)
                    if where not in self._said:
                        self._said.add(where)
                        url = str(base.data)
                        yield RawRequest(place=where, confidence=Confidence.MEDIUM, url=url)

    def _where(self, value: Any, literal: Any) -> Place | None:
        """Return where a base is said to be OpenAI's; None where that is only a default.

        Args:
            value: What the session is given.
            literal: The text that it may be.
        """
        parent = literal.parent
        call = parent.parent if parent.__class__ is ast.keyword else parent
        if any(inner is literal for inner in walk(value)) or parent.__class__ is ast.Assign:
            return place_of(value)
        if call.__class__ is ast.Call and any(
            item.kind in ("class", "func") for item in self._resolver.of(call.func)
        ):
            # What something of the project's own is made with.
            return place_of(literal)
        return None

    def _bases(self, call: Any) -> Iterator[tuple[Any, Any]]:
        """Yield what a session is given as its base, each with the text of OpenAI's in it."""
        given = [k.value for k in call.keywords if k.arg in ("base_url", "host")]
        for value in [*given, *call.args[:1]]:
            for item in self._resolver.of(value):
                text = str(item.data) if item.kind in ("const", "text") else ""
                if URL.match(text) or text == "api.openai.com":
                    yield value, item
