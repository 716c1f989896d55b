"""Clients as parts of routes: their keys, their base URLs, who gets them."""

from __future__ import annotations

from ...endpoints import in_words
from ...facts import (
    ClientMade,
    Provider,
    Repair,
)
from ..clients import Client
from ..syntax import Node
from ..written import first_argument, key_of
from .keys import KeyParts
from .marks import LACKS, URL, client_key, request_key, where_of

# Options that mean the same at Electron; with any other, whether it moves is for a person to say.
_PLAIN = frozenset(
    {
        "apiKey", "baseURL", "basePath", "organization", "project", "timeout", "maxRetries",
        "dangerouslyAllowBrowser", "logLevel", "logger",
    }
)  # fmt: skip


class ClientParts(KeyParts):
    """Clients of the SDK."""

    def _client(self, node: Node, client: Client, fact: ClientMade) -> None:
        key, place, provider = client_key(node), node.place, client.provider
        if provider is Provider.ELECTRON:
            self.add("client", key, place, "the client")
            return
        if provider is not Provider.OPENAI:
            obstacle = {
                Provider.AZURE: "is Azure's",
                Provider.UNKNOWN: "has a base URL that may be anybody's",
            }.get(provider, "is another vendor's")
            self.add("client", key, place, "the client", obstacle=obstacle)
            for use in self.uses.of(node, client=True).uses:
                if use.how == "request":
                    # A request that two clients may send needs both of them to move.
                    self.add("request", request_key(use.node), use.node.place, "the request",
                             needs=[key])  # fmt: skip
            return
        sent = [r for r in self.requests.found if any(m is node for m in r.made)]
        others = [r for r in sent if not r.fact.chats]
        name, obstacle = "the client", ""
        if others:
            words = sorted({in_words(r.fact.endpoint) for r in others})
            if len(others) == len(sent):
                name = f"the {words[0]} client"
            obstacle = f"serves {' and '.join(words)} ({where_of(others[0].node)}), {LACKS}"
        trail = self.uses.of(node, client=True)
        needs = [request_key(r.node) for r in sent] + self._ends(trail)
        if any(i.data == "subclass" for i in self.resolver.of(node)):
            obstacle = obstacle or "is of a class of the program's own"
        obstacle = obstacle or self.obstacle(trail, "client", "handed to")
        legacy = client.constructor == "OpenAIApi"
        if legacy:
            needs.append(self.legacy_key(place))
        obstacle = obstacle or self._settings(node, needs, legacy=legacy)
        if not sent and not obstacle:
            obstacle = "is seen to send no request"
        self.add(
            "client", key, place, name, needs=needs, obstacle=obstacle, words=trail.words,
            repair=Repair("set-client", place, fact), code="R01",
        )  # fmt: skip

    def _settings(self, node: Node, needs: list[str], *, legacy: bool) -> str:
        """Note where a client's key and URL come from; return what stands in the way."""
        argument = first_argument(node)
        options = self.options(node)
        if argument is not None and options is None:
            return "takes its options from elsewhere"
        entries = {
            name: child.get("value") or child
            for child in (options.children if options is not None else ())
            if (name := key_of(child)) is not None
        }
        if own := sorted(set(entries) - _PLAIN):
            return f"has `{own[0]}` set"
        url = entries.get("baseURL") or entries.get("basePath")
        why = self._base(url, needs) if url is not None else ""
        if url is None and not legacy:
            needs.append(f"env@{URL}")
            self.variables.setdefault(URL, [])
        if why:
            return why
        if "apiKey" not in entries:
            needs.append(self.set_key)
            needs.append(self.variable_key)
            return ""
        return self._key_from(entries["apiKey"], options, client_key(node), needs)

    def options(self, node: Node) -> Node | None:
        """Return the object that a client is made with, if it is one and no other gets it."""
        argument = first_argument(node)
        if argument is None:
            return None
        if argument.kind == "object":
            return argument
        found = [i.node for i in self.resolver.of(argument)]
        if len(found) == 1 and found[0].kind == "new_expression":
            inner = first_argument(found[0])
            return inner if inner is not None and inner.kind == "object" else None
        if len(found) != 1 or found[0].kind != "object" or found[0].module is not node.module:
            return None
        ends = self.uses.of(found[0]).uses
        plain = all(use.how == "client" and use.node is node and not use.path for use in ends)
        return found[0] if plain and ends else None

    def _base(self, url: Node, needs: list[str]) -> str:
        for origin in self.origins.of(url):
            if origin.kind == "env":
                needs.append(f"env@{origin.name}")
                self.variables.setdefault(origin.name, [])
            elif origin.kind == "text" and origin.name and "api.openai.com" not in origin.name:
                return "may lead to another vendor"
            elif origin.kind not in ("text", "none"):
                return f"takes its base URL from `{origin.name}`, which is not followed"
        return ""
