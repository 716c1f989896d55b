"""Counters of tokens that know OpenAI's model names alone."""

from __future__ import annotations

from collections.abc import Iterator

from ...facts import Fact, ModelLogic
from ..index import Module
from ..positions import in_try
from ..resolve import Resolver
from ..scopes import FUNCTIONS
from ..syntax import Node
from ..written import arguments, first_argument

COUNTERS = frozenset(
    {
        "encoding_for_model",
        "encodingForModel",
        "getEncodingNameForModel",
        "getModelContextSize",
        "encodingForModelName",
    }
)
"""What gives a model's encoding, or its context, by the model's name."""


def counters(
    module: Module, resolver: Resolver, done: dict[tuple[int, int], str]
) -> Iterator[Fact]:
    """Yield the calls that count tokens by a model's name, outside a ``try``.

    Args:
        module: The module.
        resolver: The project's resolver.
        done: What became of a literal, by its unit's id and its place: what is counted by is added.
    """
    for name in COUNTERS:
        for call in module.calls.get(name, ()):
            for argument in arguments(call)[:1]:
                if argument.kind == "string":
                    done[(id(module.unit), argument.start)] = "counter"
            if _tried(call, resolver):
                continue
            yield ModelLogic(place=call.place, how="counts tokens by", detail=name)


def _tried(call: Node, resolver: Resolver) -> bool:
    """Say whether a call stands in a ``try`` here, or wherever a name reaches it."""
    if in_try(call):
        return True
    function = next((above for above in call.up() if above.kind in FUNCTIONS), None)
    if function is None or (first_argument(call) or call).kind == "string":
        return False
    sites = resolver.call_sites(function)
    open_ = [s for s in sites if (a := first_argument(s)) is not None and a.kind != "string"]
    return bool(open_) and all(in_try(site) for site in open_)
