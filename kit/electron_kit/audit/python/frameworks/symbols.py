"""What a name or an object is among the frameworks' symbols."""

from __future__ import annotations

from ...common.frameworks import Framework, by_package
from ..resolve.resolver import Resolver
from ..values import Obj


def symbol_of_instance(resolver: Resolver, item: Obj) -> Framework | None:
    """Return the symbol that an object was made by, or that its class is made of."""
    if item.kind == "made":
        return first_symbol(item.name)
    if item.kind == "inst":
        for klass in resolver.ancestry(item.node):
            for base in klass.bases:
                for outer in resolver.of(base):
                    if outer.kind == "ext" and (symbol := symbol_of(outer.name)):
                        return symbol
    return None


def symbol_of(name: str) -> Framework | None:
    """Return what a qualified name is among the frameworks' symbols."""
    root, _, rest = name.partition(".")
    if root == "livekit" and "openai" not in rest:
        # Its plugins call alike what each makes for its own vendor.
        return None
    return by_package("python").get(root, {}).get(rest.rpartition(".")[2])


def is_told(item: Obj) -> bool:
    """Say whether what made an object tells whose model it is: a class, or a framework's function.

    A function that the run does not see may make anybody's: ``llm.utils.make_model(name)``. So
    may what is taken out of something else, and what a test hands in its place.
    """
    if item.kind != "made" or item.name.partition(".")[0] in ("builtins", "unittest", "types"):
        return False
    if first_symbol(item.name) is not None:
        return True
    return not item.path and item.name.rpartition(".")[2][:1].isupper()


def first_symbol(name: str) -> Framework | None:
    """Return the symbol that something was made by, whatever was asked of it since."""
    parts = name.split(".")
    found = (symbol_of(".".join(parts[:end])) for end in range(2, len(parts) + 1))
    return next((symbol for symbol in found if symbol is not None), None)
