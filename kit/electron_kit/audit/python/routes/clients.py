"""Clients as parts of routes: their keys and base URLs, and the SDK's module."""

from __future__ import annotations

import ast
from typing import Any

from ...common.keys import OUT_OF_SIGHT, why_key_stays
from ...endpoints import in_words
from ...facts import (
    ClientMade,
    Provider,
    Repair,
    part_key,
)
from ...hosts import provider_of_url
from ..constructors import Made
from ..credentials import is_sdk
from ..tree import place_of, walk
from .marks import (
    KEY,
    LACKS,
    URL,
    client_key,
    is_legacy,
    partials_of,
    request_key,
    source_key,
    where_of,
    with_need,
)


class ClientParts:
    """Clients as parts of routes: their keys and base URLs, and the SDK's module."""

    def _client(self, made: Made) -> None:
        node, provider = made.node, made.client.provider
        place = place_of(node)
        key, name = client_key(node), "the client"
        if provider is Provider.ELECTRON:
            self.add("client", key, place, name)
            return
        if provider is not Provider.OPENAI:
            obstacle = {
                Provider.AZURE: "is Azure's",
                Provider.UNKNOWN: "has a base URL that may be anybody's",
            }.get(provider, "is another vendor's")
            self.add("client", key, place, name, obstacle=obstacle)
            for use in self.uses.of(node, client=True).uses:
                if use.how == "request":
                    # A request that two clients may send needs both of them to move.
                    self.add("request", request_key(use.node), place_of(use.node), "the request",
                             needs=[key])  # fmt: skip
            return
        trail = self.uses.of(node, client=True)
        served = {r.fact.chats for r in self.requests.found if node in r.made}
        needs = [request_key(r.node) for r in self.requests.found if any(m is node for m in r.made)]
        others = [
            r for r in self.requests.found if any(m is node for m in r.made) and not r.fact.chats
        ]
        obstacle = ""
        if others:
            words = sorted({in_words(r.fact.endpoint) for r in others})
            if True not in served:
                name = f"the {words[0]} client"
            where = where_of(place_of(others[0].node))
            obstacle = f"serves {' and '.join(words)} ({where}), {LACKS}"
        needs += self._ends(trail, "client")
        obstacle = obstacle or self.obstacle(trail, "client", "handed to")
        arguments = self._arguments(made)
        if arguments is None:
            obstacle = obstacle or "takes its arguments from elsewhere"
        else:
            obstacle = obstacle or self._key(arguments, made, needs) or self._url(arguments, needs)
        fact = next((f for f in self.facts if isinstance(f, ClientMade) and f.place == place), None)
        self.add(
            "client", key, place, name, needs=needs, obstacle=obstacle, words=trail.words,
            repair=Repair("set-client", place, fact), code="R01",
        )  # fmt: skip

    def _arguments(self, made: Made) -> dict[str, Any] | None:
        """Return a constructor's arguments as expressions; None if not all of them are known."""
        found: dict[str, Any] = {}
        for call in (*partials_of(made.node, self.resolver), made.node):
            for keyword in call.keywords:
                if keyword.arg is not None:
                    found[keyword.arg] = keyword.value
                    continue
                dicts = self.resolver.of(keyword.value)
                if (
                    len(dicts) != 1
                    or dicts[0].kind != "dict"
                    or self.reader.later.of(dicts[0].node)
                ):
                    return None
                for name, values in self.resolver.dict_values(dicts[0]).items():
                    if len(values) != 1 or name.startswith("?"):
                        return None
                    found.setdefault(name, values[0])
            if any(a.__class__ is ast.Starred for a in call.args):
                return None
        return found

    def _key(self, arguments: dict[str, Any], made: Made, needs: list[str]) -> str:
        """Note where a client's key comes from; return what stands in the way."""
        if "api_key" not in arguments:
            needs.append(self.variable_key)
            needs.append(self.set_key)
            return ""
        return self._key_from(arguments["api_key"], made.node, client_key(made.node), needs)

    def _key_from(self, expression: Any, client: Any, user: str, needs: list[str]) -> str:
        here = expression.parent.parent is client or expression.parent is client.parent
        inside = {id(n) for n in walk(expression)} if here else set()
        some = False
        for origin in self.origins.of(expression):
            why = why_key_stays(origin.kind, origin.name)
            if why:
                return why
            if origin.kind == "none":
                continue
            some = True
            if origin.kind == "setting":
                key = part_key("rename-field", place_of(origin.node.target))
                needs.append(key)
                self.fields.setdefault(key, (origin.node, []))[1].append(user)
                continue
            if origin.kind == "env":
                if origin.name == KEY:
                    needs.append(self.set_key)
                if id(origin.node) in inside:
                    if origin.name == KEY:
                        needs.append(self.variable_key)
                    continue
            elif id(origin.node) in inside:
                continue
            source = source_key(origin)
            if source is None:
                return f"takes its key from `{origin.name}`, whose name is put together"
            needs.append(source)
            self.sources.setdefault(source, (origin, []))[1].append(user)
        return "" if some else OUT_OF_SIGHT

    def _url(self, arguments: dict[str, Any], needs: list[str]) -> str:
        if "base_url" not in arguments:
            needs.append(f"env@{URL}")
            self.variables.setdefault(URL, [])
            return ""
        for origin in self.origins.of(arguments["base_url"]):
            if origin.kind in ("open", "caller", "given", "file", "setting", "option"):
                return f"takes its base URL from `{origin.name}`, which is not followed"
            if origin.kind == "literal" and provider_of_url(origin.name) is not Provider.OPENAI:
                return f"may also lead to another host (`{origin.name}`)"
            if origin.kind == "env":
                needs.append(f"env@{origin.name}")
                self.variables.setdefault(origin.name, [])
        return ""

    @property
    def module_key(self) -> str:
        """The key of the part that the SDK's module client is."""
        return f"module@{self.group}"

    @property
    def variable_key(self) -> str:
        """The key of the part that stands for the checks of OpenAI's variable."""
        return f"checks@{self.group}"

    @property
    def set_key(self) -> str:
        """The key of the part that stands for code that sets OpenAI's variable."""
        return f"sets@{self.group}"

    def _module_client(self) -> None:
        sent = [
            r for r in self.requests.found
            if not r.made and r.client is not None and r.client.constructor == "openai"
            and not is_legacy(r.fact.path)
        ]  # fmt: skip
        if not sent and not self.settings:
            return
        first = self.settings[0] if self.settings else None
        place = first.place if first is not None else sent[0].fact.place
        needs = [request_key(r.node) for r in sent]
        obstacle = ""
        others = [r for r in sent if not r.fact.chats]
        if others:
            words = sorted({in_words(r.fact.endpoint) for r in others})
            obstacle = (
                f"serves {' and '.join(words)} ({where_of(place_of(others[0].node))}), {LACKS}"
            )
        elif not sent:
            obstacle = "is set up, and no request through it is in sight"
        elif first is None:
            obstacle = "is set up nowhere in sight"
        elif len(self.settings) > 1 and any(f.arguments for f in self.settings):
            obstacle = "is set up in several places"
        else:
            obstacle = self._settings(needs)
        needs.append(f"env@{URL}")
        self.variables.setdefault(URL, [])
        self.add("client", self.module_key, place, "the SDK's module client", needs=needs,
                 obstacle=obstacle)  # fmt: skip
        for fact in self.settings:
            key = part_key("set-client", fact.place)
            self.add(
                "client", key, fact.place, "the SDK's module client", needs=[self.module_key],
                repair=Repair("set-client", fact.place, fact), code="R01",
            )  # fmt: skip
            self.parts[-2] = with_need(self.parts[-2], key)

    def _settings(self, needs: list[str]) -> str:
        """Note where the module client's key comes from; return what stands in the way."""
        for name in ("api_key", "base_url"):
            for node in self.uses.readers.attributes(name):
                if node.ctx.__class__ is ast.Load and is_sdk(node.value, self.resolver):
                    return f"has its `{name}` read back ({where_of(place_of(node))})"
        for module in self.project.modules:
            for name in ("organization", "project", "default_headers", "http_client",
                         "default_query", "azure_endpoint", "api_type", "api_version"):  # fmt: skip
                for target, _, _ in module.attributes.get(name, ()):
                    if is_sdk(target.value, self.resolver):
                        return f"has `{name}` set ({where_of(place_of(target))})"
            for name in ("api_key", "base_url"):
                set_here = [
                    t for t, _, _ in module.attributes.get(name, ())
                    if is_sdk(t.value, self.resolver)
                ]  # fmt: skip
                if len(set_here) > 1:
                    return f"has `{name}` set more than once ({where_of(place_of(set_here[1]))})"
            for target, binding, _ in module.attributes.get("api_key", ()):
                if is_sdk(target.value, self.resolver):
                    why = self._key_from(binding.value, target, self.module_key, needs)
                    if why:
                        return why
        return ""
