"""Code whose way depends on OpenAI's model names (B09)."""

from __future__ import annotations

from collections.abc import Iterator

from ...facts import Fact
from ..index import Module
from ..resolve.resolver import Resolver
from .branches import branches, compiled_patterns
from .choices import restrictions
from .encodings import encodings, known_prices
from .held import held_prefixes
from .listed import Listed
from .look_ups import LookUps
from .members import member_tests
from .names import is_name
from .tables import records, tables


def model_logic(
    module: Module, resolver: Resolver, listed: Listed, look_ups: LookUps
) -> Iterator[Fact]:
    """Yield where a module branches on, looks up, restricts to or counts by model names.

    Args:
        module: The module.
        resolver: The project's resolver.
        listed: The project's lists of models' names.
        look_ups: The project's tables of models, and what is looked up in them.
    """
    held: set[int] = set()
    seen: set[int] = set()
    yield from branches(module, seen)
    yield from member_tests(module, resolver, seen)
    yield from held_prefixes(module, resolver, held, seen)
    yield from listed.facts(module, seen)
    yield from look_ups.facts(module, seen)
    yield from compiled_patterns(module)
    yield from tables(module)
    names = module.saying(is_name)
    yield from records(names)
    yield from restrictions(module, names, held, listed.told)
    yield from encodings(module)
    yield from known_prices(module)


__all__ = ["Listed", "LookUps", "model_logic"]
