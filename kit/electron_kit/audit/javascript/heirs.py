"""Which classes give the client that they inherit to another vendor: ``super({ baseURL })``."""

from __future__ import annotations

from ..facts import Provider
from ..hosts import provider_of_url
from .resolve import Resolver
from .syntax import Node
from .written import arguments, dotted

_BASES = ("baseURL", "baseUrl", "basePath", "apiBase", "endpoint")


def asks_another_vendor(call: Node, resolver: Resolver) -> bool:
    """Say whether a request through ``this`` is another vendor's, by what its class hands up.

    Args:
        call: The request.
        resolver: The project's resolver.
    """
    callee, klass = call.get("function"), call.scope.class_
    if callee is None or klass is None or not dotted(callee).startswith("this."):
        return False
    found = {
        provider_of_url(base.data)
        for above in call.module.calls.get("super", ())
        if above.scope.class_ is klass
        for given in arguments(above)[:2]
        for item in resolver.of(given)
        if item.kind == "object"
        for name in _BASES
        for base in resolver.member(item, name, given)
        if isinstance(base.data, str)
    }
    return Provider.OTHER in found and Provider.OPENAI not in found
