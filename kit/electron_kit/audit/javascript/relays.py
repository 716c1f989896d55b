"""Where requests are led to OpenAI without an address of their own: hosts, proxies, instances."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..hosts import BASE
from .index import Module
from .resolve import Resolver
from .syntax import Node, string_value
from .written import arguments, first_argument, key_of

# What instances of HTTP libraries are bound to their base by.
OPTIONS = ("baseURL", "prefixUrl", "baseUrl")
"""Options that hold the base of what an HTTP library makes."""
INSTANCE = re.compile(r"^(?:global\.)?(?:axios|ky|got|ofetch|\$fetch)\b.*\.(?:create|extend)$")
"""What makes an instance of an HTTP library that is bound to a base."""
# Where development servers and frameworks are told whom to hand requests on to.
_PROXIED = frozenset({"target", "destination", "proxy", "upstream"})
_HOST = re.compile(r"api\.openai\.com|[\w.-]+\.openai\.azure\.com")


def hosts_set(module: Module) -> Iterator[Node]:
    """Yield where a URL that came from elsewhere is led to OpenAI: ``url.hostname = "…"``."""
    for name in ("hostname", "host"):
        for _, right in module.member_sets.get(name, ()):
            if _HOST.fullmatch(string_value(right) or ""):
                yield right


def is_proxied(node: Node) -> bool:
    """Say whether a server hands requests on to what a text names: ``{ target: "https://…" }``."""
    pair = node.parent
    return pair is not None and pair.kind == "pair" and key_of(pair) in _PROXIED


def carried_over(resolver: Resolver, module: Module) -> Iterator[Node]:
    """Yield where a path that came from elsewhere is put below OpenAI's host: ``new URL(p, HOST)``.

    Args:
        resolver: The project's resolver.
        module: The module.
    """
    for made in module.calls.get("URL", ()):
        given = arguments(made)
        if made.kind == "new_expression" and len(given) > 1:
            base, path = resolver.text_of(given[1]), resolver.text_of(given[0])
            if base and BASE.match(base) and (path is None or path.startswith("\0")):
                yield made


def bases(resolver: Resolver, module: Module) -> Iterator[Node]:
    """Yield the expressions that instances of HTTP libraries are given as their base."""
    for call in _made(resolver, module):
        options = first_argument(call)
        if options is not None and options.kind == "object":
            for entry in options.children:
                value = entry.get("value")
                if value is not None and key_of(entry) in OPTIONS:
                    yield value
    for name in ("Pool", "Client"):
        for call in module.calls.get(name, ()):
            value = first_argument(call)
            if value is not None and any(
                item.name == f"undici.{name}" for item in resolver.of(call)
            ):
                yield value
    for left, right in module.member_sets.get("baseURL", ()):
        owner = left.get("object")
        # The SDK's clients have such a member, too: what holds options is called so.
        if owner is not None and re.search(r"(?i)(?:\.defaults|config|options|init)$", owner.text):
            yield right


def instances(resolver: Resolver, module: Module) -> Iterator[str]:
    """Yield the names of a module's instances that are called as they are: ``api("/files")``."""
    for call in _made(resolver, module):
        holder = call.parent
        name = holder.get("name") or holder.get("left") if holder is not None else None
        if name is not None and name.kind == "identifier":
            yield name.text


def _made(resolver: Resolver, module: Module) -> Iterator[Node]:
    for name in ("create", "extend"):
        for call in module.calls.get(name, ()):
            if any(INSTANCE.match(item.name) for item in resolver.of(call)):
                yield call
    # Redux's queries, and VueUse's and Nuxt's own fetch.
    for name in ("fetchBaseQuery", "createFetch"):
        yield from module.calls.get(name, ())
