"""Options of JavaScript's smaller frameworks that bind an answer to a schema."""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import Fact, SchemaOutput
from .resolve import Resolver
from .syntax import Node
from .written import first_argument, key_of


def instructor_mode(call: Node, resolver: Resolver) -> Iterator[Fact]:
    """Yield a client of instructor's whose mode sends the schema itself.

    Args:
        call: ``Instructor({ client, mode })``.
        resolver: The project's resolver.
    """
    for options in resolver.of(first_argument(call)):
        for mode in resolver.member(options, "mode", options.node):
            if mode.data == "JSON_SCHEMA":
                yield SchemaOutput(place=call.place, how="JSON_SCHEMA")
                return


def tanstack_output(call: Node, resolver: Resolver) -> Iterator[Fact]:
    """Yield what binds the answer of a chat of TanStack's, if OpenAI's adapter gets it.

    Args:
        call: ``chat({ adapter, outputSchema })``.
        resolver: The project's resolver.
    """
    for options in resolver.of(first_argument(call)):
        if options.kind != "object":
            continue
        adapters = resolver.member(options, "adapter", options.node)
        if any(a.kind == "made" and a.name.startswith("@tanstack/ai-openai.") for a in adapters):
            for child in options.node.children:
                if key_of(child) == "outputSchema":
                    yield SchemaOutput(place=child.place, how="outputSchema")
