"""Whose endpoint a client talks to by the name that it is kept under: ``const ollama = …``."""

from __future__ import annotations

from ..facts import Provider
from ..hosts import provider_of_variable
from .syntax import Node

_AROUND = frozenset({"await_expression", "parenthesized_expression"})


def by_its_name(made: Node) -> Provider:
    """Return another vendor or Azure where a client's name says so; else that it is not known.

    Asked where a base URL is given that nothing is known of.

    Args:
        made: The expression that makes the client.
    """
    value, holder = made, made.parent
    while holder is not None and holder.kind in _AROUND:
        value, holder = holder, holder.parent
    if holder is None:
        return Provider.UNKNOWN
    name = None
    if holder.kind == "variable_declarator" and holder.get("value") is value:
        name = holder.get("name")
    elif holder.kind == "assignment_expression" and holder.get("right") is value:
        left = holder.get("left")
        name = left.get("property") or left if left is not None else None
    provider = provider_of_variable(name.text) if name is not None else Provider.UNKNOWN
    return provider if provider in (Provider.OTHER, Provider.AZURE) else Provider.UNKNOWN


__all__ = ["by_its_name"]
