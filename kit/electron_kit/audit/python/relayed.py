"""Models that are asked for at another vendor's relay, under names that are spelled as OpenAI's."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import Any

from ..facts import Fact, ModelLogic
from ..whose import all_theirs, is_routed
from .foreign_models import of_another_vendor
from .index import Module
from .model_logic.names import is_model_name, is_name
from .model_logic.tables import name_of
from .project import Project
from .tree import walk


class Relayed:
    """Knows which names of a project's are another vendor's, by what its tables say.

    Args:
        project: The project.
    """

    def __init__(self, project: Project) -> None:
        """Look at every table of models."""
        self._routed = is_routed(u.data for module in project.modules for u in module.units)
        # By the table's name: whoever has that at hand means the names in it.
        self._tables: dict[str, set[str]] = defaultdict(set)
        for module in project.modules:
            # Once for each table, however many names it has.
            above = {id(node.parent): node.parent for node in module.saying(is_name)}
            for table in above.values():
                if table.__class__ is not ast.Dict or not any(map(is_model_name, table.keys)):
                    continue
                if (name := name_of(table)) and is_another_vendors(table):
                    self._tables[name] |= _names_in(table)

    def has(self, name: str, module: Module) -> bool:
        """Say whether a name means another vendor's model where it stands.

        Args:
            name: The model's name.
            module: The file that it stands in.
        """
        if self._routed and name.startswith("openai/"):
            return True
        return any(
            name in names and table in module.scope.bindings
            for table, names in self._tables.items()
        )

    def decides(self, fact: Fact, module: Module) -> bool:
        """Say whether a fact is a decision by such names alone.

        Args:
            fact: What a module does.
            module: The module.
        """
        return isinstance(fact, ModelLogic) and all_theirs(
            fact.place.text, lambda name: self.has(name, module)
        )


def _names_in(table: ast.Dict) -> set[str]:
    """Return the names of a table's entries, however they are spelled, and those in them."""
    keys = {k.value for k in table.keys if k.__class__ is ast.Constant and isinstance(k.value, str)}
    return keys | {each.value for each in walk(table) if is_model_name(each)}


def is_another_vendors(table: ast.Dict) -> bool:
    """Say whether each entry of a table for one of OpenAI's names says that it is another's."""
    if of_another_vendor(table):
        return True
    entries: list[Any] = [
        value
        for key, value in zip(table.keys, table.values, strict=True)
        if is_model_name(key) and value.__class__ in (ast.Dict, ast.Call)
    ]
    named = sum(is_model_name(key) for key in table.keys)
    return bool(entries) and len(entries) == named and all(map(_says_another, entries))


def _says_another(record: Any) -> bool:
    """Say whether a record says so itself: asked of what stands in it."""
    inside = record.values if record.__class__ is ast.Dict else record.args
    inside = [*inside, *(keyword.value for keyword in getattr(record, "keywords", ()))]
    return bool(inside) and of_another_vendor(inside[0])
